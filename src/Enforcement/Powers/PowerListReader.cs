using System.Globalization;
using Npgsql;

namespace Enforcement.Powers;

/// <summary>Reads the whole current list in one round trip.</summary>
internal static class PowerListReader
{
    public static async Task<(long Import, PowerList List)> ReadAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var batch = database.CreateBatch();
        foreach (
            var sql in (string[])
                [
                    "select coalesce(max(id), 0) from data_imports",
                    """
                        select code, variant, valid_from, line, kind, party_kind, minimum, maximum, unit, measured_by, condition_zh, condition_en,
                               wording_zh, wording_en, discretionary
                        from matter_penalties where superseded_by is null order by line
                        """,
                    """
                        select code, variant, valid_from, valid_to, name_zh, name_en, category, field, department, power_source, usual_handler,
                               basis_zh, basis_en, summary_zh, summary_en, facts, limitation_years, source_tag, dates_tag, confirmed, confirmed_by,
                               note_zh, note_en, document, document_date
                        from matter_versions join data_imports on data_imports.id = import_id
                        where superseded_by is null
                        """,
                    """
                        select code, variant, scope, kinds, held_from, held_to, document, document_date, acceptance_paper, recall_document,
                               recall_date, source_tag, note_zh, note_en
                        from matter_townships where superseded_by is null
                        """,
                    """
                        select category, kind, stage, text_zh, text_en, basis_zh, source_tag
                        from matter_duties where superseded_by is null order by category, kind desc, line
                        """,
                    "select code, variant, result, fact, at_least, reason_zh, reason_en, source_tag from matter_thresholds where superseded_by is null",
                ]
        )
            batch.BatchCommands.Add(new(sql));
        await using var reader = await batch.ExecuteReaderAsync(cancel);

        await reader.ReadAsync(cancel);
        var import = reader.GetInt64(0);
        await reader.NextResultAsync(cancel);
        var penalties = (
            await AllAsync(reader, row => (Key: (row.GetString(0), row.GetString(1), Day(row, 2)), Penalty: Penalty(row)), cancel)
        ).ToLookup(row => row.Key, row => row.Penalty);
        var versions = await NextAsync(reader, Version, cancel);
        var grants = await NextAsync(reader, Grant, cancel);
        var duties = await NextAsync(reader, Duty, cancel);
        var thresholds = await NextAsync(reader, Threshold, cancel);
        var withPenalties = versions.Select(version =>
            version with
            {
                Penalties = [.. penalties[(version.Code, version.Variant, version.From)]],
            }
        );
        return (import, new(withPenalties, grants, duties, thresholds));
    }

    private static Penalty Penalty(NpgsqlDataReader row) =>
        new(
            row.GetString(4),
            row.GetString(5),
            row.IsDBNull(6) ? null : row.GetDecimal(6),
            row.IsDBNull(7) ? null : row.GetDecimal(7),
            row.GetString(8),
            row.GetString(9),
            Both(row, 10),
            Both(row, 12),
            row.GetBoolean(14)
        );

    private static MatterVersion Version(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            Day(row, 2),
            DayOrNone(row, 3),
            Both(row, 4),
            row.GetString(6),
            row.GetString(7),
            row.GetString(8),
            row.GetString(9),
            row.GetString(10),
            Both(row, 11),
            Both(row, 13),
            row.GetFieldValue<string[]>(15),
            row.GetInt16(16),
            row.GetString(17),
            row.GetString(18),
            row.GetBoolean(19),
            row.GetString(20),
            Both(row, 21)
        )
        {
            Paper = row.GetString(23) is { Length: > 0 } document ? new(document, DayOrNone(row, 24)) : null,
        };

    private static PowerGrant Grant(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetFieldValue<string[]>(3),
            Day(row, 4),
            DayOrNone(row, 5),
            row.GetString(6),
            DayOrNone(row, 7),
            row.GetString(8),
            row.GetString(9),
            DayOrNone(row, 10),
            row.GetString(11),
            Both(row, 12)
        );

    private static Duty Duty(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1) == Lists.DutyList.Accountability,
            row.GetString(2),
            Both(row, 3),
            row.GetString(5),
            row.GetString(6)
        );

    private static Threshold Threshold(NpgsqlDataReader row)
    {
        var (fact, atLeast) = (row.GetString(3), row.GetString(4));
        return new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            fact,
            Powers.Threshold.Measure(fact, atLeast),
            Both(row, 5),
            row.GetString(7)
        );
    }

    private static Bilingual Both(NpgsqlDataReader row, int chinese) => new(row.GetString(chinese), row.GetString(chinese + 1));

    private static DateOnly Day(NpgsqlDataReader row, int column) => row.GetFieldValue<DateOnly>(column);

    private static DateOnly? DayOrNone(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);

    private static async Task<List<T>> NextAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
    {
        await reader.NextResultAsync(cancel);
        return await AllAsync(reader, read, cancel);
    }

    private static async Task<List<T>> AllAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel))
            rows.Add(read(reader));
        return rows;
    }
}
