using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Enforcement.Persistence.Import;

/// <summary>
/// A list of reference data that an admin brings in as a file: its headings, how a row reads, and the table that keeps it. A file adds rows and
/// replaces those with the same key; what it does not name stays. Tables have the columns <c>row_key, row_group, row_hash, import_id,
/// superseded_by</c> before their own.
/// </summary>
public interface IReferenceList
{
    /// <summary>Code of the list: <c>matters</c>.</summary>
    string Kind { get; }

    IReadOnlyList<string> Headings { get; }

    /// <summary>Reads, checks and stores within the caller's transaction; with any fault nothing is written.</summary>
    /// <param name="import">Number of this import; its record is written after the rows.</param>
    Task<ImportReport> TakeAsync(NpgsqlConnection connection, ImportFile file, long import, CancellationToken cancel);
}

/// <inheritdoc cref="IReferenceList"/>
public abstract class ReferenceList<TRow>(string kind, string table) : IReferenceList
    where TRow : class
{
    public string Kind => kind;

    public abstract IReadOnlyList<string> Headings { get; }

    /// <summary>Null when the row was refused; its faults are with the reader.</summary>
    public abstract TRow? Parse(RowReader row);

    public async Task<ImportReport> TakeAsync(NpgsqlConnection connection, ImportFile file, long import, CancellationToken cancel)
    {
        var faults = new ImportFaults();
        var rows = file.Read(Headings, Parse, faults);
        RefuseRepeated(rows, faults);
        await CheckAsync(connection, rows, faults, cancel);
        if (!faults.None)
            return ImportReport.Rejected(rows.Count, faults);

        var (added, changed) = await StoreAsync(connection, [.. rows.Select(row => row.Row)], import, cancel);
        var ended = await EndAsync(connection, cancel);
        return new(ImportOutcome.Imported, rows.Count, added, changed, ended, []);
    }

    /// <summary>Rows as a file of this list, for those that a verb words and the importer takes like any other.</summary>
    public ImportFile Write(string name, IEnumerable<TRow> rows) =>
        new(
            name,
            Encoding.UTF8.GetBytes(
                CsvSheet.Write([Headings, .. rows.Select(row => CellsOf(row).Select(cell => Text(cell.Value)).ToList())])
            )
        );

    // Cells stand in the order of the headings.
    private static string Text(object? value) =>
        value switch
        {
            string[] parts => string.Join(';', parts),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            bool isSo => isSo ? "yes" : "",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };

    /// <summary>What makes two rows speak of the same thing.</summary>
    protected abstract string KeyOf(TRow row);

    /// <summary>Rows that replace each other as a whole, such as all penalties of one version; by default each row stands alone.</summary>
    protected virtual string GroupOf(TRow row) => KeyOf(row);

    /// <summary>Columns of the table and their values, in the order of the headings; the same columns for each row.</summary>
    protected abstract IReadOnlyList<(string Column, object? Value)> CellsOf(TRow row);

    /// <summary>Rules that need the whole file or what is stored.</summary>
    protected virtual Task CheckAsync(
        NpgsqlConnection connection,
        IReadOnlyList<(int Line, TRow Row)> rows,
        ImportFaults faults,
        CancellationToken cancel
    ) => Task.CompletedTask;

    /// <summary>Before rows are stored: what they refer to.</summary>
    protected virtual Task PrepareAsync(NpgsqlConnection connection, IReadOnlyList<TRow> rows, long import, CancellationToken cancel) =>
        Task.CompletedTask;

    /// <summary>After rows are stored: older versions end. How many.</summary>
    protected virtual Task<int> EndAsync(NpgsqlConnection connection, CancellationToken cancel) => Task.FromResult(0);

    /// <summary>Keys joined so that no two lists of parts give the same text.</summary>
    protected static string Joined(params IEnumerable<object?> parts) =>
        string.Join('\u001f', parts.Select(part => Convert.ToString(part, CultureInfo.InvariantCulture)));

    private void RefuseRepeated(IReadOnlyList<(int Line, TRow Row)> rows, ImportFaults faults)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (line, row) in rows)
            if (!seen.TryAdd(KeyOf(row), line))
                faults.Add(line, null, "twice", seen[KeyOf(row)].ToString(CultureInfo.InvariantCulture));
    }

    private async Task<(int Added, int Changed)> StoreAsync(
        NpgsqlConnection connection,
        IReadOnlyList<TRow> rows,
        long import,
        CancellationToken cancel
    )
    {
        await PrepareAsync(connection, rows, import, cancel);
        var current = await CurrentAsync(connection, cancel);
        var groups = rows.Select(GroupOf).ToHashSet(StringComparer.Ordinal);
        var keys = rows.Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        var written = rows.Where(row => !current.TryGetValue(KeyOf(row), out var stored) || stored.Hash != HashOf(row)).ToList();
        var dropped = current
            .Where(stored => groups.Contains(stored.Value.Group) && !keys.Contains(stored.Key))
            .Select(stored => stored.Value.Id);
        long[] superseded = [.. written.Select(KeyOf).Where(current.ContainsKey).Select(key => current[key].Id), .. dropped];

        await using (var supersede = new NpgsqlCommand($"update {table} set superseded_by = $1 where id = any($2)", connection))
        {
            supersede.Parameters.Add(new() { Value = import });
            supersede.Parameters.Add(new() { Value = superseded });
            await supersede.ExecuteNonQueryAsync(cancel);
        }
        await using var batch = new NpgsqlBatch(connection);
        foreach (var row in written)
            batch.BatchCommands.Add(Insert(row, import));
        if (written.Count > 0)
            await batch.ExecuteNonQueryAsync(cancel);
        return (written.Count(row => !current.ContainsKey(KeyOf(row))), superseded.Length);
    }

    private async Task<Dictionary<string, (long Id, string Group, string Hash)>> CurrentAsync(
        NpgsqlConnection connection,
        CancellationToken cancel
    )
    {
        var current = new Dictionary<string, (long, string, string)>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(
            $"select row_key, id, row_group, row_hash from {table} where superseded_by is null",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            current.Add(reader.GetString(0), (reader.GetInt64(1), reader.GetString(2), reader.GetString(3)));
        return current;
    }

    private NpgsqlBatchCommand Insert(TRow row, long import)
    {
        var cells = CellsOf(row);
        var names = string.Join(", ", cells.Select(cell => cell.Column));
        var places = string.Join(", ", cells.Select((_, index) => $"${index + 5}"));
        var command = new NpgsqlBatchCommand(
            $"insert into {table} (row_key, row_group, row_hash, import_id, {names}) values ($1, $2, $3, $4, {places})"
        );
        foreach (var value in (object?[])[KeyOf(row), GroupOf(row), HashOf(row), import, .. cells.Select(cell => cell.Value)])
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return command;
    }

    private string HashOf(TRow row)
    {
        var text = Joined(CellsOf(row).Select(cell => cell.Value is string[] items ? string.Join('\u001e', items) : cell.Value));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
