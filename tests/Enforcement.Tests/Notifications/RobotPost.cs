using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Enforcement.Tests.Notifications;

/// <summary>A robot's host on a free port of this machine: a real conversation, and answers of the test's own.</summary>
internal sealed class RobotPost : IAsyncDisposable
{
    private readonly WebApplication app;

    private RobotPost(WebApplication app) => this.app = app;

    public string Host { get; private set; } = "";

    public ConcurrentQueue<(string PathAndQuery, string Body, Dictionary<string, string> Headers)> Received { get; } = new();

    /// <summary>Status and body of the next answers.</summary>
    public Func<(int Status, string Body)> Answer { get; set; } = () => (200, """{"errcode":0,"errmsg":"ok"}""");

    public string? ContentType { get; set; }

    public static async Task<RobotPost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var post = new RobotPost(builder.Build());
        post.app.Run(post.TakeAsync);
        await post.app.StartAsync();
        var address = post.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        post.Host = new Uri(address).Authority;
        return post;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static Dictionary<string, string> Headers(HttpRequest request) =>
        request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        Received.Enqueue((http.Request.Path + http.Request.QueryString, await reader.ReadToEndAsync(), Headers(http.Request)));
        var (status, body) = Answer();
        http.Response.StatusCode = status;
        if (ContentType is { } type)
            http.Response.ContentType = type;
        if (status is >= 300 and < 400)
            http.Response.Headers.Location = $"http://{Host}/elsewhere";
        await http.Response.WriteAsync(body);
    }
}
