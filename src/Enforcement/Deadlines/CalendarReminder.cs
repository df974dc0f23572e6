using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Notifications;
using Enforcement.Persistence;
using Enforcement.Processes;

namespace Enforcement.Deadlines;

/// <summary>
/// The State Council's notice usually comes early in November: from the tenth on the security admins are reminded every morning, until next year's list
/// is loaded. Until then every day reckoned in it is provisional 暂定.
/// </summary>
public sealed class CalendarReminder(DeadlineBook book, ScopedReads reads, DailyClaims claims, OrganizationDirectory organizations) : ISweep
{
    public string Name => "calendar-reminder";

    public int Order => 25;

    private static readonly TimeSpan Morning = TimeSpan.FromHours(9);

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var (deadlines, today) = (book.Current, book.Current.Office.DayOf(asOf));
        var missing = MissingYear(deadlines.Calendar, today);
        if (missing is not { } year || asOf < deadlines.Office.StartOf(today) + Morning)
            return 0;
        var what = $"calendar-{year}";
        if (await claims.IsDoneAsync(what, today, cancel))
            return 0;
        var admins = await reads.RowsAsync(
            Scope.Everything,
            Statement.Of(
                "select distinct organization from posts where role = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2) order by 1",
                P.Text(Roles.SecurityAdmin),
                P.Date(today)
            ),
            row => row.GetString(0),
            cancel
        );
        var messages = admins.Select(admin => (About(admin), NoticeTo(admin, year))).ToList();
        await reads.WriteAsync(Scope.Everything, [DailyClaims.Claim(what, today), OutboxTable.Insert(messages, asOf)], cancel);
        return messages.Count;
    }

    /// <summary>Null: nobody need be reminded. This year's list is asked for at any time of the year.</summary>
    internal static int? MissingYear(Calendar calendar, DateOnly today) =>
        !calendar.KnownYears.Contains(today.Year) ? today.Year
        : today >= new DateOnly(today.Year, 11, 10) && !calendar.KnownYears.Contains(today.Year + 1) ? today.Year + 1
        : null;

    /// <summary>A message belongs to a county; this one is about no case.</summary>
    private CaseKey About(string organization) =>
        new(organizations.Find(organization) is { Region: var region } ? region.PadRight(6, '0')[..6] : "000000", Guid.Empty);

    private static OutboxMessage NoticeTo(string organization, int year) =>
        new Notice(
            organization,
            Roles.SecurityAdmin,
            "notice.calendar.missing",
            [year.ToString(System.Globalization.CultureInfo.InvariantCulture)],
            "/deadlines/calendar"
        ).ToMessage();
}
