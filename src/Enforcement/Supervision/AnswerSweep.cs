using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Supervision;

/// <summary>
/// Reminds of the term to answer a card or an order on the morning of its last day, and on the first working morning after it tells the heads, and the
/// issuer of an order, that no answer came. Each is said once: the row that waits is locked, and what was said of it and the notices are one transaction.
/// </summary>
public sealed class AnswerSweep(Database database, ScopeSeal seal, DeadlineBook book) : ISweep
{
    private const int PageSize = 200;

    public string Name => "answers";

    /// <summary>After the cards: one that was given just now waits for its answer.</summary>
    public int Order => 35;

    /// <returns>How many cards and orders were spoken of.</returns>
    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel) =>
        await SweepAsync(AnswerTable.Cards, Awaited.OfCard, asOf, cancel)
        + await SweepAsync(AnswerTable.Orders, Awaited.OfOrder, asOf, cancel);

    private async Task<int> SweepAsync(
        Func<DateTimeOffset, Awaited?, int, Statement> waiting,
        Func<NpgsqlDataReader, Awaited> read,
        DateTimeOffset asOf,
        CancellationToken cancel
    )
    {
        var (told, last) = (0, default(Awaited));
        while (!cancel.IsCancellationRequested)
        {
            var (page, said) = await PageAsync(waiting(asOf, last, PageSize), read, asOf, cancel);
            told += said;
            if (page.Count < PageSize)
                break;
            last = page[^1];
        }
        return told;
    }

    private async Task<(IReadOnlyList<Awaited> Page, int Told)> PageAsync(
        Statement waiting,
        Func<NpgsqlDataReader, Awaited> read,
        DateTimeOffset asOf,
        CancellationToken cancel
    )
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var page = new List<Awaited>();
        await using (var taking = new NpgsqlBatch(connection, transaction))
        {
            taking.BatchCommands.Add(seal.Open(Scope.Everything, connection).ToCommand());
            taking.BatchCommands.Add(waiting.ToCommand());
            await using var reader = await taking.ExecuteReaderAsync(cancel);
            await reader.NextResultAsync(cancel);
            while (await reader.ReadAsync(cancel))
                page.Add(read(reader));
        }
        var deadlines = book.Current;
        var said = page.Select(it => (It: it, Word: it.WordAt(asOf, deadlines))).Where(it => it.Word is not null).ToList();
        if (said.Count == 0)
            return (page, 0);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(AnswerTable.Say([.. said.Select(it => (it.It, it.Word!))]).ToCommand());
        batch.BatchCommands.Add(
            OutboxTable
                .Insert([.. said.SelectMany(it => it.It.Notices(it.Word!, deadlines).Select(one => (it.It.Case, one.ToMessage())))], asOf)
                .ToCommand()
        );
        await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return (page, said.Count);
    }
}
