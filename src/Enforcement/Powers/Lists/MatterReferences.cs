using Enforcement.Persistence.Import;
using Npgsql;

namespace Enforcement.Powers.Lists;

/// <summary>Rows that speak of a matter are refused when the list of matters does not know it.</summary>
internal static class MatterReferences
{
    public static async Task RefuseUnknownAsync(
        NpgsqlConnection connection,
        IEnumerable<(int Line, string Code, string Variant, DateOnly? From)> rows,
        ImportFaults faults,
        CancellationToken cancel
    )
    {
        var known = new HashSet<(string, string, DateOnly?)>();
        await using var command = new NpgsqlCommand(
            "select code, variant, valid_from from matter_versions where superseded_by is null",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var (code, variant) = (reader.GetString(0), reader.GetString(1));
            known.Add((code, variant, reader.GetFieldValue<DateOnly>(2)));
            known.Add((code, variant, null));
            known.Add((code, "", null));
        }
        foreach (var (line, code, variant, from) in rows.Where(row => !known.Contains((row.Code, row.Variant, row.From))))
            faults.Add(
                line,
                "code",
                "reference-unknown",
                string.Join(' ', ((string?[])[code, variant, from?.ToString("O")]).Where(part => part is { Length: > 0 }))
            );
    }
}
