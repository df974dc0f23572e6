using CsCheck;
using Enforcement.Cases;
using Enforcement.Deadlines;

namespace Enforcement.Tests.Deadlines;

/// <summary>
/// Random lives of clocks from 2024 to 2035: suspended, resumed and extended while the lists of the years come in in any order, and after each of these
/// held against the slow way. A hundred thousand with <c>LONG=1</c>, five hundred otherwise.
/// </summary>
public sealed class ClockProperties
{
    private const string Code = "DL-ANY";
    private const int FirstYear = 2024;
    private const int LastYear = 2035;
    private const int Cap = 30;

    private static readonly long Volume = Environment.GetEnvironmentVariable("LONG") == "1" ? 100_000 : 500;

    /// <summary>What a State Council could list: any days off, and weekend days worked instead.</summary>
    private static readonly Gen<Dictionary<DateOnly, bool>> Lists = Gen.Select(Gen.Int[0, 12 * 366 - 1], Gen.Bool)
        .List[0, 300]
        .Select(list =>
            list.Select(it => (Day: new DateOnly(FirstYear, 1, 1).AddDays(it.Item1), Works: it.Item2))
                .Where(it => it.Day.Year <= LastYear)
                .DistinctBy(it => it.Day)
                .ToDictionary(it => it.Day, it => it.Works)
        );

    private static readonly Gen<Term> Terms = Gen.OneOf(
        Gen.Int[1, 120].Select(length => Term.Of(length, TermUnit.WorkingDay)),
        Gen.Int[1, 200].Select(length => Term.Of(length, TermUnit.CalendarDay)),
        Gen.Int[1, 14].Select(length => Term.Of(length, TermUnit.Month)),
        Gen.Int[1, 3].Select(length => Term.Of(length, TermUnit.Year))
    );

    private enum Act
    {
        Turn,
        Extend,
        LoadYear,
    }

    private static readonly Gen<List<(Act What, int Days)>> Lives = Gen.Select(
        Gen.OneOf(Gen.Const(Act.Turn), Gen.Const(Act.Turn), Gen.Const(Act.Extend), Gen.Const(Act.LoadYear)),
        Gen.Int[0, 40]
    ).List[0, 14];

    [Fact]
    public void A_clock_stands_after_everything_that_happens_to_it_where_the_slow_way_ends() =>
        Gen.Select(
                Lists,
                Gen.Int[0, 11 * 365].Select(days => new DateOnly(FirstYear, 1, 1).AddDays(days)),
                Terms,
                Gen.OneOf(Gen.Const(Roll.None), Gen.Const(Roll.Forward)),
                Gen.Shuffle(Enumerable.Range(FirstYear, LastYear - FirstYear + 1).ToArray()),
                Lives
            )
            .Sample((listed, start, term, roll, years, life) => Live(listed, start, term, roll, new Queue<int>(years), life), iter: Volume);

    private static void Live(
        Dictionary<DateOnly, bool> listed,
        DateOnly start,
        Term term,
        Roll roll,
        Queue<int> unlisted,
        List<(Act What, int Days)> life
    )
    {
        var known = new HashSet<int>();
        var seen = new Dictionary<DateOnly, bool>();
        var deadlines = Of(seen, known, term, roll);
        var clock = Begin(start, term, roll, [], null, deadlines);
        var pauses = new List<Pause>();
        var today = start;
        Compare();
        foreach (var (what, days) in life.Concat(unlisted.Select(_ => (Act.LoadYear, 0)).ToList()))
        {
            today = today.AddDays(days);
            switch (what)
            {
                case Act.LoadYear when unlisted.TryDequeue(out var year):
                    known.Add(year);
                    foreach (var (day, works) in listed.Where(it => it.Key.Year == year))
                        seen[day] = works;
                    deadlines = Of(seen, known, term, roll);
                    var before = clock.DueLegal;
                    var moved = clock.Reckon(deadlines);
                    (before != clock.DueLegal && !moved).ShouldBeFalse("no clock moves without telling");
                    break;
                case Act.Turn when clock.State == ClockState.Paused:
                    clock.Resume(today, deadlines, today);
                    pauses[^1] = pauses[^1] with { To = today };
                    break;
                case Act.Turn:
                    var isOver = today > Slow().Due;
                    var refused = Refused(() => clock.Suspend(new Suspension(today, null, "testing", "法", "文"), deadlines, today));
                    refused.ShouldBe(isOver ? "clock.over-before-pause" : null);
                    if (!isOver)
                        pauses.Add(new Pause(today, today));
                    break;
                case Act.Extend:
                    Extend(days);
                    break;
            }
            Compare();
        }

        void Extend(int days)
        {
            var at = deadlines.Office.StartOf(today);
            var isOver = clock.State == ClockState.Running && today > Slow().Due;
            var expected =
                isOver ? "clock.expired"
                : clock.Extends is not null ? "clock.no-extension"
                : days < 1 ? "malformed"
                : days > Cap ? "clock.cap"
                : null;
            Refused(() => clock.DemandExtensible(new Extension(days, "批", today), at, deadlines, today)).ShouldBe(expected);
            if (expected is not null)
                return;
            term = Term.Of(term.Length + days, term.Unit);
            clock = Begin(start, term, roll, clock.Suspensions, clock.Id, deadlines);
        }

        (DateOnly Raw, DateOnly Due, bool Provisional) Slow() => SlowOracle.LastDay(seen, known, start, term, roll, pauses);

        void Compare()
        {
            var slow = Slow();
            deadlines.Office.LastDayOf(clock.DueLegal).ShouldBe(slow.Due);
            clock.DueInternal.ShouldBeLessThanOrEqualTo(clock.DueLegal);
            // An agency's own plan looks at one more day, so it may be the only one that rests on a missing list.
            (slow.Provisional && !clock.IsProvisional).ShouldBeFalse();
            slow.Due.ShouldBeGreaterThan(start, "what is left of a term is never negative");
        }
    }

    private static string? Refused(Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (RefusedException refused)
        {
            return refused.Code;
        }
        catch (MalformedException)
        {
            return "malformed";
        }
    }

    private static Clock Begin(
        DateOnly start,
        Term term,
        Roll roll,
        IReadOnlyList<Suspension> ledger,
        Guid? extends,
        Enforcement.Deadlines.Deadlines deadlines
    )
    {
        var clock = new Clock
        {
            Id = Guid.Empty,
            CaseKey = new CaseKey("430112", Guid.Empty),
            Rule = Code,
            Variant = "",
            Term = term,
            Roll = roll,
            IsInternal = false,
            StartedOn = start,
            StartedAt = deadlines.Office.StartOf(start),
            Extends = extends,
            ExtensionNumber = extends is null ? 0 : 1,
        };
        var state = ledger is [.., { To: null }] ? ClockState.Paused : ClockState.Running;
        clock.Restore(ledger, default, default, false, state, null, null, null);
        clock.Reckon(deadlines);
        return clock;
    }

    private static Enforcement.Deadlines.Deadlines Of(Dictionary<DateOnly, bool> listed, HashSet<int> known, Term term, Roll roll) =>
        new(
            Enforcement.Deadlines.Calendar.Of(known, listed.Select(day => new ListedDay(day.Key, day.Value, ""))),
            [
                new DeadlineRule
                {
                    Code = Code,
                    NameZh = "",
                    NameEn = "",
                    Term = term,
                    Roll = roll,
                    IsInternal = false,
                    TriggerZh = "",
                    TriggerEn = "",
                    ResponsibleZh = "",
                    ResponsibleEn = "",
                    ConsequenceZh = "",
                    ConsequenceEn = "",
                    BasisZh = "",
                    BasisEn = "",
                    PauseGrounds = ["testing"],
                    Extension = Cap,
                    ValidFrom = new DateOnly(2021, 7, 15),
                    SourceTag = "",
                },
            ],
            OfficeTime.China
        );
}
