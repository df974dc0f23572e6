using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using static Enforcement.Tests.Patrols.PaperCaseBench;

namespace Enforcement.Tests.Patrols;

/// <summary>A case that has been running on paper goes on here: its terms as they ran, nobody reminded of the past. Each test has its own clock.</summary>
public sealed class PaperCaseTests : IAsyncLifetime
{
    private TestService service = null!;
    private HttpClient squad = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.StaffPaperAsync();
        squad = await service.CallerAsync(Squad);
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task A_case_under_investigation_has_its_ninety_days_from_filing_and_reminds_of_what_is_to_come_only()
    {
        var id = await squad.BroughtInAsync(File("望靖立字[2026]15号", "investigation", Begun));

        (await AskAsync<string>("select stage || ' ' || filing_number from cases where id = $1", id)).ShouldBe(
            "investigation 望靖立字[2026]15号"
        );
        (await AskAsync<string>("select number from cases where id = $1", id))!.ShouldStartWith("430112-2026-");
        (await service.Database.ColumnAsync<string>("select node from tasks")).ShouldBe(["investigation"]);
        (
            await AskAsync<string>(
                "select rule || ' ' || started_on || ' ' || (due_legal at time zone 'Asia/Shanghai')::date from clocks where case_id = $1",
                id
            )
        ).ShouldBe("DL-PEN-02 2026-09-12 2026-12-12");
        (await AskAsync<string>("select string_agg(rung || ' ' || passed_over, ',') from ladder_rungs where case_id = $1", id)).ShouldBe(
            "left-30 true"
        );

        await service.SweepAsync();
        (await RemindersAsync()).ShouldBe(0);
        service.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 26, 9, 5, 0, TimeSpan.FromHours(8)));
        await service.SweepAsync();
        (await RemindersAsync()).ShouldBe(1);
        (
            await AskAsync<string>(
                "select string_agg(rung || ' ' || passed_over, ',' order by at) from ladder_rungs where case_id = $1",
                id
            )
        ).ShouldBe("left-30 true,left-15 false");
    }

    [Fact]
    public async Task The_terms_that_run_are_those_that_the_published_version_has_running_there()
    {
        await service.Database.ExecuteAsync(
            """
            with old as (update workflow_definitions set is_published = false where definition_id = 'township-case' and is_published returning *)
            insert into workflow_definitions (id, definition_id, version, name, content, content_hash, is_published, created_at, published_at)
            select 'township-case-other', definition_id, version + 1, name, replace(content, 'DL-PEN-02', 'DL-PET-03'), '\x00', true, now(), now()
            from old
            """
        );

        var id = await squad.BroughtInAsync(File("另一期限1号", "investigation", Begun));

        (await AskAsync<string>("select string_agg(rule || ' ' || started_on, ',') from clocks where case_id = $1", id)).ShouldBe(
            "DL-PET-03 2026-09-12"
        );
    }

    [Fact]
    public async Task A_term_that_ran_out_on_paper_is_overdue_and_nobody_is_told_that_it_was_missed()
    {
        var told = Begun;
        (told["foundOn"], told["filedOn"]) = ("2026-06-01", "2026-06-01");
        var id = await squad.BroughtInAsync(File("逾期1号", "investigation", told, ("violationDate", "2026-05-30")));

        (
            await AskAsync<bool>(
                "select due_legal < $2 and state = 'running' from clocks where case_id = $1",
                id,
                service.Clock.GetUtcNow().ToUniversalTime()
            )
        ).ShouldBeTrue();
        service.Clock.Advance(TimeSpan.FromDays(3));
        await service.SweepAsync();
        (await RemindersAsync()).ShouldBe(0);
        (await AskAsync<long>("select count(*) from ladder_rungs where case_id = $1 and passed_over", id)).ShouldBe(7);
    }

    [Fact]
    public async Task Who_brought_it_in_with_which_number_and_days_stands_in_the_journal()
    {
        var id = await squad.BroughtInAsync(File("卷宗3号", "payment", Decided));

        var entry = JsonNode.Parse(
            (
                await AskAsync<string>(
                    "select content from journal where case_id = $1 and content::jsonb ->> 'action' = 'case.brought-in'",
                    id
                )
            )!
        )!;
        var text = entry.ToJsonString();
        entry["by"]!["name"]!.GetValue<string>().ShouldBe("孙队长");
        var details = Find(entry, "paperNumber")!;
        details["paperNumber"]!.GetValue<string>().ShouldBe("卷宗3号");
        details["told"]!["decisionServedOn"]!.GetValue<string>().ShouldBe("2026-11-16", text);
        await using var connection = await service.Database.App.OpenConnectionAsync();
        var verdict = await JournalVerification.VerifyAsync(
            connection,
            service.Services.GetRequiredService<ScopeSeal>(),
            Scope.Everything,
            CaseKey.Of(id),
            CancellationToken.None
        );
        verdict.FirstBroken.ShouldBeNull();
    }

    [Fact]
    public async Task A_case_that_waits_for_payment_has_its_fifteen_days_from_service_and_goes_on_to_the_archive()
    {
        var id = await squad.BroughtInAsync(File("卷宗4号", "payment", Decided));

        (await AskAsync<string>("select stage from cases where id = $1", id)).ShouldBe("execution");
        (
            await AskAsync<string>(
                """
                select string_agg(rule || ' ' || started_on || ' ' || (due_legal at time zone 'Asia/Shanghai' - interval '1 second')::date, ',')
                from clocks where case_id = $1
                """,
                id
            )
        ).ShouldBe("DL-EXE-01 2026-11-16 2026-12-01");
        await service.SweepAsync();
        (await RemindersAsync()).ShouldBe(0);

        (await service.WorkOffAsync(id)).ShouldBe("archived");
        (await AskAsync<long>("select count(*) from incidents")).ShouldBe(0);
        (await AskAsync<string>("select html from documents where case_id = $1 and kind = 'H1'", id))!.ShouldContain(
            "望靖罚字〔2026〕第7号"
        );
    }

    [Fact]
    public async Task A_term_of_payment_that_has_passed_lapses_at_once_and_the_demand_cites_the_decision_on_paper()
    {
        var told = Decided;
        (told["decidedOn"], told["decisionServedOn"]) = ("2026-10-29", "2026-11-02");
        var id = await squad.BroughtInAsync(File("卷宗5号", "payment", told));

        await service.SweepAsync();
        (await service.Database.ColumnAsync<string>("select node from tasks where state = 'open'")).ShouldBe(["demand"]);
        (await RemindersAsync()).ShouldBe(0);

        (await service.WorkOffAsync(id)).ShouldBe("archived");
        (await AskAsync<string>("select html from documents where case_id = $1 and kind = 'G3'", id))!.ShouldContain(
            "望靖罚字〔2026〕第7号"
        );
    }

    [Theory]
    [InlineData("investigation")]
    [InlineData("report")]
    [InlineData("performance")]
    [InlineData("afterDemand")]
    [InlineData("closingDraft")]
    public async Task From_every_stage_offered_a_case_goes_on_to_the_archive(string stage)
    {
        var told = stage is "investigation" or "report" ? Begun : Decided;
        switch (stage)
        {
            case "report":
                told["noRecusal"] = true;
                (told["investigationEndedOn"], told["factsFound"], told["evidenceList"]) = ("2026-10-10", "占道堆放水泥二十袋", "照片四张");
                break;
            case "performance":
                told.Remove("fine");
                told.Remove("notifiedFine");
                told["decisionKind"] = "order";
                break;
            case "afterDemand":
                (told["decidedOn"], told["decisionServedOn"], told["demandServedOn"]) = ("2026-10-29", "2026-11-02", "2026-11-20");
                break;
            case "closingDraft":
                (told["performedOn"], told["receiptNumber"]) = ("2026-11-20", "票0001");
                break;
        }
        var id = await squad.BroughtInAsync(File($"全程-{stage}", stage, told));

        (await service.Database.ColumnAsync<string>("select node from tasks")).ShouldBe([stage]);
        (await service.WorkOffAsync(id)).ShouldBe("archived");
        (await AskAsync<long>("select count(*) from incidents")).ShouldBe(0);
        (await AskAsync<long>("select count(*) from clocks where case_id = $1 and state <> 'ended'", id)).ShouldBe(0);
    }

    [Fact]
    public async Task The_term_of_closing_runs_from_the_day_of_performance()
    {
        var told = Decided;
        (told["performedOn"], told["receiptNumber"]) = ("2026-11-20", "票0001");
        var id = await squad.BroughtInAsync(File("结案1号", "closingDraft", told));
        (await AskAsync<string>("select rule || ' ' || started_on from clocks where case_id = $1", id)).ShouldBe("DL-CLS-01 2026-11-20");
    }

    private async Task<long> RemindersAsync() =>
        await AskAsync<long>("select count(*) from outbox where payload::text like '%notice.deadline.%'");

    private Task<T?> AskAsync<T>(string sql, params object[] parameters) => service.Database.ScalarAsync<T>(sql, parameters);

    private static JsonNode? Find(JsonNode? node, string name) =>
        node is not JsonObject within ? null
        : within.ContainsKey(name) ? within
        : within.Select(pair => Find(pair.Value, name)).FirstOrDefault(found => found is not null);
}
