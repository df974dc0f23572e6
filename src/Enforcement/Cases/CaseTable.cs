using System.Text.Json.Nodes;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Cases;

/// <summary>The rows of a case, for the step. Pages read through EF Core.</summary>
internal static class CaseTable
{
    public const string Columns = """
        county_code, id, number, kind, owner_org, handler_org, origin_case_id, origin_county_code, finding_id, title, matter_code, matter_version,
        violation_on, procedure, intent, officers, stage, outcome, filing_number, data, opened_at, stage_since, closed_at
        """;

    public const int ColumnCount = 23;

    public static CaseSql Read { get; } = new(id => $"select {Columns} from cases where county_code = $1 and id = {id}");

    public static CaseFile From(NpgsqlDataReader row)
    {
        var caseFile = new CaseFile
        {
            Key = new CaseKey(row.GetString(0), row.GetGuid(1)),
            Number = row.GetString(2),
            Kind = Enum.Parse<CaseKind>(row.GetString(3), ignoreCase: true),
            OwnerOrg = row.GetString(4),
            HandlerOrg = row.GetString(5),
            Origin = row.IsDBNull(6) ? null : new CaseKey(row.GetString(7), row.GetGuid(6)),
            FindingId = row.IsDBNull(8) ? null : row.GetGuid(8),
            Title = row.GetString(9),
            MatterCode = row.GetString(10),
            MatterVersion = row.GetInt32(11),
            ViolationOn = row.GetFieldValue<DateOnly>(12),
            Procedure = row.GetString(13),
            Intent = row.GetString(14),
            Officers = row.GetFieldValue<Guid[]>(15),
            Stage = row.GetString(16),
            FilingNumber = row.IsDBNull(18) ? null : row.GetString(18),
            Data = CaseData.Parse(row.GetString(19)),
            OpenedAt = row.GetFieldValue<DateTimeOffset>(20),
            StageSince = row.GetFieldValue<DateTimeOffset>(21),
        };
        caseFile.Restore(row.IsDBNull(17) ? null : row.GetString(17), row.IsDBNull(22) ? null : row.GetFieldValue<DateTimeOffset>(22));
        return caseFile;
    }

    public static Statement Insert(CaseFile it) =>
        Statement.Of(
            """
            insert into cases (county_code, id, number, kind, owner_org, handler_org, origin_case_id, origin_county_code, finding_id, title,
                matter_code, matter_version, violation_on, procedure, intent, officers, stage, state, outcome, filing_number, data,
                opened_at, stage_since, closed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
            """,
            P.Text(it.Key.County),
            P.Uuid(it.Key.Id),
            P.Text(it.Number),
            P.Text(it.Kind.ToString().ToLowerInvariant()),
            P.Text(it.OwnerOrg),
            P.Text(it.HandlerOrg),
            P.Uuid(it.Origin?.Id),
            P.Text(it.Origin?.County),
            P.Uuid(it.FindingId),
            P.Text(it.Title),
            P.Text(it.MatterCode),
            P.Int(it.MatterVersion),
            P.Date(it.ViolationOn),
            P.Text(it.Procedure),
            P.Text(it.Intent),
            P.Uuids(it.Officers),
            P.Text(it.Stage),
            P.Text(it.IsOpen ? "open" : "closed"),
            P.Text(it.Outcome),
            P.Text(it.FilingNumber),
            P.Json(it.Data.ToString()),
            P.Time(it.OpenedAt),
            P.Time(it.StageSince),
            P.Time(it.ClosedAt)
        );

    /// <summary>What changed of it. The data are two kilobytes that PostgreSQL writes anew even where they are the same.</summary>
    /// <returns>Null: nothing did.</returns>
    public static Statement? Update(CaseFile it)
    {
        if (!it.Moved && !it.Data.Changed)
            return null;
        NpgsqlParameter[] standing =
        [
            P.Text(it.Key.County),
            P.Uuid(it.Key.Id),
            P.Text(it.HandlerOrg),
            P.Text(it.Stage),
            P.Text(it.IsOpen ? "open" : "closed"),
            P.Text(it.Outcome),
            P.Text(it.FilingNumber),
            P.Time(it.StageSince),
            P.Time(it.ClosedAt),
        ];
        return it.Data.Changed
            ? Statement.Hit(
                "cases",
                """
                update cases set handler_org = $3, stage = $4, state = $5, outcome = $6, filing_number = $7,
                    stage_since = $8, closed_at = $9, data = $10
                where county_code = $1 and id = $2 returning 1
                """,
                [.. standing, P.Json(it.Data.ToString())]
            )
            : Statement.Hit(
                "cases",
                """
                update cases set handler_org = $3, stage = $4, state = $5, outcome = $6, filing_number = $7,
                    stage_since = $8, closed_at = $9
                where county_code = $1 and id = $2 returning 1
                """,
                standing
            );
    }

    public static Statement AddSight(CaseKey key, IEnumerable<string> organizations, DateTimeOffset since) =>
        Statement.Of(
            """
            insert into case_sight (viewer_org, county_code, case_id, since) select org, $1, $2, $4 from unnest($3) as org
            on conflict do nothing
            """,
            P.Text(key.County),
            P.Uuid(key.Id),
            P.Texts(organizations),
            P.Time(since)
        );

    public static Statement AddParticipant(CaseKey key, string organization, string capacity, DateTimeOffset from) =>
        Statement.Of(
            """
            insert into case_participants (county_code, case_id, organization, capacity, from_at) select $1, $2, $3, $4, $5
            where not exists (
                select from case_participants
                where county_code = $1 and case_id = $2 and organization = $3 and capacity = $4 and to_at is null)
            """,
            P.Text(key.County),
            P.Uuid(key.Id),
            P.Text(organization),
            P.Text(capacity),
            P.Time(from)
        );

    public static Statement AddJournal(CaseKey key, IReadOnlyList<JournalEntry> entries) =>
        Statement.Of(
            """
            insert into journal (county_code, case_id, seq, at, content, content_version, hash_function, prev_hash, hash)
            select $1, $2, e.seq, e.at, e.content, $7, $8, e.prev, e.hash
            from unnest($3, $4, $5, $6, $9) as e (seq, at, content, prev, hash)
            """,
            P.Text(key.County),
            P.Uuid(key.Id),
            new NpgsqlParameter<int[]> { TypedValue = [.. entries.Select(entry => entry.Seq)] },
            new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. entries.Select(entry => entry.At.ToUniversalTime())] },
            P.Texts(entries.Select(entry => entry.Content)),
            new NpgsqlParameter<byte[][]> { TypedValue = [.. entries.Select(entry => entry.PrevHash)] },
            P.Short(JournalEntry.ContentVersion),
            P.Text(JournalEntry.HashFunction),
            new NpgsqlParameter<byte[][]> { TypedValue = [.. entries.Select(entry => entry.Hash)] }
        );

    public static CaseSql ReadHolding { get; } =
        new(id =>
            $"""
                select organization, role, person_id, kind, from_at from case_holdings
                where county_code = $1 and case_id = {id} and to_at is null order by seq desc limit 1
                """
        );

    public static Holder HolderFrom(NpgsqlDataReader row) =>
        new(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.GetString(3));

    public static DateTimeOffset HeldSince(NpgsqlDataReader row) => row.GetFieldValue<DateTimeOffset>(4);

    public static Statement EndHolding(CaseKey key, int seq, DateTimeOffset at) =>
        Statement.Of(
            "update case_holdings set to_at = $4 where county_code = $1 and case_id = $2 and seq = $3",
            P.Text(key.County),
            P.Uuid(key.Id),
            P.Int(seq),
            P.Time(at)
        );

    public static Statement AddHolding(CaseKey key, int seq, Holder holder, DateTimeOffset at) =>
        Statement.Of(
            """
            insert into case_holdings (county_code, case_id, seq, organization, role, person_id, kind, from_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            P.Text(key.County),
            P.Uuid(key.Id),
            P.Int(seq),
            P.Text(holder.Organization),
            P.Text(holder.Role),
            P.Uuid(holder.PersonId),
            P.Text(holder.Kind),
            P.Time(at)
        );

    public static Statement ReadParties(CaseOf of) =>
        Statement.Of(
            $"""
            select kind, name, id_number, phone, address, representative from case_parties
            where county_code = $1 and case_id = {of.CaseId} and to_at is null order by ordinal
            """,
            of.Parameters
        );

    public static Party PartyFrom(NpgsqlDataReader row)
    {
        return new Party(row.GetString(0), row.GetString(1), Text(2), Text(3), Text(4), Text(5));

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    /// <summary>The name of a person or unit a case is about; a party may be unknown for long.</summary>
    public static Statement AddParty(CaseKey key, Party party, int ordinal, DateTimeOffset from) =>
        Statement.Of(
            """
            insert into case_parties (county_code, id, case_id, ordinal, kind, name, id_number, phone, address, representative, from_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            P.Text(key.County),
            P.Uuid(Identity.RowId.New(key.County, from)),
            P.Uuid(key.Id),
            P.Short((short)ordinal),
            P.Text(party.Kind),
            P.Text(party.Name),
            P.Text(party.IdNumber),
            P.Text(party.Phone),
            P.Text(party.Address),
            P.Text(party.Representative),
            P.Time(from)
        );
}

/// <param name="Kind"><c>person</c>, <c>unit</c> or <c>unknown</c>.</param>
public sealed record Party(
    string Kind,
    string Name,
    string? IdNumber = null,
    string? Phone = null,
    string? Address = null,
    string? Representative = null
);
