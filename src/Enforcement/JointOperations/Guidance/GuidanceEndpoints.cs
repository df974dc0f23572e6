using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Guidance;

internal static class GuidanceEndpoints
{
    private const int MostRows = 200;

    public static void MapGuidance(this IEndpointRouteBuilder routes)
    {
        var guidance = routes.MapApi("/guidance").WithTags("JointOperations");
        guidance.MapGet(
            "",
            async (
                string? limit,
                string? after,
                IActing acting,
                GuidanceReader reader,
                OrganizationDirectory organizations,
                TimeProvider clock,
                CancellationToken cancel
            ) =>
            {
                var actor = await acting.GetAsync(cancel);
                var page = await reader.ListAsync(actor, Paging.Limit(limit, MostRows), after, cancel);
                return TypedResults.Ok(
                    new
                    {
                        items = page.Items.Select(it => GuidanceAnswer.Of(it, actor, organizations, clock.GetUtcNow())),
                        next = page.Next,
                    }
                );
            }
        );
        guidance
            .MapGet(
                "/knowledge",
                async (string? q, string? limit, string? after, IActing acting, GuidanceReader reader, CancellationToken cancel) =>
                    TypedResults.Ok(
                        await reader.KnowledgeAsync(await acting.GetAsync(cancel), q, Paging.Limit(limit, MostRows), after, cancel)
                    )
            )
            .WithSummary("Advice that was published in one's county; it is advice, and no ground of a decision.");
        guidance
            .MapPost(
                "",
                (GuidanceRequest request, AskGuidance ask, [AsParameters] Asking asking) =>
                    asking.TellMadeAsync("/api/guidance", (actor, cancel) => ask.AskAsync(actor, request, cancel), GuidanceAnswer.Of)
            )
            .WithSummary("A township asks; names, numbers and telephones are masked before anything is kept.");
        guidance.MapGet(
            "/{id:guid}",
            (Guid id, GuidanceReader reader, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => reader.FindAsync(actor, id, cancel), GuidanceAnswer.Of)
        );
        guidance.MapPost(
            "/{id:guid}/answer",
            (Guid id, AdviceRequest request, AskGuidance ask, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => ask.AdviseAsync(actor, id, request, cancel), GuidanceAnswer.Of)
        );
        guidance.MapPost(
            "/{id:guid}/publication",
            (Guid id, PublicationRequest request, AskGuidance ask, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => ask.PublishAsync(actor, id, request, cancel), GuidanceAnswer.Of)
        );
    }
}
