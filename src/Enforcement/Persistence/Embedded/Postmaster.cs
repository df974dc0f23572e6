using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Enforcement.Persistence.Embedded;

/// <summary>The server process of a cluster, as its <c>postmaster.pid</c> tells of it. The file outlives a server that was killed.</summary>
internal sealed record Postmaster(int ProcessId, string Cluster, int Port, bool IsReady)
{
    private const int Sigint = 2;

    /// <summary>What the file says, true or not; null when there is none or it is half written.</summary>
    public static Postmaster? Read(string cluster)
    {
        try
        {
            var lines = File.ReadAllLines(FileOf(cluster));
            return lines.Length < 6
                ? null
                : new(Number(lines[0]), cluster, Number(lines[3]), IsReady: lines.Length > 7 && lines[7].Trim() == "ready");
        }
        catch (Exception unreadable) when (unreadable is IOException or FormatException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static void Forget(string cluster) => File.Delete(FileOf(cluster));

    /// <summary>
    /// Whether this server runs. After a crash its number may belong to another process, and a killed server that nobody waited for stays as a
    /// zombie, which holds its number but no command line: so the command line is asked, where the system shows one.
    /// </summary>
    public bool IsAlive()
    {
        if (!OperatingSystem.IsLinux())
            return ProcessNameIsPostgres();
        try
        {
            var command = File.ReadAllText($"/proc/{ProcessId}/cmdline").Split('\0');
            var folder = Array.IndexOf(command, "-D") + 1;
            return folder > 0 && folder < command.Length && command[folder] == Cluster;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>
    /// Children of a killed server may still be writing for a moment. Linux shows each process's folder; elsewhere PostgreSQL's own check of
    /// its shared memory has to do.
    /// </summary>
    public bool LeftProcessesBehind() =>
        Directory
            .EnumerateDirectories("/proc")
            .Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
            .Any(process => FolderOf(process) == Cluster);

    /// <summary>Asks for a fast shutdown: sessions are ended, everything is written. Windows has no signals: pg_ctl does it there.</summary>
    public void AskToStop() => _ = Kill(ProcessId, Sigint);

    private static string? FolderOf(string process)
    {
        try
        {
            return new DirectoryInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private bool ProcessNameIsPostgres()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string FileOf(string cluster) => Path.Combine(cluster, "postmaster.pid");

    private static int Number(string line) => int.Parse(line, CultureInfo.InvariantCulture);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Kill(int process, int signal);
}
