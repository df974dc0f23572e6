using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Patrols;

/// <summary>Rows of findings and of what happened to them, for the step. Lists read through EF Core.</summary>
internal static class FindingTable
{
    private const string Columns = """
        id, organization, region, grid, place, latitude, longitude, found_at, description, source, matter_code, officers, facts, parties,
        dismissal_kind, dismissal_reason, duplicate_of, dismissed_by, dismissed_at, case_id, case_number, registered_by, registered_name,
        registered_at, event_seq, event_head
        """;

    public static Statement Read(Guid id) =>
        Statement.Of($"select {Columns} from findings where county_code = $1 and id = $2", P.Text(RowId.CountyOf(id)), P.Uuid(id));

    /// <summary>Two who decide on it at once: the second waits here, and sees what the first made of it.</summary>
    public static Statement Lock(Guid id) =>
        Statement.Of(
            $"select {Columns} from findings where county_code = $1 and id = $2 for update",
            P.Text(RowId.CountyOf(id)),
            P.Uuid(id)
        );

    public static Statement Insert(Finding it) =>
        Statement.Of(
            """
            insert into findings (county_code, id, organization, region, grid, place, latitude, longitude, found_at, description, source,
                matter_code, officers, facts, parties, state, registered_by, registered_name, registered_at, event_seq, event_head)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'open', $16, $17, $18, $19, $20)
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.Organization),
            P.Text(it.Region),
            P.Text(it.Grid),
            P.Text(it.Place),
            P.Money(it.Point?.Latitude),
            P.Money(it.Point?.Longitude),
            P.Time(it.FoundAt),
            P.Text(it.Description),
            P.Text(it.Source),
            P.Text(it.MatterCode),
            P.Uuids(it.Officers),
            P.Json(it.Facts.ToJsonString()),
            P.Json(JsonSerializer.Serialize(it.Parties, StepServices.Json)),
            P.Uuid(it.Registered.By),
            P.Text(it.Registered.Name),
            P.Time(it.Registered.At),
            P.Int(it.Events.Seq),
            P.Bytes(it.Events.Head)
        );

    /// <summary>Its end. The number of a case is drawn just before: it is read from the case's row, written earlier in the same batch.</summary>
    public static Statement Update(Finding it) =>
        Statement.Hit(
            "findings",
            """
            update findings set state = $3, dismissal_kind = $4, dismissal_reason = $5, duplicate_of = $6, dismissed_by = $7, dismissed_at = $8,
                case_id = $9, case_number = (select number from cases where county_code = $1 and id = $9), event_seq = $10, event_head = $11
            where county_code = $1 and id = $2 and state = 'open' returning 1
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.State),
            P.Text(it.Dismissal?.Kind),
            P.Text(it.Dismissal?.Reason),
            P.Uuid(it.Dismissal?.DuplicateOf),
            P.Text(it.Dismissal?.By),
            P.Time(it.Dismissal?.At),
            P.Uuid(it.Case?.Id),
            P.Int(it.Events.Seq),
            P.Bytes(it.Events.Head)
        );

    public static IEnumerable<Statement> AddEvents(Finding it) =>
        it.Events.Added.Select(entry =>
            Statement.Of(
                """
                insert into finding_events (county_code, finding_id, seq, at, content, content_version, hash_function, prev_hash, hash)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                P.Text(it.County),
                P.Uuid(it.Id),
                P.Int(entry.Seq),
                P.Time(entry.At),
                P.Text(entry.Content),
                P.Short(JournalEntry.ContentVersion),
                P.Text(JournalEntry.HashFunction),
                P.Bytes(entry.PrevHash),
                P.Bytes(entry.Hash)
            )
        );

    public static Statement ReadEvents(Guid id) =>
        Statement.Of(
            "select at, content from finding_events where county_code = $1 and finding_id = $2 order by seq",
            P.Text(RowId.CountyOf(id)),
            P.Uuid(id)
        );

    public static Finding From(NpgsqlDataReader row)
    {
        var finding = new Finding
        {
            Id = row.GetGuid(0),
            Organization = row.GetString(1),
            Region = row.GetString(2),
            Grid = Text(3),
            Place = row.GetString(4),
            Point = row.IsDBNull(5) ? null : new Point(row.GetDecimal(5), row.GetDecimal(6)),
            FoundAt = row.GetFieldValue<DateTimeOffset>(7),
            Description = row.GetString(8),
            Source = row.GetString(9),
            MatterCode = Text(10),
            Officers = row.GetFieldValue<Guid[]>(11),
            Facts = JsonNode.Parse(row.GetString(12))!.AsObject(),
            Parties = JsonSerializer.Deserialize<List<Party>>(row.GetString(13), StepServices.Json)!,
            Registered = new Registration(row.GetGuid(21), row.GetString(22), row.GetFieldValue<DateTimeOffset>(23)),
            Events = new Journal(row.GetInt32(24), row.GetFieldValue<byte[]>(25)),
        };
        finding.Restore(
            Text(14) is { } kind
                ? new Dismissal(
                    kind,
                    row.GetString(15),
                    row.IsDBNull(16) ? null : row.GetGuid(16),
                    row.GetString(17),
                    row.GetFieldValue<DateTimeOffset>(18)
                )
                : null,
            row.IsDBNull(19) ? null : new CaseLink(row.GetGuid(19), row.GetString(20))
        );
        return finding;

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }
}
