using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Checks;

internal static class CheckEndpoints
{
    private const int MostRows = 200;

    public static void MapChecks(this IEndpointRouteBuilder routes)
    {
        var checks = routes.MapApi("/enterprise-checks").WithTags("JointOperations");
        checks
            .MapGet(
                "",
                async (
                    string? view,
                    string? q,
                    string? limit,
                    string? after,
                    IActing acting,
                    CheckReader reader,
                    CancellationToken cancel
                ) =>
                    TypedResults.Ok(
                        await reader.ListAsync(await acting.GetAsync(cancel), view, q, Paging.Limit(limit, MostRows), after, cancel)
                    )
            )
            .WithSummary("`view`: mine or county; newest first.");
        routes
            .MapApi("/enterprise-checks.xlsx")
            .ExcludeFromDescription()
            .MapGet(
                "",
                async (
                    string? view,
                    string? q,
                    IActing acting,
                    CheckReader reader,
                    OrganizationDirectory organizations,
                    CancellationToken cancel
                ) =>
                    await WorkbookAsync(
                        (await reader.ListAsync(await acting.GetAsync(cancel), view, q, Workbooks.MostRows, null, cancel)).Items,
                        organizations,
                        cancel
                    )
            );
        checks
            .MapPost(
                "",
                async (CheckRequest request, HttpContext http, IActing acting, RegisterCheck register, CancellationToken cancel) =>
                {
                    var registered = await register.RunAsync(await acting.GetAsync(http), request, cancel);
                    return TypedResults.Created($"/api/enterprise-checks/{registered.Check.Id}", registered);
                }
            )
            .WithSummary(
                "Registered before entry, within the cap of its field; checks of other bodies that can be made one visit are offered."
            );
        checks.MapGet(
            "/{id:guid}",
            async (Guid id, IActing acting, CheckReader reader, CancellationToken cancel) =>
            {
                var actor = await acting.GetAsync(cancel);
                var check = await reader.FindAsync(actor, id, cancel);
                return TypedResults.Ok(new RegisteredCheck(check, await reader.OffersAsync(actor, check, cancel)));
            }
        );
        checks.MapPost(
            "/{id:guid}/merging",
            async (Guid id, MergingRequest request, HttpContext http, IActing acting, MergeChecks merge, CancellationToken cancel) =>
                TypedResults.Ok(await merge.MergeAsync(await acting.GetAsync(http), id, request, cancel))
        );
        checks.MapPost(
            "/{id:guid}/withdrawal",
            async (Guid id, CheckReasonRequest request, HttpContext http, IActing acting, MergeChecks merge, CancellationToken cancel) =>
                TypedResults.Ok(await merge.WithdrawAsync(await acting.GetAsync(http), id, request, cancel))
        );
    }

    private static Task<IResult> WorkbookAsync(
        IReadOnlyList<EnterpriseCheck> checks,
        OrganizationDirectory organizations,
        CancellationToken cancel
    ) =>
        Workbooks.OfAsync(
            "enterprise-checks",
            checks.Select(it => new Dictionary<string, object?>
            {
                [Texts.Of("checks.number")] = it.Number,
                [Texts.Of("checks.body")] = organizations.NameOf(it.Body),
                [Texts.Of("checks.enterprise")] = it.Enterprise,
                [Texts.Of("checks.credit-code")] = it.CreditCode,
                [Texts.Of("checks.from")] = BusinessTime.LocalDate(it.From),
                [Texts.Of("checks.to")] = BusinessTime.LocalDate(it.To),
                [Texts.Of("checks.ground")] = Texts.Of($"checks.ground.{it.Ground}"),
                [Texts.Of("checks.reason")] = it.Reason,
            }),
            cancel
        );
}
