namespace Enforcement.Notifications;

/// <summary>Section <c>Mail</c>. Without <see cref="Host"/> there is no e-mail, and the inbox alone tells people.</summary>
public sealed record MailSettings
{
    public string? Host { get; init; }

    public int Port { get; init; } = 25;

    /// <summary><c>none</c>, <c>start-tls</c> (refuses a server without), <c>tls</c> from the first byte, or <c>auto</c>.</summary>
    public string Security { get; init; } = "auto";

    public string? UserName { get; init; }

    public string? Password { get; init; }

    public string From { get; init; } = "enforcement@localhost";

    /// <summary>Setting <c>PublicUrl</c>: what links in e-mails begin with.</summary>
    public string? PublicUrl { get; init; }

    public bool IsOn => Host is { Length: > 0 };
}
