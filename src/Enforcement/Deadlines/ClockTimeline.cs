namespace Enforcement.Deadlines;

/// <summary>A stretch of a clock's bar.</summary>
/// <param name="Kind"><c>run</c>: it counted; <c>pause</c>: it did not; <c>left</c>: still to come; <c>over</c>: past the last day.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Percent">Of the whole bar.</param>
public sealed record ClockStretch(string Kind, DateTimeOffset From, DateTimeOffset To, double Percent, Suspension? Pause = null);

/// <summary>A clock as a bar from its start to its last day, or to today where that has passed, with its pauses where they lie.</summary>
public static class ClockTimeline
{
    public static IReadOnlyList<ClockStretch> Of(Clock clock, OfficeTime office, DateTimeOffset now)
    {
        var start = clock.Term.Unit.CountsHours() ? clock.StartedAt : office.StartOf(clock.StartedOn);
        var stop = clock.EndedAt ?? now;
        var end = clock.DueLegal > stop ? clock.DueLegal : stop;
        if (end <= start)
            return [];
        var cuts = new SortedSet<DateTimeOffset> { start, end };
        foreach (var cut in new[] { stop, clock.DueLegal }.Concat(clock.Suspensions.SelectMany(it => Ends(it, office, stop))))
            if (cut > start && cut < end)
                cuts.Add(cut);
        var stretches = new List<ClockStretch>();
        foreach (var (from, to) in cuts.Zip(cuts.Skip(1)))
        {
            var pause = clock.Suspensions.FirstOrDefault(it =>
                Ends(it, office, stop) is [var first, var last] && from >= first && to <= last
            );
            var kind =
                pause is not null && from < stop ? "pause"
                : from >= stop ? "left"
                : from >= clock.DueLegal ? "over"
                : "run";
            stretches.Add(new ClockStretch(kind, from, to, (to - from) / (end - start) * 100, kind == "pause" ? pause : null));
        }
        return stretches;
    }

    private static DateTimeOffset[] Ends(Suspension it, OfficeTime office, DateTimeOffset stop) =>
        [office.StartOf(it.From), it.To is { } to ? office.StartOf(to) : stop];
}
