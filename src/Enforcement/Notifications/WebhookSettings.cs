namespace Enforcement.Notifications;

/// <summary>Section <c>Webhooks</c>.</summary>
public sealed record WebhookSettings
{
    /// <summary>Hosts that robots may live at, with a port where it is not the usual one. Nothing is sent anywhere else, whatever a redirect says.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = ["qyapi.weixin.qq.com", "oapi.dingtalk.com"];

    /// <summary>A listed host over TLS; without it only this machine itself.</summary>
    public bool Allows(Uri address) =>
        Hosts.Contains(address.Authority, StringComparer.OrdinalIgnoreCase)
        && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
