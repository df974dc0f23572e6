using System.Text.Json.Nodes;
using AutoMapper;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;
using Microsoft.AspNetCore.Identity;

namespace Enforcement.Tasks;

/// <summary>A task as the API shows it; names are the contract's.</summary>
public sealed record TaskAnswer(
    Guid Id,
    string CaseNumber,
    string Title,
    string Node,
    string Kind,
    string State,
    string Organization,
    string Role,
    Guid? Assignee,
    IReadOnlyList<TaskAnswer.Outcome> Outcomes,
    IReadOnlyList<TaskAnswer.Field> Fields,
    bool TwoOfficers,
    DateTimeOffset? DueInternal,
    DateTimeOffset? DueLegal,
    int Version
)
{
    public sealed record Outcome(string Name, string Label);

    public sealed record Field(
        string Name,
        string Label,
        string Type,
        bool Required,
        IReadOnlyList<Option>? Options,
        decimal? Min,
        decimal? Max,
        string? Pattern,
        IReadOnlyList<string>? Outcomes
    );

    public sealed record Option(string Value, string Label);

    public static TaskAnswer Of(TaskDetail detail)
    {
        var task = detail.Task;
        return new(
            task.Id,
            detail.Case.Number,
            task.Spec.Title.Here,
            task.Node,
            task.Kind.ToString().ToLowerInvariant(),
            task.State.ToString().ToLowerInvariant(),
            task.Organization,
            task.Role,
            task.Assignee,
            [.. task.Spec.Outcomes.Select(outcome => new Outcome(outcome.Name, outcome.Label.Here))],
            [
                .. task.Spec.Fields.Select(field => new Field(
                    field.Name,
                    field.Label.Here,
                    field.Type,
                    field.Required,
                    field.Options?.Select(option => new Option(option.Value, option.Label.Here)).ToList(),
                    field.Min,
                    field.Max,
                    field.Pattern,
                    field.Outcomes
                )),
            ],
            task.Spec.TwoOfficers,
            task.DueInternal,
            task.DueLegal,
            task.Version
        );
    }
}

public sealed record TaskListItem(
    Guid Id,
    string CaseNumber,
    string CaseTitle,
    string Title,
    string Node,
    string Stage,
    string Organization,
    string Role,
    Guid? Assignee,
    string? AssigneeName,
    DateTimeOffset? DueInternal,
    DateTimeOffset? DueLegal,
    int Version
);

public sealed record CompletionRequest(string? Outcome, JsonObject? Fields, string? Comment, string? CoSigner, int? Version);

public sealed record ReassignmentRequest(string? To, string? Reason);

/// <param name="Kind"><c>register-evidence</c> or <c>order-to-correct</c>.</param>
public sealed record SideTaskRequest(string? Kind);

internal static class TaskEndpoints
{
    private const int MostRows = 200;

    public static void MapTasks(this IEndpointRouteBuilder routes)
    {
        var tasks = routes.MapApi("/tasks").WithTags("Tasks");

        routes
            .MapApi("/cases")
            .WithTags("Tasks")
            .MapPost(
                "/{number}/side-tasks",
                async (
                    string number,
                    SideTaskRequest request,
                    HttpContext http,
                    IActing acting,
                    OpenSideTask verb,
                    CancellationToken cancel
                ) =>
                {
                    var task = await verb.RunAsync(await acting.GetAsync(http), number, request.Kind, cancel);
                    return TypedResults.Created($"/api/tasks/{task.Id}", OpenTask.Of(task));
                }
            );
        tasks.MapGet("", ListAsync).WithSummary("Worklists: mine, my team's, or all that one may see; overdue first.");
        routes.MapApi("/tasks.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
        tasks.MapGet(
            "/{id:guid}",
            async (Guid id, IActing acting, TaskReader reader, CancellationToken cancel) =>
                TypedResults.Ok(TaskAnswer.Of(await reader.ReadAsync(await acting.GetAsync(cancel), id, cancel)))
        );
        tasks.MapPost(
            "/{id:guid}/claim",
            async (Guid id, HttpContext http, IActing acting, ClaimTask claim, CancellationToken cancel) =>
            {
                await claim.ClaimAsync(await acting.GetAsync(http), id, cancel);
                return TypedResults.NoContent();
            }
        );
        tasks.MapPost(
            "/{id:guid}/release",
            async (Guid id, HttpContext http, IActing acting, ClaimTask claim, CancellationToken cancel) =>
            {
                await claim.ReleaseAsync(await acting.GetAsync(http), id, cancel);
                return TypedResults.NoContent();
            }
        );
        tasks.MapPost("/{id:guid}/reassignment", ReassignAsync).WithSummary("A head gives it to somebody who holds its role today.");
        tasks.MapPost("/{id:guid}/completion", CompleteAsync).WithSummary("Answers it; the case goes on to its next waits.");
    }

    private static async Task<IResult> ListAsync(
        string? view,
        string? q,
        string? limit,
        string? after,
        HttpRequest request,
        IActing acting,
        Worklist worklist,
        IMapper mapper,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await WorkbookAsync(view, q, acting, worklist, time, cancel);
        var query = new WorklistQuery(view ?? WorklistViews.Mine, q);
        var page = await worklist.ReadAsync(await acting.GetAsync(cancel), query, Paging.Limit(limit, MostRows), after, cancel);
        return TypedResults.Ok(new { items = mapper.Map<List<TaskListItem>>(page.Items), next = page.Next });
    }

    private static async Task<IResult> WorkbookAsync(
        string? view,
        string? q,
        IActing acting,
        Worklist worklist,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var query = new WorklistQuery(view ?? WorklistViews.Mine, q);
        var page = await worklist.ReadAsync(await acting.GetAsync(cancel), query, Workbooks.MostRows, null, cancel);
        return await Workbooks.OfAsync(
            "tasks",
            page.Items.Select(row => new Dictionary<string, object?>
            {
                [Texts.Of("tasks.task")] = row.TitleHere,
                [Texts.Of("tasks.case")] = row.CaseTitle,
                [Texts.Of("tasks.case-number")] = row.CaseNumber,
                [Texts.Of("tasks.holder")] = row.AssigneeName,
                [Texts.Of("tasks.due-internal")] = row.DueInternal is { } due ? BusinessTime.LocalDate(time.LastDayOf(due)) : null,
                [Texts.Of("tasks.due-legal")] = row.DueLegal is { } legal ? BusinessTime.LocalDate(time.LastDayOf(legal)) : null,
            }),
            cancel
        );
    }

    private static async Task<IResult> ReassignAsync(
        Guid id,
        ReassignmentRequest request,
        HttpContext http,
        IActing acting,
        ClaimTask claim,
        CancellationToken cancel
    )
    {
        if (string.IsNullOrWhiteSpace(request.To))
            throw new MalformedException(("to", "required"));
        await claim.ReassignAsync(await acting.GetAsync(http), id, request.To, request.Reason ?? "", cancel);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CompleteAsync(
        Guid id,
        CompletionRequest request,
        HttpContext http,
        IActing acting,
        CompleteTask complete,
        UserManager<Account> accounts,
        CancellationToken cancel
    )
    {
        if (string.IsNullOrWhiteSpace(request.Outcome))
            throw new MalformedException(("outcome", "required"));
        var second = request.CoSigner is { Length: > 0 } name
            ? (await FindAsync(accounts, name) ?? throw new MalformedException(("coSigner", "unknown"))).Id
            : default(Guid?);
        await using var step = await complete.RunAsync(
            await acting.GetAsync(http),
            id,
            new TaskCompletion(request.Outcome, request.Fields, request.Comment, second, request.Version),
            cancel
        );
        return TypedResults.Ok(CaseStanding.After(step));
    }

    private static async Task<Account?> FindAsync(UserManager<Account> accounts, string name) =>
        name.Length > 256 || !name.IsStorable() ? null : await accounts.FindByNameAsync(name);
}

/// <summary>From the row of the view to the words of the API.</summary>
internal sealed class TaskViews : Profile
{
    public TaskViews() =>
        CreateMap<TaskRow, TaskListItem>().ForCtorParam(nameof(TaskListItem.Title), it => it.MapFrom(row => row.TitleHere));
}
