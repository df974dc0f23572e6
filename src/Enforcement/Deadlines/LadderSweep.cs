using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Notifications;
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

        var deadlines = book.Current;
        var passed = due.SelectMany(it => Passed(it.Clock, deadlines, asOf).Select(rung => (it.Clock, Rung: rung))).ToList();
        var latest = passed.GroupBy(it => it.Clock.Id).ToDictionary(rungs => rungs.Key, rungs => rungs.Last().Rung);
        var claimed = await ClaimAsync(connection, passed, latest, asOf, cancel);

        var rungs = passed.ToLookup(it => it.Clock.Id, it => it.Rung);
        var notices = due.SelectMany(it =>
                rungs[it.Clock.Id]
                    .Where(rung => IsSaid(rung, latest[it.Clock.Id]) && claimed.Contains((it.Clock.Id, rung.Name)))
                    .Select(rung => (it.Clock.CaseKey, ReminderOf(it.Clock, rung, it.Subject)))
            )
            .ToList();
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(OutboxTable.Insert(notices, asOf).ToCommand());
        batch.BatchCommands.Add(Next(due.Select(it => it.Clock).ToList(), deadlines, asOf).ToCommand());
        await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return (due.Count, notices.Count);
    }

    /// <summary>Of several only the latest; but what the county hears, the head of the body hears too.</summary>
    private static bool IsSaid(Rung rung, Rung latest) =>
        rung.Name == latest.Name || (latest.Name == Ladder.Told && rung.Name == Ladder.Missed);

    private static IEnumerable<Rung> Passed(Clock clock, Deadlines deadlines, DateTimeOffset asOf) =>
        Ladder.Of(clock, deadlines).Where(rung => rung.At <= asOf && rung.At >= clock.NextRungAt);

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

    /// <summary>
    /// All rungs of a page at once. A rung that was claimed before stays claimed and says nothing: a step that was under way may have put the
    /// clock's next reminder back.
    /// </summary>
    private static async Task<HashSet<(Guid Clock, string Rung)>> ClaimAsync(
        NpgsqlConnection connection,
        List<(Clock Clock, Rung Rung)> passed,
        Dictionary<Guid, Rung> latest,
        DateTimeOffset at,
        CancellationToken cancel
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    insert into ladder_rungs (county_code, clock_id, rung, case_id, at, passed_over, due_legal)
                    select k.county_code, k.id, r.rung, k.case_id, $4, not r.said, k.due_legal
                    from unnest($1::text[], $2::uuid[], $3::text[], $5::boolean[]) r (county, clock, rung, said)
                    join clocks k on k.county_code = r.county and k.id = r.clock
                    on conflict do nothing returning clock_id, rung
                    """,
                    P.Texts(passed.Select(it => it.Clock.CaseKey.County)),
                    P.Uuids(passed.Select(it => it.Clock.Id)),
                    P.Texts(passed.Select(it => it.Rung.Name)),
                    P.Time(at),
                    P.Bools(passed.Select(it => IsSaid(it.Rung, latest[it.Clock.Id])))
                )
                .ToCommand()
        );
        var claimed = new HashSet<(Guid, string)>();
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            claimed.Add((reader.GetGuid(0), reader.GetString(1)));
        return claimed;
    }

    /// <summary>All clocks of a page at once.</summary>
    private static Statement Next(IReadOnlyList<Clock> clocks, Deadlines deadlines, DateTimeOffset asOf) =>
        Statement.Of(
            """
            update clocks k set next_rung_at = n.at from unnest($1::text[], $2::uuid[], $3::timestamptz[]) n (county, clock, at)
            where k.county_code = n.county and k.id = n.clock
            """,
            P.Texts(clocks.Select(clock => clock.CaseKey.County)),
            P.Uuids(clocks.Select(clock => clock.Id)),
            P.Times(clocks.Select(clock => Ladder.Of(clock, deadlines).FirstOrDefault(next => next.At > asOf)?.At))
        );

    private OutboxMessage ReminderOf(Clock clock, Rung rung, Subject subject)
    {
        var rule = clock.RuleIn(book.Current);
        var notice = new Notice(
            rung.Name == Ladder.Told ? $"{clock.CaseKey.County}-command-centre" : subject.Organization,
            Ladder.RoleAt(rung.Level, subject.Role),
            rung.Level >= 2 ? "notice.deadline.missed" : "notice.deadline.due",
            [
                subject.Title,
                rule is null ? clock.Rule : new NoticeArgument(rule.NameZh, rule.NameEn),
                book.Current.Office.LastDayOf(clock.DueLegal).Text(),
                rule is null ? "" : new NoticeArgument(rule.BasisZh, rule.BasisEn),
            ],
            clock.TaskId is { } task ? $"/tasks/{task}" : $"/cases/{subject.Number}",
            subject.Number,
            !clock.IsInternal,
            clock.DueLegal,
            rung.Level == 0 ? subject.Assignee : null
        );
        return notice.ToMessage();
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
