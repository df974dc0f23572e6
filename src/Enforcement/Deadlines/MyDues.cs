using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;

namespace Enforcement.Deadlines;

/// <summary>A term that ends in a month, of a case that somebody handles or answers for.</summary>
/// <param name="Day">The last day, included.</param>
public sealed record DueOfMonth(
    DateOnly Day,
    Guid Clock,
    string Rule,
    string CaseNumber,
    string Title,
    bool IsInternal,
    bool IsProvisional,
    bool IsPaused
);

/// <summary>What a person has to watch in a month: the terms of the cases they handle; for a head, of those of their body.</summary>
public sealed class MyDues(ScopedReads reads, DeadlineBook book, OrganizationDirectory organizations)
{
    private const int Most = 500;

    /// <param name="first">First day of the month.</param>
    public async Task<IReadOnlyList<DueOfMonth>> ReadAsync(Actor actor, DateOnly first, CancellationToken cancel)
    {
        var deadlines = book.Current;
        string[] own = [.. actor.Posts.Select(post => post.Organization).Distinct()];
        string[] headed =
        [
            .. actor
                .Posts.Where(post => post.Role is Roles.SquadHead or Roles.AgencyHead or Roles.UnitHead)
                .Select(post => post.Organization),
        ];
        var rows = await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"""
                select {ClockTable.ColumnsOf("k")}, c.number, c.title
                from cases c join clocks k on k.county_code = c.county_code and k.case_id = c.id
                where c.county_code = any ($5) and c.owner_org = any ($6) and c.closed_at is null
                    and (c.officers @> array[$1::uuid] or c.owner_org = any ($2))
                    and k.state <> 'ended' and k.due_legal > $3 and k.due_legal <= $4
                order by k.due_legal, k.id limit {Most}
                """,
                P.Uuid(actor.PersonId),
                P.Texts(headed),
                P.Time(deadlines.Office.StartOf(first)),
                P.Time(deadlines.Office.StartOf(first.AddMonths(1))),
                P.Texts(own.Select(it => organizations.Find(it)?.County).OfType<string>().Distinct()),
                P.Texts(own)
            ),
            row =>
                (
                    Clock: ClockTable.From(row),
                    Number: row.GetString(ClockTable.ColumnCount),
                    Title: row.GetString(ClockTable.ColumnCount + 1)
                ),
            cancel
        );
        return
        [
            .. rows.Select(row => new DueOfMonth(
                deadlines.Office.LastDayOf(row.Clock.DueLegal),
                row.Clock.Id,
                row.Clock.RuleIn(deadlines)?.Name ?? row.Clock.Rule,
                row.Number,
                row.Title,
                row.Clock.IsInternal,
                row.Clock.IsProvisional,
                row.Clock.State == ClockState.Paused
            )),
        ];
    }
}
