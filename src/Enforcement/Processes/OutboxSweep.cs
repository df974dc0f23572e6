using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Processes;

/// <summary>The outbox once a minute as well, after everything that may send: for a node whose pump has died.</summary>
internal sealed class OutboxSweep(OutboxDispatcher dispatcher) : ISweep
{
    public string Name => "outbox";

    public int Order => 800;

    public Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel) => dispatcher.RunAsync(asOf, cancel);
}

/// <summary>How much the outbox and the timers hold back.</summary>
internal sealed class ProcessGauges(Database database, ScopeSeal seal) : IGauges
{
    public async Task<IReadOnlyList<Gauge>> ReadAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(Scope.Everything, connection).ToCommand());
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    select (select count(*) from outbox where done_at is null),
                        (select extract(epoch from $1 - min(created_at))::float8 from outbox where done_at is null),
                        (select count(*) from outbox where done_at is null and attempts > 0),
                        (select count(*) from timers where due_at <= $1),
                        (select extract(epoch from $1 - min(due_at))::float8 from timers where due_at <= $1)
                    """,
                    P.Time(asOf)
                )
                .ToCommand()
        );
        await using var row = await batch.ExecuteReaderAsync(cancel);
        await row.NextResultAsync(cancel);
        await row.ReadAsync(cancel);
        return
        [
            new("enforcement_outbox_backlog", row.GetInt64(0)),
            new("enforcement_outbox_oldest_seconds", row.IsDBNull(1) ? 0 : row.GetDouble(1)),
            new("enforcement_outbox_failing", row.GetInt64(2)),
            new("enforcement_timers_due", row.GetInt64(3)),
            new("enforcement_timers_oldest_seconds", row.IsDBNull(4) ? 0 : row.GetDouble(4)),
        ];
    }
}
