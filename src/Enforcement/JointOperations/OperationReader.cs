using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.JointOperations;

/// <summary>A line of the tray: the operation, and what one of the reader's bodies has to do in it.</summary>
/// <param name="Mine">The call of the reader's body; null: it called, or supervises.</param>
/// <param name="Answered">Of those called.</param>
public sealed record OperationLine(
    Guid Id,
    string Number,
    string Origin,
    string Caller,
    string Reason,
    string Place,
    string Level,
    string State,
    DateTimeOffset From,
    DateTimeOffset CalledAt,
    JointCall? Mine,
    int Called,
    int Answered
);

/// <param name="Next">Opaque; null at the end.</param>
public sealed record OperationSlice(IReadOnlyList<OperationLine> Items, string? Next);

/// <summary>Reads joint operations within the viewer's scope.</summary>
public sealed class OperationReader(ScopedReads reads)
{
    /// <summary>To be answered; mine to attend; called by my bodies; everything that I may see.</summary>
    public static IReadOnlyList<string> Views { get; } = ["to-answer", "open", "called", "all"];

    /// <summary>Newest first; what waits for an answer by its due, the first due first.</summary>
    /// <exception cref="MalformedException"><c>view</c>, <c>after</c>.</exception>
    public async Task<OperationSlice> ListAsync(Actor actor, string? view, int limit, string? after, CancellationToken cancel)
    {
        var chosen = view is { Length: > 0 } ? view : "all";
        if (!Views.Contains(chosen))
            throw new MalformedException(("view", "unknown"));
        var rows = await reads.RowsAsync(
            actor.Scope,
            chosen == "to-answer" ? ToAnswer(actor, limit, after) : Newest(actor, chosen, limit, after),
            LineFrom,
            cancel
        );
        var items = rows.Take(limit).ToList();
        return new OperationSlice(
            items,
            rows.Count <= limit ? null
                : chosen == "to-answer" ? new PageCursor(items[^1].Mine!.DueAt, items[^1].Id).ToString()
                : items[^1].Id.ToString()
        );
    }

    /// <exception cref="NotVisibleException">There is no such operation for this person.</exception>
    public async Task<JointOperation> FindAsync(Actor actor, Guid id, CancellationToken cancel) =>
        await reads.ReadAsync(
            actor.Scope,
            [SubjectTable.ReadHead(id), OperationTable.ReadOne(id), OperationTable.ReadCalls(id), OperationTable.ReadFilings(id)],
            async reader =>
            {
                var heads = await reader.RowsAsync(SubjectTable.HeadFrom, cancel);
                if (await reader.RowsAsync(OperationTable.From, cancel) is not [var row] || heads is not [var head])
                    throw new NotVisibleException();
                var calls = await reader.RowsAsync(OperationTable.CallFrom, cancel);
                return OperationTable.From(head, row, calls, await reader.RowsAsync(OperationTable.FilingFrom, cancel));
            },
            cancel
        );

    /// <summary>Those that were called for a case, or in which it was filed: id, number, state.</summary>
    public async Task<IReadOnlyList<CaseOperation>> OfCaseAsync(Actor actor, CaseKey key, CancellationToken cancel) =>
        await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                """
                select o.id, s.number, o.state, o.place, o.level, o.case_id is distinct from $2 from joint_operations o
                join joint_subjects s on s.county_code = o.county_code and s.id = o.id
                where o.county_code = $1 and (o.case_id = $2 or o.id in (select operation_id from joint_filings where county_code = $1 and case_id = $2))
                order by o.id
                """,
                P.Text(key.County),
                P.Uuid(key.Id)
            ),
            row => new CaseOperation(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetBoolean(5)
            ),
            cancel
        );

    /// <summary>A line for each operation; where several of the reader's bodies are called, the call that is due first.</summary>
    private static Statement ToAnswer(Actor actor, int limit, string? after)
    {
        PageCursor? from = after is { Length: > 0 } ? PageCursor.Read(after) : null;
        return Statement.Of(
            $"""
            select {Line} from (
                select distinct on (c.county_code, c.operation_id) c.* from joint_calls c
                where c.body = any ($1) and c.answer is null and c.is_open
                order by c.county_code, c.operation_id, c.due_at, c.body) m
            join joint_operations o on o.county_code = m.county_code and o.id = m.operation_id
            join joint_subjects s on s.county_code = o.county_code and s.id = o.id
            where $2::timestamptz is null or (m.due_at, o.id) > ($2, $3)
            order by m.due_at, o.id limit $4
            """,
            P.Texts(actor.Scope.Organizations),
            P.Time(from?.At),
            P.Uuid(from?.Id),
            P.Int(limit + 1)
        );
    }

    private static Statement Newest(Actor actor, string view, int limit, string? after) =>
        Statement.Of(
            $"""
            select {Line} from joint_operations o
            join joint_subjects s on s.county_code = o.county_code and s.id = o.id
            left join lateral (
                select * from joint_calls c
                where c.county_code = o.county_code and c.operation_id = o.id and c.body = any ($1)
                order by (c.answer is null and c.is_open) desc, c.due_at, c.capacity, c.body limit 1) m on true
            where (o.caller = any ($1) or m.body is not null or o.county_code = any ($2) or left(o.county_code, 4) = any ($2)
                    or left(o.county_code, 2) = any ($2))
                and o.id < $3 and {Condition(view)}
            order by o.id desc limit $4
            """,
            P.Texts(actor.Scope.Organizations),
            P.Texts(actor.Scope.Regions),
            P.Uuid(Paging.Before(after)),
            P.Int(limit + 1)
        );

    private static string Condition(string view) =>
        view switch
        {
            "open" => "m.body is not null and o.closing is null and o.cancellation is null",
            "called" => "o.caller = any ($1)",
            _ => "true",
        };

    /// <summary>In the order of <see cref="LineFrom"/>: of the operation o, its subject s, and the call m of one of the reader's bodies.</summary>
    private const string Line = """
        o.id, s.number, o.origin, o.caller, o.reason, o.place, o.level, o.state, o.from_at, o.called_at,
            (select count(*) from joint_calls a where a.county_code = o.county_code and a.operation_id = o.id and a.capacity = 'called')::int,
            (select count(*) from joint_calls a
                where a.county_code = o.county_code and a.operation_id = o.id and a.capacity = 'called' and a.answer is not null)::int,
            m.body, m.capacity, m.called_at, m.due_at, m.answer, m.told_late_at, m.arrival, m.absence, m.sheet
        """;

    private static OperationLine LineFrom(NpgsqlDataReader row)
    {
        var mine = row.IsDBNull(12) ? null : OperationTable.CallFrom(row, 12);
        return new OperationLine(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            row.GetString(7),
            row.GetFieldValue<DateTimeOffset>(8),
            row.GetFieldValue<DateTimeOffset>(9),
            mine,
            row.GetInt32(10),
            row.GetInt32(11)
        );
    }
}

/// <param name="Filed">The case was filed in the operation; else the operation was called for the case.</param>
public sealed record CaseOperation(Guid Id, string Number, string State, string Place, string Level, bool Filed);
