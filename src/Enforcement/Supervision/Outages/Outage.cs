using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Supervision.Outages;

/// <summary>Days on which the service stood still 系统故障停用: they are counted against nobody.</summary>
/// <param name="LastDay">Included.</param>
public sealed record Outage(Guid Id, DateOnly FirstDay, DateOnly LastDay, string What, string RecordedBy, DateTimeOffset RecordedAt);

/// <param name="FirstDay"><c>yyyy-MM-dd</c>.</param>
/// <param name="LastDay">Included; left out: the first.</param>
public sealed record OutageRequest(string? FirstDay, string? LastDay, string? What);

/// <summary>A system admin puts an outage on record. Cards that were given before stay, and are lifted one by one.</summary>
public sealed class RecordOutage(Steps steps, BusinessTime time)
{
    public const int LongestWhat = 500;

    /// <summary>What is on record is never taken back: a slip of the year would acquit everybody.</summary>
    public const int MostDays = 31;

    /// <exception cref="NotAllowedException"><c>outage.system-admins-only</c>.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    public async Task<Outage> RunAsync(Actor admin, OutageRequest request, CancellationToken cancel)
    {
        if (!admin.Holds(Roles.SystemAdmin))
            throw new NotAllowedException("outage.system-admins-only");
        var first = DayOf("firstDay", request.FirstDay) ?? throw new MalformedException(("firstDay", "required"));
        var last = DayOf("lastDay", request.LastDay) ?? first;
        var what = PlainText.Required("what", request.What, LongestWhat);
        if (last < first)
            throw new MalformedException(("lastDay", "range"));
        if (last > time.Today)
            throw new MalformedException(("lastDay", "future"));
        if (first < time.Today.AddYears(-1))
            throw new MalformedException(("firstDay", "range"));
        if (last.DayNumber - first.DayNumber >= MostDays)
            throw new MalformedException(("lastDay", "range"));

        await using var step = await steps.BeginNewAsync(admin, cancel);
        var outage = new Outage(Guid.CreateVersion7(step.Now), first, last, what, admin.UserName, step.Now);
        step.Write(
            Statement.Of(
                "insert into outages (id, first_day, last_day, what, recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6)",
                P.Uuid(outage.Id),
                P.Date(first),
                P.Date(last),
                P.Text(what),
                P.Text(admin.UserName),
                P.Time(step.Now)
            )
        );
        step.Write(
            AdminLogEntry
                .Of(
                    step.Now,
                    admin.UserName,
                    "outage.recorded",
                    $"{BusinessTime.LocalDate(first)} – {BusinessTime.LocalDate(last)}",
                    now: new { what }
                )
                .Insert()
        );
        await step.CommitAsync(cancel, () => outage, StatusCodes.Status201Created);
        return outage;
    }

    private static DateOnly? DayOf(string field, string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : Deadlines.Days.TryParse(text, out var day) ? day
        : throw new MalformedException((field, "date"));
}

/// <param name="Next">Opaque; null at the end.</param>
public sealed record OutageSlice(IReadOnlyList<Outage> Items, string? Next);

/// <summary>Known to everybody: who was charged looks here first.</summary>
public sealed class OutageReader(ScopedReads reads)
{
    /// <summary>The last recorded first.</summary>
    public async Task<OutageSlice> ListAsync(int limit, string? after, CancellationToken cancel)
    {
        var before = Paging.Before(after);
        var rows = await reads.RowsAsync(
            Scope.Nothing,
            Statement.Of(
                "select id, first_day, last_day, what, recorded_by, recorded_at from outages where id < $1 order by id desc limit $2",
                P.Uuid(before),
                P.Int(limit + 1)
            ),
            From,
            cancel
        );
        var items = rows.Take(limit).ToList();
        return new OutageSlice(items, rows.Count > limit ? items[^1].Id.ToString() : null);
    }

    private static Outage From(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetFieldValue<DateOnly>(1),
            row.GetFieldValue<DateOnly>(2),
            row.GetString(3),
            row.GetString(4),
            row.GetFieldValue<DateTimeOffset>(5)
        );
}

internal static class OutageEndpoints
{
    private const int MostRows = 200;

    public static void MapOutages(this IEndpointRouteBuilder routes)
    {
        var outages = routes.MapApi("/outages").WithTags("Supervision");
        routes.MapApi("/outages.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
        outages
            .MapGet(
                "",
                async (string? limit, string? after, OutageReader reader, CancellationToken cancel) =>
                    TypedResults.Ok(await reader.ListAsync(Paging.Limit(limit, MostRows), after, cancel))
            )
            .WithSummary("Days on which the service stood still; they are counted against nobody.");
        outages
            .MapPost(
                "",
                async (OutageRequest request, HttpContext http, IActing acting, RecordOutage record, CancellationToken cancel) =>
                {
                    var outage = await record.RunAsync(await acting.GetAsync(http), request, cancel);
                    return TypedResults.Created("/api/outages", outage);
                }
            )
            .WithSummary("Put on record by a system admin.");
    }

    private static async Task<IResult> WorkbookAsync(OutageReader reader, BusinessTime time, CancellationToken cancel) =>
        await Workbooks.OfAsync(
            "outages",
            (await reader.ListAsync(Workbooks.MostRows, null, cancel)).Items.Select(row => new Dictionary<string, object?>
            {
                [Texts.Of("outages.what")] = row.What,
                [Texts.Of("outages.first-day")] = BusinessTime.LocalDate(row.FirstDay),
                [Texts.Of("outages.last-day")] = BusinessTime.LocalDate(row.LastDay),
                [Texts.Of("outages.recorded")] = time.LocalTime(row.RecordedAt),
            }),
            cancel
        );
}
