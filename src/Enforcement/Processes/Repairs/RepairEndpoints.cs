using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Processes.Repairs;

public sealed record RepairRequest(string? Kind, string? Outcome, string? Node, JsonObject? Variables, string? Reason);

public sealed record DeclineRequest(string? Reason);

/// <param name="State"><c>asked</c>, <c>done</c>, <c>declined</c> or <c>withdrawn</c>.</param>
public sealed record RepairAnswer(
    Guid Id,
    Guid Incident,
    RepairPlan Plan,
    string Reason,
    string State,
    DateTimeOffset AskedAt,
    DateTimeOffset? DecidedAt,
    string? Note
)
{
    public static RepairAnswer Of(Repair it) => new(it.Id, it.IncidentId, it.Plan, it.Reason, it.State, it.AskedAt, it.DecidedAt, it.Note);
}

/// <param name="Outcomes">What the step may be taken to have come to, with the steps that follow from each.</param>
/// <param name="BackTo">Nodes at which the flow may go on instead, nearest first.</param>
/// <param name="Variables">Names that a retry may set.</param>
public sealed record IncidentAnswer(
    Guid Id,
    string Node,
    string Label,
    string? Code,
    string Reason,
    string Message,
    DateTimeOffset At,
    IReadOnlyList<IncidentAnswer.Outcome> Outcomes,
    IReadOnlyList<IncidentAnswer.Place> BackTo,
    IReadOnlyList<string> Variables,
    RepairAnswer? Asked
)
{
    public sealed record Outcome(string Name, string Label, IReadOnlyList<Place> LeadsTo);

    public sealed record Place(string Node, string Label);

    public static IncidentAnswer Of(OpenIncident it, CaseIncidents all) =>
        new(
            it.Incident.Id,
            it.Incident.NodeId,
            it.Label,
            it.Incident.Code,
            IncidentWords.Of(it.Incident, all.Graph),
            it.Incident.Message,
            it.Incident.At,
            [
                .. (it.Ways?.Outcomes ?? []).Select(outcome => new Outcome(
                    outcome,
                    OutcomeWords.Of(all.Graph.Find(it.Incident.NodeId), outcome),
                    [.. it.Ways!.LeadsTo[outcome].Select(node => new Place(node.NodeId, all.LabelOf(node.NodeId)))]
                )),
            ],
            [.. (it.Ways?.BackTo ?? []).Select(node => new Place(node.NodeId, all.LabelOf(node.NodeId)))],
            it.Ways?.Variables ?? [],
            it.Asked is { } asked ? RepairAnswer.Of(asked) : null
        );
}

internal static class RepairEndpoints
{
    public static void MapRepairs(this IEndpointRouteBuilder routes)
    {
        routes
            .MapApi("/incidents")
            .WithTags("Incidents")
            .MapGet(
                "",
                async (string? limit, string? after, IActing acting, IncidentReader reader, CancellationToken cancel) =>
                    TypedResults.Ok(
                        await reader.ListAsync(
                            await acting.GetAsync(cancel),
                            Paging.Limit(limit, IncidentReader.MostRows),
                            after is { Length: > 0 } ? after : null,
                            cancel
                        )
                    )
            )
            .WithSummary("Failed steps of the cases that one answers for, oldest first.");
        var ofCase = routes.MapApi("/cases/{number}/incidents").WithTags("Incidents");
        ofCase
            .MapGet(
                "",
                async (string number, IActing acting, IncidentReader reader, CancellationToken cancel) =>
                {
                    var found = await reader.OfCaseAsync(await acting.GetAsync(cancel), number, cancel);
                    return TypedResults.Ok(
                        new
                        {
                            items = found.Open.Select(it => IncidentAnswer.Of(it, found)),
                            decided = found.Decided.Select(RepairAnswer.Of),
                        }
                    );
                }
            )
            .WithSummary("The failed steps of a case, with what may be done about each.");
        ofCase
            .MapPost(
                "/{id:guid}/repairs",
                async (
                    string number,
                    Guid id,
                    RepairRequest request,
                    HttpContext http,
                    IActing acting,
                    AskForRepair ask,
                    CancellationToken cancel
                ) =>
                {
                    var plan = RepairPlan.Of(request.Kind, request.Outcome, request.Node, request.Variables);
                    var repair = await ask.RunAsync(await acting.GetAsync(http), number, id, plan, request.Reason, cancel);
                    return TypedResults.Created($"/api/repairs/{repair.Id}", RepairAnswer.Of(repair));
                }
            )
            .WithSummary("kind retry (variables), skip (outcome), go-back (node) or cancel-branch; a second person decides.");
        var repairs = routes.MapApi("/repairs/{id:guid}").WithTags("Incidents");
        repairs
            .MapPost(
                "/approval",
                async (Guid id, HttpContext http, IActing acting, DecideRepair decide, CancellationToken cancel) =>
                    TypedResults.Ok(RepairAnswer.Of(await decide.ApproveAsync(await acting.GetAsync(http), id, cancel)))
            )
            .WithSummary("By somebody else than whoever asked; the flow runs on at once.");
        repairs.MapPost(
            "/refusal",
            async (Guid id, DeclineRequest request, HttpContext http, IActing acting, DecideRepair decide, CancellationToken cancel) =>
                TypedResults.Ok(RepairAnswer.Of(await decide.DeclineAsync(await acting.GetAsync(http), id, request.Reason, cancel)))
        );
        repairs.MapPost(
            "/withdrawal",
            async (Guid id, HttpContext http, IActing acting, DecideRepair decide, CancellationToken cancel) =>
                TypedResults.Ok(RepairAnswer.Of(await decide.WithdrawAsync(await acting.GetAsync(http), id, cancel)))
        );
    }
}
