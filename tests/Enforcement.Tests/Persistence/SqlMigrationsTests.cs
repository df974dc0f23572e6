using Enforcement.Persistence;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Persistence;

public sealed class SqlMigrationsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Every_file_ran_once_in_the_order_of_the_names()
    {
        var journal = await database.ColumnAsync<string>("select scriptname from migrations.journal order by schemaversionsid");

        journal.ShouldBe(SqlMigrations.All.Select(script => script.Name));
        journal.ShouldBe(journal.Order(StringComparer.Ordinal));
        journal[0].ShouldBe("0001_roles.sql");
    }

    [Fact]
    public async Task Nothing_runs_a_second_time_and_nodes_that_start_together_wait_for_each_other()
    {
        var starts = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => SqlMigrations.ApplyAsync(database.Owner, CancellationToken.None))
        );

        starts.ShouldAllBe(applied => applied.Count == 0);
    }

    [Fact]
    public void Numbers_are_given_once() => SqlMigrations.All.Select(script => script.Name[..4]).ShouldBeUnique();
}
