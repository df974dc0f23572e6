using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;
using Npgsql;

namespace Enforcement.Tests.Cases;

/// <summary>One body has a case at every moment; PostgreSQL itself refuses anything else.</summary>
public sealed class ResponsibilityTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private CaseBench bench = null!;

    public async Task InitializeAsync() => bench = await CaseBench.CreateAsync(database, TestDefinitions.BackAndForth);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task Each_interval_begins_where_the_one_before_it_ends()
    {
        var caseFile = await bench.OpenAsync("back-and-forth");
        for (var turn = 0; turn < 3; turn++)
        {
            bench.Clock.Advance(TimeSpan.FromHours(5));
            await HandOnAsync(caseFile);
        }

        (
            await database.ColumnAsync<bool>(
                """
                select coalesce(from_at = lag(to_at) over (order by seq), seq = 1) from case_holdings where case_id = $1
                """,
                caseFile.Key.Id
            )
        ).ShouldBe([true, true, true, true]);
        (
            await database.ScalarAsync<long>("select count(*) from case_holdings where case_id = $1 and to_at is null", caseFile.Key.Id)
        ).ShouldBe(1);
    }

    [Fact]
    public async Task The_clock_of_another_node_that_lags_behind_turns_no_interval_round()
    {
        var caseFile = await bench.OpenAsync("back-and-forth");
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await HandOnAsync(caseFile);
        var ahead = bench.Clock.GetUtcNow();

        bench.Clock.AdjustTime(ahead.AddMilliseconds(-200));
        await HandOnAsync(caseFile);

        (
            await database.ScalarAsync<DateTime>("select from_at from case_holdings where case_id = $1 and to_at is null", caseFile.Key.Id)
        ).ShouldBe(ahead.UtcDateTime);
    }

    [Theory]
    [InlineData(
        "a gap",
        "insert into case_holdings (county_code, case_id, seq, organization, kind, from_at) values ('430112', $1, 2, 'x', 'handling', now() + interval '1 day')"
    )]
    [InlineData(
        "two at once",
        "insert into case_holdings (county_code, case_id, seq, organization, kind, from_at) values ('430112', $1, 3, 'x', 'handling', now())"
    )]
    [InlineData("nobody", "update case_holdings set to_at = from_at where case_id = $1")]
    [InlineData("an end before its beginning", "update case_holdings set to_at = from_at - interval '1 second' where case_id = $1")]
    public async Task PostgreSQL_refuses(string what, string sql)
    {
        var caseFile = await bench.OpenAsync("back-and-forth");

        (await Should.ThrowAsync<PostgresException>(() => database.ExecuteAsync(sql, caseFile.Key.Id), what)).SqlState.ShouldBeOneOf(
            "23514",
            "23503"
        );
    }

    [Theory]
    [InlineData("taken by somebody", Roles.LegalReviewer, "Sun", null, "Sun")]
    [InlineData("the handlers' own", Roles.Officer, null, "Li", "Li")]
    [InlineData("an officer's at a body without handlers", Roles.Officer, null, null, "Head")]
    [InlineData("of a post that one person holds", Roles.AgencyHead, null, "Li", "Mayor")]
    [InlineData("of a post that two hold", Roles.LegalReviewer, null, "Li", "Head")]
    [InlineData("a statutory window", null, null, "Li", "Li")]
    public void There_is_one_person_who_answers(string what, string? role, string? person, string? lead, string answers)
    {
        var day = new DateOnly(2026, 1, 1);
        PostHeld[] posts =
        [
            new("430112109", Roles.LegalReviewer, "Sun", day, null),
            new("430112109", Roles.LegalReviewer, "Zhou", day, null),
            new("430112109", Roles.SquadHead, "Head", day, null),
            new("430112109", Roles.AgencyHead, "Mayor", day, null),
        ];
        var span = new HoldingSpan("430112109", role, person, DateTimeOffset.UnixEpoch, null, "handling");

        Responsibility.Of(span, lead, posts).ShouldBe(answers, what);
    }

    private async Task HandOnAsync(CaseFile caseFile)
    {
        await using var step = await bench.Steps.BeginAsync(CaseBench.Officer, CaseOf.Case(caseFile.Key.Id), default);
        step.Main.Part<OpenTasks>().Open.Single().ReassignTo(RowId.New("430112", step.Now), step.Now);
        await step.CommitAsync(default);
    }
}
