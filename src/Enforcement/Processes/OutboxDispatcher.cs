using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Processes;

/// <summary>Something a step sent: delivered at least once, in order per message type and case.</summary>
/// <param name="Id">The same at every delivery: whoever is told twice knows it.</param>
public sealed record OutboxDelivery(Guid Id, CaseKey About, string Type, short Version, JsonObject Payload, DateTimeOffset SentAt);

/// <summary>Registered by the slice that knows the type.</summary>
public interface IOutboxHandler
{
    string Type { get; }

    /// <summary>May run twice with the same <see cref="OutboxDelivery.Id"/>, and must then do it once.</summary>
    Task HandleAsync(OutboxDelivery delivery, CancellationToken cancel);
}

/// <summary>
/// Drains the outbox. Rows are the truth: a dispatcher that dies leaves them, and any node takes them up. Each message is a transaction of its
/// own: a slow handler holds one row, and a crash repeats one message. One that fails is tried again with growing delay and holds up nobody else.
/// </summary>
public sealed partial class OutboxDispatcher(
    Database database,
    ScopeSeal seal,
    IEnumerable<IOutboxHandler> handlers,
    TimeProvider clock,
    ILogger<OutboxDispatcher> log
)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    private readonly Dictionary<string, IOutboxHandler> byType = handlers.ToDictionary(handler => handler.Type);

    /// <returns>How many messages were delivered.</returns>
    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var delivered = 0;
        while (!cancel.IsCancellationRequested && await RunOneAsync(asOf, cancel) is { } done)
            delivered += done ? 1 : 0;
        return delivered;
    }

    /// <returns>Whether it was delivered; null: nothing is due.</returns>
    private async Task<bool?> RunOneAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await TakeAsync(connection, asOf, cancel) is not (var row, var attempts, var delivery))
            return null;
        var fault = await TryAsync(delivery, cancel);
        var now = clock.GetUtcNow();
        var outcome = fault is null
            ? Statement.Of("update outbox set done_at = $2, attempts = attempts + 1 where id = $1", P.Long(row), P.Time(now))
            : Statement.Of(
                "update outbox set due_at = $2, attempts = attempts + 1, last_error = $3 where id = $1",
                P.Long(row),
                // Never due again in this run, whose moment may lie after the clock's.
                P.Time((now > asOf ? now : asOf) + Retries.DelayAfter(attempts, FirstDelay, LongestDelay)),
                P.Text(fault)
            );
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(outcome.ToCommand());
        await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return fault is null;
    }

    private async Task<(long Row, short Attempts, OutboxDelivery Delivery)?> TakeAsync(
        NpgsqlConnection connection,
        DateTimeOffset asOf,
        CancellationToken cancel
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(Scope.Everything, connection).ToCommand());
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    select id, message_id, county_code, case_id, type, version, payload, created_at, attempts from outbox
                    where done_at is null and due_at <= $1 order by due_at, id limit 1 for update skip locked
                    """,
                    P.Time(asOf)
                )
                .ToCommand()
        );
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            return null;
        return (
            reader.GetInt64(0),
            reader.GetInt16(8),
            new OutboxDelivery(
                reader.GetGuid(1),
                new CaseKey(reader.GetString(2), reader.IsDBNull(3) ? Guid.Empty : reader.GetGuid(3)),
                reader.GetString(4),
                reader.GetInt16(5),
                JsonNode.Parse(reader.GetString(6))!.AsObject(),
                reader.GetFieldValue<DateTimeOffset>(7)
            )
        );
    }

    private async Task<string?> TryAsync(OutboxDelivery delivery, CancellationToken cancel)
    {
        try
        {
            if (!byType.TryGetValue(delivery.Type, out var handler))
                return $"nobody handles {delivery.Type}";
            await handler.HandleAsync(delivery, cancel);
            return null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // One message's fault is its own: it is kept with the row, tried again, and shown to the system admin.
            LogFailed(log, fault, delivery.Type, delivery.Id);
            return fault.Message;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Outbox message {Type} {Id} failed and will be tried again")]
    private static partial void LogFailed(ILogger log, Exception fault, string type, Guid id);
}
