using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Deadlines;

/// <summary>
/// Reminds of clocks: oldest first, each rung once, without the case's lock. After a downtime the latest rung of a ladder speaks and those before
/// it are recorded as passed over. Cost follows what is due, not what is open.
/// </summary>
public sealed class LadderSweep(Database database, ScopeSeal seal, DeadlineBook book) : ISweep
{
    private const int PageSize = 200;

    public string Name => "reminders";

    public int Order => 20;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var fired = 0;
        while (!cancel.IsCancellationRequested)
        {
            var (taken, sent) = await RunPageAsync(asOf, cancel);
            fired += sent;
            if (taken < PageSize)
                break;
        }
        return fired;
    }

    private async Task<(int Taken, int Sent)> RunPageAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var due = await TakeAsync(connection, asOf, cancel);
        if (due.Count == 0)
            return (0, 0);

        await using var batch = new NpgsqlBatch(connection, transaction);
        var (deadlines, sent) = (book.Current, 0);
        foreach (var (clock, subject) in due)
        {
            var ladder = Ladder.Of(clock, deadlines);
            var passed = ladder.Where(rung => rung.At <= asOf && rung.At >= clock.NextRungAt).ToList();
            foreach (var rung in passed)
                batch.BatchCommands.Add(Claim(clock, rung, asOf, passedOver: rung != passed[^1]).ToCommand());
            if (passed.Count > 0)
            {
                batch.BatchCommands.Add(Notice(clock, passed[^1], subject, asOf).ToCommand());
                sent++;
            }
            batch.BatchCommands.Add(Next(clock, ladder.FirstOrDefault(rung => rung.At > asOf)?.At).ToCommand());
        }
        await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return (due.Count, sent);
    }

    private async Task<List<(Clock Clock, Subject Subject)>> TakeAsync(
        NpgsqlConnection connection,
        DateTimeOffset asOf,
        CancellationToken cancel
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(Scope.Everything, connection).ToCommand());
        batch.BatchCommands.Add(ClockTable.TakeDue(asOf, PageSize).ToCommand());
        var due = new List<(Clock, Subject)>();
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            due.Add((ClockTable.From(reader), Subject.From(reader, ClockTable.ColumnCount)));
        return due;
    }

    /// <summary>Two sweeps that meet: the second finds the rung taken, and its own transaction fails as a whole; nothing is said twice.</summary>
    private static Statement Claim(Clock clock, Rung rung, DateTimeOffset at, bool passedOver) =>
        Statement.Of(
            "insert into ladder_rungs (county_code, clock_id, rung, case_id, at, passed_over) values ($1, $2, $3, $4, $5, $6)",
            P.Text(clock.CaseKey.County),
            P.Uuid(clock.Id),
            P.Text(rung.Name),
            P.Uuid(clock.CaseKey.Id),
            P.Time(at),
            P.Bool(passedOver)
        );

    private static Statement Next(Clock clock, DateTimeOffset? at) =>
        Statement.Of(
            "update clocks set next_rung_at = $3 where county_code = $1 and id = $2",
            P.Text(clock.CaseKey.County),
            P.Uuid(clock.Id),
            P.Time(at)
        );

    private Statement Notice(Clock clock, Rung rung, Subject subject, DateTimeOffset at)
    {
        var rule = book.Current.Find(clock.Rule, clock.StartedOn, clock.Variant);
        var payload = new JsonObject
        {
            ["organization"] = subject.Organization,
            ["role"] = Ladder.RoleAt(rung.Level, subject.Role),
            ["person"] = rung.Level == 0 ? subject.Assignee?.ToString() : null,
            ["key"] = rung.Name == "missed" ? "notice.deadline.missed" : "notice.deadline.due",
            ["arguments"] = new JsonArray(
                subject.Title,
                new JsonObject { ["zh"] = rule?.NameZh ?? clock.Rule, ["en"] = rule?.NameEn ?? clock.Rule },
                book.Current.Office.DayOf(clock.DueLegal.AddTicks(-1)).Text(),
                new JsonObject { ["zh"] = rule?.BasisZh, ["en"] = rule?.BasisEn }
            ),
            ["link"] = clock.TaskId is { } task ? $"/tasks/{task}" : $"/cases/{subject.Number}",
            ["caseNumber"] = subject.Number,
            ["statutory"] = !clock.IsInternal,
            ["dueLegal"] = clock.DueLegal,
        };
        return OutboxTable.Insert(clock.CaseKey, new OutboxMessage("notice.wanted", 2, payload), at);
    }

    /// <summary>Whom and what a reminder is about: the open task of the clock, else the owner's handlers.</summary>
    internal sealed record Subject(string Number, string Title, string Organization, string Role, Guid? Assignee)
    {
        public static Subject From(NpgsqlDataReader row, int at) =>
            new(
                row.GetString(at),
                row.GetString(at + 1),
                row.GetString(at + 2),
                row.GetString(at + 3),
                row.IsDBNull(at + 4) ? null : row.GetGuid(at + 4)
            );
    }
}

/// <summary>When a year's list has come, the clocks that were reckoned without it are reckoned anew, each in a step of its own with an event.</summary>
public sealed class ProvisionalSweep(Database database, ScopeSeal seal, DeadlineBook book, Steps steps) : ISweep
{
    private const int PageSize = 200;

    public string Name => "provisional-clocks";

    public int Order => 15;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        if (book.Current.Calendar.Horizon is not { } horizon)
            return 0;
        var changed = 0;
        foreach (var key in await CasesAsync(book.Current.Office.EndOf(horizon), cancel))
        {
            await using var step = await steps.BeginAsync(Actor.System, CaseOf.Case(key.Id), cancel);
            var clocks = step.Main.Part<CaseClocks>();
            foreach (var clock in clocks.Running.Where(clock => clock.IsProvisional))
            {
                var before = clock.DueLegal;
                if (!clock.Reckon(clocks.Deadlines))
                    continue;
                clock.NextRungAt = Ladder.Of(clock, clocks.Deadlines).FirstOrDefault(rung => rung.At > step.Now)?.At;
                changed++;
                step.Main.Record(
                    "clock.recomputed",
                    new JsonObject
                    {
                        ["clock"] = clock.Id.ToString(),
                        ["rule"] = clock.Rule,
                        ["dueBefore"] = clocks.Deadlines.Office.DayOf(before.AddTicks(-1)).Text(),
                        ["due"] = clocks.Deadlines.Office.DayOf(clock.DueLegal.AddTicks(-1)).Text(),
                    }
                );
            }
            await step.CommitAsync(cancel);
        }
        return changed;
    }

    private async Task<List<CaseKey>> CasesAsync(DateTimeOffset horizon, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(Scope.Everything, connection).ToCommand());
        batch.BatchCommands.Add(
            Statement
                .Of(
                    "select distinct county_code, case_id from clocks where provisional and state <> 'ended' and due_legal <= $1 limit $2",
                    P.Time(horizon),
                    P.Int(PageSize)
                )
                .ToCommand()
        );
        var cases = new List<CaseKey>();
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            cases.Add(new CaseKey(reader.GetString(0), reader.GetGuid(1)));
        return cases;
    }
}
