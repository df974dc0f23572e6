using System.Globalization;
using System.Text;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence.Import;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Deadlines;

public sealed record SuspensionRequest(string? Ground, string? Basis, string? Document, string? From);

public sealed record ResumptionRequest(string? On);

public sealed record ExtensionRequest(int? Days, string? Approval);

public sealed record CalendarRequest(string? Notice, string? NoticeDate, IReadOnlyList<CalendarDayRequest?>? Days);

public sealed record CalendarDayRequest(string? Date, string? Kind, string? Name);

internal static class DeadlineEndpoints
{
    public static void MapDeadlines(this IEndpointRouteBuilder routes)
    {
        var deadlines = routes.MapApi("/deadlines").WithTags("Deadlines");
        deadlines
            .MapGet(
                "/calculation",
                (string? start, string? length, string? unit, string? roll, string? pauses, string? rule, DeadlineBook book) =>
                    TypedResults.Ok(Calculation.Of(new CalculationQuery(start, length, unit, roll, pauses, rule), book.Current))
            )
            .WithSummary("A sum with every counted and skipped day. The start day does not count.");
        deadlines.MapGet(
            "/rules",
            (DeadlineBook book) => TypedResults.Ok(new { items = book.Current.Rules.Select(RuleAnswer.Of), next = (string?)null })
        );

        var clocks = routes.MapApi("/cases/{number}/clocks").WithTags("Deadlines");
        clocks.MapGet(
            "",
            async (string number, IActing acting, ClockReader reader, DeadlineBook book, TimeProvider time, CancellationToken cancel) =>
            {
                var (now, office) = (time.GetUtcNow(), book.Current.Office);
                var (all, data) = await reader.ReadSheetAsync(await acting.GetAsync(cancel), CaseOf.Number(number), cancel);
                return TypedResults.Ok(
                    new
                    {
                        items = all.Select(clock => ClockAnswer.Of(clock, now)),
                        next = (string?)null,
                        additionalFine = AdditionalFineAnswer.Of(all, data, office.DayOf(now), office),
                    }
                );
            }
        );
        clocks.MapPost(
            "/{id:guid}/suspension",
            async (
                string number,
                Guid id,
                SuspensionRequest request,
                HttpContext http,
                IActing acting,
                ClockVerbs verbs,
                TimeProvider time
            ) =>
                TypedResults.Ok(
                    ClockAnswer.Of(
                        await verbs.SuspendAsync(
                            await acting.GetAsync(http),
                            number,
                            id,
                            request.Ground,
                            request.Basis,
                            request.Document,
                            DayOrNull("from", request.From),
                            http.RequestAborted
                        ),
                        time.GetUtcNow()
                    )
                )
        );
        clocks.MapPost(
            "/{id:guid}/resumption",
            async (
                string number,
                Guid id,
                ResumptionRequest request,
                HttpContext http,
                IActing acting,
                ClockVerbs verbs,
                TimeProvider time
            ) =>
                TypedResults.Ok(
                    ClockAnswer.Of(
                        await verbs.ResumeAsync(await acting.GetAsync(http), number, id, DayOrNull("on", request.On), http.RequestAborted),
                        time.GetUtcNow()
                    )
                )
        );
        clocks.MapPost(
            "/{id:guid}/extension",
            async (
                string number,
                Guid id,
                ExtensionRequest request,
                HttpContext http,
                IActing acting,
                ClockVerbs verbs,
                TimeProvider time
            ) =>
                TypedResults.Ok(
                    ClockAnswer.Of(
                        await verbs.ExtendAsync(
                            await acting.GetAsync(http),
                            number,
                            id,
                            request.Days ?? throw new MalformedException(("days", "required")),
                            request.Approval,
                            http.RequestAborted
                        ),
                        time.GetUtcNow()
                    )
                )
        );

        var calendar = routes.MapApi("/calendar").WithTags("Deadlines");
        calendar.MapGet("/{year:int:range(1949,2200)}", Year);
        calendar.MapPut("/{year:int:range(1949,2200)}", LoadAsync).WithSummary("Security admins load the days that a year's notice names.");
    }

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
    private static async Task<IResult> LoadAsync(
        int year,
        CalendarRequest request,
        IActing acting,
        Importer importer,
        CalendarList list,
        DeadlineBook book,
        CancellationToken cancel
    )
    {
        var actor = await acting.GetAsync(cancel);
        if (!actor.Holds(Roles.SecurityAdmin))
            throw new NotAllowedException("not-allowed");
        if (string.IsNullOrWhiteSpace(request.Notice))
            throw new MalformedException(("notice", "required"));
        if (request.Notice.Length > 200 || request.Notice.Any(char.IsControl))
            throw new MalformedException(("notice", "text"));
        var noticeDate = DayOrNull("noticeDate", request.NoticeDate) ?? throw new MalformedException(("noticeDate", "required"));
        if (request.Days is not { Count: > 0 } days)
            throw new MalformedException(("days", "required"));

        var csv = new StringBuilder("date,kind,name\n");
        foreach (var day in days)
        {
            if (DayOrNull("days", day?.Date) is not { } date || date.Year != year)
                throw new MalformedException(("days", "date"));
            csv.Append(CultureInfo.InvariantCulture, $"{date.Text()},{Cell(day?.Kind)},{Cell(day?.Name)}\n");
        }
        var report = await importer.ImportAsync(
            list,
            new ImportFile($"calendar-{year}.csv", Encoding.UTF8.GetBytes(csv.ToString())),
            new ImportPaper(request.Notice.Trim(), noticeDate, actor.UserName),
            cancel
        );
        if (report.Outcome == ImportOutcome.Rejected)
            throw new RefusedException("import.rejected", report.Faults.Count) { Extensions = { ["faults"] = report.Faults } };
        await book.ReadAsync(cancel);
        return Year(year, book);
    }

    private static string Cell(string? text) => $"\"{(text ?? "").Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static DateOnly? DayOrNull(string field, string? text) =>
        text is not { Length: > 0 } ? null
        : Days.TryParse(text, out var day) ? day
        : throw new MalformedException((field, "date"));
}

public sealed record RuleAnswer(
    string Code,
    string Variant,
    string Name,
    int? Length,
    string? Unit,
    string Roll,
    string Kind,
    string Trigger,
    string Responsible,
    string Basis,
    string? Reminder,
    IReadOnlyList<string> PauseGrounds,
    int? Extension,
    DateOnly ValidFrom,
    string SourceTag
)
{
    internal static RuleAnswer Of(DeadlineRule rule) =>
        new(
            rule.Code,
            rule.Variant,
            rule.Name,
            rule.Term?.Length,
            rule.Term?.Unit.Code(),
            rule.Roll.Code(),
            rule.IsInternal ? "internal" : "legal",
            rule.Trigger,
            rule.Responsible,
            rule.Basis,
            rule.Ladder?.ToString(),
            rule.PauseGrounds,
            rule.Extension,
            rule.ValidFrom,
            rule.SourceTag
        );
}
