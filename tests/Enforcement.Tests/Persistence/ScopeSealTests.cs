using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Tests.Harness;
using Npgsql;

namespace Enforcement.Tests.Persistence;

/// <summary>Row-level security believes the service's seal and nothing else.</summary>
public sealed class ScopeSealTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly Scope Jinggang = new(["430112109"], []);

    private ScopeSeal seal = null!;

    public async Task InitializeAsync()
    {
        seal = await ScopeSeal.LoadAsync(database.Owner, CancellationToken.None);
        await using var arrange = database.Owner.CreateCommand(
            """
            insert into case_sight (viewer_org, county_code, case_id, since) values
                ('430112109', '430112', '00000000-0000-7000-8000-000000000001', now()),
                ('430112-market', '430112', '00000000-0000-7000-8000-000000000002', now()),
                ('430624-water', '430624', '00000000-0000-7000-8000-000000000003', now())
            on conflict do nothing
            """
        );
        await arrange.ExecuteNonQueryAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_officer_sees_what_their_organisation_takes_part_in() => (await SeenAsync(Jinggang)).ShouldBe(1);

    [Fact]
    public async Task A_supervisor_sees_their_region_and_no_other()
    {
        (await SeenAsync(new Scope([], ["430112"]))).ShouldBe(2);
        (await SeenAsync(new Scope([], ["43"]))).ShouldBe(3);
        (await SeenAsync(new Scope([], ["4302"]))).ShouldBe(0);
    }

    [Fact]
    public async Task The_service_sees_all_and_nobody_sees_nothing()
    {
        (await SeenAsync(Scope.Everything)).ShouldBe(3);
        (await SeenAsync(Scope.Nothing)).ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_scope_nothing_is_seen()
    {
        await using var connection = await database.App.OpenConnectionAsync();
        (await CountAsync(connection)).ShouldBe(0);
    }

    [Fact]
    public async Task A_forged_scope_sees_nothing()
    {
        await using var connection = await database.App.OpenConnectionAsync();
        (await CountAsync(connection, Set("*||", "00"))).ShouldBe(0);
        (await CountAsync(connection, Set("-|430112109|", ""))).ShouldBe(0);
    }

    [Fact]
    public async Task A_seal_fits_its_own_scope_and_its_own_connection_only()
    {
        await using var first = await database.App.OpenConnectionAsync();
        await using var second = await database.App.OpenConnectionAsync();
        var honest = seal.Open(Jinggang, first);
        var stolen = (string)honest.Parameters[1].Value!;

        (await CountAsync(first, Set("-|430112109|", stolen))).ShouldBe(1);
        (await CountAsync(first, Set("*||", stolen))).ShouldBe(0);
        (await CountAsync(second, Set("-|430112109|", stolen))).ShouldBe(0);
    }

    [Fact]
    public async Task The_service_role_cannot_read_the_secret()
    {
        await using var command = database.App.CreateCommand("select value from guard.secret");
        var refused = await Should.ThrowAsync<PostgresException>(() => command.ExecuteScalarAsync());
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_scope_ends_with_its_batch()
    {
        await using var connection = await database.App.OpenConnectionAsync();
        (await CountAsync(connection, seal.Open(Jinggang, connection))).ShouldBe(1);
        (await CountAsync(connection)).ShouldBe(0);
    }

    [Fact]
    public async Task Every_table_of_a_case_is_protected()
    {
        await using var command = database.Owner.CreateCommand(
            """
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relrowsecurity
                and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'county_code')
                and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname in ('case_id', 'id'))
                and c.relname <> 'organizations'
            """
        );
        var unprotected = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            unprotected.Add(reader.GetString(0));
        unprotected.ShouldBeEmpty();
    }

    private async Task<long> SeenAsync(Scope scope)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        return await CountAsync(connection, seal.Open(scope, connection));
    }

    private static Statement Set(string scope, string seal) =>
        Statement.Of("select set_config('app.scope', $1, true), set_config('app.seal', $2, true)", P.Text(scope), P.Text(seal));

    private static async Task<long> CountAsync(NpgsqlConnection connection, Statement? before = null)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (before is not null)
            batch.BatchCommands.Add(before.ToCommand());
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select count(*) from case_sight"));
        await using var reader = await batch.ExecuteReaderAsync();
        if (before is not null)
            await reader.NextResultAsync();
        await reader.ReadAsync();
        return reader.GetInt64(0);
    }
}
