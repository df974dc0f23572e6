using System.Security.Cryptography;
using System.Text;
using Enforcement.Persistence;
using Enforcement.Processes.Bindings;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Processes;

/// <summary>
/// The definitions in <c>workflows/</c>, shipped with the service. One that has changed since it was last loaded becomes a new version; cases
/// that run stay on theirs. Where an office has published a version of its own, a changed file stands beside it until somebody takes it over.
/// </summary>
public sealed class ShippedDefinitions(Database database, ActivityCatalog catalog, DefinitionChecks checks, TimeProvider clock)
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "workflows");

    /// <param name="folder">Whose <c>*.json</c> are loaded, all or none.</param>
    /// <returns>How many new versions there are.</returns>
    /// <exception cref="InvalidOperationException">A file has errors, or a path that would hurt a case: it must never reach an office.</exception>
    public async Task<int> LoadAsync(string folder, CancellationToken cancel)
    {
        var shipped = new List<(WorkflowDefinition Definition, string Content)>();
        var wrong = new List<string>();
        foreach (var file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var content = await File.ReadAllTextAsync(file, cancel);
            var definition = WorkflowDefinition.Parse(content);
            shipped.Add((definition, content));
            wrong.AddRange(
                checks
                    .Everything(WorkflowGraph.Compile(definition, catalog))
                    .Where(found => found.Fault.Severity == FaultSeverity.Error)
                    .Select(found => $"{Path.GetFileName(file)}: {Describe(found.Fault)}")
            );
        }
        if (wrong.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, wrong));

        var added = 0;
        foreach (var (definition, content) in shipped)
            added += await AddAsync(definition, content, cancel);
        return added;
    }

    private static string Describe(GraphFault fault)
    {
        var path = string.Join(" > ", fault.Path.Select(step => step.Outcome is { } outcome ? $"{step.NodeId} [{outcome}]" : step.NodeId));
        return $"{fault.NodeId} {fault.Code} {fault.Message}{(path.Length > 0 ? $" Path: {path}" : "")}";
    }

    private async Task<int> AddAsync(WorkflowDefinition definition, string content, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(content));
        // Nodes that start together load the same files: one adds the version, the others find it.
        batch.BatchCommands.Add(Statement.Of("select pg_advisory_xact_lock(hashtext('shipped-definitions'))").ToCommand());
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    update workflow_definitions set is_published = false
                    where definition_id = $1 and is_published and published_by is null and content_hash <> $2
                        and not exists (select from workflow_definitions where definition_id = $1 and content_hash = $2)
                    """,
                    P.Text(definition.DefinitionId),
                    P.Bytes(hash)
                )
                .ToCommand()
        );
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    insert into workflow_definitions (id, definition_id, version, name, content, content_hash, is_published, created_at, published_at)
                    select $1 || '-' || n.version, $1, n.version, $2, $3, $4, not n.has_own, $5, case when not n.has_own then $5 end
                    from (
                        select coalesce(max(version), 0) + 1 as version,
                            coalesce(bool_or(is_published and published_by is not null), false) as has_own
                        from workflow_definitions where definition_id = $1
                    ) n
                    where not exists (select from workflow_definitions where definition_id = $1 and content_hash = $4)
                    returning 1
                    """,
                    P.Text(definition.DefinitionId),
                    P.Text(definition.Name),
                    P.Text(content),
                    P.Bytes(hash),
                    P.Time(clock.GetUtcNow())
                )
                .ToCommand()
        );
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        return await reader.ReadAsync(cancel) ? 1 : 0;
    }
}

public static class ShippedDefinitionsStart
{
    /// <summary>Cases open on the newest version from here on.</summary>
    public static async Task LoadShippedDefinitionsAsync(this WebApplication app)
    {
        var cancel = app.Lifetime.ApplicationStopping;
        // The check asks what is bound, and cannot wait for it.
        await app.Services.GetRequiredService<BoundDefinitions>().CurrentAsync(cancel);
        await app.Services.GetRequiredService<ShippedDefinitions>().LoadAsync(ShippedDefinitions.Folder, cancel);
    }
}
