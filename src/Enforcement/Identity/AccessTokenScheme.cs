using System.Security.Claims;
using System.Text.Encodings.Web;
using Enforcement.Persistence;
using Enforcement.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Enforcement.Identity;

/// <summary><c>Authorization: Bearer enf_…</c>: who the token's owner is. It needs no antiforgery proof, for no browser sends it by itself.</summary>
internal sealed class AccessTokenScheme(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logs,
    UrlEncoder encoder,
    Database database,
    BusinessTime time
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string Name = "AccessToken";

    private const string Bearer = "Bearer ";

    /// <summary>Does the caller come with a token of ours? Any other authorization is none of this scheme's business.</summary>
    public static bool IsUsedBy(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith(Bearer + AccessToken.Prefix, StringComparison.Ordinal)
        && Api.IsForPrograms(request.Path);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsUsedBy(Request))
            return AuthenticateResult.NoResult();
        var hash = AccessToken.HashOf(Request.Headers.Authorization.ToString()[Bearer.Length..].Trim());
        return await OwnerOfAsync(hash) is var (person, userName)
            ? AuthenticateResult.Success(
                new AuthenticationTicket(
                    new ClaimsPrincipal(
                        new ClaimsIdentity(
                            [new Claim(ClaimTypes.NameIdentifier, person.ToString()), new Claim(ClaimTypes.Name, userName)],
                            Name
                        )
                    ),
                    Name
                )
            )
            : AuthenticateResult.Fail("The token is unknown, expired or revoked.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }

    /// <summary>The day of its last use is written once a day, in the same round trip.</summary>
    private async Task<(Guid Person, string UserName)?> OwnerOfAsync(byte[] hash)
    {
        await using var command = database.App.CreateCommand(
            """
            with used as (
                update access_tokens set last_used_on = $2
                where hash = $1 and revoked_at is null and expires_on >= $2 and last_used_on is distinct from $2
            )
            select t.person, a.user_name from access_tokens t
            join accounts a on a.id = t.person
            where t.hash = $1 and t.revoked_at is null and t.expires_on >= $2
            """
        );
        command.Parameters.Add(P.Bytes(hash));
        command.Parameters.Add(P.Date(time.Today));
        await using var row = await command.ExecuteReaderAsync(Context.RequestAborted);
        return await row.ReadAsync(Context.RequestAborted) ? (row.GetGuid(0), row.GetString(1)) : null;
    }
}
