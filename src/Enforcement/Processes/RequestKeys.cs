using System.Security.Cryptography;
using Enforcement.Identity;

namespace Enforcement.Processes;

/// <summary>Reads <c>Idempotency-Key</c> of a write to the API, with a hash of what was sent under it.</summary>
public static class RequestKeys
{
    public const int LongestKey = 100;

    private const string Header = "Idempotency-Key";
    private static readonly object Item = new();

    public static IApplicationBuilder UseRequestKeys(this IApplicationBuilder app) =>
        app.Use(
            async (http, next) =>
            {
                if (http.Request.Headers.TryGetValue(Header, out var given) && http.Request.Path.StartsWithSegments("/api"))
                {
                    var key = given.ToString();
                    if (key.Length is 0 or > LongestKey || key.Any(char.IsControl))
                        throw new MalformedException((Header, "range"));
                    http.Request.EnableBuffering();
                    using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                    hash.AppendData(
                        System.Text.Encoding.UTF8.GetBytes($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}\n")
                    );
                    var buffer = new byte[8192];
                    int read;
                    while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
                        hash.AppendData(buffer.AsSpan(0, read));
                    http.Request.Body.Position = 0;
                    http.Items[Item] = new RequestKey(key, hash.GetHashAndReset());
                }
                await next(http);
            }
        );

    /// <summary>The acting person, with the key of this request where there is one.</summary>
    public static async ValueTask<Actor> GetAsync(this IActing acting, HttpContext http)
    {
        var actor = await acting.GetAsync(http.RequestAborted);
        return http.Items.TryGetValue(Item, out var key) ? actor with { Request = (RequestKey)key! } : actor;
    }
}
