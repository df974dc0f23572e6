using Enforcement.Identity;
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
                async (
                    GuidanceRequest request,
                    HttpContext http,
                    IActing acting,
                    AskGuidance ask,
                    OrganizationDirectory organizations,
                    TimeProvider clock,
                    CancellationToken cancel
                ) =>
                {
                    var actor = await acting.GetAsync(http);
                    var it = await ask.AskAsync(actor, request, cancel);
                    return TypedResults.Created($"/api/guidance/{it.Id}", GuidanceAnswer.Of(it, actor, organizations, clock.GetUtcNow()));
                }
            )
            .WithSummary("A township asks; names, numbers and telephones are masked before anything is kept.");
        guidance.MapGet(
            "/{id:guid}",
            async (
                Guid id,
                IActing acting,
                GuidanceReader reader,
                OrganizationDirectory organizations,
                TimeProvider clock,
                CancellationToken cancel
            ) =>
            {
                var actor = await acting.GetAsync(cancel);
                return TypedResults.Ok(
                    GuidanceAnswer.Of(await reader.FindAsync(actor, id, cancel), actor, organizations, clock.GetUtcNow())
                );
            }
        );
        guidance.MapPost(
            "/{id:guid}/answer",
            async (
                Guid id,
                AdviceRequest request,
                HttpContext http,
                IActing acting,
                AskGuidance ask,
                OrganizationDirectory organizations,
                TimeProvider clock,
                CancellationToken cancel
            ) =>
            {
                var actor = await acting.GetAsync(http);
                return TypedResults.Ok(
                    GuidanceAnswer.Of(await ask.AdviseAsync(actor, id, request, cancel), actor, organizations, clock.GetUtcNow())
                );
            }
        );
        guidance.MapPost(
            "/{id:guid}/publication",
            async (
                Guid id,
                PublicationRequest request,
                HttpContext http,
                IActing acting,
                AskGuidance ask,
                OrganizationDirectory organizations,
                TimeProvider clock,
                CancellationToken cancel
            ) =>
            {
                var actor = await acting.GetAsync(http);
                return TypedResults.Ok(
                    GuidanceAnswer.Of(await ask.PublishAsync(actor, id, request, cancel), actor, organizations, clock.GetUtcNow())
                );
            }
        );
    }
}
