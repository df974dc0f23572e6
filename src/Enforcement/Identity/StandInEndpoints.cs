using Enforcement.Shell;

namespace Enforcement.Identity;

/// <param name="State"><c>planned</c>, <c>running</c> or <c>ended</c>.</param>
public sealed record StandInAnswer(
    Guid Id,
    string Absent,
    string Deputy,
    string Organization,
    string OrganizationName,
    string Role,
    string Authority,
    DateOnly From,
    DateOnly To,
    DateTimeOffset? EndedAt,
    string State
)
{
    public static StandInAnswer Of(StandInView view, OrganizationDirectory organizations, DateOnly today) =>
        new(
            view.StandIn.Id,
            view.AbsentName,
            view.DeputyName,
            view.StandIn.Organization,
            organizations.NameOf(view.StandIn.Organization),
            view.StandIn.Role,
            view.StandIn.Authority,
            view.StandIn.ValidFrom,
            view.StandIn.ValidTo,
            view.StandIn.EndedAt,
            StateOf(view.StandIn, today)
        );

    public static string StateOf(StandIn row, DateOnly today) =>
        row.EndedAt is not null || row.ValidTo < today ? "ended"
        : row.ValidFrom > today ? "planned"
        : "running";
}

internal static class StandInEndpoints
{
    public static void MapStandIns(this IEndpointRouteBuilder routes)
    {
        var standIns = routes.MapApi("/stand-ins").WithTags("Session");
        standIns
            .MapGet(
                "",
                async (IActing acting, StandIns all, OrganizationDirectory organizations, BusinessTime time, CancellationToken cancel) =>
                    TypedResults.Ok(
                        new
                        {
                            items = (await all.OfAsync(await acting.GetAsync(cancel), cancel)).Select(view =>
                                StandInAnswer.Of(view, organizations, time.Today)
                            ),
                            next = (string?)null,
                        }
                    )
            )
            .WithSummary("Those in which one is absent or stands in; all of them for security admins.");
        standIns
            .MapPost(
                "",
                async (
                    StandInRequest request,
                    IActing acting,
                    StandIns all,
                    OrganizationDirectory organizations,
                    BusinessTime time,
                    CancellationToken cancel
                ) =>
                {
                    var made = await all.MakeAsync(await acting.GetAsync(cancel), request, cancel);
                    return TypedResults.Created($"/api/stand-ins/{made.StandIn.Id}", StandInAnswer.Of(made, organizations, time.Today));
                }
            )
            .WithSummary("An agency head for the own post, a security admin for any; a year at most.");
        standIns
            .MapPost(
                "/{id:guid}/end",
                async (
                    Guid id,
                    IActing acting,
                    StandIns all,
                    OrganizationDirectory organizations,
                    BusinessTime time,
                    CancellationToken cancel
                ) =>
                    TypedResults.Ok(
                        StandInAnswer.Of(await all.EndAsync(await acting.GetAsync(cancel), id, cancel), organizations, time.Today)
                    )
            )
            .WithSummary("Withdraws the authority at once.");
        routes
            .MapApi("/admin-log")
            .WithTags("Session")
            .MapGet(
                "",
                async (string? limit, string? after, IActing acting, AdminLog log, CancellationToken cancel) =>
                    TypedResults.Ok(
                        await log.ReadAsync(await acting.GetAsync(cancel), Paging.Limit(limit, AdminLog.MostRows), after, cancel)
                    )
            )
            .WithSummary("What was done to the installation, newest first; for auditors and security admins.");
    }
}
