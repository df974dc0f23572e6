using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Designer.Simulations;

/// <param name="State"><c>running</c>, <c>done</c> or <c>cancelled</c>.</param>
/// <param name="OneOf">One case of so many was chosen; 1: all.</param>
/// <param name="Total">Cases chosen when it was asked for.</param>
/// <param name="Looked">So far.</param>
public sealed record SimulationAnswer(
    Guid Id,
    string Definition,
    string Name,
    string Region,
    string CasesOf,
    string State,
    int OneOf,
    int Total,
    int Looked,
    string AskedBy,
    DateTimeOffset AskedAt,
    DateTimeOffset ChangedAt,
    SimulationResult Result
)
{
    public static SimulationAnswer Of(Simulation it) =>
        new(
            it.Id,
            it.DefinitionId,
            it.Name,
            it.Region,
            it.CasesOf,
            it.State,
            it.OneOf,
            it.Total,
            it.Looked,
            it.AskerName,
            it.AskedAt,
            it.ChangedAt,
            it.Result
        );
}

internal static class SimulationEndpoints
{
    public static void MapSimulations(this IEndpointRouteBuilder routes)
    {
        var of = routes.MapApi("/workflows/{definition}/simulations").WithTags("Simulations");
        of.MapGet(
                "",
                async (string definition, IActing acting, SimulationReader reader, CancellationToken cancel) =>
                    TypedResults.Ok(
                        new
                        {
                            items = (await reader.OfAsync(await acting.GetAsync(cancel), definition, cancel)).Select(SimulationAnswer.Of),
                            next = (string?)null,
                        }
                    )
            )
            .WithSummary("The last simulations of a definition in the region, newest first; workflow admins only.");
        of.MapPost(
                "",
                async (
                    string definition,
                    SimulationRequest request,
                    HttpContext http,
                    IActing acting,
                    AskForSimulation ask,
                    CancellationToken cancel
                ) =>
                {
                    var asked = await ask.RunAsync(await acting.GetAsync(http), definition, request, cancel);
                    return TypedResults.Created($"/api/workflows/simulations/{asked.Id}", SimulationAnswer.Of(asked));
                }
            )
            .WithSummary(
                "Runs the recorded cases of the region again in memory, on the draft or on a request (publication); oneOf 1, 10, 100 or 1000; cases: of another definition than its own."
            );
        var one = routes.MapApi("/workflows/simulations/{id:guid}").WithTags("Simulations");
        one.MapGet(
                "",
                async (Guid id, IActing acting, SimulationReader reader, CancellationToken cancel) =>
                    TypedResults.Ok(SimulationAnswer.Of(await reader.OneAsync(await acting.GetAsync(cancel), id, cancel)))
            )
            .WithSummary("How far it has come and what was found: cases by what would change, tasks, clocks, ends, examples.");
        one.MapPost(
                "/cancellation",
                async (Guid id, HttpContext http, IActing acting, CancelSimulation verb, CancellationToken cancel) =>
                    TypedResults.Ok(SimulationAnswer.Of(await verb.RunAsync(await acting.GetAsync(http), id, cancel)))
            )
            .WithSummary("Stops it; what was found so far stays.");
    }
}
