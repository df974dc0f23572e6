using System.Text.Json.Nodes;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Tests.Processes;

namespace Enforcement.Tests.Deadlines;

/// <summary>Suspending, resuming and extending.</summary>
public sealed class SuspensionTests : ClockBench
{
    [Fact]
    public async Task A_pause_moves_the_last_day_by_exactly_its_days_and_is_entered_once_by_the_head_on_a_ground_of_the_rule()
    {
        var it = await OpenAsync("2026-11-24");
        var id = await ClockAsync(it);
        (await LegalDueAsync(id)).ShouldBe(At("2027-02-23T00:00"));
        Bench.Clock.SetUtcNow(At("2026-12-01T10:00"));
        var refused = await Should.ThrowAsync<RefusedException>(() => SuspendAsync(it, id, "weather"));
        refused.Code.ShouldBe("clock.no-such-ground");
        refused.Message.ShouldNotContain("weather");
        await Should.ThrowAsync<NotAllowedException>(() => SuspendAsync(it, id, "testing", CaseBench.Officer));
        await SuspendAsync(it, id, "testing");
        (await Should.ThrowAsync<RefusedException>(() => SuspendAsync(it, id, "testing"))).Code.ShouldBe("clock.already-suspended");

        Bench.Clock.SetUtcNow(At("2026-12-11T10:00"));
        await Verbs.ResumeAsync(CaseBench.Head, await NumberAsync(it), id, null, CancellationToken.None);
        (await LegalDueAsync(id)).ShouldBe(At("2027-03-05T00:00"));
        (await Bench.VerifyAsync(it.Key)).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task An_extension_is_a_new_clock_within_the_cap_as_often_as_the_rules_say_and_never_after_the_last_day()
    {
        var it = await OpenAsync("2026-11-24");
        var id = await ClockAsync(it);
        var refused = await Should.ThrowAsync<RefusedException>(() => ExtendAsync(it, id, 31));
        refused.Code.ShouldBe("clock.cap");
        refused.Message.ShouldBe("该期限最多延长 30 日。");
        var longer = await ExtendAsync(it, id, 30);
        longer.DueLegal.ShouldBe(At("2027-03-25T00:00"));
        (await Bench.AskAsync<string>($"select ended_how from clocks where id = '{id}'")).ShouldBe("extended");

        // A second time only by collective discussion, which has minutes; and never a third time.
        (await Should.ThrowAsync<MalformedException>(() => ExtendAsync(it, longer.Id, 30))).Faults.ShouldBe([("minutes", "required")]);
        (await Should.ThrowAsync<RefusedException>(() => ExtendAsync(it, longer.Id, 31, "望靖讨〔2027〕1号"))).Code.ShouldBe("clock.cap");
        var longest = await ExtendAsync(it, longer.Id, 30, "望靖讨〔2027〕1号");
        longest.DueLegal.ShouldBe(At("2027-04-24T00:00"));
        (await Should.ThrowAsync<RefusedException>(() => ExtendAsync(it, longest.Id, 1, "望靖讨〔2027〕1号"))).Code.ShouldBe(
            "clock.no-extension"
        );

        var late = await OpenAsync("2026-11-24");
        var over = await ClockAsync(late);
        Bench.Clock.SetUtcNow(At("2027-02-23T00:00"));
        (await Should.ThrowAsync<RefusedException>(() => ExtendAsync(late, over, 30))).Code.ShouldBe("clock.expired");
        (await Should.ThrowAsync<RefusedException>(() => SuspendAsync(late, over, "testing"))).Code.ShouldBe("clock.over-before-pause");
    }

    [Fact]
    public async Task A_term_that_is_suspended_is_not_over_and_may_be_extended()
    {
        var it = await OpenAsync("2026-11-24");
        var id = await ClockAsync(it);
        Bench.Clock.SetUtcNow(At("2027-02-20T10:00"));
        await SuspendAsync(it, id, "testing");

        // The last day would have been 22 February: three of the ninety days are left, and thirty more.
        Bench.Clock.SetUtcNow(At("2027-03-01T10:00"));
        var longer = await ExtendAsync(it, id, 30);
        await Verbs.ResumeAsync(CaseBench.Head, await NumberAsync(it), longer.Id, null, CancellationToken.None);
        (await LegalDueAsync(longer.Id)).ShouldBe(At("2027-04-03T00:00"));
    }

    [Fact]
    public async Task A_suspension_does_not_reach_back_before_the_last_one_ended_and_one_that_lasted_no_day_ends_too()
    {
        var it = await OpenAsync("2026-11-24");
        var id = await ClockAsync(it);
        Bench.Clock.SetUtcNow(At("2026-12-01T10:00"));
        await SuspendAsync(it, id, "testing");
        await Verbs.ResumeAsync(CaseBench.Head, await NumberAsync(it), id, null, CancellationToken.None);
        (await Bench.AskAsync<string>($"select state from clocks where id = '{id}'")).ShouldBe("running");

        (
            await Should.ThrowAsync<MalformedException>(() => SuspendAsync(it, id, "testing", from: new DateOnly(2026, 11, 30)))
        ).Faults.ShouldBe([("from", "before-resumption")]);
        await SuspendAsync(it, id, "testing");
    }

    [Fact]
    public async Task An_extension_is_in_the_journal_with_whoever_granted_it()
    {
        var it = await OpenAsync("2026-11-24");
        await ExtendAsync(it, await ClockAsync(it), 30);
        var entry = JsonNode.Parse(await Bench.AskAsync<string>("select content from journal where content like '%clock.extended%'"))!;
        entry["by"]!["name"]!.GetValue<string>().ShouldNotBeEmpty();
        (entry["days"]!.GetValue<int>(), entry["grantedOn"]!.GetValue<string>()).ShouldBe((30, "2026-11-24"));
    }
}
