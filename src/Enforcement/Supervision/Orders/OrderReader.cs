using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Supervision.Orders;

/// <summary>An order with the words of its case.</summary>
public sealed record OrderView(SupervisionOrder Order, string CaseNumber, string CaseTitle);

/// <param name="Next">Opaque; null at the end.</param>
public sealed record OrderSlice(IReadOnlyList<OrderView> Items, string? Next);

/// <summary>Reads orders and urgings within the viewer's scope: to and from one's bodies, and of the region for those who supervise one.</summary>
public sealed class OrderReader(ScopedReads reads)
{
    private const string Select = $"""
        select {OrderTable.Columns}, c.number, c.title
        from supervision_orders o join cases c on c.county_code = o.county_code and c.id = o.case_id
        """;

    /// <summary>Newest first.</summary>
    /// <exception cref="MalformedException">A state that no list knows, or a cursor that is none.</exception>
    public async Task<OrderSlice> ListAsync(Actor actor, string? state, int limit, string? after, CancellationToken cancel)
    {
        if (state is { Length: > 0 } && !OrderStates.All.Contains(state))
            throw new MalformedException(("state", "unknown"));
        var before = Paging.Before(after);
        var rows = await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"""
                {Select}
                where (o.addressee_org = any ($1) or o.issuer_org = any ($1) or o.county_code = any ($2) or left(o.county_code, 4) = any ($2)
                        or left(o.county_code, 2) = any ($2))
                    and ($3::text is null or o.state = $3) and o.id < $4
                order by o.id desc limit $5
                """,
                P.Texts(actor.Scope.Organizations),
                P.Texts(actor.Scope.Regions),
                P.Text(state is { Length: > 0 } ? state : null),
                P.Uuid(before),
                P.Int(limit + 1)
            ),
            View,
            cancel
        );
        var items = rows.Take(limit).ToList();
        return new OrderSlice(items, rows.Count > limit ? items[^1].Order.Id.ToString() : null);
    }

    /// <exception cref="NotVisibleException">There is no such order for this person.</exception>
    public async Task<OrderView> FindAsync(Actor actor, Guid id, CancellationToken cancel) =>
        await reads.RowsAsync(
            actor.Scope,
            Statement.Of($"{Select} where o.county_code = $1 and o.id = $2", P.Text(RowId.CountyOf(id)), P.Uuid(id)),
            View,
            cancel
        )
            is [var found]
            ? found
            : throw new NotVisibleException();

    public async Task<(IReadOnlyList<OrderView> Orders, IReadOnlyList<Urging> Urgings)> OfCaseAsync(
        Actor actor,
        CaseKey key,
        CancellationToken cancel
    ) =>
        await reads.ReadAsync(
            actor.Scope,
            [
                Statement.Of($"{Select} where o.county_code = $1 and o.case_id = $2 order by o.id", P.Text(key.County), P.Uuid(key.Id)),
                UrgingTable.OfCase.About(CaseOf.Case(key.Id)),
            ],
            async reader =>
                (
                    (IReadOnlyList<OrderView>)await reader.RowsAsync(View, cancel),
                    (IReadOnlyList<Urging>)await reader.RowsAsync(UrgingTable.From, cancel)
                ),
            cancel
        );

    /// <summary>The case of an order that is to be written, and the bodies that take part in it.</summary>
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<(CaseFile Case, IReadOnlyList<string> Bodies)> CaseAsync(Actor actor, string number, CancellationToken cancel)
    {
        var of = CaseOf.Number(number);
        return await reads.ReadAsync(
            actor.Scope,
            [
                CaseTable.Read.About(of),
                Statement.Of(
                    $"select distinct organization from case_participants where county_code = $1 and case_id = {of.CaseId} and to_at is null order by 1",
                    of.Parameters
                ),
            ],
            async reader =>
                await reader.RowsAsync(CaseTable.From, cancel) is [var found]
                    ? (found, (IReadOnlyList<string>)await reader.RowsAsync(row => row.GetString(0), cancel))
                    : throw new NotVisibleException(),
            cancel
        );
    }

    private static OrderView View(NpgsqlDataReader row) =>
        new(OrderTable.From(row), row.GetString(OrderTable.ColumnCount), row.GetString(OrderTable.ColumnCount + 1));
}
