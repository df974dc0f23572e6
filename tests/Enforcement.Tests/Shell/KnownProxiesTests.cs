using System.Net;
using Enforcement.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;

namespace Enforcement.Tests.Shell;

public sealed class KnownProxiesTests
{
    [Fact]
    public void Addresses_and_networks_of_the_setting_are_believed()
    {
        var options = Of("10.0.0.7, 192.168.4.0/24");

        options.KnownProxies.ShouldContain(IPAddress.Parse("10.0.0.7"));
        options.KnownIPNetworks.ShouldContain(network => network.Contains(IPAddress.Parse("192.168.4.9")));
    }

    [Fact]
    public void Without_the_setting_nothing_is_added_and_what_is_no_address_stops_the_start()
    {
        var (proxies, networks) = (new ForwardedHeadersOptions().KnownProxies.Count, new ForwardedHeadersOptions().KnownIPNetworks.Count);

        Of(null).KnownProxies.Count.ShouldBe(proxies);
        Of("").KnownIPNetworks.Count.ShouldBe(networks);
        Should.Throw<InvalidOperationException>(() => Of("proxy.example"));
    }

    /// <summary>As the container sets it: the framework's own start of the pipeline, and whoever connects.</summary>
    [Theory]
    [InlineData("10.0.0.7", "203.0.113.9", "203.0.113.9", "a client behind the proxy")]
    [InlineData("10.0.0.7", "198.51.100.1, 203.0.113.9", "203.0.113.9", "what the client wrote itself")]
    [InlineData("192.168.4.1", "203.0.113.9, 10.0.0.7", "203.0.113.9", "two proxies, one behind the other")]
    [InlineData("203.0.113.50", "198.51.100.1", "203.0.113.50", "somebody beside the proxy")]
    public async Task The_address_is_that_of_the_first_who_is_no_known_proxy(string peer, string forwarded, string counted, string why)
    {
        var builder = WebApplication.CreateBuilder(["--ForwardedHeaders_Enabled=true", "--KnownProxies=10.0.0.7, 192.168.4.0/24"]);
        builder.WebHost.UseTestServer();
        builder.Services.AddShell();
        await using var app = builder.Build();
        app.Run(http => http.Response.WriteAsync(http.Connection.RemoteIpAddress!.ToString()));
        await app.StartAsync();

        var answer = await app.GetTestServer()
            .SendAsync(http =>
            {
                http.Connection.RemoteIpAddress = IPAddress.Parse(peer);
                http.Request.Headers["X-Forwarded-For"] = forwarded;
            });

        (await new StreamReader(answer.Response.Body).ReadToEndAsync()).ShouldBe(counted, why);
    }

    private static ForwardedHeadersOptions Of(string? setting)
    {
        var options = new ForwardedHeadersOptions();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["KnownProxies"] = setting })
            .Build();
        new KnownProxies(configuration).PostConfigure(null, options);
        return options;
    }
}
