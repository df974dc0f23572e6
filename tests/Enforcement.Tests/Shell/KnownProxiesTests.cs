using System.Net;
using Enforcement.Shell;
using Microsoft.AspNetCore.Builder;
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
