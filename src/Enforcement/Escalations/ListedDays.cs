using System.Globalization;
using Enforcement.Deadlines;
using Calendar = Enforcement.Deadlines.Calendar;

namespace Enforcement.Escalations;

/// <summary>The working days that the product ships.</summary>
internal static class ListedDays
{
    public static Calendar Shipped { get; } = Read();

    private static Calendar Read()
    {
        using var stream = typeof(ListedDays).Assembly.GetManifestResourceStream("data/calendar.csv")!;
        using var reader = new StreamReader(stream);
        var days = new List<ListedDay>();
        foreach (var line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1))
        {
            var field = line.Split(',');
            var day = DateOnly.ParseExact(field[0], "yyyy-MM-dd", CultureInfo.InvariantCulture);
            days.Add(new ListedDay(day, field[1] == "workday", field[2]));
        }
        return Calendar.Of(days.Select(day => day.Day.Year).Distinct(), days);
    }
}
