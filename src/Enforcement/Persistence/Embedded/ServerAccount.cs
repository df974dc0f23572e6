using System.Globalization;
using System.Runtime.InteropServices;

namespace Enforcement.Persistence.Embedded;

/// <summary>
/// Who the server runs as. PostgreSQL refuses root, so a service that was started by root drops to <c>nobody</c>, whom every system has; the
/// runtime itself changes the user between fork and exec. Everybody else runs it as himself.
/// </summary>
internal sealed record ServerAccount(string? Name, uint UserId, uint GroupId)
{
    public static readonly ServerAccount Oneself = new(null, 0, 0);

    public static ServerAccount Current() =>
        !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess ? FromPasswd("nobody") : Oneself;

    public bool IsAnother => Name is not null;

    /// <summary>Gives files and folders to the account.</summary>
    public void Own(params ReadOnlySpan<string> paths)
    {
        if (!IsAnother)
            return;
        foreach (var path in paths)
            if (Chown(path, UserId, GroupId) != 0)
                throw new IOException($"{path} cannot be given to {Name}: error {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>The outermost folder on the way to <paramref name="path"/>, itself included, that the account cannot enter; null when all are open.</summary>
    public string? FirstClosed(string path)
    {
        if (!IsAnother || OperatingSystem.IsWindows())
            return null;
        string? closed = null;
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
            if (folder.Exists && !folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                closed = folder.FullName;
        return closed;
    }

    private static ServerAccount FromPasswd(string name)
    {
        var entry =
            File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(fields => fields[0] == name)
            ?? throw new PrivatePostgresException($"PostgreSQL does not run as root, and there is no user {name} to run it as.");
        return new(name, uint.Parse(entry[2], CultureInfo.InvariantCulture), uint.Parse(entry[3], CultureInfo.InvariantCulture));
    }

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);
}
