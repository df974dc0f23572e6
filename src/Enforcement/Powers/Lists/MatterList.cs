using Enforcement.Persistence.Import;
using Npgsql;

namespace Enforcement.Powers.Lists;

/// <summary>The versions of matters. A row with a later first day ends the version before it; a row with the same first day takes its place.</summary>
public sealed class MatterList() : ReferenceList<MatterRow>("matters", "matter_versions")
{
    public override IReadOnlyList<string> Headings { get; } =
    [
        "code",
        "variant",
        "validFrom",
        "validTo",
        "nameZh",
        "nameEn",
        "category",
        "field",
        "department",
        "powerSource",
        "usualHandler",
        "basisZh",
        "basisEn",
        "summaryZh",
        "summaryEn",
        "facts",
        "limitationYears",
        "sourceTag",
        "datesTag",
        "status",
        "confirmedBy",
        "noteZh",
        "noteEn",
    ];

    public override MatterRow? Parse(RowReader row)
    {
        var matter = new MatterRow(
            row.Required("code", 40),
            row.OneOfOrEmpty("variant", MatterRow.Variants),
            row.Date("validFrom"),
            row.OptionalDate("validTo"),
            row.Required("nameZh"),
            row.Required("nameEn"),
            MatterCategories.CodeOf(row.OneOf("category", MatterCategories.Spellings)),
            row.Required("field", 60),
            row.Required("department", 60),
            row.OneOf("powerSource", PowerSources.All),
            row.OneOf("usualHandler", Handlers.All),
            row.Required("basisZh", 1000),
            row.Required("basisEn", 1000),
            row.Optional("summaryZh", 2000),
            row.Optional("summaryEn", 2000),
            [.. row.List("facts", CaseFacts.Names)],
            (short)row.Whole("limitationYears", 2, 5),
            row.OneOf("sourceTag", MatterRow.Tags),
            row.OneOf("datesTag", MatterRow.Tags),
            row.OneOf("status", MatterRow.States) == MatterRow.Confirmed,
            row.Optional("confirmedBy", 100),
            row.Optional("noteZh", 2000),
            row.Optional("noteEn", 2000)
        );
        if (matter.To < matter.From)
            row.Refuse("validTo", "from-after-to");
        if (matter.LimitationYears is not (2 or 5))
            row.Refuse("limitationYears", "unknown-code", row.Optional("limitationYears"));
        if (matter is { IsConfirmed: true, SourceTag: "U" or "K", ConfirmedBy: "" })
            row.Refuse("confirmedBy", "confirmation-unsigned");
        return row.IsSound ? matter : null;
    }

    protected override string KeyOf(MatterRow row) => Joined(row.Code, row.Variant, row.From.ToString("O"));

    protected override IReadOnlyList<(string Column, object? Value)> CellsOf(MatterRow row) =>
        [
            ("code", row.Code),
            ("variant", row.Variant),
            ("valid_from", row.From),
            ("stated_to", row.To),
            ("name_zh", row.NameZh),
            ("name_en", row.NameEn),
            ("category", row.Category),
            ("field", row.Field),
            ("department", row.Department),
            ("power_source", row.Source),
            ("usual_handler", row.Handler),
            ("basis_zh", row.BasisZh),
            ("basis_en", row.BasisEn),
            ("summary_zh", row.SummaryZh),
            ("summary_en", row.SummaryEn),
            ("facts", row.Facts),
            ("limitation_years", row.LimitationYears),
            ("source_tag", row.SourceTag),
            ("dates_tag", row.DatesTag),
            ("confirmed", row.IsConfirmed),
            ("confirmed_by", row.ConfirmedBy),
            ("note_zh", row.NoteZh),
            ("note_en", row.NoteEn),
        ];

    protected override async Task CheckAsync(
        NpgsqlConnection connection,
        IReadOnlyList<(int Line, MatterRow Row)> rows,
        ImportFaults faults,
        CancellationToken cancel
    )
    {
        var complete = await ColumnAsync(
            connection,
            """
            select category from matter_duties where superseded_by is null
            group by category having count(distinct kind) = 2
            """,
            cancel
        );
        foreach (var (line, row) in rows.Where(row => !complete.Contains(row.Row.Category)))
            faults.Add(line, "category", "without-duty", row.Category);

        var stored = await StoredAsync(connection, cancel);
        foreach (var matter in rows.GroupBy(row => (row.Row.Code, row.Row.Variant)))
        {
            var lines = matter.GroupBy(row => row.Row.From).ToDictionary(same => same.Key, same => same.First());
            var spans = VersionDates.Follow(
                lines
                    .Values.Select(row => (row.Row.From, row.Row.To))
                    .Concat(stored[matter.Key].Where(old => !lines.ContainsKey(old.From)).Select(old => (old.From, old.Stated)))
            );
            foreach (var span in spans.Where(span => span.Clash != VersionClash.None && lines.ContainsKey(span.From)))
                faults.Add(
                    lines[span.From].Line,
                    "validTo",
                    span.Clash == VersionClash.Overlap ? "version-overlap" : "version-gap",
                    span.To?.AddDays(1).ToString("O")
                );
        }
    }

    protected override async Task PrepareAsync(
        NpgsqlConnection connection,
        IReadOnlyList<MatterRow> rows,
        long import,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            "insert into matters (code, import_id) select code, $2 from unnest($1) code on conflict do nothing",
            connection
        );
        command.Parameters.Add(new() { Value = rows.Select(row => row.Code).Distinct().ToArray() });
        command.Parameters.Add(new() { Value = import });
        await command.ExecuteNonQueryAsync(cancel);
    }

    protected override async Task<int> EndAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var changed = (await StoredAsync(connection, cancel))
            .SelectMany(matter =>
                matter.Zip(
                    VersionDates.Follow(matter.Select(version => (version.From, version.Stated))),
                    (version, span) => (version, span.To)
                )
            )
            .Where(pair => pair.version.To != pair.To)
            .ToList();
        foreach (var (version, to) in changed)
        {
            await using var command = new NpgsqlCommand("update matter_versions set valid_to = $2 where id = $1", connection);
            command.Parameters.Add(new() { Value = version.Id });
            command.Parameters.Add(new() { Value = (object?)to ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Date });
            await command.ExecuteNonQueryAsync(cancel);
        }
        return changed.Count(pair => pair.version.Stated is null && pair.To is not null);
    }

    private static async Task<ILookup<(string Code, string Variant), StoredVersion>> StoredAsync(
        NpgsqlConnection connection,
        CancellationToken cancel
    )
    {
        var stored = new List<(string Code, string Variant, StoredVersion Version)>();
        await using var command = new NpgsqlCommand(
            """
            select code, variant, id, valid_from, stated_to, valid_to
            from matter_versions where superseded_by is null order by code, variant, valid_from
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            stored.Add(
                (
                    reader.GetString(0),
                    reader.GetString(1),
                    new(
                        reader.GetInt64(2),
                        reader.GetFieldValue<DateOnly>(3),
                        reader.IsDBNull(4) ? null : reader.GetFieldValue<DateOnly>(4),
                        reader.IsDBNull(5) ? null : reader.GetFieldValue<DateOnly>(5)
                    )
                )
            );
        return stored.ToLookup(row => (row.Code, row.Variant), row => row.Version);
    }

    private static async Task<HashSet<string>> ColumnAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            values.Add(reader.GetString(0));
        return values;
    }

    private sealed record StoredVersion(long Id, DateOnly From, DateOnly? Stated, DateOnly? To);
}

/// <summary>A row of the list as it was sent.</summary>
public sealed record MatterRow(
    string Code,
    string Variant,
    DateOnly From,
    DateOnly? To,
    string NameZh,
    string NameEn,
    string Category,
    string Field,
    string Department,
    string Source,
    string Handler,
    string BasisZh,
    string BasisEn,
    string SummaryZh,
    string SummaryEn,
    string[] Facts,
    short LimitationYears,
    string SourceTag,
    string DatesTag,
    bool IsConfirmed,
    string ConfirmedBy,
    string NoteZh,
    string NoteEn
)
{
    public const string Confirmed = "confirmed";

    public static IReadOnlyList<string> States { get; } = [Confirmed, "unconfirmed"];

    public static IReadOnlyList<string> Variants { get; } = [PartyKinds.Person, PartyKinds.Unit];

    public static IReadOnlyList<string> Tags { get; } = ["L", "P", "X", "D", "K", "U"];
}
