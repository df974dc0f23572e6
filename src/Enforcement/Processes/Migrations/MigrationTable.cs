using System.Text.Json;
using Enforcement.Cases;
using Enforcement.Persistence;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Processes.Migrations;

internal static class MigrationTable
{
    public const string Name = "workflow_migrations";

    public const string Columns = """
        p.id, p.region, p.definition_id, p.from_version_id, p.to_version_id, p.nodes, p.reason, p.asked_by, p.asked_at, p.state, p.decided_by,
        p.decided_at, p.note, p.changed_by, p.changed_at
        """;

    public const int ColumnCount = 15;

    public static Statement ReadOne(Guid id) => Statement.Of($"select {Columns} from workflow_migrations p where p.id = $1", P.Uuid(id));

    /// <summary>Two admins who decide at once decide one after the other.</summary>
    public static Statement LockOne(Guid id) =>
        Statement.Of($"select {Columns} from workflow_migrations p where p.id = $1 for update", P.Uuid(id));

    public static Statement ReadDue() =>
        Statement.Of($"select {Columns} from workflow_migrations p where p.state in ('approved', 'undoing') order by p.decided_at, p.id");

    public static MigrationPlan From(NpgsqlDataReader row) =>
        new MigrationPlan
        {
            Id = row.GetGuid(0),
            Region = row.GetString(1),
            DefinitionId = row.GetString(2),
            FromVersionId = row.GetString(3),
            ToVersionId = row.GetString(4),
            Nodes = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(5), StepServices.Json)!,
            Reason = row.GetString(6),
            AskedBy = row.GetGuid(7),
            AskedAt = row.GetFieldValue<DateTimeOffset>(8),
        }.Restore(
            row.GetString(9),
            (row.IsDBNull(10) ? null : row.GetGuid(10), row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11)),
            row.IsDBNull(12) ? null : row.GetString(12),
            (row.IsDBNull(13) ? null : row.GetGuid(13), row.IsDBNull(14) ? null : row.GetFieldValue<DateTimeOffset>(14))
        );

    public static Statement Insert(MigrationPlan it) =>
        Statement.Of(
            """
            insert into workflow_migrations (id, region, definition_id, from_version_id, to_version_id, nodes, reason, state, asked_by, asked_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            P.Uuid(it.Id),
            P.Text(it.Region),
            P.Text(it.DefinitionId),
            P.Text(it.FromVersionId),
            P.Text(it.ToVersionId),
            P.Json(JsonSerializer.Serialize(it.Nodes, StepServices.Json)),
            P.Text(it.Reason),
            P.Text(it.State),
            P.Uuid(it.AskedBy),
            P.Time(it.AskedAt)
        );

    /// <param name="was">The state it was read in: two that change it at once do not pass each other.</param>
    public static Statement Update(MigrationPlan it, string was) =>
        Statement.Hit(
            Name,
            """
            update workflow_migrations set state = $3, decided_by = $4, decided_at = $5, note = $6, changed_by = $7, changed_at = $8
            where id = $1 and state = $2 returning 1
            """,
            P.Uuid(it.Id),
            P.Text(was),
            P.Text(it.State),
            P.Uuid(it.DecidedBy),
            P.Time(it.DecidedAt),
            P.Text(it.Note),
            P.Uuid(it.ChangedBy),
            P.Time(it.ChangedAt)
        );

    /// <summary>One asks after the other, so that two plans for the same cases do not pass each other.</summary>
    public static Statement LockAsking(string fromVersion) =>
        Statement.Of("select pg_advisory_xact_lock(hashtextextended('workflow-migration:' || $1, 0))", P.Text(fromVersion));

    public static Statement IsLedOver(string fromVersion, string region) =>
        Statement.Of("select guard.is_led_over($1, $2)", P.Text(fromVersion), P.Text(region));

    public static Statement ReadVersions(params string[] ids) =>
        Statement.Of("select id, definition_id, name, version, is_published from workflow_definitions where id = any ($1)", P.Texts(ids));

    /// <summary>No row: the version that the plan leads to is published no longer.</summary>
    public static Statement ReadPublishedTarget(Guid plan) =>
        Statement.Of(
            "select d.id from workflow_definitions d join workflow_migrations p on p.to_version_id = d.id where p.id = $1 and d.is_published",
            P.Uuid(plan)
        );

    public static DefinitionVersion VersionFrom(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetBoolean(4));
}

/// <summary>One version row of a definition.</summary>
public sealed record DefinitionVersion(string Id, string DefinitionId, string Name, int Version, bool IsPublished);

/// <summary>What became of one case: never removed, changed once at most, when it is undone.</summary>
/// <param name="Code">Of the first reason; null: none was needed.</param>
/// <param name="VersionAfter">The case's count of steps right after it was moved.</param>
public sealed record MigratedCase(
    CaseKey Case,
    string State,
    string? Code,
    IReadOnlyList<MoveFinding> Findings,
    DateTimeOffset At,
    byte[]? StateBefore,
    int? VersionAfter
)
{
    public const string Moved = "moved";
    public const string Refused = "refused";
    public const string Undone = "undone";

    /// <summary>It was to be undone with all the others, and had gone on.</summary>
    public const string Kept = "kept";
}

internal static class LedgerTable
{
    public const string Name = "migrated_cases";

    public const string Columns = "m.county_code, m.case_id, m.state, m.code, m.findings, m.at, m.state_before, m.version_after";

    public const int ColumnCount = 8;

    public static Statement ReadOne(Guid plan, CaseOf of) =>
        Statement.Of(
            $"select {Columns} from migrated_cases m where m.county_code = $1 and m.case_id = {of.CaseId} and m.migration_id = $3",
            [.. of.Parameters, P.Uuid(plan)]
        );

    public static MigratedCase From(NpgsqlDataReader row) =>
        new(
            new CaseKey(row.GetString(0), row.GetGuid(1)),
            row.GetString(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            JsonSerializer.Deserialize<List<MoveFinding>>(row.GetString(4), StepServices.Json)!,
            row.GetFieldValue<DateTimeOffset>(5),
            row.IsDBNull(6) ? null : row.GetFieldValue<byte[]>(6),
            row.IsDBNull(7) ? null : row.GetInt32(7)
        );

    public static Statement Insert(Guid plan, MigratedCase it) =>
        Statement.Of(
            """
            insert into migrated_cases (county_code, case_id, migration_id, state, code, findings, at, state_before, version_after)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            P.Text(it.Case.County),
            P.Uuid(it.Case.Id),
            P.Uuid(plan),
            P.Text(it.State),
            P.Text(it.Code),
            P.Json(JsonSerializer.Serialize(it.Findings, StepServices.Json)),
            P.Time(it.At),
            P.Bytes(it.StateBefore),
            P.Int(it.VersionAfter)
        );

    /// <param name="by">Null: the service, for a plan that is undone as a whole.</param>
    public static Statement Close(Guid plan, CaseKey key, string state, string? code, Guid? by, DateTimeOffset at) =>
        Statement.Hit(
            Name,
            """
            update migrated_cases set state = $4, code = $5, undone_by = $6, undone_at = $7
            where county_code = $1 and case_id = $2 and migration_id = $3 and state = 'moved' returning 1
            """,
            P.Text(key.County),
            P.Uuid(key.Id),
            P.Uuid(plan),
            P.Text(state),
            P.Text(code),
            P.Uuid(by),
            P.Time(at)
        );
}
