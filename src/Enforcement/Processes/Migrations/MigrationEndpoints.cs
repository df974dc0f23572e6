using Enforcement.Identity;
using Enforcement.Processes.Repairs;
using Enforcement.Shell;

namespace Enforcement.Processes.Migrations;

/// <param name="State">
/// <c>asked</c>, <c>declined</c>, <c>withdrawn</c>, <c>approved</c> (cases are being moved), <c>paused</c>, <c>cancelled</c>, <c>done</c>,
/// <c>undoing</c> or <c>undone</c>.
/// </param>
public sealed record MigrationAnswer(
    Guid Id,
    string Definition,
    string From,
    string To,
    string Region,
    IReadOnlyDictionary<string, string> Nodes,
    string Reason,
    string State,
    DateTimeOffset AskedAt,
    DateTimeOffset? DecidedAt,
    string? Note,
    DateTimeOffset? ChangedAt
)
{
    public string? AskedBy { get; init; }
    public string? DecidedBy { get; init; }
    public string? ChangedBy { get; init; }

    /// <summary>With one plan only.</summary>
    public MigrationProgress? Progress { get; init; }

    /// <inheritdoc cref="Progress"/>
    public IReadOnlyList<MappedNode>? Mapping { get; init; }

    public static MigrationAnswer Of(MigrationPlan it) =>
        new(
            it.Id,
            it.DefinitionId,
            it.FromVersionId,
            it.ToVersionId,
            it.Region,
            it.Nodes,
            it.Reason,
            it.State,
            it.AskedAt,
            it.DecidedAt,
            it.Note,
            it.ChangedAt
        );

    public static MigrationAnswer Of(MigrationView it) =>
        Of(it.Plan) with
        {
            AskedBy = it.AskedBy,
            DecidedBy = it.DecidedBy,
            ChangedBy = it.ChangedBy,
        };

    public static MigrationAnswer Of(MigrationDetail it) => Of(it.View) with { Progress = it.Progress, Mapping = it.Mapping };
}

public sealed record UndoneAnswer(string Number, string State)
{
    public static UndoneAnswer Of(string number, MigratedCase it) => new(number, it.State);
}

internal static class MigrationEndpoints
{
    public static void MapMigrations(this IEndpointRouteBuilder routes)
    {
        var all = routes.MapApi("/workflows/migrations").WithTags("Migrations");
        MapReading(all);
        MapAsking(all);
        var one = routes.MapApi("/workflows/migrations/{id:guid}").WithTags("Migrations");
        MapLooking(one);
        MapDeciding(one);
        MapSteering(one);
    }

    private static void MapReading(RouteGroupBuilder all)
    {
        all.MapGet(
                "",
                async (string? limit, string? after, IActing acting, MigrationReader reader, CancellationToken cancel) =>
                {
                    var page = await reader.ListAsync(
                        await acting.GetAsync(cancel),
                        Paging.Limit(limit, MigrationReader.MostRows),
                        after is { Length: > 0 } ? after : null,
                        cancel
                    );
                    return TypedResults.Ok(new { items = page.Items.Select(MigrationAnswer.Of), next = page.Next });
                }
            )
            .WithSummary("Plans to lead the running cases of the region over to another version, newest first; for workflow admins.");
        all.MapGet(
                "/offers",
                async (IActing acting, MigrationReader reader, CancellationToken cancel) =>
                    TypedResults.Ok(new { items = await reader.OffersAsync(await acting.GetAsync(cancel), cancel), next = (string?)null })
            )
            .WithSummary("Versions on which cases run though another one is published.");
    }

    private static void MapAsking(RouteGroupBuilder all) =>
        all.MapPost(
                "",
                async (MigrationRequest request, HttpContext http, IActing acting, AskForMigration ask, CancellationToken cancel) =>
                {
                    var plan = await ask.RunAsync(await acting.GetAsync(http), request, cancel);
                    return TypedResults.Created($"/api/workflows/migrations/{plan.Id}", MigrationAnswer.Of(plan));
                }
            )
            .WithSummary("from, to (version ids), nodes by hand (old id to new id), reason; another workflow admin decides.");

    private static void MapLooking(RouteGroupBuilder one)
    {
        one.MapGet(
                "",
                async (Guid id, IActing acting, MigrationReader reader, CancellationToken cancel) =>
                    TypedResults.Ok(MigrationAnswer.Of(await reader.OneAsync(await acting.GetAsync(cancel), id, cancel)))
            )
            .WithSummary("The plan, how far it has come, and where each node goes.");
        one.MapGet(
                "/preview",
                async (
                    Guid id,
                    bool? refused,
                    string? limit,
                    string? after,
                    IActing acting,
                    MigrationReader reader,
                    CancellationToken cancel
                ) =>
                    TypedResults.Ok(
                        await reader.PreviewAsync(
                            await acting.GetAsync(cancel),
                            id,
                            refused ?? false,
                            Paging.Limit(limit, MigrationReader.MostRows),
                            after,
                            cancel
                        )
                    )
            )
            .WithSummary(
                "What would happen to each running case, with every reason, a page at a time; refused=true: only to those that would be refused. Nothing is written."
            );
        one.MapGet(
                "/ledger",
                async (
                    Guid id,
                    string? state,
                    string? limit,
                    string? after,
                    IActing acting,
                    MigrationReader reader,
                    CancellationToken cancel
                ) =>
                    TypedResults.Ok(
                        await reader.LedgerAsync(
                            await acting.GetAsync(cancel),
                            id,
                            PlainText.Optional("state", state, 20),
                            Paging.Limit(limit, MigrationReader.MostRows),
                            after,
                            cancel
                        )
                    )
            )
            .WithSummary("What became of each case: moved, refused (with the code), undone or kept.");
    }

    private static void MapDeciding(RouteGroupBuilder one)
    {
        one.MapPost(
                "/approval",
                async (Guid id, HttpContext http, IActing acting, DecideMigration decide, CancellationToken cancel) =>
                    TypedResults.Ok(MigrationAnswer.Of(await decide.ApproveAsync(await acting.GetAsync(http), id, cancel)))
            )
            .WithSummary("By another workflow admin than who asked; cases are moved from the next minute on.");
        one.MapPost(
            "/refusal",
            async (Guid id, DeclineRequest request, HttpContext http, IActing acting, DecideMigration decide, CancellationToken cancel) =>
                TypedResults.Ok(MigrationAnswer.Of(await decide.DeclineAsync(await acting.GetAsync(http), id, request.Reason, cancel)))
        );
        one.MapPost(
            "/withdrawal",
            async (Guid id, HttpContext http, IActing acting, DecideMigration decide, CancellationToken cancel) =>
                TypedResults.Ok(MigrationAnswer.Of(await decide.WithdrawAsync(await acting.GetAsync(http), id, cancel)))
        );
    }

    private static void MapSteering(RouteGroupBuilder one)
    {
        one.MapPost(
            "/pause",
            async (Guid id, HttpContext http, IActing acting, SteerMigration steer, CancellationToken cancel) =>
                TypedResults.Ok(MigrationAnswer.Of(await steer.PauseAsync(await acting.GetAsync(http), id, cancel)))
        );
        one.MapPost(
            "/resumption",
            async (Guid id, HttpContext http, IActing acting, SteerMigration steer, CancellationToken cancel) =>
                TypedResults.Ok(MigrationAnswer.Of(await steer.ResumeAsync(await acting.GetAsync(http), id, cancel)))
        );
        one.MapPost(
                "/cancellation",
                async (Guid id, HttpContext http, IActing acting, SteerMigration steer, CancellationToken cancel) =>
                    TypedResults.Ok(MigrationAnswer.Of(await steer.CancelAsync(await acting.GetAsync(http), id, cancel)))
            )
            .WithSummary("No further case is moved; those that were stay moved.");
        one.MapPost(
                "/undo",
                async (Guid id, HttpContext http, IActing acting, SteerMigration steer, CancellationToken cancel) =>
                    TypedResults.Ok(MigrationAnswer.Of(await steer.UndoAsync(await acting.GetAsync(http), id, cancel)))
            )
            .WithSummary("Every case that nobody has touched since goes back, from the next minute on.");
        one.MapPost(
                "/cases/{number}/undo",
                async (Guid id, string number, HttpContext http, IActing acting, TakeCaseBack takeBack, CancellationToken cancel) =>
                    TypedResults.Ok(UndoneAnswer.Of(number, await takeBack.RunAsync(await acting.GetAsync(http), id, number, cancel)))
            )
            .WithSummary("One case goes back, while nothing has happened in it since.");
    }
}
