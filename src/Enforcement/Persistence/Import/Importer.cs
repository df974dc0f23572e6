using Enforcement.Identity;
using Npgsql;

namespace Enforcement.Persistence.Import;

/// <summary>
/// Brings a file into its list: all of it in one transaction, or nothing and a report of every fault. The shipped data takes the same way at
/// start-up. Works as the service's own role; PostgreSQL lets it add and supersede, not rewrite.
/// </summary>
public sealed class Importer(Database database, TimeProvider clock, IEnumerable<ImportListener> listeners)
{
    /// <summary>One import at a time, on whichever node: two files must not both be the successor of one version.</summary>
    private const long ImportLock = 4301120030;

    /// <summary>An admin's file. The very bytes of the last import of this list change nothing.</summary>
    public Task<ImportReport> ImportAsync(IReferenceList list, ImportFile file, ImportPaper paper, CancellationToken cancel) =>
        RunAsync(list, file, paper, "select content_hash = $2 from data_imports where kind = $1 order by id desc limit 1", cancel);

    /// <summary>What the product ships: taken once, so that a restart does not undo what an admin has brought in since.</summary>
    public Task<ImportReport> ImportShippedAsync(IReferenceList list, ImportFile file, CancellationToken cancel) =>
        RunAsync(list, file, ImportPaper.Shipped, "select true from data_imports where kind = $1 and content_hash = $2 limit 1", cancel);

    private async Task<ImportReport> RunAsync(
        IReferenceList list,
        ImportFile file,
        ImportPaper paper,
        string takenBefore,
        CancellationToken cancel
    )
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (
            var locked = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection) { Parameters = { new() { Value = ImportLock } } }
        )
            await locked.ExecuteNonQueryAsync(cancel);
        await using (
            var known = new NpgsqlCommand(takenBefore, connection)
            {
                Parameters =
                {
                    new() { Value = list.Kind },
                    new() { Value = file.Hash },
                },
            }
        )
            if (await known.ExecuteScalarAsync(cancel) is true)
                return ImportReport.Unchanged;

        var number = await NextNumberAsync(connection, cancel);
        var report = await list.TakeAsync(connection, file, number, cancel);
        if (report.Outcome != ImportOutcome.Imported)
            return report; // disposing the transaction rolls it back

        await RecordAsync(connection, number, list.Kind, file, paper, report, cancel);
        await transaction.CommitAsync(cancel);
        foreach (var listener in listeners)
            listener.OnImported(list.Kind);
        return report;
    }

    private static async Task<long> NextNumberAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select coalesce(max(id), 0) + 1 from data_imports", connection);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private async Task RecordAsync(
        NpgsqlConnection connection,
        long number,
        string kind,
        ImportFile file,
        ImportPaper paper,
        ImportReport report,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            insert into data_imports
                (id, kind, file_name, content_hash, document, document_date, rows, added, changed, ended, imported_by, imported_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            connection
        );
        object?[] values =
        [
            number,
            kind,
            file.Name,
            file.Hash,
            paper.Document,
            paper.DocumentDate,
            report.Rows,
            report.Added,
            report.Changed,
            report.Ended,
            paper.By,
            clock.GetUtcNow().ToUniversalTime(),
        ];
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        await command.ExecuteNonQueryAsync(cancel);
        if (paper != ImportPaper.Shipped)
            await LogAsync(connection, kind, file, paper, report, cancel);
    }

    private async Task LogAsync(
        NpgsqlConnection connection,
        string kind,
        ImportFile file,
        ImportPaper paper,
        ImportReport report,
        CancellationToken cancel
    )
    {
        var entry = AdminLogEntry.Of(
            clock.GetUtcNow(),
            paper.By,
            AdminActs.ListImported,
            $"{kind}: {file.Name}",
            now: new
            {
                paper.Document,
                paper.DocumentDate,
                report.Rows,
                report.Added,
                report.Changed,
                report.Ended,
            }
        );
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { entry.Insert().ToCommand() } };
        await batch.ExecuteNonQueryAsync(cancel);
    }
}

/// <summary>Hears of an import after its commit, on the node that made it: caches of the list are dropped.</summary>
public abstract class ImportListener
{
    public abstract void OnImported(string kind);

    /// <summary>Once at start-up, after the shipped data: what must be in memory before the first request.</summary>
    public virtual Task PrepareAsync(CancellationToken cancel) => Task.CompletedTask;
}
