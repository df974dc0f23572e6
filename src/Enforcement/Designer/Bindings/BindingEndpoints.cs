using Enforcement.Designer.Publications;
using Enforcement.Identity;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;
using Enforcement.Shell;

namespace Enforcement.Designer.Bindings;

/// <param name="Level"><c>township</c> or <c>county</c>.</param>
/// <param name="Field">Null: any.</param>
/// <param name="County">Null: any.</param>
/// <param name="From">First day, inclusive.</param>
/// <param name="Until">Exclusive; null until further notice.</param>
/// <param name="Standing"><c>past</c>, <c>current</c> or <c>planned</c>.</param>
public sealed record BindingAnswer(
    string Procedure,
    string Level,
    string? Field,
    string? County,
    string Definition,
    string Name,
    DateOnly From,
    DateOnly? Until,
    string Standing
)
{
    public static BindingAnswer Of(BindingRow it) =>
        new(
            it.Binding.Scope.Procedure,
            BindingTable.CodeOf(it.Binding.Scope.Level),
            it.Binding.Scope.Field,
            it.Binding.Scope.County,
            it.Binding.DefinitionId,
            it.Name,
            it.Binding.From,
            it.Binding.Until,
            it.Standing
        );
}

/// <param name="Definition">Null: from then on no exception for such cases.</param>
/// <param name="State"><c>asked</c>, <c>approved</c>, <c>declined</c> or <c>withdrawn</c>.</param>
public sealed record BindingChangeAnswer(
    Guid Id,
    string Procedure,
    string Level,
    string? Field,
    string? County,
    string? Definition,
    DateOnly From,
    string State,
    string? AskedBy,
    DateTimeOffset AskedAt,
    DateTimeOffset? DecidedAt,
    string? Note
)
{
    public static BindingChangeAnswer Of(BindingChange it) =>
        new(
            it.Id,
            it.Scope.Procedure,
            BindingTable.CodeOf(it.Scope.Level),
            it.Scope.Field,
            it.Scope.County,
            it.DefinitionId,
            it.From,
            it.State,
            it.AskerName,
            it.AskedAt,
            it.DecidedAt,
            it.Note
        );
}

internal static class BindingEndpoints
{
    public static void MapBindings(this IEndpointRouteBuilder routes)
    {
        var all = routes.MapApi("/workflow-bindings").WithTags("Workflow bindings");
        all.MapGet(
                "",
                async (string? on, IActing acting, BindingReader reader, BusinessTime time, CancellationToken cancel) =>
                {
                    var day = MatterEndpoints.DayOf(on, time);
                    var view = await reader.ReadAsync(await acting.GetAsync(cancel), day, cancel);
                    return TypedResults.Ok(
                        new
                        {
                            on = day,
                            items = view.Rows.Select(BindingAnswer.Of),
                            next = (string?)null,
                        }
                    );
                }
            )
            .WithSummary("Which cases take which definition: every row, past, current or planned as of a day; workflow admins only.");
        all.MapGet(
                "/resolution",
                async (
                    string? procedure,
                    string? level,
                    string? field,
                    string? county,
                    string? on,
                    IActing acting,
                    BindingReader reader,
                    BusinessTime time,
                    CancellationToken cancel
                ) =>
                {
                    var day = MatterEndpoints.DayOf(on, time);
                    var found = await reader.ResolveAsync(await acting.GetAsync(cancel), (procedure, level, field, county), day, cancel);
                    return TypedResults.Ok(
                        new
                        {
                            on = day,
                            definition = found.Row.Binding.DefinitionId,
                            version = found.Version,
                            row = BindingAnswer.Of(found.Row),
                        }
                    );
                }
            )
            .WithSummary("The definition that a case like this takes when it opens on a day, and the row by which it does.");
        all.MapGet(
                "/changes",
                async (IActing acting, BindingReader reader, BusinessTime time, CancellationToken cancel) =>
                {
                    var view = await reader.ReadAsync(await acting.GetAsync(cancel), time.Today, cancel);
                    return TypedResults.Ok(new { items = view.Open.Select(BindingChangeAnswer.Of), next = (string?)null });
                }
            )
            .WithSummary("Changes that wait for a second workflow admin, or for their day.");
        all.MapPost(
                "/changes",
                async (BindingRequest request, HttpContext http, IActing acting, AskForBinding ask, CancellationToken cancel) =>
                    TypedResults.Created(
                        "/api/workflow-bindings/changes",
                        BindingChangeAnswer.Of(await ask.RunAsync(await acting.GetAsync(http), request, cancel))
                    )
            )
            .WithSummary(
                "Asks that such cases take a definition from a day on, today or later; without definition: that they are no exception any more."
            )
            .Produces<BindingChangeAnswer>(StatusCodes.Status201Created);
        var one = routes.MapApi("/workflow-bindings/changes/{id:guid}").WithTags("Workflow bindings");
        one.MapPost(
                "/approval",
                async (Guid id, HttpContext http, IActing acting, DecideBinding decide, CancellationToken cancel) =>
                    TypedResults.Ok(BindingChangeAnswer.Of(await decide.ApproveAsync(await acting.GetAsync(http), id, cancel)))
            )
            .WithSummary("By another workflow admin than who asked; it is checked once more.");
        one.MapPost(
                "/decline",
                async (Guid id, ReasonRequest request, HttpContext http, IActing acting, DecideBinding decide, CancellationToken cancel) =>
                    TypedResults.Ok(
                        BindingChangeAnswer.Of(await decide.DeclineAsync(await acting.GetAsync(http), id, request.Reason, cancel))
                    )
            )
            .WithSummary("By another workflow admin than who asked, with a reason.");
        one.MapPost(
                "/withdrawal",
                async (Guid id, HttpContext http, IActing acting, DecideBinding decide, CancellationToken cancel) =>
                    TypedResults.Ok(BindingChangeAnswer.Of(await decide.WithdrawAsync(await acting.GetAsync(http), id, cancel)))
            )
            .WithSummary("By who asked; before its day also by who approved it.");
    }
}
