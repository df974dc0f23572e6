using System.Text.Json.Nodes;
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

internal static class TaskEndpoints
{
    private const int MostRows = 200;

    public static void MapTasks(this IEndpointRouteBuilder routes)
    {
        var tasks = routes.MapApi("/tasks").WithTags("Tasks");

        tasks.MapGet(
            "",
            async (
                IActing acting,
                Worklist worklist,
                CancellationToken cancel,
                string view = WorklistViews.Mine,
                int limit = 50,
                string? after = null
            ) =>
            {
                var actor = await acting.GetAsync(cancel);
                var page = await worklist.ReadAsync(actor, view, Math.Clamp(limit, 1, MostRows), after, cancel);
                return TypedResults.Ok(new { items = page.Items.Select(Item), next = page.Next });
            }
        );
        tasks.MapGet(
            "/{id:guid}",
            async (Guid id, IActing acting, TaskReader reader, CancellationToken cancel) =>
                TypedResults.Ok(TaskAnswer.Of(await reader.ReadAsync(await acting.GetAsync(cancel), id, cancel)))
        );
        tasks.MapPost(
            "/{id:guid}/claim",
            async (Guid id, IActing acting, ClaimTask claim, CancellationToken cancel) =>
            {
                await claim.ClaimAsync(await acting.GetAsync(cancel), id, cancel);
                return TypedResults.NoContent();
            }
        );
        tasks.MapPost(
            "/{id:guid}/release",
            async (Guid id, IActing acting, ClaimTask claim, CancellationToken cancel) =>
            {
                await claim.ReleaseAsync(await acting.GetAsync(cancel), id, cancel);
                return TypedResults.NoContent();
            }
        );
        tasks.MapPost(
            "/{id:guid}/reassignment",
            async (Guid id, ReassignmentRequest request, IActing acting, ClaimTask claim, CancellationToken cancel) =>
            {
                if (string.IsNullOrWhiteSpace(request.To))
                    throw new MalformedException(("to", "required"));
                await claim.ReassignAsync(await acting.GetAsync(cancel), id, request.To, request.Reason ?? "", cancel);
                return TypedResults.NoContent();
            }
        );
        tasks.MapPost(
            "/{id:guid}/completion",
            async (
                Guid id,
                CompletionRequest request,
                HttpContext http,
                IActing acting,
                CompleteTask complete,
                UserManager<Account> accounts,
                CancellationToken cancel
            ) =>
            {
                if (string.IsNullOrWhiteSpace(request.Outcome))
                    throw new MalformedException(("outcome", "required"));
                var second = request.CoSigner is { Length: > 0 } name
                    ? (await accounts.FindByNameAsync(name) ?? throw new MalformedException(("coSigner", "unknown"))).Id
                    : default(Guid?);
                await using var step = await complete.RunAsync(
                    await acting.GetAsync(http),
                    id,
                    new TaskCompletion(request.Outcome, request.Fields, request.Comment, second, request.Version),
                    cancel
                );
                return TypedResults.Ok(CaseStanding.After(step));
            }
        );
    }

    private static TaskListItem Item(TaskRow row) =>
        new(
            row.Id,
            row.CaseNumber,
            row.CaseTitle,
            row.TitleHere,
            row.Node,
            row.Stage,
            row.Organization,
            row.Role,
            row.Assignee,
            row.AssigneeName,
            row.DueInternal,
            row.DueLegal,
            row.Version
        );
}
