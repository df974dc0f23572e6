using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Processes;

/// <summary>A step of a flow that failed: the case stays alive, its owner and the admin see why.</summary>
/// <param name="Activity">The run of the step that failed; 0 for what failed before runs were kept.</param>
/// <param name="Message">In the engine's words.</param>
/// <param name="Code">See <see cref="Repairs.IncidentWords"/>; null for what failed before codes were kept.</param>
/// <param name="Subject">What the code is about.</param>
public sealed record FlowIncident(Guid Id, string NodeId, int Activity, string Message, DateTimeOffset At, string? Code, string? Subject)
{
    /// <summary>Of the message that tells those who can put it right.</summary>
    public const string MessageType = "flow.incident";

    internal static OutboxMessage Telling(Incident incident) =>
        new(MessageType, 1, new JsonObject { ["label"] = Repairs.IncidentReader.Label(incident.Node, incident.Node.NodeId) });

    /// <summary>The run in the flow that this speaks of; null when it was put right or given up.</summary>
    public int? RunIn(WorkflowInstance flow) =>
        flow.Incidents.FirstOrDefault(it => Activity == 0 ? it.Node.NodeId == NodeId : it.ActivityInstanceId == Activity) is { } failed
            ? failed.ActivityInstanceId
            : null;
}

internal static class IncidentTable
{
    /// <summary>The branch ended, or the case was closed.</summary>
    public const string GivenUp = "given-up";

    /// <summary>Those that nobody has put right, oldest first.</summary>
    public static Statement ReadOpen(CaseOf of) =>
        Statement.Of(
            $"select id, node_id, activity, message, at, code, subject from incidents where county_code = $1 and case_id = {of.CaseId} and resolved_at is null order by at, id",
            of.Parameters
        );

    public static FlowIncident From(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetInt32(2),
            row.GetString(3),
            row.GetFieldValue<DateTimeOffset>(4),
            row.IsDBNull(5) ? null : row.GetString(5),
            row.IsDBNull(6) ? null : row.GetString(6)
        );

    public static Statement Insert(CaseKey key, Incident incident, DateTimeOffset at) =>
        Statement.Of(
            """
            insert into incidents (county_code, id, case_id, node_id, activity, activity_type, message, at, code, subject)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            P.Text(key.County),
            P.Uuid(RowId.New(key.County, at)),
            P.Uuid(key.Id),
            P.Text(incident.Node.NodeId),
            P.Int(incident.ActivityInstanceId),
            P.Text(incident.Node.Type),
            P.Text(incident.Message),
            P.Time(at),
            P.Text(Repairs.IncidentWords.CodeOf(incident)),
            P.Text(incident.Subject)
        );

    /// <param name="how">Kind of the repair, or <see cref="GivenUp"/>.</param>
    public static Statement Resolve(CaseKey key, Incident incident, string how, DateTimeOffset at) =>
        Statement.Of(
            """
            update incidents set resolved_at = $3, resolution = $4
            where county_code = $1 and case_id = $2 and resolved_at is null and (activity = $5 or (activity = 0 and node_id = $6))
            """,
            P.Text(key.County),
            P.Uuid(key.Id),
            P.Time(at),
            P.Text(how),
            P.Int(incident.ActivityInstanceId),
            P.Text(incident.Node.NodeId)
        );

    /// <summary>The failed step has another name since its flow was led over to another version of the definition.</summary>
    public static Statement Follow(CaseKey key, Incident before, Incident after) =>
        Statement.Of(
            """
            update incidents set node_id = $3
            where county_code = $1 and case_id = $2 and resolved_at is null and (activity = $4 or (activity = 0 and node_id = $5))
            """,
            P.Text(key.County),
            P.Uuid(key.Id),
            P.Text(after.Node.NodeId),
            P.Int(before.ActivityInstanceId),
            P.Text(before.Node.NodeId)
        );

    public static Statement ResolveAll(CaseKey key, DateTimeOffset at) =>
        Statement.Of(
            "update incidents set resolved_at = $3, resolution = $4 where county_code = $1 and case_id = $2 and resolved_at is null",
            P.Text(key.County),
            P.Uuid(key.Id),
            P.Time(at),
            P.Text(GivenUp)
        );
}
