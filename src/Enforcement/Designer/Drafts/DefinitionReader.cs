using Enforcement.Identity;
using Enforcement.Persistence;

namespace Enforcement.Designer.Drafts;

/// <summary>Which versions a list shows, as Studio names them.</summary>
public sealed record VersionChoice(string Name, int? Number = null)
{
    public const string Any = "";

    /// <param name="given">Of the query; absent: the latest, empty: any.</param>
    /// <exception cref="MalformedException">No choice of Elsa's.</exception>
    public static VersionChoice Read(string? given)
    {
        if (given is null)
            return new("latest");
        if (int.TryParse(given, System.Globalization.CultureInfo.InvariantCulture, out var number))
            return new("number", number);
        var name = given.ToLowerInvariant();
        return name is Any or "latest" or "published" or "latestorpublished" or "latestandpublished" or "draft" or "allversions"
            ? new(name)
            : throw new MalformedException(("versionOptions", "unknown"));
    }

    public bool Fits(DefinitionView it) =>
        Name switch
        {
            "latest" => it.IsLatest,
            "published" => it.IsPublished,
            "latestorpublished" or "latestandpublished" => it.IsLatest || it.IsPublished,
            "draft" => it is { IsLatest: true, IsPublished: false },
            "number" => it.Version == Number,
            _ => true,
        };
}

/// <summary>Definitions with their drafts and versions, as Studio's pages read them.</summary>
public sealed class DefinitionReader(ScopedReads reads)
{
    /// <summary>Of every definition the draft, the newest and the published version, by name.</summary>
    public async Task<IReadOnlyList<DefinitionView>> CurrentAsync(Actor admin, CancellationToken cancel)
    {
        var (drafts, versions) = await ReadAsync(admin, [DraftTable.ReadAll(), DraftTable.ReadCurrent()], cancel);
        return Views(drafts, versions);
    }

    /// <summary>Everything that is kept of one definition, newest first; empty when there is none.</summary>
    public async Task<IReadOnlyList<DefinitionView>> OfAsync(Actor admin, string definitionId, CancellationToken cancel)
    {
        if (!definitionId.IsNamed())
            return [];
        var (drafts, versions) = await ReadAsync(admin, [DraftTable.Read(definitionId), DraftTable.ReadVersions(definitionId)], cancel);
        return [.. Views(drafts, versions).OrderByDescending(view => view.Version)];
    }

    /// <summary>By id of version rows and drafts; what is not there is left out.</summary>
    public async Task<IReadOnlyList<DefinitionView>> ByIdAsync(Actor admin, IReadOnlyList<string> ids, CancellationToken cancel)
    {
        var asked = ids.Where(id => id.IsNamed()).Distinct().Take(500).ToList();
        // Whatever save of a draft an id speaks of: there is one draft only.
        var drawn = asked.Select(id => DraftId.Read(id)?.DefinitionId).OfType<string>().ToHashSet();
        var rows = asked.Where(id => DraftId.Read(id) is null).ToHashSet();
        var (drafts, versions) = await ReadAsync(admin, [DraftTable.ReadOf(drawn, rows), DraftTable.ReadVersionsOf(drawn, rows)], cancel);
        return
        [
            .. Views(drafts, versions)
                .Where(view =>
                    DraftId.Read(view.Id) is { DefinitionId: var definition } ? drawn.Contains(definition) : rows.Contains(view.Id)
                ),
        ];
    }

    private async Task<(List<Draft> Drafts, List<KeptVersion> Versions)> ReadAsync(
        Actor admin,
        IEnumerable<Statement> statements,
        CancellationToken cancel
    )
    {
        DesignerRights.Demand(admin);
        return await reads.ReadAsync(
            admin.Scope,
            statements,
            async reader => (await reader.RowsAsync(DraftTable.From, cancel), await reader.RowsAsync(DraftTable.VersionFrom, cancel)),
            cancel
        );
    }

    private static List<DefinitionView> Views(List<Draft> drafts, List<KeptVersion> versions)
    {
        var drawn = drafts.ToDictionary(draft => draft.DefinitionId);
        var views = new List<DefinitionView>();
        foreach (var group in versions.GroupBy(version => version.DefinitionId))
        {
            var newest = group.Max(version => version.Version);
            if (drawn.Remove(group.Key, out var draft))
                views.Add(DefinitionView.Of(draft, newest + 1));
            var current = group.FirstOrDefault(version => version.IsPublished) ?? group.MaxBy(version => version.Version);
            views.AddRange(group.Select(version => DefinitionView.Of(version, draft is null && version == current)));
        }
        views.AddRange(drawn.Values.Select(draft => DefinitionView.Of(draft, 1)));
        return views;
    }
}

internal static class DefinitionNames
{
    /// <summary>Could be the id of something that is kept.</summary>
    public static bool IsNamed(this string id) => id.Length is > 0 and <= 300 && Shell.PlainText.IsStorable(id);
}
