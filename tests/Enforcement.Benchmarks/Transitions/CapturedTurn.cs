using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;
using NpgsqlTypes;

namespace Enforcement.Benchmarks.Transitions;

/// <summary>What one transition sent in its last round trip: every write with its parameters, the commit left out.</summary>
internal sealed record CapturedTurn(IReadOnlyList<CapturedWrite> Writes)
{
    /// <summary>Makes a transition and keeps what it wrote.</summary>
    public static async Task<CapturedTurn> OfAsync(StepServices steps, Func<Task> transition)
    {
        var writes = new List<CapturedWrite>();
        steps.Failpoint = batch => writes.AddRange(batch.BatchCommands.Cast<NpgsqlBatchCommand>().Select(CapturedWrite.Of));
        try
        {
            await transition();
        }
        finally
        {
            steps.Failpoint = null;
        }
        return new CapturedTurn(writes);
    }
}

/// <param name="Sql">Without the guard that fails a write which hits no row: the limit is measured against the bare write.</param>
internal sealed record CapturedWrite(string Sql, IReadOnlyList<(NpgsqlDbType Type, object? Value)> Parameters)
{
    private const string GuardBegins = "with hit as (";

    public static CapturedWrite Of(NpgsqlBatchCommand command) =>
        new(Bare(command.CommandText), [.. command.Parameters.Select(it => (it.NpgsqlDbType, it.Value is DBNull ? null : it.Value))]);

    private static string Bare(string sql) =>
        sql.StartsWith(GuardBegins, StringComparison.Ordinal)
            ? sql[GuardBegins.Length..sql.LastIndexOf(") select guard.must_hit", StringComparison.Ordinal)]
                .Replace(" returning 1", "", StringComparison.Ordinal)
            : sql;
}
