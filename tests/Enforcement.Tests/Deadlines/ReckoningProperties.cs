using CsCheck;
using Enforcement.Deadlines;

namespace Enforcement.Tests.Deadlines;

/// <summary>Random sums against the slow way. Two million with <c>LONG=1</c>, one in a hundred of them otherwise.</summary>
public sealed class ReckoningProperties
{
    private static readonly long Volume = Environment.GetEnvironmentVariable("LONG") == "1" ? 2_000_000 : 20_000;

    private static readonly Dictionary<DateOnly, bool> Listed = ShippedCalendar.Days.ToDictionary(day => day.Day, day => day.Works);

    private static readonly HashSet<int> Years = [.. ShippedCalendar.Years];

    private static readonly Gen<DateOnly> Start = Gen.Int[0, 365 * 5].Select(days => new DateOnly(2023, 6, 1).AddDays(days));

    private static readonly Gen<Roll> Rolls = Gen.OneOf(Gen.Const(Roll.None), Gen.Const(Roll.Forward), Gen.Const(Roll.Back));

    private static readonly Gen<List<Pause>> Breaks = Gen.Select(
        Start,
        Gen.Int[0, 40],
        (from, days) => new Pause(from, from.AddDays(days))
    ).List[0, 4];

    private static readonly Gen<List<Pause>> NearBreaks = Gen.Select(Gen.Int[-60, 60], Gen.Int[0, 25], (from, days) => (from, days))
        .List[0, 4]
        .Select(list =>
            list.ConvertAll(item => new Pause(
                DateOnly.MinValue.AddDays(item.from + 100),
                DateOnly.MinValue.AddDays(item.from + 100 + item.days)
            ))
        );

    private static readonly Gen<Term> DayTerms = Gen.OneOf(
        Gen.Int[-60, 60].Select(length => Term.Of(length, TermUnit.WorkingDay)),
        Gen.Int[-120, 120].Select(length => Term.Of(length, TermUnit.CalendarDay)),
        Gen.Int[-14, 14].Select(length => Term.Of(length, TermUnit.Month)),
        Gen.Int[-2, 2].Select(length => Term.Of(length, TermUnit.Year))
    );

    [Fact]
    public void A_sum_of_days_equals_the_sum_made_day_by_day() =>
        Gen.Select(Start, DayTerms, Rolls, Breaks, NearBreaks)
            .Sample(
                (start, term, roll, breaks, near) =>
                {
                    var pauses = breaks.Concat(near.Select(pause => Shift(pause, start))).ToList();
                    var slow = SlowOracle.LastDay(Listed, Years, start, term, roll, pauses);
                    var sum = ShippedCalendar.Value.LastDay(start, term, roll, Pauses.Of(pauses));
                    return (sum.Raw, sum.Due, sum.Provisional) == slow;
                },
                iter: Volume
            );

    [Fact]
    public void A_sum_of_hours_equals_the_sum_made_minute_by_minute() =>
        Gen.Select(
                Start,
                Gen.Int[0, 1439],
                Gen.Int[-50, 50],
                Gen.OneOf(Gen.Const(TermUnit.Hour), Gen.Const(TermUnit.WorkingHour)),
                NearBreaks,
                (start, minute, length, unit, near) => (start, minute, length, unit, near)
            )
            .Sample(
                sum =>
                {
                    var pauses = sum.near.ConvertAll(pause => Shift(pause, sum.start));
                    var local = sum.start.ToDateTime(TimeOnly.MinValue).AddMinutes(sum.minute);
                    var term = Term.Of(sum.length, sum.unit);
                    var slow = SlowOracle.Expiry(Listed, OfficeTime.China.Hours.Shifts, local, term, pauses);
                    var fast = ShippedCalendar.Value.Expiry(
                        OfficeTime.China.At(local),
                        term,
                        OfficeTime.China,
                        Roll.None,
                        Pauses.Of(pauses)
                    );
                    return fast.Raw.DateTime == slow;
                },
                iter: Math.Max(Volume / 100, 2_000)
            );

    [Fact]
    public void The_explanation_counts_exactly_the_term_and_ends_on_its_last_day() =>
        Gen.Select(Start, DayTerms, Rolls, NearBreaks)
            .Sample(
                (start, term, roll, near) =>
                {
                    var pauses = Pauses.Of(near.Select(pause => Shift(pause, start)));
                    var sum = ShippedCalendar.Value.LastDay(start, term, roll, pauses);
                    var steps = Explanation.Of(ShippedCalendar.Value, start, term, roll, pauses);
                    var counted = steps.Where(step => step.Kind is CountedAs.Counted or CountedAs.MakeUpDay).ToList();
                    var expected = term.Unit is TermUnit.WorkingDay or TermUnit.CalendarDay
                        ? Math.Abs(term.Length)
                        : Math.Abs(DayReckoning.InDays(start, term));
                    counted.Sum(step => step.Count).ShouldBe(expected);
                    if (counted.Count > 0)
                        (term.Length > 0 ? counted[^1].To : counted[^1].From).ShouldBe(sum.Raw);
                    steps.Any(step => !step.Certain).ShouldBe(sum.Provisional && !(roll != Roll.None && JudgedOnlyAtItsEnd(steps, sum)));
                },
                iter: Math.Max(Volume / 100, 2_000)
            );

    [Fact]
    public void Pauses_may_be_split_or_told_in_any_order() =>
        Gen.Select(Start, DayTerms, Rolls, NearBreaks)
            .Sample(
                (start, term, roll, near) =>
                {
                    var whole = near.ConvertAll(pause => Shift(pause, start));
                    var split = whole.SelectMany(pause => Halves(pause)).Reverse().ToList();
                    return ShippedCalendar.Value.LastDay(start, term, roll, Pauses.Of(whole))
                        == ShippedCalendar.Value.LastDay(start, term, roll, Pauses.Of(split));
                },
                iter: Math.Max(Volume / 100, 2_000)
            );

    // The last day was judged for the roll and found to be working: there is nothing to explain, yet the sum rests on it.
    private static bool JudgedOnlyAtItsEnd(IReadOnlyList<CountingStep> steps, DueDay sum) =>
        !ShippedCalendar.Value.Knows(sum.Due) && steps.All(step => step.Certain);

    private static Pause Shift(Pause pause, DateOnly start)
    {
        var by = start.DayNumber - 100;
        return new Pause(pause.From.AddDays(by), pause.To.AddDays(by));
    }

    private static IEnumerable<Pause> Halves(Pause pause)
    {
        var middle = pause.From.AddDays((pause.To.DayNumber - pause.From.DayNumber) / 2);
        return [new Pause(pause.From, middle), new Pause(middle, pause.To)];
    }
}
