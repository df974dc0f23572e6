using Enforcement.Identity;
using Enforcement.Persistence.Import;
using Enforcement.Shell;

namespace Enforcement.Deadlines;

/// <summary>A year's list as it was read, and what loading it would move.</summary>
public sealed record YearPreview(int Year, bool WasKnown, int Holidays, int WorkedWeekends, int WorkingDays, ChangePreview Change);

/// <summary>
/// The days that the State Council's notice names for a year, all of them or nothing. Clocks that were reckoned without the list follow it at the next
/// sweep; nothing else moves, even where a list that was known is corrected.
/// </summary>
public sealed class LoadYear(Importer importer, CalendarList list, DeadlineBook book, OpenClocks open)
{
    private const int LongestNotice = 200;

    /// <exception cref="NotAllowedException">No security admin.</exception>
    /// <exception cref="RefusedException"><c>import.rejected</c>, with each fault by line.</exception>
    public async Task<YearPreview> PreviewAsync(Actor admin, int year, ImportFile file, CancellationToken cancel)
    {
        Demand(admin);
        var days = Read(year, file);
        var known = book.Current;
        var calendar = Calendar.Of(
            known.Calendar.KnownYears.Append(year),
            known.Calendar.KnownYears.Where(it => it != year).SelectMany(known.Calendar.ListedIn).Concat(days)
        );
        var after = known.With(calendar);
        var moves = (await open.ProvisionalAsync(cancel)).Select(it => ClockMove.Of(it, known, it.Clock.DueIn(after).Day)).ToList();
        return new YearPreview(
            year,
            known.Calendar.KnownYears.Contains(year),
            days.Count(day => !day.Works),
            days.Count(day => day.Works),
            calendar.WorkingDays(new DateOnly(year, 1, 1), new DateOnly(year, 12, 31)),
            ChangePreview.Of(moves)
        );
    }

    /// <param name="notice">Number of the notice.</param>
    /// <exception cref="NotAllowedException">No security admin.</exception>
    /// <exception cref="MalformedException"><c>notice</c>, <c>noticeDate</c>, <c>days</c>.</exception>
    /// <exception cref="RefusedException"><c>import.rejected</c>, with each fault by line.</exception>
    public async Task RunAsync(Actor admin, int year, string? notice, DateOnly? noticeDate, ImportFile file, CancellationToken cancel)
    {
        Demand(admin);
        var number = PlainText.RequiredLine("notice", notice, LongestNotice);
        if (noticeDate is not { } dated)
            throw new MalformedException(("noticeDate", "required"));
        Read(year, file);
        var report = await importer.ImportAsync(list, file, new ImportPaper(number, dated, admin.UserName), cancel);
        if (report.Outcome == ImportOutcome.Rejected)
            throw Rejected(report.Faults);
        await book.ReadAsync(cancel);
    }

    private List<ListedDay> Read(int year, ImportFile file)
    {
        var faults = new ImportFaults();
        var days = file.Read(list.Headings, list.Parse, faults);
        if (!faults.None)
            throw Rejected(faults.All);
        if (days.Exists(day => day.Row.Day.Year != year))
            throw new MalformedException(("days", "other-year"));
        return [.. days.Select(day => day.Row)];
    }

    private static void Demand(Actor admin)
    {
        if (!admin.Holds(Roles.SecurityAdmin))
            throw new NotAllowedException("not-allowed");
    }

    private static RefusedException Rejected(IReadOnlyList<ImportFault> faults) =>
        new("import.rejected", faults.Count) { Extensions = { ["faults"] = faults }, Field = "days" };
}
