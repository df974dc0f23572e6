using Enforcement.Identity;

namespace Enforcement.Deadlines;

/// <summary>One reminder of a ladder.</summary>
/// <param name="Name">Stable: <c>start</c>, <c>half</c>, <c>left-3</c>, <c>missed</c>.</param>
/// <param name="Level">0: the handler; 1: the head of the squad or unit; 2: the agency head; 3: the command centre of the county.</param>
public sealed record Rung(string Name, DateTimeOffset At, int Level);

/// <summary>When whom to remind of a clock: the profiles A to E of the deadline table, up to the last word that it was missed.</summary>
public static class Ladder
{
    public const string Missed = "missed";

    /// <summary>A term of the law is still open on the morning after: the county hears it.</summary>
    public const string Told = "missed-county";

    private static readonly TimeSpan MorningHour = TimeSpan.FromHours(9);

    /// <summary>
    /// The instant of the next reminder. What had run out before it was written down, or before its pause was, is reported as missed at once.
    /// </summary>
    public static DateTimeOffset? Next(Clock clock, Deadlines deadlines, DateTimeOffset now)
    {
        var rungs = Of(clock, deadlines);
        return (rungs.FirstOrDefault(rung => rung.At > now) ?? rungs.LastOrDefault(rung => rung.Name == Missed))?.At;
    }

    /// <summary>The instant of the next reminder that is still to come; null: all lies in the past, or the word that it was missed does.</summary>
    public static DateTimeOffset? NextAfter(Clock clock, Deadlines deadlines, DateTimeOffset now) =>
        clock.IsOverdue(now) ? null : Of(clock, deadlines).FirstOrDefault(rung => rung.At > now)?.At;

    /// <summary>What the ladder of a term that was written down late would have said up to now.</summary>
    public static IReadOnlyList<Rung> Before(Clock clock, Deadlines deadlines, DateTimeOffset now)
    {
        var start = deadlines.Office.StartOf(clock.StartedOn);
        return [.. Whole(clock, deadlines).Where(rung => rung.At > start && rung.At <= now)];
    }

    /// <summary>In order; what lies before the start is left out, but for the word that the term was missed.</summary>
    public static IReadOnlyList<Rung> Of(Clock clock, Deadlines deadlines) =>
        [.. Whole(clock, deadlines).Where(rung => rung.Level >= 2 || rung.At > clock.StartedAt)];

    private static IEnumerable<Rung> Whole(Clock clock, Deadlines deadlines)
    {
        var ladder = clock.RuleIn(deadlines)?.Ladder;
        var rungs = ladder switch
        {
            'A' => Short(clock),
            'B' => Left(clock, deadlines, 2, 1),
            'C' => Left(clock, deadlines, 5, 3, 1),
            'D' => Left(clock, deadlines, 30, 15, 7, 3, 1),
            'E' => Left(clock, deadlines, 60, 30, 15, 7),
            _ => [],
        };
        if (ladder is not null)
            rungs.Add(new Rung(Missed, clock.DueLegal, 2));
        if (ladder is not null && !clock.IsInternal)
            rungs.Add(new Rung(Told, NextMorning(clock, deadlines), 3));
        return rungs.OrderBy(rung => rung.At);
    }

    private static List<Rung> Short(Clock clock) =>
        [
            new("half", clock.StartedAt + (clock.DueLegal - clock.StartedAt) / 2, 0),
            new("left-2h", clock.DueLegal - TimeSpan.FromHours(2), 1),
        ];

    private static List<Rung> Left(Clock clock, Deadlines deadlines, params int[] days) =>
        [.. days.Select(left => new Rung($"left-{left}", Morning(clock, deadlines, left), left == 1 ? 1 : 0))];

    /// <summary>Nine o'clock of the day on which so many days are left, working days where the term counts those.</summary>
    private static DateTimeOffset Morning(Clock clock, Deadlines deadlines, int left)
    {
        var last = deadlines.Office.LastDayOf(clock.DueLegal);
        var day =
            clock.Term.Unit == TermUnit.WorkingDay
                ? deadlines.CalendarFor(clock.IsInternal, clock.CaseKey.County).NthBackFrom(last, left + 1)
                : last.AddDays(-left);
        return deadlines.Office.StartOf(day) + MorningHour;
    }

    private static DateTimeOffset NextMorning(Clock clock, Deadlines deadlines)
    {
        var day = deadlines.Calendar.NthFrom(deadlines.Office.LastDayOf(clock.DueLegal).AddDays(1), 1);
        return deadlines.Office.StartOf(day) + MorningHour;
    }

    /// <summary>The role told at a level, at the body that has the task.</summary>
    public static string RoleAt(int level, string handlerRole) =>
        level switch
        {
            0 => handlerRole,
            1 when handlerRole == Roles.Officer => Roles.SquadHead,
            1 when handlerRole == Roles.CountyHandler => Roles.UnitHead,
            3 => Roles.CommandCentre,
            _ => Roles.AgencyHead,
        };
}
