using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Deadlines;

public sealed record SuspensionRequest(string? Ground, string? Basis, string? Document, string? From);

public sealed record ResumptionRequest(string? On);

public sealed record ExtensionRequest(int? Days, string? Approval, string? Minutes = null);

public sealed record LaterRuleRequest(string? Basis);

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
        deadlines
            .MapGet(
                "/mine",
                async (string? month, IActing acting, MyDues dues, TimeProvider time, DeadlineBook book, CancellationToken cancel) =>
                {
                    var first = MonthOf(month) ?? book.Current.Office.DayOf(time.GetUtcNow());
                    var items = await dues.ReadAsync(await acting.GetAsync(cancel), first.AddDays(1 - first.Day), cancel);
                    return TypedResults.Ok(new { items, next = (string?)null });
                }
            )
            .WithSummary("Terms that end in a month (yyyy-MM), of the cases that one handles or answers for.");

        var clocks = routes.MapApi("/cases/{number}/clocks").WithTags("Deadlines");
        clocks.MapGet(
            "",
            async (string number, IActing acting, ClockReader reader, DeadlineBook book, TimeProvider time, CancellationToken cancel) =>
            {
                var (now, office) = (time.GetUtcNow(), book.Current.Office);
                var (all, data, _) = await reader.ReadSheetAsync(await acting.GetAsync(cancel), CaseOf.Number(number), cancel);
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
                            DeadlineForms.DayOrNull("from", request.From),
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
                        await verbs.ResumeAsync(
                            await acting.GetAsync(http),
                            number,
                            id,
                            DeadlineForms.DayOrNull("on", request.On),
                            http.RequestAborted
                        ),
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
                            request.Days,
                            request.Approval,
                            request.Minutes,
                            http.RequestAborted
                        ),
                        time.GetUtcNow()
                    )
                )
        );

        clocks
            .MapPost(
                "/{id:guid}/later-rule",
                async (
                    string number,
                    Guid id,
                    LaterRuleRequest request,
                    HttpContext http,
                    IActing acting,
                    ClockVerbs verbs,
                    TimeProvider time
                ) =>
                    TypedResults.Ok(
                        ClockAnswer.Of(
                            await verbs.TakeLaterRuleAsync(await acting.GetAsync(http), number, id, request.Basis, http.RequestAborted),
                            time.GetUtcNow()
                        )
                    )
            )
            .WithSummary("The head takes the wording of the rule that is in force today for an open clock.");
        routes.MapApi("/deadlines/mine.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
        routes.MapApi("/cases/{number}/clocks.xlsx").ExcludeFromDescription().MapGet("", ClocksAsync);
        routes.MapCalendar();
        routes.MapRules();
    }

    private static async Task<IResult> WorkbookAsync(
        string? month,
        IActing acting,
        MyDues dues,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var first = MonthOf(month) ?? time.Today.AddDays(1 - time.Today.Day);
        var items = await dues.ReadAsync(await acting.GetAsync(cancel), first, cancel);
        return await Workbooks.OfAsync(
            "due-dates",
            items.Select(due => new Dictionary<string, object?>
            {
                [Texts.Of("deadlines.due-own")] = due.Day.Text(),
                [Texts.Of("deadlines.rule")] = due.Rule,
                [Texts.Of("deadlines.filter-kind")] = Texts.Of(due.IsInternal ? "deadlines.kind.internal" : "deadlines.kind.legal"),
                [Texts.Of("deadlines.incidents.case")] = due.CaseNumber,
                [Texts.Of("deadlines.case-title")] = due.Title,
                [Texts.Of("deadlines.provisional-short")] = due.IsProvisional ? Texts.Of("deadlines.provisional-short") : null,
            }),
            cancel
        );
    }

    /// <summary>Every clock of a case, ended ones too, to whoever sees the case.</summary>
    private static async Task<IResult> ClocksAsync(
        string number,
        IActing acting,
        ClockReader reader,
        DeadlineBook book,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var clocks = await reader.ReadAsync(await acting.GetAsync(cancel), CaseOf.Number(number), cancel);
        var office = book.Current.Office;
        return await Workbooks.OfAsync(
            "clocks",
            clocks
                .OrderBy(clock => clock.StartedOn)
                .Select(clock => new Dictionary<string, object?>
                {
                    [Texts.Of("deadlines.code")] = clock.Rule,
                    [Texts.Of("deadlines.rule")] = clock.RuleIn(book.Current)?.Name ?? clock.Rule,
                    [Texts.Of("deadlines.filter-kind")] = Texts.Of(clock.IsInternal ? "deadlines.kind.internal" : "deadlines.kind.legal"),
                    [Texts.Of("deadlines.started")] = clock.StartedOn.Text(),
                    [Texts.Of("deadlines.length")] = Texts.Of($"deadlines.length.{clock.Term.Unit.Code()}", clock.Term.Length),
                    [Texts.Of("deadlines.due-internal")] = office.LastDayOf(clock.DueInternal).Text(),
                    [Texts.Of("deadlines.due-legal")] = clock.IsInternal ? null : office.LastDayOf(clock.DueLegal).Text(),
                    [Texts.Of("deadlines.state")] = Texts.Of($"deadlines.state.{ClockAnswer.Of(clock, time.GetUtcNow()).State}"),
                    [Texts.Of("deadlines.ended-how")] = clock.EndedHow is { } how ? Texts.Of($"deadlines.ended.{how}") : null,
                    [Texts.Of("deadlines.basis")] = clock.RuleIn(book.Current)?.Basis,
                }),
            cancel
        );
    }

    /// <summary>First day of a month that is written as <c>yyyy-MM</c>.</summary>
    /// <exception cref="MalformedException">It is none, or none of 1949 to 2200.</exception>
    internal static DateOnly? MonthOf(string? month) =>
        month is not { Length: > 0 } ? null
        : Days.TryParse($"{month}-01", out var first) && first.Year is >= 1949 and <= 2200 ? first
        : throw new MalformedException(("month", "date"));
}

/// <param name="Field">In which alone it holds; empty: in every field without a rule of its own.</param>
/// <param name="InPlaceOf">The rule whose place it takes there; empty: that of its own code.</param>
/// <param name="General">A province's general limit, never for a penalty case.</param>
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
    string SourceTag,
    string Field,
    string InPlaceOf,
    bool General
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
            rule.SourceTag,
            rule.Field,
            rule.InPlaceOf,
            rule.IsGeneral
        );
}
