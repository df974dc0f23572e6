using System.Globalization;
using Enforcement.Deadlines;

namespace Enforcement.Tests.Deadlines;

/// <summary>The shipped list, read here by other means than the product's.</summary>
internal static class ShippedCalendar
{
    public static IReadOnlyList<ListedDay> Days { get; } = Read();

    public static int[] Years { get; } = [2024, 2025, 2026];

    public static Enforcement.Deadlines.Calendar Value { get; } = Enforcement.Deadlines.Calendar.Of(Years, Days);

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static List<ListedDay> Read()
    {
        using var stream = typeof(Term).Assembly.GetManifestResourceStream("data/calendar.csv")!;
        using var reader = new StreamReader(stream);
        return
        [
            .. reader
                .ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Skip(1)
                .Select(line => line.Split(','))
                .Select(field => new ListedDay(Day(field[0]), field[1] == "workday", field[2])),
        ];
    }
}
