using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Processes;
using DeadlineState = Enforcement.Deadlines.Deadlines;

namespace Enforcement.Supervision.Cards;

/// <summary>
/// Gives cards. A page of clocks that are to be looked at, oldest first, is judged at once; where one is charged, its case is taken and judged again
/// under its lock, and cards, journal and notices are one step. What is not due costs nothing, and whoever looks late gives the same cards.
/// </summary>
public sealed partial class CardSweep(
    Database database,
    ScopeSeal seal,
    Steps steps,
    DeadlineBook book,
    OrganizationDirectory organizations,
    ScopedReads reads,
    ILogger<CardSweep> log
) : ISweep
{
    private const int PageSize = 200;

    public string Name => "cards";

    /// <summary>After the timers and letters, which may end a clock in time.</summary>
    public int Order => 30;

    /// <returns>How many cards were given.</returns>
    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        await organizations.RefreshAsync(cancel);
        var (given, last) = (0, default(Watch));
        while (!cancel.IsCancellationRequested)
        {
            var page = await reads.RowsAsync(Scope.Everything, WatchTable.Due(asOf, last, PageSize), Watch.From, cancel);
            if (page.Count > 0)
                given += await LookAsync(page, asOf, cancel);
            if (page.Count < PageSize)
                break;
            last = page[^1];
        }
        return given;
    }

    private async Task<int> LookAsync(IReadOnlyList<Watch> page, DateTimeOffset asOf, CancellationToken cancel)
    {
        var deadlines = book.Current;
        var (clocks, colours) = await ReadAsync(page, cancel);
        var looked = new List<(Watch Watch, DateTimeOffset? At)>();
        var charged = new List<Watch>();
        foreach (var watch in page)
        {
            var verdict = clocks.TryGetValue(watch.Clock, out var held)
                ? JudgeOf(held, watch, [.. colours[watch.Clock]], asOf, deadlines)
                : new Verdict([], null);
            if (verdict.Charges.Count > 0)
                charged.Add(watch);
            else
                looked.Add((watch, verdict.LookAgainAt));
        }
        var given = 0;
        foreach (var ofCase in charged.GroupBy(watch => watch.Case))
            given += await TryAsync(ofCase.Key, [.. ofCase], asOf, cancel);
        await PutOffAsync(looked, cancel);
        return given;
    }

    private static Verdict JudgeOf(
        HeldClock held,
        Watch watch,
        IReadOnlyCollection<string> given,
        DateTimeOffset asOf,
        DeadlineState deadlines
    ) => WhoIsCharged.Judge(TermInQuestion.Of(held.Clock), held.Custody, given, watch.Since, asOf, deadlines);

    private async Task<int> TryAsync(CaseKey key, IReadOnlyList<Watch> watches, DateTimeOffset asOf, CancellationToken cancel)
    {
        try
        {
            return await GiveAsync(key, watches, asOf, cancel);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The rows stay due and are looked at in the next sweep; the others go on.
            LogFailed(log, fault, key.Id);
            return 0;
        }
    }

    private async Task<int> GiveAsync(CaseKey key, IReadOnlyList<Watch> watches, DateTimeOffset asOf, CancellationToken cancel)
    {
        var clocks = new StepRead<CustodyTable.ClockRow>(
            CustodyTable.ReadClocks([.. watches.Select(watch => (watch.Case, watch.Clock))]),
            CustodyTable.ClockFrom
        );
        var holdings = new StepRead<CustodyTable.HoldingRow>(CustodyTable.ReadHoldings([key]), CustodyTable.HoldingFrom);
        var outages = new StepRead<CustodyTable.OutageRow>(CustodyTable.ReadOutages, CustodyTable.OutageFrom);
        var firsts = new StepRead<CustodyTable.FirstRow>(
            CustodyTable.ReadFirsts([.. watches.Select(watch => (watch.Case, watch.Clock))]),
            CustodyTable.FirstFrom
        );
        var earlier = CaseCards.Reading(CaseOf.Case(key.Id));
        await using var step = await steps.BeginAsync(
            Actor.System,
            CaseOf.Case(key.Id),
            cancel,
            clocks,
            holdings,
            outages,
            firsts,
            earlier
        );
        var cards = step.Main.Part<CaseCards>().Take(earlier);
        var deadlines = step.Main.Part<CaseClocks>().Deadlines;
        var judged = CustodyTable
            .Join(clocks.Rows, holdings.Rows, outages.Rows, organizations)
            .Select(held => (held.Clock, Watch: watches.First(watch => watch.Clock == held.Clock.Id), Held: held))
            .Select(it => (it.Clock, it.Watch, Verdict: JudgeOf(it.Held, it.Watch, cards.ColoursOf(it.Clock.Id), asOf, deadlines)))
            .ToList();

        var given = 0;
        foreach (
            var (clock, charge) in judged
                .SelectMany(it => it.Verdict.Charges.Select(charge => (it.Clock, charge)))
                .OrderBy(it => it.charge.FellAt)
        )
            given += cards.Give(step.Main, clock, firsts.Rows.First(row => row.Clock == clock.Id).First, charge).Count;
        foreach (var statement in WatchTable.Next([.. judged.Select(it => (it.Watch, it.Verdict.LookAgainAt))]))
            step.Write(statement);
        await step.CommitAsync(cancel);
        return given;
    }

    private async Task<(Dictionary<Guid, HeldClock> Clocks, ILookup<Guid, string> Colours)> ReadAsync(
        IReadOnlyList<Watch> page,
        CancellationToken cancel
    ) =>
        await reads.ReadAsync(
            Scope.Everything,
            [
                CustodyTable.ReadClocks([.. page.Select(watch => (watch.Case, watch.Clock))]),
                CustodyTable.ReadHoldings(page.Select(watch => watch.Case)),
                CustodyTable.ReadOutages,
                Statement.Of(
                    """
                    select k.clock_id, k.colour from unnest($1::text[], $2::uuid[]) n (county, clock)
                    join cards k on k.county_code = n.county and k.clock_id = n.clock
                    """,
                    P.Texts(page.Select(watch => watch.Case.County)),
                    P.Uuids(page.Select(watch => watch.Clock))
                ),
            ],
            async reader =>
            {
                var clocks = await reader.RowsAsync(CustodyTable.ClockFrom, cancel);
                var holdings = await reader.RowsAsync(CustodyTable.HoldingFrom, cancel);
                var outages = await reader.RowsAsync(CustodyTable.OutageFrom, cancel);
                var colours = await reader.RowsAsync(row => (Clock: row.GetGuid(0), Colour: row.GetString(1)), cancel);
                return (
                    CustodyTable.Join(clocks, holdings, outages, organizations).ToDictionary(held => held.Clock.Id),
                    colours.ToLookup(it => it.Clock, it => it.Colour)
                );
            },
            cancel
        );

    private async Task PutOffAsync(IReadOnlyList<(Watch Watch, DateTimeOffset? At)> looked, CancellationToken cancel)
    {
        if (looked.Count == 0)
            return;
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        // A batch outside a transaction is one.
        await using var batch = new Npgsql.NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(Scope.Everything, connection).ToCommand());
        foreach (var statement in WatchTable.Next(looked))
            batch.BatchCommands.Add(statement.ToCommand());
        await batch.ExecuteNonQueryAsync(cancel);
    }

    [LoggerMessage(LogLevel.Error, "The cards of case {Case} could not be given and stay due")]
    private static partial void LogFailed(ILogger log, Exception fault, Guid @case);
}
