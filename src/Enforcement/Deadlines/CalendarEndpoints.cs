using System.Globalization;
using System.Text;
using Enforcement.Identity;
using Enforcement.Persistence.Import;
using Enforcement.Shell;

namespace Enforcement.Deadlines;

public sealed record CalendarRequest(string? Notice, string? NoticeDate, IReadOnlyList<CalendarDayRequest?>? Days);

public sealed record CalendarDayRequest(string? Date, string? Kind, string? Name);

/// <param name="From">First day shut, <c>yyyy-MM-dd</c>.</param>
/// <param name="To">Last day shut; left out: the first.</param>
public sealed record ClosureBody(string? County, string? From, string? To, string? Reason, string? Document);

public sealed record ClosureAnswer(
    Guid Id,
    string County,
    DateOnly From,
    DateOnly To,
    string Reason,
    string Document,
    string AnnouncedBy,
    DateTimeOffset AnnouncedAt,
    string? WithdrawnBy,
    DateTimeOffset? WithdrawnAt
)
{
    internal static ClosureAnswer Of(LocalClosure it) =>
        new(it.Id, it.County, it.From, it.To, it.Reason, it.Document, it.AnnouncedBy, it.AnnouncedAt, it.WithdrawnBy, it.WithdrawnAt);
}

internal static class CalendarEndpoints
{
    public static void MapCalendar(this IEndpointRouteBuilder routes)
    {
        var calendar = routes.MapApi("/calendar").WithTags("Deadlines");
        calendar.MapGet("/{year:int:range(1949,2200)}", Year);
        calendar
            .MapPut(
                "/{year:int:range(1949,2200)}",
                async (int year, CalendarRequest request, IActing acting, LoadYear load, DeadlineBook book, CancellationToken cancel) =>
                {
                    var admin = await acting.GetAsync(cancel);
                    var dated = DeadlineForms.DayOrNull("noticeDate", request.NoticeDate);
                    await load.RunAsync(admin, year, request.Notice, dated, FileOf(year, request), cancel);
                    return Year(year, book);
                }
            )
            .WithSummary("Security admins load the days that a year's notice names.");
        calendar
            .MapPost(
                "/{year:int:range(1949,2200)}/preview",
                async (int year, CalendarRequest request, IActing acting, LoadYear load, CancellationToken cancel) =>
                    TypedResults.Ok(await load.PreviewAsync(await acting.GetAsync(cancel), year, FileOf(year, request), cancel))
            )
            .WithSummary("What loading the list would move; it moves nothing.");

        calendar.MapGet(
            "/closures",
            async (AnnounceClosure closures, CancellationToken cancel) =>
                TypedResults.Ok(new { items = (await closures.AllAsync(cancel)).Select(ClosureAnswer.Of), next = (string?)null })
        );
        routes.MapApi("/calendar/closures.xlsx").ExcludeFromDescription().MapGet("", ClosuresAsync);
        calendar
            .MapPost(
                "/closures",
                async (ClosureBody body, IActing acting, AnnounceClosure closures, CancellationToken cancel) =>
                    TypedResults.Ok(ClosureAnswer.Of(await closures.RunAsync(await acting.GetAsync(cancel), body.Read(), cancel)))
            )
            .WithSummary("A security admin says on which days the offices of a county are shut.");
        calendar.MapPost(
            "/closures/{id:guid}/withdrawal",
            async (Guid id, IActing acting, AnnounceClosure closures, CancellationToken cancel) =>
            {
                await closures.WithdrawAsync(await acting.GetAsync(cancel), id, cancel);
                return TypedResults.NoContent();
            }
        );
    }

    private static async Task<IResult> ClosuresAsync(AnnounceClosure closures, BusinessTime time, CancellationToken cancel) =>
        await Workbooks.OfAsync(
            "closures",
            (await closures.AllAsync(cancel)).Select(it => new Dictionary<string, object?>
            {
                [Texts.Of("deadlines.closures.county")] = it.County,
                [Texts.Of("deadlines.closures.from")] = it.From.Text(),
                [Texts.Of("deadlines.closures.to")] = it.To.Text(),
                [Texts.Of("deadlines.closures.reason")] = it.Reason,
                [Texts.Of("deadlines.document")] = it.Document,
                [Texts.Of("deadlines.closures.withdrawn-at")] = it.WithdrawnAt is { } at ? time.LocalTime(at) : null,
            }),
            cancel
        );

    private static ClosureRequest Read(this ClosureBody it) =>
        new(it.County, DeadlineForms.DayOrNull("from", it.From), DeadlineForms.DayOrNull("to", it.To), it.Reason, it.Document);

    private static IResult Year(int year, DeadlineBook book)
    {
        var calendar = book.Current.Calendar;
        return TypedResults.Ok(
            new
            {
                year,
                known = calendar.KnownYears.Contains(year),
                horizon = calendar.Horizon,
                workingDays = calendar.WorkingDays(new DateOnly(year, 1, 1), new DateOnly(year, 12, 31)),
                days = calendar
                    .ListedIn(year)
                    .Select(day => new
                    {
                        date = day.Day,
                        kind = day.Works ? "workday" : "holiday",
                        day.Name,
                    }),
            }
        );
    }

    /// <summary>Takes the way of every list: all of it or nothing, with the notice that decided it.</summary>
    private static ImportFile FileOf(int year, CalendarRequest request)
    {
        if (request.Days is not { Count: > 0 } days)
            throw new MalformedException(("days", "required"));
        if (days.Any(day => DeadlineForms.DayOrNull("days", day?.Date) is null))
            throw new MalformedException(("days", "date"));
        var rows = days.Select(day => new[] { day?.Date, day?.Kind, day?.Name });
        return new ImportFile(
            $"calendar-{year}.csv",
            Encoding.UTF8.GetBytes(
                CsvSheet.Write([
                    ["date", "kind", "name"],
                    .. rows,
                ])
            )
        );
    }
}
