using Enforcement.Persistence;
using Enforcement.Tests.Harness;
using Npgsql;

namespace Enforcement.Tests.Persistence;

public sealed class DatabaseRolesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task The_service_may_use_a_table_that_the_owner_made()
    {
        await database.ExecuteAsync("create table letters (id int generated always as identity primary key, body text)");

        await AsAppAsync("insert into letters (body) values ('移送函')");
        await AsAppAsync("update letters set body = '移送书'");

        (await database.ScalarAsync<string>("select body from letters")).ShouldBe("移送书");
        await AsAppAsync("delete from letters");
    }

    [Theory]
    [InlineData("create table mine (id int)")]
    [InlineData("create schema mine")]
    [InlineData("drop schema migrations cascade")]
    [InlineData("select * from migrations.journal")]
    [InlineData("set role enforcement_owner")]
    [InlineData("create role another")]
    public async Task The_service_may_neither_make_nor_own_anything(string sql) =>
        (await Should.ThrowAsync<PostgresException>(() => AsAppAsync(sql))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);

    [Fact]
    public async Task Neither_role_may_pass_by_row_level_security() =>
        (
            await database.ColumnAsync<string>(
                "select rolname::text from pg_roles where rolname like 'enforcement\\_%' and not rolsuper and not rolbypassrls and not rolcreaterole order by 1"
            )
        ).ShouldBe(["enforcement_app", "enforcement_owner"]);

    [Fact]
    public async Task The_service_owns_nothing() =>
        (
            await database.ScalarAsync<long>(
                "select count(*) from pg_shdepend where refobjid = 'enforcement_app'::regrole and deptype = 'o'"
            )
        ).ShouldBe(0);

    [Fact]
    public async Task A_setting_of_a_transaction_is_gone_for_the_next_one_on_the_same_connection()
    {
        await using var connection = await database.App.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var set = new NpgsqlCommand("select set_config('app.viewer', '430112', true)", connection);
            await set.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }
        await using var ask = new NpgsqlCommand("select nullif(current_setting('app.viewer', true), '')", connection);

        (await ask.ExecuteScalarAsync()).ShouldBe(DBNull.Value);
    }

    private async Task AsAppAsync(string sql)
    {
        await using var command = database.App.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
