using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Enforcement.Persistence.Embedded;

/// <summary>
/// A PostgreSQL of our own beside the service, for trial, development and tests. It outlives a service that is killed; the next start finds it
/// running and takes it over. Whoever leaves it last stops it: normally the one who started it.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const string Superuser = "postgres";

    private readonly PrivatePostgresOptions options;
    private readonly ServerFolder folder;
    private readonly ServerAccount account = ServerAccount.Current();
    private ServerFolder.Secrets secrets = null!;
    private Postmaster server = null!;
    private IDisposable? use;

    private PrivatePostgres(PrivatePostgresOptions options) => (this.options, folder) = (options, new ServerFolder(options.Folder));

    /// <summary>Another process had started it.</summary>
    public bool WasRunning { get; private set; }

    public string Folder => folder.Root;

    public int Port => server.Port;

    internal int ProcessId => server.ProcessId;

    public RolePasswords Passwords => new(secrets.Owner, secrets.App);

    public string SuperuserConnection => Connection(Superuser, secrets.Superuser, "postgres");

    public string Connection(string user, string password, string database) => Connection(server.Port, user, password, database);

    /// <exception cref="PrivatePostgresException">It cannot start here; the message says what to do.</exception>
    public static async Task<PrivatePostgres> StartAsync(PrivatePostgresOptions options, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(options.Patience, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            var postgres = new PrivatePostgres(options);
            await postgres.StartAsync(either.Token);
            return postgres;
        }
        catch (OperationCanceledException late) when (patience.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw PrivatePostgresException.TooSlow(options.Folder, options.Patience, late);
        }
    }

    /// <summary>Stops a server that a process left behind, when nobody works with it. Does nothing where none runs.</summary>
    public static async Task StopAbandonedAsync(PrivatePostgresOptions options, CancellationToken cancel)
    {
        var postgres = new PrivatePostgres(options);
        using var starting = await postgres.folder.LockAsync(options.Clock, cancel);
        if (!postgres.folder.IsUsed())
            await postgres.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (use is null)
            return;
        using var starting = await folder.LockAsync(options.Clock, CancellationToken.None);
        use.Dispose();
        use = null;
        if (!folder.IsUsed())
            await StopAsync();
    }

    private async Task StartAsync(CancellationToken cancel)
    {
        folder.Create();
        using var starting = await folder.LockAsync(options.Clock, cancel);
        if (await RunningAsync(cancel) is { } running)
        {
            (server, secrets, WasRunning) = (running, folder.ReadSecrets(), true);
        }
        else
        {
            if (account.FirstClosed(folder.Root) is { } closed)
                throw PrivatePostgresException.Closed(account, closed);
            var programs = await PostgresPrograms.FindAsync(options.Search, account, folder.ClusterMajor, cancel);
            secrets = folder.ClusterMajor is null ? await MakeClusterAsync(programs, cancel) : folder.ReadSecrets();
            await ForgetTheDeadAsync(cancel);
            server = await LaunchAsync(programs, cancel);
        }
        use = folder.Use();
    }

    /// <summary>
    /// The server of this folder, ready for sessions; null when none runs. One that is just being killed still has its process and its file, so
    /// a session is the only proof.
    /// </summary>
    private async Task<Postmaster?> RunningAsync(CancellationToken cancel)
    {
        while (Postmaster.Read(folder.Cluster) is { } found && found.IsAlive())
        {
            if (found.IsReady && await AnswersAsync(found, cancel))
                return found;
            await Task.Delay(TimeSpan.FromMilliseconds(20), options.Clock, cancel);
        }
        return null;
    }

    private async Task<bool> AnswersAsync(Postmaster found, CancellationToken cancel)
    {
        var session = Connection(found.Port, Superuser, folder.ReadSecrets().Superuser, "postgres") + ";Pooling=false;Timeout=5";
        await using var connection = new NpgsqlConnection(session);
        try
        {
            await connection.OpenAsync(cancel);
            return true;
        }
        catch (PostgresException answer)
        {
            return answer.SqlState != PostgresErrorCodes.CannotConnectNow; // full, say: it lives
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task<ServerFolder.Secrets> MakeClusterAsync(PostgresPrograms programs, CancellationToken cancel)
    {
        var making = folder.ClusterInTheMaking;
        if (Directory.Exists(making))
            Directory.Delete(making, recursive: true);
        Directory.CreateDirectory(making);
        var fresh = folder.MakeSecrets();
        var passwordFile = Path.Combine(folder.Root, "initdb.password");
        ServerFolder.WriteSecret(passwordFile, fresh.Superuser);
        account.Own(making, passwordFile);
        await ServerCommand.RunAsync(programs["initdb"], account, InitdbArguments(programs, making, passwordFile), cancel);
        File.Delete(passwordFile);
        Directory.Move(making, folder.Cluster);
        return fresh;
    }

    private IEnumerable<string> InitdbArguments(PostgresPrograms programs, string cluster, string passwordFile) =>
        [
            "-D",
            cluster,
            $"--username={Superuser}",
            $"--pwfile={passwordFile}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            // The built-in C.UTF-8 sorts alike on every system, so no index goes wrong when the system's ICU or libc changes.
            .. programs.Major >= 17 ? ["--locale-provider=builtin", "--locale=C.UTF-8"] : OlderLocale,
            "--no-instructions",
            .. options.Disposable ? ["--no-sync"] : Array.Empty<string>(),
        ];

    private static string[] OlderLocale => OperatingSystem.IsLinux() ? ["--locale=C.UTF-8"] : ["--locale=en_US.UTF-8"];

    /// <summary>
    /// PostgreSQL takes any process with the number in postmaster.pid for a running server: a zombie, or a stranger who got the number. The file
    /// goes when that is no server of ours and nothing works in the cluster any more.
    /// </summary>
    private async Task ForgetTheDeadAsync(CancellationToken cancel)
    {
        if (!OperatingSystem.IsLinux() || Postmaster.Read(folder.Cluster) is not { } dead)
            return;
        while (dead.LeftProcessesBehind())
            await Task.Delay(TimeSpan.FromMilliseconds(20), options.Clock, cancel);
        Postmaster.Forget(folder.Cluster);
    }

    private async Task<Postmaster> LaunchAsync(PostgresPrograms programs, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            await File.WriteAllTextAsync(folder.Log, "", cancel);
            account.Own(folder.Log);
            string[] arguments =
            [
                "start",
                "--silent",
                "--wait",
                "-D",
                folder.Cluster,
                "-l",
                folder.Log,
                "-o",
                ServerSettings.CommandLine(FreePort(), options.Disposable),
            ];
            var exitCode = await ServerCommand.RunDetachedAsync(programs["pg_ctl"], account, arguments, cancel);
            if (exitCode == 0 && await RunningAsync(cancel) is { } ready)
                return ready;
            var said = await File.ReadAllTextAsync(folder.Log, cancel);
            // Between asking for a free port and taking it another program may take it.
            if (attempt == 5 || !said.Contains("could not bind", StringComparison.Ordinal))
                throw PrivatePostgresException.Failed("pg_ctl start", exitCode, said.Trim());
        }
    }

    private async Task StopAsync()
    {
        if (Postmaster.Read(folder.Cluster) is not { } running || !running.IsAlive())
            return;
        if (OperatingSystem.IsWindows())
        {
            var programs = await PostgresPrograms.FindAsync(options.Search, account, folder.ClusterMajor, CancellationToken.None);
            await ServerCommand.RunAsync(programs["pg_ctl"], account, ["stop", "-D", folder.Cluster, "-m", "fast"], CancellationToken.None);
            return;
        }
        running.AskToStop();
        using var patience = new CancellationTokenSource(options.Patience, options.Clock);
        while (running.IsAlive())
            await Task.Delay(TimeSpan.FromMilliseconds(10), options.Clock, patience.Token);
    }

    private static string Connection(int port, string user, string password, string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = user,
            Password = password,
            Database = database,
        }.ConnectionString;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
