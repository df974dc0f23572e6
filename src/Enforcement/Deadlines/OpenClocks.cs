using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Deadlines;

/// <summary>What a change of calendar or rules would do to one open clock.</summary>
/// <param name="Due">Its last day as it stands.</param>
/// <param name="NewDue">Its last day after the change.</param>
public sealed record ClockMove(Guid Clock, string CaseNumber, string Title, string Rule, DateOnly Due, DateOnly NewDue)
{
    public bool Moves => Due != NewDue;

    internal static ClockMove Of((Clock Clock, string Number, string Title) open, Deadlines now, DateOnly? newDue)
    {
        var (clock, due) = (open.Clock, now.Office.LastDayOf(open.Clock.DueLegal));
        return new ClockMove(clock.Id, open.Number, open.Title, clock.RuleIn(now)?.Name ?? clock.Rule, due, newDue ?? due);
    }
}

/// <summary>What a change would move, seen before it is made. It moves nothing.</summary>
/// <param name="Open">Open clocks that the change speaks of; at most <see cref="OpenClocks.Most"/> are looked at.</param>
/// <param name="Moved">Of those, the ones whose last day would be another.</param>
/// <param name="Examples">The first that move, by their last day.</param>
public sealed record ChangePreview(int Open, int Moved, bool IsWhole, IReadOnlyList<ClockMove> Examples)
{
    internal const int MostExamples = 20;

    internal static ChangePreview Of(IReadOnlyList<ClockMove> moves) =>
        new(
            moves.Count,
            moves.Count(move => move.Moves),
            moves.Count < OpenClocks.Most,
            [.. moves.Where(move => move.Moves).OrderBy(move => move.Due).ThenBy(move => move.Clock).Take(MostExamples)]
        );
}

/// <summary>Open clocks over all cases, for previews and the nightly look; only for those who administer the lists, who see numbers and days.</summary>
public sealed class OpenClocks(ScopedReads reads)
{
    public const int Most = 5_000;

    internal Task<List<(Clock Clock, string Number, string Title)>> ProvisionalAsync(CancellationToken cancel) =>
        ReadAsync("k.provisional", [], cancel);

    internal Task<List<(Clock Clock, string Number, string Title)>> OfRuleAsync(string code, string variant, CancellationToken cancel) =>
        ReadAsync("k.rule = $1 and k.variant = $2", [P.Text(code), P.Text(variant)], cancel);

    private Task<List<(Clock Clock, string Number, string Title)>> ReadAsync(
        string which,
        NpgsqlParameter[] parameters,
        CancellationToken cancel
    ) =>
        reads.RowsAsync(
            Scope.Everything,
            Statement.Of(
                $"""
                select {ClockTable.ColumnsOf("k")}, c.number, c.title
                from clocks k join cases c on c.county_code = k.county_code and c.id = k.case_id
                where k.state <> 'ended' and {which}
                order by k.county_code, k.id limit {Most}
                """,
                parameters
            ),
            row => (ClockTable.From(row), row.GetString(ClockTable.ColumnCount), row.GetString(ClockTable.ColumnCount + 1)),
            cancel
        );
}
