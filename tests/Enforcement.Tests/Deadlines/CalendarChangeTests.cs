using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Persistence;
using Enforcement.Persistence.Import;
using Enforcement.Tests.Processes;

namespace Enforcement.Tests.Deadlines;

/// <summary>What a year's list and a county's closures move.</summary>
public sealed class CalendarChangeTests : ClockBench
{
    [Fact]
    public async Task A_window_reckoned_without_the_years_list_moves_with_its_task_and_its_timer_when_the_list_comes()
    {
        Bench.Clock.SetUtcNow(At("2026-12-28T09:00"));
        var it = await OpenAsync("2026-12-28");
        (await DueAsync(it)).ShouldBe(At("2027-01-05T00:00"));
        (await Bench.AskAsync<bool>("select provisional from clocks where rule = 'DL-REV-03'")).ShouldBeTrue();

        await new Importer(Database.Database, Bench.Clock, []).ImportAsync(
            new CalendarList(),
            new ImportFile("calendar-2027.csv", "date,kind,name\n2027-01-01,holiday,元旦\n"u8.ToArray()),
            new ImportPaper("国办发明电〔2026〕9号", new DateOnly(2026, 12, 1), "security"),
            CancellationToken.None
        );
        await Bench.Service<DeadlineBook>().ReadAsync(CancellationToken.None);
        var sweep = new ProvisionalSweep(Bench.Service<DeadlineBook>(), Reckoner);
        (await sweep.RunAsync(At("2026-12-28T09:01"), CancellationToken.None)).ShouldBe(2);
        (await sweep.RunAsync(At("2026-12-28T09:02"), CancellationToken.None)).ShouldBe(0);

        (
            await Bench.AskAsync<string>(
                "select payload ->> 'person' from outbox where payload ->> 'key' = 'notice.deadline.moved' limit 1"
            )
        ).ShouldBe(CaseBench.Officer.PersonId.ToString(), "the owner hears which day moved");

        (await DueAsync(it)).ShouldBe(At("2027-01-06T00:00"));
        (await AskTimeAsync("select due_at from timers")).ShouldBe(At("2027-01-06T00:00"));
        await SweepAsync("2027-01-05T12:00");
        (await NodesAsync(it)).ShouldBe(["window"]);
        await SweepAsync("2027-01-06T00:00");
        (await NodesAsync(it)).ShouldBe(["after"]);
        (await Bench.AskAsync<string>("select ended_how from clocks where rule = 'DL-REV-03'")).ShouldBe("lapsed");
        (await Bench.VerifyAsync(it.Key)).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task A_county_that_is_shut_moves_its_own_plans_and_no_term_of_the_law()
    {
        var it = await OpenAsync("2026-11-24");
        await using (var step = await Bench.Steps.BeginAsync(CaseBench.Head, CaseOf.Case(it.Key.Id), CancellationToken.None))
        {
            step.Main.Part<CaseClocks>().Start(step.Main, "DL-PEN-10", new DateOnly(2026, 11, 24));
            await step.CommitAsync(CancellationToken.None);
        }
        (await AskTimeAsync("select due_legal from clocks where rule = 'DL-PEN-10'")).ShouldBe(At("2026-11-28T00:00"));
        var law = await LegalDueAsync(await ClockAsync(it));
        await Bench.ExecuteAsync(
            """
            insert into local_closures (id, county, from_day, to_day, reason, document, announced_by, announced_at)
            values (gen_random_uuid(), '430112', '2026-11-25', '2026-11-26', '冰雪', '望政办〔2026〕8号', 'security', now())
            """
        );
        var sweep = new ClosureSweep(Bench.Service<DeadlineBook>(), Reckoner, new ScopedReads(Database.Database, Bench.StepServices.Seal));
        (await sweep.RunAsync(Bench.Clock.GetUtcNow(), CancellationToken.None)).ShouldBe(1);
        (await sweep.RunAsync(Bench.Clock.GetUtcNow(), CancellationToken.None)).ShouldBe(0);
        (await AskTimeAsync("select due_legal from clocks where rule = 'DL-PEN-10'")).ShouldBe(At("2026-12-02T00:00"));
        (await LegalDueAsync(await ClockAsync(it))).ShouldBe(law);

        await Bench.ExecuteAsync("update local_closures set withdrawn_at = now(), withdrawn_by = 'security', reckoned = false");
        (await sweep.RunAsync(Bench.Clock.GetUtcNow(), CancellationToken.None)).ShouldBe(1);
        (await AskTimeAsync("select due_legal from clocks where rule = 'DL-PEN-10'")).ShouldBe(At("2026-11-28T00:00"));
        (await Bench.VerifyAsync(it.Key)).Valid.ShouldBeTrue();
    }
}
