using Enforcement.Identity;

namespace Enforcement.Designer.Elsa;

/// <summary>Elsa's routes for instances: cases, to look at. They move by their tasks, letters and repairs only.</summary>
internal static class InstanceEndpoints
{
    private const int MostRecords = 500;

    public static void MapInstances(this RouteGroupBuilder elsa)
    {
        MapReading(elsa);
        MapHistory(elsa);
        MapRefused(elsa);
    }

    private static void MapReading(RouteGroupBuilder elsa)
    {
        elsa.MapPost(
                "/workflow-instances",
                async (InstanceQuery query, IActing acting, InstanceReader reader, CancellationToken cancel) =>
                    TypedResults.Ok(await reader.ListAsync(await acting.GetAsync(cancel), query, cancel))
            )
            .WithSummary("Cases that the admin sees, as instances of their workflows.");
        elsa.MapGet(
            "/workflow-instances/{id}",
            async (string id, IActing acting, InstanceReader reader, CancellationToken cancel) =>
                await reader.FindAsync(await acting.GetAsync(cancel), id, cancel) is { } found ? Results.Ok(found) : Results.NotFound()
        );
        elsa.MapGet(
            "/workflow-instances/{id}/execution-state",
            async (string id, IActing acting, InstanceReader reader, CancellationToken cancel) =>
                await reader.FindAsync(await acting.GetAsync(cancel), id, cancel) is { } found
                    ? Results.Ok(
                        new
                        {
                            status = found.Status,
                            workflowSubStatus = found.SubStatus,
                            updatedAt = found.UpdatedAt,
                        }
                    )
                    : Results.NotFound()
        );
        elsa.MapGet(
            "/workflow-instances/{id}/variables",
            async (string id, IActing acting, InstanceReader reader, CancellationToken cancel) =>
            {
                var variables = (await reader.HistoryAsync(await acting.GetAsync(cancel), id, cancel)).Variables;
                return TypedResults.Ok(new ItemList<InstanceVariable>(variables, variables.Count));
            }
        );
    }

    private static void MapHistory(RouteGroupBuilder elsa)
    {
        elsa.MapPost(
            "/workflow-instances/{id}/journal",
            async (
                string id,
                int? skip,
                int? take,
                JournalRequest? request,
                IActing acting,
                InstanceReader reader,
                CancellationToken cancel
            ) =>
            {
                var records = (await reader.HistoryAsync(await acting.GetAsync(cancel), id, cancel)).Journal(request?.Filter);
                var page = records.Skip(Math.Max(0, skip ?? 0)).Take(Math.Clamp(take ?? MostRecords, 0, MostRecords));
                return TypedResults.Ok(new PagedList<JournalRecord>([.. page], records.Count, []));
            }
        );
        elsa.MapPost(
            "/activity-executions/report",
            async (ReportRequest request, IActing acting, InstanceReader reader, CancellationToken cancel) =>
            {
                var history = await reader.HistoryAsync(await acting.GetAsync(cancel), request.WorkflowInstanceId ?? "", cancel);
                return TypedResults.Ok(new { stats = history.Report(request.ActivityNodeIds) });
            }
        );
        elsa.MapGet(
            "/activity-executions/list",
            (string? workflowInstanceId, string? activityNodeId, IActing acting, InstanceReader reader, CancellationToken cancel) =>
                ListAsync(workflowInstanceId, activityNodeId, run => run, acting, reader, cancel)
        );
        elsa.MapGet(
            "/activity-execution-summaries/list",
            (string? workflowInstanceId, string? activityNodeId, IActing acting, InstanceReader reader, CancellationToken cancel) =>
                ListAsync(workflowInstanceId, activityNodeId, run => run.Summary(), acting, reader, cancel)
        );
        elsa.MapGet(
            "/activity-executions/by-id",
            async (string? id, IActing acting, InstanceReader reader, CancellationToken cancel) =>
            {
                var history = await reader.HistoryAsync(await acting.GetAsync(cancel), id?.Split('-')[0] ?? "", cancel);
                return history.Runs().FirstOrDefault(run => run.Id == id) is { } found ? Results.Ok(found) : Results.NotFound();
            }
        );
        elsa.MapGet(
            "/activity-executions/{id}/call-stack",
            (string id) =>
                TypedResults.Ok(
                    new
                    {
                        activityExecutionId = id,
                        items = Array.Empty<object>(),
                        totalCount = 0,
                    }
                )
        );
    }

    /// <summary>A case is not cancelled or deleted in the designer, and Studio shows why.</summary>
    private static void MapRefused(RouteGroupBuilder elsa)
    {
        elsa.MapDelete("/workflow-instances/{id}", IResult (string id) => throw DesignerRefusals.NotOffered());
        elsa.MapPost("/cancel/workflow-instances/{id}", IResult (string id) => throw DesignerRefusals.NotOffered());
        foreach (var act in new[] { "cancel/workflow-instances", "delete/workflow-instances/by-id", "export/workflow-instances" })
            elsa.MapPost($"/bulk-actions/{act}", IResult () => throw DesignerRefusals.NotOffered());
    }

    private static async Task<IResult> ListAsync(
        string? workflowInstanceId,
        string? activityNodeId,
        Func<ExecutionRecord, ExecutionRecord> shape,
        IActing acting,
        InstanceReader reader,
        CancellationToken cancel
    )
    {
        var runs = (await reader.HistoryAsync(await acting.GetAsync(cancel), workflowInstanceId ?? "", cancel)).RunsOf(activityNodeId);
        return TypedResults.Ok(new ItemList<ExecutionRecord>([.. runs.Select(shape)], runs.Count));
    }
}
