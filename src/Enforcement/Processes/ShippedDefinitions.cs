using System.Security.Cryptography;
using System.Text;
using Enforcement.Persistence;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Processes;

/// <summary>
/// The definitions in <c>workflows/</c>, shipped with the service. One that has changed since it was last loaded becomes a new version; cases
/// that run stay on theirs.
/// </summary>
public sealed class ShippedDefinitions(Database database, ActivityCatalog catalog, TimeProvider clock)
{
    /// <returns>How many new versions there are.</returns>
    /// <exception cref="InvalidOperationException">A shipped file has faults: it must never reach an office.</exception>
    public async Task<int> LoadAsync(CancellationToken cancel)
    {
        var added = 0;
        foreach (
            var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "workflows"), "*.json").Order(StringComparer.Ordinal)
        )
        {
            var content = await File.ReadAllTextAsync(file, cancel);
            var definition = WorkflowDefinition.Parse(content);
            var graph = WorkflowGraph.Compile(definition, catalog);
            if (!graph.CanBePublished)
                throw new InvalidOperationException(
                    $"{Path.GetFileName(file)}: {string.Join("; ", graph.Faults.Select(fault => $"{fault.NodeId} {fault.Code} {fault.Message}"))}"
                );
            added += await AddAsync(definition, content, cancel);
        }
        return added;
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
                    where definition_id = $1 and is_published and content_hash <> $2
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
                    select $1 || '-' || n.version, $1, n.version, $2, $3, $4, true, $5, $5
                    from (select coalesce(max(version), 0) + 1 as version from workflow_definitions where definition_id = $1) n
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
    public static async Task LoadShippedDefinitionsAsync(this WebApplication app) =>
        await app.Services.GetRequiredService<ShippedDefinitions>().LoadAsync(app.Lifetime.ApplicationStopping);
}
