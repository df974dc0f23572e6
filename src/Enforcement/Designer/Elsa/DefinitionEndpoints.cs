using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Enforcement.Designer.Drafts;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Processes.Trials;
using Enforcement.Shell;
using Enforcement.Workflows.Activities;

namespace Enforcement.Designer.Elsa;

/// <summary>Elsa's routes for definitions, as far as Studio calls them.</summary>
internal static class DefinitionEndpoints
{
    private const string Asked = "X-Enforcement-Publication";
    private const string InstanceId = "x-elsa-workflow-instance-id";
    private const int MostRows = 1000;

    public static void MapDefinitions(this RouteGroupBuilder elsa)
    {
        MapReading(elsa);
        MapSaving(elsa);
        MapRemoving(elsa);
        MapFiles(elsa);
    }

    private static void MapReading(RouteGroupBuilder elsa)
    {
        elsa.MapGet("/workflow-definitions", ListAsync).WithSummary("Definitions by name, with the versions that versionOptions chooses.");
        elsa.MapGet(
            "/workflow-definitions/by-definition-id/{definitionId}",
            async (
                string definitionId,
                string? versionOptions,
                IActing acting,
                DefinitionReader reader,
                ActivityCatalog catalog,
                CancellationToken cancel
            ) =>
            {
                var found = Choose(
                    await reader.OfAsync(await acting.GetAsync(cancel), definitionId, cancel),
                    VersionChoice.Read(versionOptions)
                );
                return found is null ? Results.NotFound() : Results.Ok(ElsaShape.Full(found, catalog));
            }
        );
        elsa.MapGet(
            "/workflow-definitions/by-id/{id}",
            async (string id, IActing acting, DefinitionReader reader, ActivityCatalog catalog, CancellationToken cancel) =>
                (await reader.ByIdAsync(await acting.GetAsync(cancel), [id], cancel)) is [var found, ..]
                    ? Results.Ok(ElsaShape.Full(found, catalog))
                    : Results.NotFound()
        );
        elsa.MapGet(
            "/workflow-definitions/many-by-id",
            async (string[]? ids, IActing acting, DefinitionReader reader, ActivityCatalog catalog, CancellationToken cancel) =>
            {
                var found = await reader.ByIdAsync(await acting.GetAsync(cancel), ids ?? [], cancel);
                return TypedResults.Ok(new ItemList<JsonObject>([.. found.Select(it => ElsaShape.Full(it, catalog))], found.Count));
            }
        );
        elsa.MapGet(
            "/workflow-definitions/validation/is-name-unique",
            async (string? name, string? definitionId, IActing acting, DefinitionReader reader, CancellationToken cancel) =>
            {
                var current = await reader.CurrentAsync(await acting.GetAsync(cancel), cancel);
                return TypedResults.Ok(new { isUnique = !current.Any(it => it.Name == name?.Trim() && it.DefinitionId != definitionId) });
            }
        );
        elsa.MapGet(
            "/workflow-definitions/query/count",
            async (IActing acting, DefinitionReader reader, CancellationToken cancel) =>
            {
                var current = await reader.CurrentAsync(await acting.GetAsync(cancel), cancel);
                return TypedResults.Ok(new { count = current.Select(it => it.DefinitionId).Distinct().Count() });
            }
        );
    }

    private static void MapSaving(RouteGroupBuilder elsa)
    {
        elsa.MapPost(
                "/workflow-definitions",
                async (
                    SaveRequest request,
                    HttpContext http,
                    IActing acting,
                    SaveDraft save,
                    ActivityCatalog catalog,
                    CancellationToken cancel
                ) => Answer(await save.RunAsync(await acting.GetAsync(cancel), request, cancel), http, catalog)
            )
            .WithSummary("Saves the draft; with publish it asks a second workflow admin for publication.");
        elsa.MapPost(
            "/workflow-definitions/import",
            async (DefinitionModel model, IActing acting, SaveDraft save, ActivityCatalog catalog, CancellationToken cancel) =>
                TypedResults.Ok(ElsaShape.Full((await save.ImportAsync(await acting.GetAsync(cancel), model, cancel)).View, catalog))
        );
        elsa.MapPost(
            "/workflow-definitions/{definitionId}/publish",
            async (
                string definitionId,
                HttpContext http,
                IActing acting,
                AskAgain ask,
                ActivityCatalog catalog,
                CancellationToken cancel
            ) => Answer(await ask.RunAsync(await acting.GetAsync(cancel), definitionId, cancel), http, catalog)
        );
        elsa.MapPost(
            "/workflow-definitions/{definitionId}/revert/{version:int}",
            async (string definitionId, int version, IActing acting, SaveDraft save, CancellationToken cancel) =>
                TypedResults.Ok(
                    DefinitionSummary.Of((await save.RevertAsync(await acting.GetAsync(cancel), definitionId, version, cancel)).View)
                )
        );
        elsa.MapPost(
            "/bulk-actions/publish/workflow-definitions/by-definition-ids",
            async (IdsRequest request, HttpContext http, IActing acting, AskAgain ask, CancellationToken cancel) =>
            {
                var (published, already, missing) = (new List<string>(), new List<string>(), new List<string>());
                foreach (var id in Few(request.DefinitionIds))
                    try
                    {
                        var saved = await ask.RunAsync(await acting.GetAsync(cancel), id, cancel);
                        (saved.WasPublished ? already : published).Add(id);
                        if (saved.Publication is { } publication)
                            http.Response.Headers[Asked] = publication.Id.ToString();
                    }
                    catch (NotVisibleException)
                    {
                        missing.Add(id);
                    }
                return TypedResults.Ok(
                    new
                    {
                        published,
                        alreadyPublished = already,
                        notFound = missing,
                        updatedConsumers = Array.Empty<string>(),
                    }
                );
            }
        );
        elsa.MapPost(
                "/workflow-definitions/{definitionId}/execute",
                async (
                    string definitionId,
                    ExecuteRequest request,
                    HttpContext http,
                    IActing acting,
                    DefinitionReader reader,
                    StartTrial start,
                    CancellationToken cancel
                ) =>
                {
                    var admin = await acting.GetAsync(cancel);
                    var choice = VersionChoice.Read(request.VersionOptions ?? "Latest");
                    var found = Choose(await reader.OfAsync(admin, definitionId, cancel), choice) ?? throw new NotVisibleException();
                    var trial = DraftId.Read(found.Id) is null
                        ? await start.RunAsync(admin, new TrialRequest(definitionId, found.Version, Input: request.Input), cancel)
                        : await start.RunAsync(
                            admin,
                            ElsaShape.File(found).ToJsonString(StepServices.Json),
                            new TrialRequest(Input: request.Input),
                            cancel
                        );
                    http.Response.Headers[InstanceId] = trial.Id.ToString();
                    return TypedResults.Ok(new { workflowInstanceId = trial.Id });
                }
            )
            .WithSummary("A trial run, without a case; the header names it.");
    }

    private static void MapRemoving(RouteGroupBuilder elsa)
    {
        elsa.MapDelete(
            "/workflow-definitions/{definitionId}",
            async (string definitionId, IActing acting, RemoveDefinition remove, CancellationToken cancel) =>
            {
                await remove.DeleteAsync(await acting.GetAsync(cancel), definitionId, cancel);
                return TypedResults.NoContent();
            }
        );
        elsa.MapDelete(
            "/workflow-definition-versions/{id}",
            async (string id, IActing acting, RemoveDefinition remove, CancellationToken cancel) =>
            {
                await remove.DeleteVersionAsync(await acting.GetAsync(cancel), id, cancel);
                return TypedResults.NoContent();
            }
        );
        elsa.MapPost(
            "/workflow-definitions/{definitionId}/retract",
            async (
                string definitionId,
                IActing acting,
                RemoveDefinition remove,
                DefinitionReader reader,
                ActivityCatalog catalog,
                CancellationToken cancel
            ) =>
            {
                var admin = await acting.GetAsync(cancel);
                await remove.RetractAsync(admin, definitionId, cancel);
                var found = Choose(await reader.OfAsync(admin, definitionId, cancel), new VersionChoice("latest"));
                return found is null ? Results.NotFound() : Results.Ok(ElsaShape.Full(found, catalog));
            }
        );
        elsa.MapPost(
            "/bulk-actions/retract/workflow-definitions/by-definition-ids",
            async (IdsRequest request, IActing acting, RemoveDefinition remove, CancellationToken cancel) =>
            {
                var (retracted, already, missing) = (new List<string>(), new List<string>(), new List<string>());
                foreach (var id in Few(request.DefinitionIds))
                    try
                    {
                        (await remove.RetractAsync(await acting.GetAsync(cancel), id, cancel) ? retracted : already).Add(id);
                    }
                    catch (NotVisibleException)
                    {
                        missing.Add(id);
                    }
                return TypedResults.Ok(
                    new
                    {
                        retracted,
                        alreadyRetracted = already,
                        notFound = missing,
                    }
                );
            }
        );
        elsa.MapPost(
            "/bulk-actions/delete/workflow-definitions/by-definition-id",
            async (IdsRequest request, IActing acting, RemoveDefinition remove, CancellationToken cancel) =>
                await ManyAsync(Few(request.DefinitionIds), async id => await remove.DeleteAsync(await acting.GetAsync(cancel), id, cancel))
        );
        elsa.MapPost(
            "/bulk-actions/delete/workflow-definitions/by-id",
            async (IdsRequest request, IActing acting, RemoveDefinition remove, CancellationToken cancel) =>
                await ManyAsync(Few(request.Ids), async id => await remove.DeleteVersionAsync(await acting.GetAsync(cancel), id, cancel))
        );
    }

    private static void MapFiles(RouteGroupBuilder elsa)
    {
        elsa.MapGet(
            "/workflow-definitions/{definitionId}/export",
            async (string definitionId, string? versionOptions, IActing acting, DefinitionReader reader, CancellationToken cancel) =>
            {
                var found = Choose(
                    await reader.OfAsync(await acting.GetAsync(cancel), definitionId, cancel),
                    VersionChoice.Read(versionOptions)
                );
                return found is null
                    ? Results.NotFound()
                    : Results.File(
                        Encoding.UTF8.GetBytes(DefinitionContent.Write(ElsaShape.File(found))),
                        "application/json",
                        FileName(found)
                    );
            }
        );
        elsa.MapPost(
            "/bulk-actions/export/workflow-definitions",
            async (IdsRequest request, IActing acting, DefinitionReader reader, CancellationToken cancel) =>
            {
                var found = await reader.ByIdAsync(await acting.GetAsync(cancel), Few(request.Ids), cancel);
                using var bytes = new MemoryStream();
                using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
                    foreach (var it in found)
                    {
                        await using var entry = zip.CreateEntry(FileName(it)).Open();
                        await entry.WriteAsync(Encoding.UTF8.GetBytes(DefinitionContent.Write(ElsaShape.File(it))), cancel);
                    }
                return Results.File(bytes.ToArray(), "application/zip", "workflow-definitions.zip");
            }
        );
    }

    private static async Task<IResult> ListAsync(
        string? versionOptions,
        int? page,
        int? pageSize,
        string? searchTerm,
        string? orderBy,
        string? orderDirection,
        string[]? definitionIds,
        string[]? ids,
        IActing acting,
        DefinitionReader reader,
        CancellationToken cancel
    )
    {
        var admin = await acting.GetAsync(cancel);
        var choice = VersionChoice.Read(versionOptions);
        var views =
            ids is { Length: > 0 } ? await reader.ByIdAsync(admin, ids, cancel)
            : definitionIds is [var one] ? await reader.OfAsync(admin, one, cancel)
            : await reader.CurrentAsync(admin, cancel);
        var found = views
            .Where(choice.Fits)
            .Where(it => definitionIds is not { Length: > 0 } || definitionIds.Contains(it.DefinitionId))
            .Where(it => string.IsNullOrWhiteSpace(searchTerm) || Speaks(it, searchTerm.Trim()));
        var isDescending = string.Equals(orderDirection, "Descending", StringComparison.OrdinalIgnoreCase);
        found = orderBy?.ToLowerInvariant() switch
        {
            "created" => Order(found, it => it.CreatedAt, isDescending),
            "version" => Order(found, it => it.Version, isDescending),
            _ => Order(found, it => it.Name, isDescending),
        };
        var all = found.ToList();
        var size = Math.Clamp(pageSize ?? MostRows, 1, MostRows);
        var rows = all.Skip((int)Math.Min(int.MaxValue, (long)Math.Max(0, page ?? 0) * size)).Take(size);
        return TypedResults.Ok(
            new PagedList<DefinitionSummary>([.. rows.Select(DefinitionSummary.Of)], all.Count, ElsaShape.LinksOfTheList)
        );
    }

    private static IOrderedEnumerable<DefinitionView> Order<TKey>(
        IEnumerable<DefinitionView> views,
        Func<DefinitionView, TKey> key,
        bool isDescending
    ) =>
        isDescending
            ? views.OrderByDescending(key).ThenByDescending(it => it.Version)
            : views.OrderBy(key).ThenByDescending(it => it.Version);

    private static bool Speaks(DefinitionView it, string words) =>
        it.Name.Contains(words, StringComparison.OrdinalIgnoreCase)
        || it.DefinitionId.Contains(words, StringComparison.OrdinalIgnoreCase)
        || it.Description?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Of several the newest; <c>LatestOrPublished</c> means the one that is drawn on.</summary>
    private static DefinitionView? Choose(IReadOnlyList<DefinitionView> views, VersionChoice choice) =>
        views.Where(choice.Fits).MaxBy(view => view.Version);

    private static IResult Answer(Saved saved, HttpContext http, ActivityCatalog catalog)
    {
        if (saved.Publication is { } publication)
            http.Response.Headers[Asked] = publication.Id.ToString();
        return TypedResults.Ok(new SavedAnswer(ElsaShape.Full(saved.View, catalog), saved.WasPublished, 0));
    }

    private static async Task<IResult> ManyAsync(IReadOnlyList<string> ids, Func<string, Task> delete)
    {
        var deleted = 0;
        foreach (var id in ids)
            try
            {
                await delete(id);
                deleted++;
            }
            catch (NotVisibleException)
            {
                // Gone already.
            }
        return TypedResults.Ok(new { deleted });
    }

    private static IReadOnlyList<string> Few(IReadOnlyList<string>? ids) =>
        ids is null ? []
        : ids.Count > 200 ? throw new MalformedException(("ids", "too-long"))
        : ids.Any(id => id is null || !id.IsNamed()) ? throw new MalformedException(("ids", "unknown"))
        : [.. ids.Distinct()];

    private static string FileName(DefinitionView it) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"workflow-definition-{it.DefinitionId}-{it.Version}.json");
}
