using System.Collections.Concurrent;
using System.Diagnostics;
using Enforcement.Persistence;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes;

/// <summary>A version of a definition, compiled. Immutable: a node compiles each version once.</summary>
public sealed record LoadedDefinition(string VersionId, string DefinitionId, int Version, WorkflowGraph Graph);

/// <summary>The definitions that cases run. An instance stays on the version row it started with.</summary>
public sealed class Definitions(Database database, ActivityCatalog catalog)
{
    private static readonly TimeSpan PublishedIsTrusted = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, LoadedDefinition> byVersion = new();
    private readonly ConcurrentDictionary<string, (LoadedDefinition Definition, long Read)> published = new();

    public async ValueTask<LoadedDefinition> OfVersionAsync(string versionId, CancellationToken cancel) =>
        byVersion.TryGetValue(versionId, out var known) ? known : await LoadAsync("id = $1", versionId, cancel);

    /// <summary>The version that a new case starts on; a version published on another node is seen within two seconds.</summary>
    public async ValueTask<LoadedDefinition> PublishedAsync(string definitionId, CancellationToken cancel)
    {
        if (published.TryGetValue(definitionId, out var known) && Stopwatch.GetElapsedTime(known.Read) < PublishedIsTrusted)
            return known.Definition;
        var definition = await LoadAsync("definition_id = $1 and is_published", definitionId, cancel);
        published[definitionId] = (definition, Stopwatch.GetTimestamp());
        return definition;
    }

    /// <summary>One version by its number, or the published one; null: there is none.</summary>
    public async Task<LoadedDefinition?> FindAsync(string definitionId, int? version, CancellationToken cancel)
    {
        await using var command = database.App.CreateCommand(
            "select id from workflow_definitions where definition_id = $1 and (version = $2 or ($2 is null and is_published))"
        );
        command.Parameters.Add(P.Text(definitionId));
        command.Parameters.Add(P.Int(version));
        return await command.ExecuteScalarAsync(cancel) is string id ? await OfVersionAsync(id, cancel) : null;
    }

    private async Task<LoadedDefinition> LoadAsync(string where, string value, CancellationToken cancel)
    {
        await using var command = database.App.CreateCommand(
            $"select id, definition_id, version, content from workflow_definitions where {where}"
        );
        command.Parameters.Add(P.Text(value));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            throw new RefusedException("process.no-definition");

        var id = reader.GetString(0);
        if (byVersion.TryGetValue(id, out var known))
            return known;
        var graph = WorkflowGraph.Compile(WorkflowDefinition.Parse(reader.GetString(3)), catalog);
        return byVersion.GetOrAdd(id, new LoadedDefinition(id, reader.GetString(1), reader.GetInt32(2), graph));
    }
}
