using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Tests.Processes;

namespace Enforcement.Tests.Deadlines;

/// <summary>A later wording of a rule, offered to clocks that run.</summary>
public sealed class LaterRuleTests : ClockBench
{
    [Fact]
    public async Task A_term_that_has_run_out_has_run_out_under_the_old_wording_and_none_changes_its_unit()
    {
        var it = await OpenAsync("2026-11-24");
        var id = await ClockAsync(it);
        var clock = await ReadAsync(id);
        var now = Bench.Service<DeadlineBook>().Current;
        var shipped = now.Find("DL-PEN-02", new DateOnly(2026, 11, 24))!;
        Enforcement.Deadlines.Deadlines With(Term term) =>
            now.With([.. now.Rules, shipped with { Term = term, ValidFrom = new DateOnly(2026, 12, 1) }]);
        var (longer, inWorkingDays) = (With(Term.Of(120, TermUnit.CalendarDay)), With(Term.Of(90, TermUnit.WorkingDay)));
        var (open, over, on) = (At("2026-12-02T10:00"), At("2027-02-23T00:00"), new DateOnly(2027, 2, 23));

        clock.LaterRule(open, longer, on)!.Term.ShouldBe(Term.Of(120, TermUnit.CalendarDay));
        clock.LaterRule(over.AddTicks(-1), longer, on).ShouldNotBeNull();
        clock.LaterRule(over, longer, on).ShouldBeNull("it ran out the moment before");
        clock.LaterRule(open, inWorkingDays, on).ShouldBeNull("days do not become working days on the way");
    }

    private async Task<Clock> ReadAsync(Guid id)
    {
        var reads = new ScopedReads(Database.Database, Bench.StepServices.Seal);
        return (
            await new ClockReader(reads, Bench.Clock).ReadAsync(
                CaseBench.Officer,
                CaseOf.Case(await Bench.AskAsync<Guid>($"select case_id from clocks where id = '{id}'")),
                CancellationToken.None
            )
        ).Single(clock => clock.Id == id);
    }

    [Fact]
    public async Task A_later_wording_of_a_rule_is_offered_to_an_open_clock_and_moves_nothing_by_itself()
    {
        var it = await OpenAsync("2026-11-24");
        var id = await ClockAsync(it);
        (await Should.ThrowAsync<RefusedException>(() => LaterAsync(it, id))).Code.ShouldBe("clock.rule-unchanged");
        await WordAsync("DL-PEN-02", "90,CD", "60,CD", "2026-12-01");

        // Not before it is in force, and not by itself.
        (await Should.ThrowAsync<RefusedException>(() => LaterAsync(it, id))).Code.ShouldBe("clock.rule-unchanged");
        Bench.Clock.SetUtcNow(At("2026-12-02T10:00"));
        (await LegalDueAsync(id)).ShouldBe(At("2027-02-23T00:00"));
        await Should.ThrowAsync<NotAllowedException>(() => LaterAsync(it, id, CaseBench.Officer));
        var anew = await LaterAsync(it, id);
        anew.DueLegal.ShouldBe(At("2027-01-24T00:00"));
        (await Bench.AskAsync<string>($"select ended_how from clocks where id = '{id}'")).ShouldBe("superseded");
        (await Should.ThrowAsync<RefusedException>(() => LaterAsync(it, anew.Id))).Code.ShouldBe("clock.rule-unchanged");
        (await Bench.VerifyAsync(it.Key)).Valid.ShouldBeTrue();

        // A case that is filed from now on follows it at once.
        (await LegalDueAsync(await ClockAsync(await OpenAsync("2026-12-02")))).ShouldBe(At("2027-02-01T00:00"));
    }
}
