using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Designer.Publications;

/// <param name="State"><c>asked</c>, <c>approved</c> (waits for its day), <c>published</c>, <c>declined</c> or <c>withdrawn</c>.</param>
public sealed record PublicationAnswer(
    Guid Id,
    string Definition,
    string Name,
    string State,
    DateTimeOffset AskedAt,
    DateTimeOffset? DecidedAt,
    DateOnly? EffectiveOn,
    string? Note,
    string? UrgentReason,
    string? WarningsReason,
    DateTimeOffset? ReviewedAt,
    string? Version,
    DateTimeOffset? PublishedAt
)
{
    public string? AskedBy { get; init; }

    /// <summary>With one request only.</summary>
    public IReadOnlyList<DefinitionFault>? Findings { get; init; }

    /// <inheritdoc cref="Findings"/>
    public IReadOnlyList<DefinitionChange>? Changes { get; init; }

    public static PublicationAnswer Of(Publication it) =>
        new(
            it.Id,
            it.DefinitionId,
            it.Name,
            it.State,
            it.AskedAt,
            it.DecidedAt,
            it.EffectiveOn,
            it.Note,
            it.UrgentReason,
            it.WarningsReason,
            it.ReviewedAt,
            it.VersionId,
            it.PublishedAt
        )
        {
            AskedBy = it.AskerName,
        };
}

/// <param name="EffectiveOn">Null: today.</param>
/// <param name="WarningsReason">Why the warnings of the check are accepted; asked for only where there are any.</param>
public sealed record ApprovalRequest(DateOnly? EffectiveOn = null, string? WarningsReason = null);

/// <param name="WarningsReason"><inheritdoc cref="ApprovalRequest"/></param>
public sealed record UrgentRequest(string? Reason = null, string? WarningsReason = null);

public sealed record ReasonRequest(string? Reason = null);

internal static class PublicationEndpoints
{
    public static void MapPublications(this IEndpointRouteBuilder routes)
    {
        var all = routes.MapApi("/workflows/publications").WithTags("Publications");
        all.MapGet(
                "",
                async (IActing acting, PublicationReader reader, CancellationToken cancel) =>
                    TypedResults.Ok(
                        new
                        {
                            items = (await reader.WaitingAsync(await acting.GetAsync(cancel), cancel)).Select(PublicationAnswer.Of),
                            next = (string?)null,
                        }
                    )
            )
            .WithSummary("What waits for a second workflow admin, for its day, or for a second look; workflow admins only.");
        var one = routes.MapApi("/workflows/publications/{id:guid}").WithTags("Publications");
        one.MapGet(
                "",
                async (Guid id, IActing acting, PublicationReader reader, CancellationToken cancel) =>
                {
                    var view = await reader.OneAsync(await acting.GetAsync(cancel), id, cancel);
                    return TypedResults.Ok(
                        PublicationAnswer.Of(view.Publication) with
                        {
                            Findings = view.Findings,
                            Changes = view.Changes,
                        }
                    );
                }
            )
            .WithSummary("The request, what speaks against it, and what it changes.");
        one.MapPost(
                "/approval",
                async (
                    Guid id,
                    ApprovalRequest request,
                    HttpContext http,
                    IActing acting,
                    DecidePublication decide,
                    CancellationToken cancel
                ) =>
                    TypedResults.Ok(
                        PublicationAnswer.Of(
                            await decide.ApproveAsync(await acting.GetAsync(http), id, request.EffectiveOn, request.WarningsReason, cancel)
                        )
                    )
            )
            .WithSummary(
                "By another workflow admin than who asked; effectiveOn is the first day on which new cases begin on it; warningsReason where the check has warnings."
            );
        one.MapPost(
                "/decline",
                async (
                    Guid id,
                    ReasonRequest request,
                    HttpContext http,
                    IActing acting,
                    DecidePublication decide,
                    CancellationToken cancel
                ) =>
                    TypedResults.Ok(
                        PublicationAnswer.Of(await decide.DeclineAsync(await acting.GetAsync(http), id, request.Reason, cancel))
                    )
            )
            .WithSummary("By another workflow admin than who asked, with a reason.");
        one.MapPost(
                "/withdrawal",
                async (Guid id, HttpContext http, IActing acting, DecidePublication decide, CancellationToken cancel) =>
                    TypedResults.Ok(PublicationAnswer.Of(await decide.WithdrawAsync(await acting.GetAsync(http), id, cancel)))
            )
            .WithSummary("By who asked; while it waits for its day also by who approved it.");
        one.MapPost(
                "/urgent",
                async (
                    Guid id,
                    UrgentRequest request,
                    HttpContext http,
                    IActing acting,
                    DecidePublication decide,
                    CancellationToken cancel
                ) =>
                    TypedResults.Ok(
                        PublicationAnswer.Of(
                            await decide.HurryAsync(await acting.GetAsync(http), id, request.Reason, request.WarningsReason, cancel)
                        )
                    )
            )
            .WithSummary("Publishes at once without a second person, with a reason; a second looks at it afterwards.");
        one.MapPost(
                "/review",
                async (
                    Guid id,
                    ReasonRequest request,
                    HttpContext http,
                    IActing acting,
                    DecidePublication decide,
                    CancellationToken cancel
                ) =>
                    TypedResults.Ok(PublicationAnswer.Of(await decide.ReviewAsync(await acting.GetAsync(http), id, request.Reason, cancel)))
            )
            .WithSummary("The second look at what was published at once.");
    }
}
