using System.Text.Json.Nodes;
using Enforcement.Handoffs.Exchange;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Handoffs.Incoming;

/// <summary>Rows of letters that came in, and what is said back to the installation they came from.</summary>
internal static class IncomingTable
{
    public const string PaperOnce = "incoming_letters_paper_once";

    private const string Columns = """
        id, way, organization, sender_org, sender_name, sender_region, number, dated_on, received_at, received_on, content, handoff_id, state, duty_from,
        answers, opening, finding_id, case_id, result, registered_by, designated_at, words
        """;

    public static Statement Read(Guid id, bool locked = false) =>
        Statement.Of(
            $"select {Columns} from incoming_letters where county_code = $1 and id = $2{(locked ? " for update" : "")}",
            P.Text(RowId.CountyOf(id)),
            P.Uuid(id)
        );

    /// <summary>By the sender's id; for what its installation says later. Locked.</summary>
    public static Statement OfHandoff(string organization, string sender, Guid handoff) =>
        Statement.Of(
            $"select {Columns} from incoming_letters where organization = $1 and sender_org = $2 and handoff_id = $3 for update",
            P.Text(organization),
            P.Text(sender),
            P.Uuid(handoff)
        );

    /// <summary>The letter that became a finding.</summary>
    public static Statement OfFinding(Guid finding) =>
        Statement.Of(
            $"select {Columns} from incoming_letters where county_code = $1 and finding_id = $2",
            P.Text(RowId.CountyOf(finding)),
            P.Uuid(finding)
        );

    public static Statement List(IEnumerable<string> organizations, IReadOnlyList<string> states, Guid before, int limit) =>
        Statement.Of(
            $"""
            select {Columns} from incoming_letters
            where (organization = any ($1) or cardinality($1) = 0) and (cardinality($2) = 0 or state = any ($2)) and id < $3 order by id desc limit $4
            """,
            P.Texts(organizations),
            P.Texts(states),
            P.Uuid(before),
            P.Int(limit)
        );

    public static IncomingLetter From(NpgsqlDataReader row)
    {
        var letter = new IncomingLetter
        {
            Id = row.GetGuid(0),
            Way = row.GetString(1),
            Organization = row.GetString(2),
            SenderOrg = row.IsDBNull(3) ? null : row.GetString(3),
            SenderName = row.GetString(4),
            SenderRegion = row.GetString(5),
            Number = row.GetString(6),
            DatedOn = row.GetFieldValue<DateOnly>(7),
            ReceivedAt = row.GetFieldValue<DateTimeOffset>(8),
            ReceivedOn = row.GetFieldValue<DateOnly>(9),
            Content = JsonNode.Parse(row.GetString(10))!.AsObject(),
            HandoffId = row.IsDBNull(11) ? null : row.GetGuid(11),
            RegisteredBy = row.GetString(19),
        };
        letter.Restore(
            row.GetString(12),
            row.IsDBNull(13) ? null : row.GetFieldValue<DateTimeOffset>(13),
            row.Json<IncomingChoice>(15),
            row.IsDBNull(16) ? null : row.GetGuid(16),
            row.IsDBNull(17) ? null : row.GetGuid(17),
            row.Json<IncomingResult>(18),
            row.IsDBNull(20) ? null : row.GetFieldValue<DateTimeOffset>(20),
            row.Json<List<IncomingAnswer>>(14)!,
            row.Json<List<IncomingWord>>(21)!
        );
        return letter;
    }

    public static Statement Insert(IncomingLetter it) =>
        Statement.Of(
            """
            insert into incoming_letters (county_code, id, way, organization, sender_org, sender_name, sender_region, number, dated_on, received_at,
                received_on, content, handoff_id, state, answers, registered_by)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.Way),
            P.Text(it.Organization),
            P.Text(it.SenderOrg),
            P.Text(it.SenderName),
            P.Text(it.SenderRegion),
            P.Text(it.Number),
            P.Date(it.DatedOn),
            P.Time(it.ReceivedAt),
            P.Date(it.ReceivedOn),
            P.Json(it.Content.ToJsonString(StepServices.Json)),
            P.Uuid(it.HandoffId),
            P.Text(it.State),
            StoredJson.Of(it.Answers),
            P.Text(it.RegisteredBy)
        );

    public static Statement Update(IncomingLetter it) =>
        Statement.Hit(
            "incoming_letters",
            """
            update incoming_letters set state = $3, received_on = $4, duty_from = $5, answers = $6, opening = $7, finding_id = $8, case_id = $9, result = $10,
                designated_at = $11, words = $12
            where county_code = $1 and id = $2 returning 1
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.State),
            P.Date(it.ReceivedOn),
            P.Time(it.DutyFrom),
            StoredJson.Of(it.Answers),
            StoredJson.Of(it.Opening),
            P.Uuid(it.FindingId),
            P.Uuid(it.CaseId),
            StoredJson.Of(it.Result),
            P.Time(it.DesignatedAt),
            StoredJson.Of(it.Words)
        );

    public static Statement AddFile(IncomingLetter it, Guid attachment) =>
        Statement.Of(
            "insert into incoming_files (county_code, incoming_id, attachment_id) values ($1, $2, $3)",
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Uuid(attachment)
        );

    /// <summary>Its files become the finding's or the case's.</summary>
    public static Statement GiveFiles(IncomingLetter it) =>
        Statement.Of(
            """
            update attachments a set finding_id = $3, case_id = $4 from incoming_files f
            where f.county_code = $1 and f.incoming_id = $2 and a.county_code = f.county_code and a.id = f.attachment_id
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Uuid(it.FindingId),
            P.Uuid(it.CaseId)
        );

    /// <summary>To be said to the installation it came from; nothing where it came on paper.</summary>
    public static Statement Say(IncomingLetter it, string kind, JsonObject body, DateTimeOffset at) =>
        Statement.Of(
            """
            insert into handoff_posts (id, own_org, peer_org, kind, handoff_id, county_code, body, state, next_at, created_at)
            select $1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $8 where $5 is not null
            """,
            P.Uuid(RowId.New(it.County, at)),
            P.Text(it.Organization),
            P.Text(it.SenderOrg),
            P.Text(kind),
            P.Uuid(it.HandoffId),
            P.Text(it.County),
            P.Json(body.ToJsonString(StepServices.Json)),
            P.Time(at)
        );

    /// <summary>The own case has its result: kept with the letter, once, and said to the installation it came from.</summary>
    public static IEnumerable<Statement> TellResult(Guid id, IncomingResult result, DateTimeOffset at)
    {
        var body = new JsonObject
        {
            ["result"] = result.Result,
            ["note"] = result.Note,
            ["number"] = result.Number,
        };
        yield return Statement.Of(
            """
            insert into handoff_posts (id, own_org, peer_org, kind, handoff_id, county_code, body, state, next_at, created_at)
            select $3, organization, sender_org, $4, handoff_id, county_code, $5, 'waiting', $6, $6
            from incoming_letters where county_code = $1 and id = $2 and handoff_id is not null and result is null
            """,
            P.Text(RowId.CountyOf(id)),
            P.Uuid(id),
            P.Uuid(RowId.New(RowId.CountyOf(id), at)),
            P.Text(MessageKinds.Feedback),
            P.Json(body.ToJsonString(StepServices.Json)),
            P.Time(at)
        );
        yield return Statement.Of(
            "update incoming_letters set result = $3 where county_code = $1 and id = $2 and result is null",
            P.Text(RowId.CountyOf(id)),
            P.Uuid(id),
            StoredJson.Of(result)
        );
    }
}
