using System.Diagnostics;
using System.Globalization;
using Enforcement.Persistence.Embedded;
using Npgsql;

namespace Enforcement.Tests.Persistence;

public sealed class PrivatePostgresTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("enforcement-private-").FullName;

    /// <summary>The folder a service would have; the one above is closed to others, as Unix makes temporary folders.</summary>
    private string Server => Path.Combine(folder, "postgres");

    public PrivatePostgresTests() => Open(folder);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_first_start_makes_a_server_that_keeps_Chinese_text_and_ends_with_its_starter()
    {
        var postgres = await StartAsync();
        postgres.WasRunning.ShouldBeFalse();
        (await AskAsync(postgres, "select lower('Ａ') || '望城区'")).ShouldBe("ａ望城区");

        await postgres.DisposeAsync();

        await Should.ThrowAsync<NpgsqlException>(() => AskAsync(postgres, "select '1'"));
        File.Exists(PidFile).ShouldBeFalse();
    }

    [Fact]
    public async Task A_later_start_finds_what_was_written()
    {
        await using (var first = await StartAsync())
            await AskAsync(first, "create table kept as select '案' as word");

        await using var second = await StartAsync();

        (await AskAsync(second, "select word from kept")).ShouldBe("案");
    }

    [Fact]
    public async Task A_second_start_uses_the_running_server_and_leaves_it_to_the_first()
    {
        await using var first = await StartAsync();
        var second = await StartAsync();
        (second.WasRunning, second.ProcessId).ShouldBe((true, first.ProcessId));

        await second.DisposeAsync();

        (await AskAsync(first, "select 'here'")).ShouldBe("here");
    }

    [Fact]
    public async Task Of_two_who_start_at_once_one_starts_it_and_the_other_waits()
    {
        var both = await Task.WhenAll(Task.Run(StartAsync), Task.Run(StartAsync));

        both.Select(postgres => postgres.ProcessId).Distinct().Count().ShouldBe(1);
        both.Count(postgres => postgres.WasRunning).ShouldBe(1);
        foreach (var postgres in both)
            await postgres.DisposeAsync();
    }

    /// <summary>Where process 1 waits for nobody, as in many containers, the killed server stays a zombie and its number stays taken.</summary>
    [Fact]
    public async Task A_server_that_was_killed_is_started_again_with_what_was_committed()
    {
        await using var killed = await StartDurableAsync();
        await AskAsync(killed, "create table kept as select '案' as word");
        using (var process = Process.GetProcessById(killed.ProcessId))
            process.Kill();

        await using var again = await StartDurableAsync();

        again.WasRunning.ShouldBeFalse();
        (await AskAsync(again, "select word from kept")).ShouldBe("案");
    }

    [Fact]
    public async Task A_first_start_that_was_cut_short_is_begun_anew()
    {
        Directory.CreateDirectory(Path.Combine(Server, "cluster.new", "base"));

        await using var postgres = await StartAsync();

        (await AskAsync(postgres, "select 'here'")).ShouldBe("here");
    }

    [Fact]
    public async Task The_one_who_stays_longest_stops_it()
    {
        var first = await StartAsync();
        var second = await StartAsync();
        await first.DisposeAsync();
        (await AskAsync(second, "select 'here'")).ShouldBe("here");

        await second.DisposeAsync();

        File.Exists(PidFile).ShouldBeFalse();
    }

    [Fact]
    public async Task A_stranger_who_got_the_number_of_a_dead_server_is_not_taken_for_it()
    {
        if (!OperatingSystem.IsLinux())
            return; // only Linux shows what a process works in
        await using (await StartAsync()) { }
        var stranger = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(PidFile, [stranger, Path.Combine(Server, "cluster"), "1", "5432", "", "127.0.0.1", "", "ready"]);

        await using var postgres = await StartAsync();

        postgres.ProcessId.ShouldNotBe(Environment.ProcessId);
    }

    [Fact]
    public async Task Root_does_not_run_it_and_a_closed_folder_on_the_way_is_named()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return; // everybody else runs it as himself and enters where he may
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var refused = await Should.ThrowAsync<PrivatePostgresException>(StartAsync);

        refused.Message.ShouldContain($"chmod o+x \"{folder}\"");
        Open(folder);
        await using var postgres = await StartAsync();
        (await File.ReadAllTextAsync($"/proc/{postgres.ProcessId}/status")).ShouldMatch(@"(?m)^Uid:\s+(?!0\s)");
    }

    [Theory]
    [InlineData("PATH")]
    [InlineData("distribution")]
    public async Task Without_the_npm_package_the_systems_own_server_does(string place)
    {
        var programs = PostgresSearch.OnThisMachine().Folders().First();
        var elsewhere = Directory.CreateDirectory(Path.Combine(folder, "elsewhere")).FullName;
        var search = new PostgresSearch([], [], [elsewhere]);
        if (place == "PATH")
        {
            File.CreateSymbolicLink(Path.Combine(elsewhere, "initdb"), Path.Combine(programs, "initdb"));
            search = new PostgresSearch([], [elsewhere], []);
        }
        else
        {
            Directory.CreateSymbolicLink(Path.Combine(elsewhere, "18"), Path.GetDirectoryName(programs)!);
        }

        await using var postgres = await StartAsync(search);

        (await AskAsync(postgres, "select 'here'")).ShouldBe("here");
    }

    [Fact]
    public async Task Where_there_is_no_server_at_all_the_ways_on_are_named()
    {
        var refused = await Should.ThrowAsync<PrivatePostgresException>(() => StartAsync(new PostgresSearch([], [], [])));

        refused.Message.ShouldContain("npm ci");
        refused.Message.ShouldContain("ConnectionStrings:Enforcement");
    }

    [Fact]
    public async Task The_links_that_npm_leaves_out_are_made()
    {
        var package = Path.Combine(folder, "package");
        Directory.CreateDirectory(Path.Combine(package, "native", "bin"));
        var library = Path.Combine(Directory.CreateDirectory(Path.Combine(package, "native", "lib")).FullName, "libpq.so.5.18");
        await File.WriteAllTextAsync(library, "library");
        await File.WriteAllTextAsync(
            Path.Combine(package, "native", "pg-symlinks.json"),
            """[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]"""
        );

        NpmSymlinks.Restore(package).ShouldBe(Path.Combine(package, "native", "bin"));
        NpmSymlinks.Restore(package).ShouldNotBeNull("a second time changes nothing");

        (await File.ReadAllTextAsync(Path.Combine(package, "native", "lib", "libpq.so.5"))).ShouldBe("library");
    }

    private string PidFile => Path.Combine(Server, "cluster", "postmaster.pid");

    private Task<PrivatePostgres> StartAsync() => StartAsync(PostgresSearch.OnThisMachine());

    private Task<PrivatePostgres> StartAsync(PostgresSearch search) => StartAsync(search, disposable: true);

    /// <summary>As the product does: what a test's server commits is not yet on the disk.</summary>
    private Task<PrivatePostgres> StartDurableAsync() => StartAsync(PostgresSearch.OnThisMachine(), disposable: false);

    private Task<PrivatePostgres> StartAsync(PostgresSearch search, bool disposable) =>
        PrivatePostgres.StartAsync(
            new()
            {
                Folder = Server,
                Search = search,
                Disposable = disposable,
            },
            CancellationToken.None
        );

    private static async Task<string?> AskAsync(PrivatePostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.SuperuserConnection + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() as string;
    }

    private static void Open(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherExecute);
    }
}
