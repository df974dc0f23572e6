using Enforcement.Deadlines;
using Enforcement.Jobs;
using Enforcement.Persistence;

namespace Enforcement.Tests.Deadlines;

/// <summary>The nightly look at what must not be.</summary>
public sealed class ClockInspectionTests : ClockBench
{
    [Fact]
    public async Task The_nightly_look_finds_what_must_not_be_once_and_sees_it_go()
    {
        var it = await OpenAsync("2026-11-24");
        var reads = new ScopedReads(Database.Database, Bench.StepServices.Seal);
        var inspection = new ClockInspection(Bench.Service<DeadlineBook>(), reads, new DailyClaims(reads));
        (await inspection.RunAsync(At("2026-11-25T01:59"), CancellationToken.None)).ShouldBe(0);
        (await inspection.RunAsync(At("2026-11-25T02:00"), CancellationToken.None)).ShouldBe(0);

        // Once a night, whatever has happened since.
        await Bench.ExecuteAsync("update clocks set next_rung_at = '2026-11-24' where rule = 'DL-PEN-02'");
        (await inspection.RunAsync(At("2026-11-25T03:00"), CancellationToken.None)).ShouldBe(0);
        (await inspection.RunAsync(At("2026-11-26T02:00"), CancellationToken.None)).ShouldBe(1);
        (await inspection.OpenAsync(CancellationToken.None)).ShouldHaveSingleItem().Kind.ShouldBe("unfired");
        (await inspection.RunAsync(At("2026-11-27T02:00"), CancellationToken.None)).ShouldBe(0, "it was told once");

        await Bench.ExecuteAsync(
            """
            update clocks set next_rung_at = null, state = 'ended' where rule = 'DL-PEN-02';
            update cases set filing_number = '望靖立〔2026〕1号', stage = 'investigation'
            """
        );
        await RemindAsync("2026-11-28T01:59");
        (await inspection.RunAsync(At("2026-11-28T02:00"), CancellationToken.None)).ShouldBe(1);
        (await inspection.OpenAsync(CancellationToken.None)).ShouldHaveSingleItem().Kind.ShouldBe("missing");
        await Bench.ExecuteAsync("update cases set closed_at = now()");
        (await inspection.RunAsync(At("2026-11-29T02:00"), CancellationToken.None)).ShouldBe(1);
        (await inspection.OpenAsync(CancellationToken.None)).ShouldAllBe(found => found.Kind == "on-closed-case");
        it.ShouldNotBeNull();
    }
}
