using System.Diagnostics;

namespace Enforcement.Persistence.Embedded;

/// <summary>Runs one of PostgreSQL's programs to its end.</summary>
internal static class ServerCommand
{
    /// <exception cref="PrivatePostgresException">It ended with a fault; what it wrote is in the message.</exception>
    public static async Task RunAsync(string program, ServerAccount account, IEnumerable<string> arguments, CancellationToken cancel)
    {
        using var process = Start(program, account, arguments, redirect: true);
        // Both at once: a program that fills one pipe while the other is read would never end.
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
        await EndAsync(process, cancel);
        if (process.ExitCode != 0)
            throw PrivatePostgresException.Failed(Path.GetFileName(program), process.ExitCode, (await complained + await said).Trim());
    }

    /// <summary>
    /// As <see cref="RunAsync"/>, for pg_ctl start: the server it leaves behind would keep a redirected pipe open for ever, so nothing is redirected.
    /// Answers the exit code; what went wrong stands in the server's log.
    /// </summary>
    public static async Task<int> RunDetachedAsync(
        string program,
        ServerAccount account,
        IEnumerable<string> arguments,
        CancellationToken cancel
    )
    {
        using var process = Start(program, account, arguments, redirect: false);
        await EndAsync(process, cancel);
        return process.ExitCode;
    }

    /// <summary>What the program writes; null when it does not run here.</summary>
    public static async Task<string?> TryReadAsync(string program, IEnumerable<string> arguments, CancellationToken cancel)
    {
        try
        {
            using var process = Start(program, ServerAccount.Oneself, arguments, redirect: true);
            var said = process.StandardOutput.ReadToEndAsync(cancel);
            await EndAsync(process, cancel);
            return process.ExitCode == 0 ? await said : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static Process Start(string program, ServerAccount account, IEnumerable<string> arguments, bool redirect)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = redirect,
            RedirectStandardError = redirect,
            // The account may not be allowed into the folder that we stand in.
            WorkingDirectory = Path.GetPathRoot(Path.GetFullPath(program)),
        };
        if (account.Name is { } user)
            start.UserName = user;
        start.Environment["LC_ALL"] = "C";
        foreach (var surprise in (string[])["PGDATA", "PGPORT", "PGHOST", "PGOPTIONS"])
            start.Environment.Remove(surprise);
        return Process.Start(start)!;
    }

    private static async Task EndAsync(Process process, CancellationToken cancel)
    {
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
