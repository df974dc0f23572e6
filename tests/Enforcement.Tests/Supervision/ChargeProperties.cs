using CsCheck;
using Enforcement.Deadlines;
using Enforcement.Supervision.Cards;

namespace Enforcement.Tests.Supervision;

/// <summary>Random terms that go from hand to hand, with suspensions and outages, held against the slow way. Twenty thousand with <c>LONG=1</c>.</summary>
public sealed class ChargeProperties
{
    private static readonly long Volume = Environment.GetEnvironmentVariable("LONG") == "1" ? 20_000 : 400;
    private static readonly DateOnly First = new(2026, 1, 1);
    private static readonly OfficeTime Office = OfficeTime.China;

    private static readonly Gen<Dictionary<DateOnly, bool>> Lists = Gen.Select(Gen.Int[0, 500], Gen.Bool)
        .List[0, 60]
        .Select(list => list.DistinctBy(it => it.Item1).ToDictionary(it => First.AddDays(it.Item1), it => it.Item2));

    private static readonly Gen<List<(int Hours, int Body)>> Hands = Gen.Select(
        Gen.OneOf(Gen.Int[1, 30], Gen.Int[24, 300]),
        Gen.Int[0, 3]
    ).List[0, 8];

    private sealed record Life(
        Dictionary<DateOnly, bool> Listed,
        DateOnly Start,
        int Length,
        bool InWorkingDays,
        bool IsInternal,
        List<(DateTime From, string? Body)> Changes,
        List<(DateOnly From, DateOnly To)> Suspended,
        List<(DateOnly First, DateOnly Last)> Outages,
        DateTime AsOf
    );

    private static readonly Gen<Life> Lives =
        from listed in Lists
        from start in Gen.Int[20, 200].Select(days => First.AddDays(days))
        from length in Gen.Int[1, 30]
        from inWorkingDays in Gen.Bool
        from isInternal in Gen.Bool
        from first in Gen.Int[0, 2]
        from hands in Hands
        from suspended in Gen.Select(Gen.Int[0, 40], Gen.Int[1, 9]).List[0, 2]
        from outages in Gen.Select(Gen.Int[-3, 60], Gen.Int[0, 4]).List[0, 2]
        from asOf in Gen.Int[0, 24 * 120]
        select new Life(
            listed,
            start,
            length,
            inWorkingDays,
            isInternal,
            ChangesOf(start, first, hands),
            [.. suspended.Select(it => (start.AddDays(it.Item1), start.AddDays(it.Item1 + it.Item2)))],
            [.. outages.Select(it => (start.AddDays(it.Item1), start.AddDays(it.Item1 + it.Item2)))],
            start.ToDateTime(default).AddHours(asOf)
        );

    [Fact]
    public void Whoever_is_charged_is_charged_by_the_slow_way_too_with_the_same_moment() =>
        Lives.Sample(
            life =>
            {
                var verdict = Judge(life, life.AsOf);
                verdict.Charges.Select(it => (it.Fact, Local(it.FellAt), it.To.Organization)).ShouldBe(Oracle(life).Charged(life.AsOf));
            },
            iter: Volume
        );

    [Fact]
    public void Whoever_looks_late_finds_what_a_look_each_day_would_have_found() =>
        Lives.Sample(
            life =>
            {
                var (given, found, look) = (
                    new List<string>(),
                    new List<Charge>(),
                    (DateTimeOffset?)Instant(life.Start.ToDateTime(default))
                );
                while (look <= Instant(life.AsOf))
                {
                    var verdict = Judge(life, Local(look.Value), given);
                    found.AddRange(verdict.Charges);
                    given.AddRange(verdict.Charges.Select(charge => charge.Colour));
                    (verdict.LookAgainAt <= look).ShouldBeFalse("a look leads on");
                    look = verdict.LookAgainAt;
                }
                found.ShouldBe(Judge(life, life.AsOf).Charges);
            },
            iter: Volume
        );

    [Fact]
    public void Nobody_is_charged_with_a_missed_term_before_having_had_all_its_days() =>
        Lives.Sample(
            life =>
            {
                foreach (var charge in Judge(life, life.AsOf).Charges.Where(it => it.Fact == CardFacts.LegalMissed))
                {
                    var (days, last) = (0, Office.LastDayOf(charge.FellAt));
                    for (var day = life.Start.AddDays(1); day <= last; day = day.AddDays(1))
                        if (
                            Enumerable
                                .Range(0, 24)
                                .All(hour => HolderIn(life, day.ToDateTime(new TimeOnly(hour, 30))) == charge.To.Organization)
                        )
                            days++;
                    days.ShouldBeGreaterThanOrEqualTo(life.Length);
                }
            },
            iter: Volume
        );

    private static string? HolderIn(Life life, DateTime at) =>
        life.Changes.Where((change, place) => place == 0 || change.From <= at).Last().Body;

    private static ChargeOracle Oracle(Life it) =>
        new(
            day => it.Listed.TryGetValue(day, out var works) ? works : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday),
            it.Start,
            it.Length,
            it.InWorkingDays,
            it.IsInternal,
            it.Changes,
            it.Suspended,
            it.Outages
        );

    private static Verdict Judge(Life it, DateTime asOf, IReadOnlyCollection<string>? given = null) =>
        WhoIsCharged.Judge(
            new TermInQuestion(
                Term.Of(it.Length, it.InWorkingDays ? TermUnit.WorkingDay : TermUnit.CalendarDay),
                Roll.None,
                it.IsInternal,
                it.Start,
                Office.StartOf(it.Start),
                Pauses.Of(it.Suspended.Select(span => new Pause(span.From, span.To)))
            ),
            new Custody(
                [
                    .. it.Changes.Select(
                        (change, place) =>
                            new Hold(
                                Instant(change.From),
                                place + 1 < it.Changes.Count ? Instant(it.Changes[place + 1].From) : null,
                                change.Body is { } body ? new Charged(body) : null
                            )
                    ),
                ],
                [.. it.Outages.Select(span => new Pause(span.First, span.Last.AddDays(1)))]
            ),
            given ?? [],
            DateTimeOffset.MinValue,
            Instant(asOf),
            new Enforcement.Deadlines.Deadlines(
                Enforcement.Deadlines.Calendar.Of([2025, 2026, 2027], it.Listed.Select(day => new ListedDay(day.Key, day.Value, ""))),
                [],
                Office
            )
        );

    /// <summary>Body 0 is nobody who could be charged.</summary>
    private static List<(DateTime From, string? Body)> ChangesOf(DateOnly start, int first, List<(int Hours, int Body)> hands)
    {
        var at = start.ToDateTime(new TimeOnly(8, 0));
        var changes = new List<(DateTime, string?)> { (at, Name(first)) };
        foreach (var (hours, body) in hands)
            changes.Add((at = at.AddHours(hours), Name(body)));
        return changes;

        static string? Name(int body) => body == 0 ? null : $"body-{body}";
    }

    private static DateTimeOffset Instant(DateTime local) => new(local, TimeSpan.FromHours(8));

    private static DateTime Local(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(8)).DateTime;
}
