using System.Globalization;
using Enforcement.Persistence.Import;

namespace Enforcement.Deadlines;

/// <summary>The days that the State Council's notices name; the days of one year replace each other as a whole.</summary>
public sealed class CalendarList() : ReferenceList<ListedDay>("calendar", "calendar_days")
{
    public const string KindName = "calendar";

    public override IReadOnlyList<string> Headings { get; } = ["date", "kind", "name"];

    public override ListedDay? Parse(RowReader row)
    {
        var day = new ListedDay(row.Date("date"), row.OneOf("kind", ["holiday", "workday"]) == "workday", row.Required("name", 60));
        if (row.IsSound && day.Works && day.Day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            row.Refuse("kind", "worked-weekday");
        return row.IsSound ? day : null;
    }

    protected override string KeyOf(ListedDay row) => row.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    protected override string GroupOf(ListedDay row) => row.Day.Year.ToString(CultureInfo.InvariantCulture);

    protected override IReadOnlyList<(string Column, object? Value)> CellsOf(ListedDay row) =>
        [("day", row.Day), ("works", row.Works), ("name", row.Name)];
}
