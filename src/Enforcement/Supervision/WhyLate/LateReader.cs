using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Supervision.Cards;
using Enforcement.Supervision.Orders;

namespace Enforcement.Supervision.WhyLate;

/// <summary>Reads why a case is late, within the viewer's scope.</summary>
public sealed class LateReader(ScopedReads reads, DeadlineBook book, CardReader cards, OrderReader orders, TimeProvider clock)
{
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<LateAccount> ReadAsync(Actor actor, string number, CancellationToken cancel)
    {
        var of = CaseOf.Number(number);
        var file = await reads.RowsAsync(actor.Scope, CaseTable.Read.About(of), CaseTable.From, cancel) is [var found]
            ? found
            : throw new NotVisibleException();
        var now = clock.GetUtcNow();
        var given = await cards.OfCaseAsync(actor, file.Key, cancel);
        var (ordered, urged) = await orders.OfCaseAsync(actor, file.Key, cancel);
        var terms = await reads.ReadAsync(
            actor.Scope,
            [
                CustodyTable.ReadClocksOf(CaseOf.Case(file.Key.Id)),
                CustodyTable.ReadHoldings([file.Key]),
                Statement.Of(
                    "select clock_id, rung, at from ladder_rungs where county_code = $1 and case_id = $2 and not passed_over order by at, rung",
                    P.Text(file.Key.County),
                    P.Uuid(file.Key.Id)
                ),
                Statement.Of(
                    """
                    select id, name from accounts where id in (
                        select person_id from case_holdings where county_code = $1 and case_id = $2
                        union select assignee from tasks where county_code = $1 and case_id = $2
                        union select (held ->> 'person')::uuid from tasks t, jsonb_array_elements(t.past_holds) held
                            where t.county_code = $1 and t.case_id = $2)
                    """,
                    P.Text(file.Key.County),
                    P.Uuid(file.Key.Id)
                ),
            ],
            async reader =>
            {
                var clocks = await reader.RowsAsync(CustodyTable.ClockFrom, cancel);
                var holdings = (await reader.RowsAsync(CustodyTable.HoldingFrom, cancel)).Select(row => row.Held).ToList();
                var reminders = (
                    await reader.RowsAsync(
                        row => (Clock: row.GetGuid(0), Sent: new Reminder(row.GetString(1), row.GetFieldValue<DateTimeOffset>(2))),
                        cancel
                    )
                ).ToLookup(row => row.Clock, row => row.Sent);
                var names = (await reader.RowsAsync(row => (row.GetGuid(0), row.GetString(1)), cancel)).ToDictionary();
                return clocks
                    .Where(row => IsLate(row.Clock, now) || given.Any(view => view.Card.ClockId == row.Clock.Id))
                    .OrderBy(row => row.Clock.StartedAt)
                    .ThenBy(row => row.Clock.Id)
                    .Select(row => new LateTerm(
                        row.Clock,
                        row.Clock.RuleIn(book.Current),
                        [.. Hands(row, holdings, names, now)],
                        [.. reminders[row.Clock.Id]],
                        [.. given.Where(view => view.Card.ClockId == row.Clock.Id)]
                    ))
                    .ToList();
            },
            cancel
        );
        return new LateAccount(file, terms, [.. given.Where(view => view.Card.ClockId is null)], ordered, urged);
    }

    /// <summary>Terms of the party are not the body's to explain.</summary>
    private static bool IsLate(Clock clock, DateTimeOffset now) =>
        clock.Roll != Roll.Forward && clock.State != ClockState.Paused && (clock.EndedAt ?? now) >= clock.DueInternal;

    /// <summary>
    /// Whoever was first is taken to have had it from the start of the term on, as where cards are given; what came with the case from another body
    /// they have had since then.
    /// </summary>
    private IEnumerable<Hand> Hands(
        CustodyTable.ClockRow row,
        IReadOnlyList<CustodyTable.Held> ofCase,
        IReadOnlyDictionary<Guid, string> names,
        DateTimeOffset now
    )
    {
        var (from, to) = (book.Current.Office.StartOf(row.Clock.StartedOn), row.Clock.EndedAt ?? now);
        return CustodyTable
            .Of(ofCase, row.Task)
            .Select((held, place) => (Held: held, From: place == 0 && row.CarriedAt is null || held.From < from ? from : held.From))
            .Select(it => (it.Held, it.From, To: it.Held.To is { } ended && ended < to ? ended : to))
            .Where(it => it.From < it.To)
            .Select(it => new Hand(
                it.Held.Organization,
                it.Held.Role,
                it.Held.Person is { } person ? names.GetValueOrDefault(person) : null,
                it.Held.Kind,
                it.From,
                it.To
            ));
    }
}
