using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Powers.Admission.Dispatch;

public sealed record DutyReportRequest(string? Text);

/// <param name="Item">What of it is outside the list; left out: the task's item.</param>
public sealed record DutyRefusalRequest(string? Item, string? Reason);

/// <summary>A task as the API shows it.</summary>
/// <param name="ExpiresAt">Of a task under a pass: when it closes by itself.</param>
/// <param name="Acts">Sub-resources that are open to whoever asks.</param>
public sealed record DutyTaskDetail(
    Guid Id,
    string Number,
    string State,
    string Level,
    string Issuer,
    string IssuerName,
    string Township,
    string TownshipName,
    string? Village,
    string Item,
    string ItemTitle,
    string Title,
    string Content,
    string Result,
    DateOnly DueOn,
    DateTimeOffset? ExpiresAt,
    DutyAct Dispatched,
    DutyAct? Taken,
    DutyReport? Done,
    DutyRefusal? Refusal,
    DateTimeOffset? LapsedAt,
    IReadOnlyList<DutyEvent>? Events,
    IReadOnlyList<string> Acts
);

internal static class DutyTaskEndpoints
{
    private const int MostRows = 200;

    public static void MapDutyTasks(this IEndpointRouteBuilder routes)
    {
        var tasks = routes.MapApi("/duties/tasks").WithTags("Duty admission");
        tasks.MapGet("", ListAsync).WithSummary("Tasks that were handed down from or to one's bodies, or in the region, newest first.");
        routes.MapApi("/duties/tasks.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
        tasks
            .MapPost(
                "",
                async (DutyTaskRequest request, HttpContext http, IActing acting, DispatchTask dispatch, CancellationToken cancel) =>
                {
                    var task = await dispatch.RunAsync(await acting.GetAsync(http), request, cancel);
                    return TypedResults.Created($"/api/duties/tasks/{task.Id}", DutyTaskStanding.Of(task));
                }
            )
            .WithSummary(
                "A department hands a task down to a township, a township on to a village; stopped where the item is not admitted."
            );
        tasks.MapGet(
            "/{id:guid}",
            async (
                Guid id,
                IActing acting,
                DutyReader reader,
                OrganizationDirectory organizations,
                TimeProvider clock,
                CancellationToken cancel
            ) =>
            {
                var actor = await acting.GetAsync(cancel);
                var (task, events) = await reader.TaskAsync(actor, id, cancel);
                return TypedResults.Ok(DetailOf(task, actor, organizations, clock, events));
            }
        );
        tasks.MapPost(
            "/{id:guid}/taking",
            async (Guid id, HttpContext http, IActing acting, TakeTask take, CancellationToken cancel) =>
                Standing(await take.RunAsync(await acting.GetAsync(http), id, cancel))
        );
        tasks.MapPost(
            "/{id:guid}/report",
            async (Guid id, DutyReportRequest request, HttpContext http, IActing acting, ReportTask report, CancellationToken cancel) =>
                Standing(await report.RunAsync(await acting.GetAsync(http), id, request.Text, cancel))
        );
        tasks
            .MapPost(
                "/{id:guid}/refusal",
                async (
                    Guid id,
                    DutyRefusalRequest? request,
                    HttpContext http,
                    IActing acting,
                    RefuseTask refuse,
                    CancellationToken cancel
                ) => Standing(await refuse.RunAsync(await acting.GetAsync(http), id, request?.Item, request?.Reason, cancel))
            )
            .WithSummary("Outside the list: the township need not act, and the county hears of it.");
    }

    private static async Task<IResult> ListAsync(
        string? state,
        string? limit,
        string? after,
        HttpRequest request,
        IActing acting,
        DutyReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await WorkbookAsync(state, acting, reader, organizations, time, cancel);
        var actor = await acting.GetAsync(cancel);
        var page = await reader.TasksAsync(actor, state, Paging.Limit(limit, MostRows), after, cancel);
        return TypedResults.Ok(
            new { items = page.Items.Select(task => DetailOf(task, actor, organizations, clock, null)), next = page.Next }
        );
    }

    private static async Task<IResult> WorkbookAsync(
        string? state,
        IActing acting,
        DutyReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var page = await reader.TasksAsync(await acting.GetAsync(cancel), state, Workbooks.MostRows, null, cancel);
        return await Workbooks.OfAsync("duty-tasks", page.Items.Select(task => Row(task, organizations, time)), cancel);
    }

    internal static Dictionary<string, object?> Row(DutyTask task, OrganizationDirectory organizations, BusinessTime time) =>
        new()
        {
            [Texts.Of("duties.task.number")] = task.Number,
            [Texts.Of("duties.task.state")] = Texts.Of($"duties.task.state.{task.State}"),
            [Texts.Of("duties.task.title")] = task.Title,
            [Texts.Of("duties.item")] = task.ItemTitle,
            [Texts.Of("duties.task.issuer")] = organizations.NameOf(task.Issuer),
            [Texts.Of("duties.task.addressee")] = task.Village ?? organizations.NameOf(task.Township),
            [Texts.Of("duties.result")] = Texts.Of($"duties.result.{task.Result}"),
            [Texts.Of("duties.task.sent-at")] = time.LocalTime(task.Dispatched.At),
            [Texts.Of("duties.task.due")] = BusinessTime.LocalDate(task.DueOn),
            [Texts.Of("duties.task.pass")] = task.Pass is null ? null : time.LocalTime(task.Pass.ExpiresAt),
            [Texts.Of("duties.task.refused-item")] = task.Refusal?.Item,
            [Texts.Of("duties.task.reason")] = task.Refusal?.Reason,
        };

    private static IResult Standing(DutyTask task) => TypedResults.Ok(DutyTaskStanding.Of(task));

    internal static DutyTaskDetail DetailOf(
        DutyTask it,
        Actor actor,
        OrganizationDirectory organizations,
        TimeProvider clock,
        IReadOnlyList<DutyEvent>? events
    ) =>
        new(
            it.Id,
            it.Number,
            it.State,
            it.Level,
            it.Issuer,
            organizations.NameOf(it.Issuer),
            it.Township,
            organizations.NameOf(it.Township),
            it.Village,
            it.ItemKey,
            it.ItemTitle,
            it.Title,
            it.Content,
            it.Result,
            it.DueOn,
            it.Pass?.ExpiresAt,
            it.Dispatched,
            it.Taken,
            it.Done,
            it.Refusal,
            it.LapsedAt,
            events,
            [.. DutyActs.Of(actor, it, clock.GetUtcNow())]
        );
}
