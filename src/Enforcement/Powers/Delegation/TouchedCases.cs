using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Powers.Lists;

namespace Enforcement.Powers.Delegation;

/// <param name="Effect">
/// <c>ask</c>: the power was held on the day of the violation, the township goes on, and asks the county first; <c>transfer</c>: the violation is later
/// than the power, the case is to be handed to the department; <c>hand-down</c>: the department may leave it to the township from now on.
/// </param>
public sealed record TouchedCase(
    string Number,
    string Title,
    string Owner,
    string MatterCode,
    string Stage,
    DateOnly ViolationOn,
    string Effect
);

/// <summary>Open cases that a change of the list touches; only for those who administer the list, who see numbers and titles.</summary>
public sealed class TouchedCases(ScopedReads reads)
{
    public const int Most = 500;

    /// <summary>The oldest first; one more than <see cref="Most"/> where there are more.</summary>
    internal async Task<IReadOnlyList<TouchedCase>> ReadAsync(
        string act,
        IReadOnlyList<GrantRow> rows,
        DateOnly day,
        CancellationToken cancel
    )
    {
        var (kind, scope) = (act == ChangeDelegation.Recall ? CaseKind.Township : CaseKind.County, rows[0].Scope);
        var region =
            scope == "*" ? ""
            : kind == CaseKind.County ? scope[..Math.Min(6, scope.Length)]
            : scope;
        var found = await reads.RowsAsync(
            Scope.Everything,
            Statement.Of(
                """
                select number, title, owner_org, matter_code, stage, violation_on from cases
                where state = 'open' and kind = $1 and matter_code = any ($2) and starts_with(owner_org, $3) and ($4 or violation_on >= $5)
                order by opened_at, id limit $6
                """,
                P.Text(kind.ToString().ToLowerInvariant()),
                P.Texts(rows.Select(row => row.Code).Distinct()),
                P.Text(region),
                P.Bool(act == ChangeDelegation.Recall),
                P.Date(day),
                P.Int(Most + 1)
            ),
            row => new TouchedCase(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetFieldValue<DateOnly>(5),
                ""
            ),
            cancel
        );
        var kinds = rows.SelectMany(row => row.Kinds).ToHashSet();
        return
        [
            .. found
                .Where(it =>
                    act != ChangeDelegation.Recall || kinds.Contains(HolderKinds.Any) || kinds.Contains(Holder.Of(it.Owner).Kind ?? "")
                )
                .Select(it => it with { Effect = EffectOn(it, act, day) }),
        ];
    }

    private static string EffectOn(TouchedCase it, string act, DateOnly day) =>
        act != ChangeDelegation.Recall ? "hand-down"
        : it.ViolationOn <= day ? "ask"
        : "transfer";
}
