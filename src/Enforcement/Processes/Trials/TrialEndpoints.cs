using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Processes.Repairs;
using Enforcement.Shell;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes.Trials;

/// <summary>A trial as <c>GET /api/workflows/trials/{id}</c> tells it.</summary>
/// <param name="Status"><c>running</c>, <c>closed</c> (the flow closed its case), <c>finished</c>, <c>cancelled</c> or <c>faulted</c>.</param>
/// <param name="Now">The trial's own time, ahead of the office's by what was let pass.</param>
/// <param name="Faults">What is wrong with the definition before it runs.</param>
/// <param name="Waits">What it waits for; empty when it is over.</param>
/// <param name="Journal">What ran, oldest first; the newest thousand lines.</param>
/// <param name="Dropped">Lines that were given up for newer ones.</param>
/// <param name="WouldHave">What a case would have done to the world.</param>
public sealed record TrialBody(
    Guid Id,
    string DefinitionId,
    string Name,
    int? Version,
    string Status,
    string? ClosedAs,
    DateTimeOffset StartedAt,
    DateTimeOffset UsedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset Now,
    JsonObject Facts,
    IReadOnlyList<DefinitionFault> Faults,
    IReadOnlyList<TrialWait> Waits,
    IReadOnlyList<TrialBody.Failure> Incidents,
    IReadOnlyList<JsonObject> Journal,
    int Dropped,
    IReadOnlyList<string> Lines,
    IReadOnlyList<TrialBody.Deed> WouldHave
)
{
    /// <param name="Code">Why, as with the incidents of a case.</param>
    /// <param name="Reason">The same in the reader's words.</param>
    /// <param name="Message">In the engine's words.</param>
    public sealed record Failure(string Node, string Label, string Code, string Reason, string Message, DateTimeOffset At);

    /// <param name="Text">What would have happened, in the reader's language.</param>
    public sealed record Deed(string What, string Subject, string Text);

    public static TrialBody Of(TrialView it) =>
        new(
            it.Trial.Id,
            it.Trial.DefinitionId,
            it.Trial.Name,
            it.Trial.Version,
            it.Trial.Status,
            it.Trial.Record.ClosedAs,
            it.Trial.StartedAt,
            it.Trial.UsedAt,
            it.Trial.ExpiresAt,
            it.Now,
            it.Trial.Record.Facts,
            it.Faults,
            it.Waits,
            [
                .. it.Incidents.Select(incident => new Failure(
                    incident.Node.NodeId,
                    TrialWork.Label(incident.Node),
                    IncidentWords.CodeOf(incident),
                    IncidentWords.Of(incident),
                    TrialRecord.Short(incident.Message),
                    incident.At
                )),
            ],
            it.Trial.Record.Log,
            it.Trial.Record.Dropped,
            it.Trial.Record.Lines,
            [.. it.Trial.Record.Would.Select(deed => new Deed(deed.What, deed.Subject, Texts.Of($"trials.would.{deed.What}")))]
        );
}

internal static class TrialEndpoints
{
    public static void MapTrials(this IEndpointRouteBuilder routes)
    {
        var trials = routes.MapApi("/workflows/trials").WithTags("Trials");
        trials
            .MapPost(
                "",
                async (TrialRequest request, HttpContext http, IActing acting, StartTrial start, CancellationToken cancel) =>
                {
                    var trial = await start.RunAsync(await acting.GetAsync(http), request, cancel);
                    return TypedResults.Created($"/api/workflows/trials/{trial.Id}", new TrialStarted(trial.Id));
                }
            )
            .WithSummary("Runs a kept version or a draft without a case; workflow admins only. Kept until a day after its last use.");
        trials
            .MapGet(
                "",
                async (string? limit, string? after, IActing acting, TrialReader reader, CancellationToken cancel) =>
                    TypedResults.Ok(
                        await reader.ListAsync(
                            await acting.GetAsync(cancel),
                            Paging.Limit(limit, TrialReader.MostRows),
                            after is { Length: > 0 } ? after : null,
                            cancel
                        )
                    )
            )
            .WithSummary("The trials of one's body, last used first.");
        trials
            .MapGet(
                "/{id:guid}",
                async (Guid id, IActing acting, TrialReader reader, CancellationToken cancel) =>
                    TypedResults.Ok(TrialBody.Of(await reader.ReadAsync(await acting.GetAsync(cancel), id, cancel)))
            )
            .WithSummary("Where it stands, what it waits for, what ran, and what a case would have done.");
        trials
            .MapPost(
                "/{id:guid}/answers",
                async (
                    Guid id,
                    TrialAnswer request,
                    HttpContext http,
                    IActing acting,
                    AnswerTrial answer,
                    TrialReader reader,
                    CancellationToken cancel
                ) =>
                {
                    var admin = await acting.GetAsync(http);
                    await answer.RunAsync(admin, id, request, cancel);
                    return TypedResults.Ok(TrialBody.Of(await reader.ReadAsync(admin, id, cancel)));
                }
            )
            .WithSummary("Answers a wait by its bookmark (a timer is let come), or every wait for an event by its name.");
        trials
            .MapPost(
                "/{id:guid}/cancellation",
                async (Guid id, HttpContext http, IActing acting, AnswerTrial answer, TrialReader reader, CancellationToken cancel) =>
                {
                    var admin = await acting.GetAsync(http);
                    await answer.CancelAsync(admin, id, cancel);
                    return TypedResults.Ok(TrialBody.Of(await reader.ReadAsync(admin, id, cancel)));
                }
            )
            .WithSummary("Ends a trial; it can still be read for a day.");
    }
}
