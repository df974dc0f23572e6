namespace Enforcement.Deadlines;

/// <summary>In what a term is counted. The codes MIN, H, WH, WD, CD, M and Y are stored and travel; the names come from resources.</summary>
public enum TermUnit
{
    /// <summary>Minutes of the clock on the wall, as hours are.</summary>
    Minute,

    /// <summary>Hours of the clock on the wall, nights and holidays too; from the minute on (Civil Code 民法典 art. 201(2)).</summary>
    Hour,

    /// <summary>Hours in which the organisation works.</summary>
    WorkingHour,

    /// <summary>Working days 工作日, make-up days 调休 among them.</summary>
    WorkingDay,

    /// <summary>Days of the calendar 自然日.</summary>
    CalendarDay,

    /// <summary>Months: the same day number, or the month's last day where it has none (民法典 art. 202).</summary>
    Month,

    /// <summary>Years of twelve months.</summary>
    Year,
}

public static class TermUnits
{
    private static readonly string[] Codes = ["MIN", "H", "WH", "WD", "CD", "M", "Y"];

    public static string Code(this TermUnit unit) => Codes[(int)unit];

    /// <summary>It ends at an instant, not with a day.</summary>
    public static bool CountsHours(this TermUnit unit) => unit is TermUnit.Minute or TermUnit.Hour or TermUnit.WorkingHour;

    public static bool TryParse(string? code, out TermUnit unit)
    {
        var index = Array.IndexOf(Codes, code);
        unit = (TermUnit)Math.Max(index, 0);
        return index >= 0;
    }

    public static TermUnit Parse(string code) => TryParse(code, out var unit) ? unit : throw new FormatException($"'{code}' is no unit.");
}

/// <summary>How long something may take: <c>Term.Of(7, TermUnit.WorkingDay)</c>. A negative length counts back. At most a hundred years.</summary>
public readonly record struct Term
{
    private Term(int length, TermUnit unit) => (Length, Unit) = (length, unit);

    public int Length { get; }
    public TermUnit Unit { get; }

    /// <exception cref="ArgumentOutOfRangeException">More than a hundred years: nobody's term, and the end of the calendar is near.</exception>
    public static Term Of(int length, TermUnit unit) =>
        Fits(length, unit)
            ? new Term(length, unit)
            : throw new ArgumentOutOfRangeException(nameof(length), length, "A term is at most a hundred years.");

    public static bool Fits(int length, TermUnit unit) => Math.Abs((long)length) <= HundredYears(unit);

    public override string ToString() => $"{Length} {Unit.Code()}";

    private static int HundredYears(TermUnit unit) =>
        unit switch
        {
            TermUnit.Minute => 52_596_000,
            TermUnit.Hour => 876_600,
            TermUnit.WorkingHour => 200_000,
            TermUnit.WorkingDay => 25_000,
            TermUnit.CalendarDay => 36_525,
            TermUnit.Month => 1_200,
            _ => 100,
        };
}

/// <summary>What happens to a last day that is no working day.</summary>
public enum Roll
{
    /// <summary>It stays: seizure, limitation, hours.</summary>
    None,

    /// <summary>To the next working day: the party's terms (民事诉讼法 art. 85, 民法典 art. 203).</summary>
    Forward,

    /// <summary>To the working day before: how an agency plans its own terms.</summary>
    Back,
}

public static class Rolls
{
    public static string Code(this Roll roll) =>
        roll switch
        {
            Roll.Forward => "forward",
            Roll.Back => "back",
            _ => "none",
        };

    public static bool TryParse(string? code, out Roll roll)
    {
        (var known, roll) = code switch
        {
            "none" => (true, Roll.None),
            "forward" => (true, Roll.Forward),
            "back" => (true, Roll.Back),
            _ => (false, Roll.None),
        };
        return known;
    }
}
