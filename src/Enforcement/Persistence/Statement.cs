using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Enforcement.Persistence;

/// <summary>One SQL statement with positional parameters; many travel in one batch.</summary>
/// <param name="MustHit">The table whose single row it must change: on none, or on more, the statement fails and the batch with it. Null where any count is right.</param>
public sealed record Statement(string Sql, NpgsqlParameter[] Parameters, string? MustHit = null)
{
    public static Statement Of(string sql, params NpgsqlParameter[] parameters) => new(sql, parameters);

    /// <summary>An update or delete ending in <c>returning 1</c> that must hit exactly one row.</summary>
    public static Statement Hit(string table, string sql, params NpgsqlParameter[] parameters) => new(sql, parameters, table);

    private static readonly ConcurrentDictionary<string, string> Guarded = new();

    private static string Guard(string sql, string table) =>
        $"with hit as ({sql}) select guard.must_hit((select count(*) from hit), '{table}')";

    public NpgsqlBatchCommand ToCommand()
    {
        // The batch commits in the same round trip: nobody would look at a row count before it is too late.
        var text = MustHit is null ? Sql : Guarded.GetOrAdd(Sql, static (sql, table) => Guard(sql, table), MustHit);
        var command = new NpgsqlBatchCommand(text);
        foreach (var parameter in Parameters)
            command.Parameters.Add(parameter);
        return command;
    }
}

/// <summary>Typed positional parameters; null keeps its type, so that a statement is prepared once.</summary>
public static class P
{
    public static NpgsqlParameter Uuid(Guid? value) => Make(NpgsqlDbType.Uuid, value);

    public static NpgsqlParameter Text(string? value) => Make(NpgsqlDbType.Text, value);

    public static NpgsqlParameter Int(int? value) => Make(NpgsqlDbType.Integer, value);

    public static NpgsqlParameter Long(long? value) => Make(NpgsqlDbType.Bigint, value);

    public static NpgsqlParameter Short(short? value) => Make(NpgsqlDbType.Smallint, value);

    public static NpgsqlParameter Bool(bool? value) => Make(NpgsqlDbType.Boolean, value);

    public static NpgsqlParameter Money(decimal? value) => Make(NpgsqlDbType.Numeric, value);

    public static NpgsqlParameter Date(DateOnly? value) => Make(NpgsqlDbType.Date, value);

    /// <summary>PostgreSQL keeps microseconds and UTC; what is written is what is read again.</summary>
    public static NpgsqlParameter Time(DateTimeOffset? value) => Make(NpgsqlDbType.TimestampTz, value?.ToUniversalTime());

    public static NpgsqlParameter Json(string? value) => Make(NpgsqlDbType.Jsonb, value);

    public static NpgsqlParameter Bytes(byte[]? value) => Make(NpgsqlDbType.Bytea, value);

    public static NpgsqlParameter Bools(IEnumerable<bool> values) => Make(NpgsqlDbType.Array | NpgsqlDbType.Boolean, values.ToArray());

    public static NpgsqlParameter Texts(IEnumerable<string> values) => Make(NpgsqlDbType.Array | NpgsqlDbType.Text, values.ToArray());

    public static NpgsqlParameter Uuids(IEnumerable<Guid> values) => Make(NpgsqlDbType.Array | NpgsqlDbType.Uuid, values.ToArray());

    public static NpgsqlParameter Shorts(IEnumerable<short> values) => Make(NpgsqlDbType.Array | NpgsqlDbType.Smallint, values.ToArray());

    public static NpgsqlParameter Times(IEnumerable<DateTimeOffset?> values) =>
        Make(NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, values.Select(value => value?.ToUniversalTime()).ToArray());

    private static NpgsqlParameter Make(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}
