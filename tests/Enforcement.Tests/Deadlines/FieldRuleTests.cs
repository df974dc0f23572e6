using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;

namespace Enforcement.Tests.Deadlines;

/// <summary>Each field has its own terms up to the filing, and its own way of extending the term of the case; the others have the usual ones.</summary>
public sealed class FieldRuleTests : IAsyncLifetime
{
    /// <summary>As the shipped procedures: the lead's term from its discovery, the filing's from the check; both end with the filing, when the case's begins.</summary>
    private static readonly string Definition = TestDefinitions.Flowchart(
        "field",
        [
            TestDefinitions.Node("start", "Elsa.Start"),
            TestDefinitions.Node(
                "lead",
                "Enforcement.StartClock",
                ("rule", TestDefinitions.Literal("DL-LEAD-DECISION")),
                ("from", TestDefinitions.Literal("discoveredOn"))
            ),
            TestDefinitions.Task("check", ("clock", TestDefinitions.Literal("DL-LEAD-CHECK"))),
            TestDefinitions.Node("filing", "Enforcement.StartClock", ("rule", TestDefinitions.Literal("DL-PEN-01"))),
            TestDefinitions.Task(
                "decide",
                (
                    "outcomes",
                    TestDefinitions.Json(
                        new[] { new { name = "done", label = new { zh = "立案" } }, new { name = "back", label = new { zh = "退回" } } }
                    )
                )
            ),
            TestDefinitions.Node("filingOver", "Enforcement.EndClock", ("rule", TestDefinitions.Literal("DL-PEN-01"))),
            TestDefinitions.Node("leadOver", "Enforcement.EndClock", ("rule", TestDefinitions.Literal("DL-LEAD-DECISION"))),
            TestDefinitions.Node("caseClock", "Enforcement.StartClock", ("rule", TestDefinitions.Literal("DL-PEN-02"))),
            TestDefinitions.Task("investigate"),
        ],
        [
            "start>lead",
            "lead>check",
            "check:done>filing",
            "filing>decide",
            "decide:back>check",
            "decide:done>filingOver",
            "filingOver>leadOver",
            "leadOver>caseClock",
            "caseClock>investigate",
        ]
    );

    private TestDatabase database = null!;
    private CaseBench bench = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        bench = await CaseBench.CreateAsync(database, Definition);
        await bench.WithDeadlinesAsync();
        await bench.WithMattersAsync();
    }

    public async Task DisposeAsync()
    {
        await bench.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    // Found on Friday, 20 November 2026. Fifteen working days; fifteen days; seven working days.
    [InlineData("SC-01", "DL-LEAD-02", "2026-12-11", "市场监督管理行政处罚程序规定")]
    [InlineData("HB-01", "DL-LEAD-03", "2026-12-05", "生态环境行政处罚办法")]
    [InlineData("NY-01", "DL-LEAD-04", "2026-12-01", "农业行政处罚程序规定")]
    public async Task A_lead_of_a_field_is_decided_on_within_the_term_of_that_field(string matter, string rule, string last, string basis)
    {
        var it = await OpenAsync(matter);
        (await RunningAsync(it)).ShouldBe([$"DL-LEAD-CHECK - internal", $"{rule} {last} legal"], ignoreOrder: true);
        RuleOf(rule, it).Basis.ShouldContain(basis);

        // However often the check comes back, the term is one; it ends with the filing.
        await DoAsync(it, "check");
        await DoAsync(it, "decide", "back");
        await DoAsync(it, "check");
        (await bench.AskAsync<long>($"select count(*) from clocks where rule = '{rule}'")).ShouldBe(1);
        await DoAsync(it, "decide");
        (await bench.AskAsync<string>($"select ended_how from clocks where rule = '{rule}'")).ShouldBe("kept");
        (await bench.VerifyAsync(it.Key)).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task Land_is_filed_within_ten_working_days_of_the_check()
    {
        var it = await OpenAsync("GT-01");
        (await RunningAsync(it)).ShouldBe(["DL-LEAD-CHECK - internal"]);
        bench.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 26, 2, 0, 0, TimeSpan.Zero));
        await DoAsync(it, "check");
        (await RunningAsync(it)).ShouldBe(["DL-LEAD-05 2026-12-10 legal"]);
        await DoAsync(it, "decide", "back");
        await DoAsync(it, "check");
        (await RunningAsync(it)).ShouldBe(["DL-LEAD-05 2026-12-10 legal"], "what goes round runs once, from its first day");
        await DoAsync(it, "decide");
        (await bench.AskAsync<string>("select ended_how from clocks where rule = 'DL-LEAD-05'")).ShouldBe("kept");
    }

    [Fact]
    public async Task A_field_without_a_term_of_its_own_has_the_usual_ones_and_no_length_that_the_law_does_not_set()
    {
        var it = await OpenAsync("CG-02");
        (await RunningAsync(it)).ShouldBe(["DL-LEAD-CHECK - internal"]);
        await DoAsync(it, "check");
        await DoAsync(it, "decide");
        (await RunningAsync(it)).ShouldBe(["DL-PEN-02 2027-02-22 legal"]);
        (await bench.AskAsync<string>("select variant from clocks where rule = 'DL-PEN-02'")).ShouldBe("");
    }

    [Theory]
    [InlineData("SC-01", "market", "市场监督管理行政处罚程序规定")]
    [InlineData("HB-01", "ecology", "生态环境行政处罚办法")]
    [InlineData("NY-01", "agriculture", "农业行政处罚程序规定")]
    [InlineData("GT-01", "natural-resources", "自然资源行政处罚办法")]
    public async Task The_term_of_a_case_rests_on_the_statute_of_its_field(string matter, string field, string basis)
    {
        var it = await FiledAsync(matter);
        (await RunningAsync(it)).ShouldBe(["DL-PEN-02 2027-02-22 legal"]);
        (await bench.AskAsync<string>("select variant from clocks where rule = 'DL-PEN-02'")).ShouldBe(field);
        RuleOf("DL-PEN-02", it).Basis.ShouldContain(basis);
    }

    [Fact]
    public async Task Only_in_the_market_field_is_the_second_extension_as_long_as_is_reasonable()
    {
        foreach (var (matter, takesMore) in new[] { ("SC-01", true), ("HB-01", false), ("NY-01", false), ("CG-02", false) })
        {
            var it = await FiledAsync(matter);
            var first = await ExtendAsync(
                it,
                await bench.AskAsync<Guid>($"select id from clocks where rule = 'DL-PEN-02' and case_id = '{it.Key.Id}'"),
                30
            );
            (await Should.ThrowAsync<MalformedException>(() => ExtendAsync(it, first.Id, 30))).Faults.ShouldBe([("minutes", "required")]);
            if (takesMore)
                (await ExtendAsync(it, first.Id, 60, "望靖讨〔2027〕1号")).Term.Length.ShouldBe(180);
            else
                (await Should.ThrowAsync<RefusedException>(() => ExtendAsync(it, first.Id, 60, "望靖讨〔2027〕1号"))).Code.ShouldBe(
                    "clock.cap",
                    matter
                );
        }
    }

    private Task<CaseFile> OpenAsync(string matter) =>
        bench.OpenAsync("field", data: new JsonObject { ["discoveredOn"] = "2026-11-20" }, matter: matter);

    private async Task<CaseFile> FiledAsync(string matter)
    {
        var it = await OpenAsync(matter);
        await DoAsync(it, "check");
        await DoAsync(it, "decide");
        return it;
    }

    private async Task DoAsync(CaseFile it, string node, string outcome = "done")
    {
        var (id, _) = (await bench.OpenTasksAsync(it.Key)).Single(task => task.Node == node);
        await using var step = await bench.Complete.RunAsync(CaseBench.Officer, id, new TaskCompletion(outcome), CancellationToken.None);
    }

    private async Task<Clock> ExtendAsync(CaseFile it, Guid clock, int days, string? minutes = null) =>
        await new ClockVerbs(bench.Steps).ExtendAsync(
            CaseBench.Head,
            await bench.AskAsync<string>($"select number from cases where id = '{it.Key.Id}'"),
            clock,
            days,
            "望靖延〔2026〕1号",
            minutes,
            CancellationToken.None
        );

    /// <summary>What runs, with the last day of what the law sets.</summary>
    private async Task<IReadOnlyList<string>> RunningAsync(CaseFile it) =>
        (
            await bench.AskAsync<string[]>(
                $"""
                select coalesce(array_agg(rule || ' ' || case when kind = 'legal' then
                    to_char(due_legal at time zone 'Asia/Shanghai' - interval '1 day', 'YYYY-MM-DD') else '-' end || ' ' || kind), array[]::text[])
                from clocks where case_id = '{it.Key.Id}' and state = 'running'
                """
            )
        );

    private DeadlineRule RuleOf(string rule, CaseFile it)
    {
        var deadlines = bench.Service<DeadlineBook>().Current;
        var field = bench.Service<Enforcement.Powers.PowerLists>().Latest.FieldOf(it.MatterCode);
        return deadlines.FindFor(field, rule, new DateOnly(2026, 11, 24)).ShouldNotBeNull();
    }
}
