using System.Globalization;

namespace Enforcement.Persistence.Embedded;

/// <summary>The settings of the private server, given on its command line so that a later version of the service can change them.</summary>
internal static class ServerSettings
{
    /// <param name="disposable">Nothing is flushed: for tests only.</param>
    public static string CommandLine(int port, bool disposable)
    {
        var settings = new Dictionary<string, string>
        {
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["listen_addresses"] = "127.0.0.1",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["max_connections"] = "200",
            ["shared_buffers"] = "256MB",
            ["jit"] = "off",
            // After each checkpoint a touched page is written whole: 20-45 KB a step instead of 4. So checkpoints are rare.
            ["checkpoint_timeout"] = "20min",
            ["max_wal_size"] = "4GB",
        };
        if (!OperatingSystem.IsWindows())
            settings["unix_socket_directories"] = "''"; // none: a deep checkout would exceed the 107 bytes of a socket's path
        if (disposable)
        {
            settings["fsync"] = "off";
            settings["synchronous_commit"] = "off";
            settings["full_page_writes"] = "off";
            settings["shared_buffers"] = "128MB";
        }
        return string.Join(' ', settings.Select(setting => $"-c {setting.Key}={setting.Value}"));
    }
}
