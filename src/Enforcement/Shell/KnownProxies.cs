using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Enforcement.Shell;

/// <summary>
/// Whose <c>X-Forwarded-…</c> is believed, setting <c>KnownProxies</c>: addresses and networks, with commas between them. Without the setting the framework
/// believes everybody, and whoever reaches the service beside the proxy chooses the address under which it is counted.
/// </summary>
internal sealed class KnownProxies(IConfiguration configuration) : IPostConfigureOptions<ForwardedHeadersOptions>
{
    /// <exception cref="InvalidOperationException">The setting holds something that is neither address nor network.</exception>
    public void PostConfigure(string? name, ForwardedHeadersOptions options)
    {
        var named = (configuration["KnownProxies"] ?? "").Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        foreach (var known in named)
            if (IPAddress.TryParse(known, out var address))
                options.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(known, out var network))
                options.KnownIPNetworks.Add(network);
            else
                throw new InvalidOperationException($"KnownProxies: '{known}' is neither an address nor a network.");
        // Known proxies may stand one behind the other: the first address that is none of them is the caller's.
        if (named.Length > 0)
            options.ForwardLimit = null;
    }
}
