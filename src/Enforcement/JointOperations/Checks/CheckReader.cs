using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Checks;

/// <param name="Next">Opaque; null at the end.</param>
public sealed record CheckSlice(IReadOnlyList<EnterpriseCheck> Items, string? Next);

/// <summary>Checks of the county's bodies; newest first.</summary>
public sealed class CheckReader(ScopedReads reads, OrganizationDirectory organizations, BusinessTime time)
{
    /// <param name="view"><c>mine</c>, the usual one, or <c>county</c>.</param>
    /// <param name="q">Name of an enterprise or its credit code.</param>
    /// <exception cref="MalformedException"><c>view</c>, <c>after</c>, <c>q</c>.</exception>
    public async Task<CheckSlice> ListAsync(Actor actor, string? view, string? q, int limit, string? after, CancellationToken cancel)
    {
        if (view is { Length: > 0 } and not ("mine" or "county"))
            throw new MalformedException(("view", "unknown"));
        var words = Shell.PlainText.Optional("q", q, 100);
        var before = Paging.Before(after);
        var rows = await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"""
                select {CheckTable.Columns} from enterprise_checks k
                where ($1 and k.county_code = any ($2) or not $1 and k.body = any ($3)) and k.id < $4
                    and ($5::text is null or k.enterprise ilike $5 or k.credit_code = upper($6))
                order by k.id desc limit $7
                """,
                P.Bool(view == "county"),
                P.Texts(actor.Posts.Select(post => organizations.Find(post.Organization)?.County).OfType<string>().Distinct()),
                P.Texts(actor.Scope.Organizations),
                P.Uuid(before),
                P.Text(words is null ? null : Shell.Paging.Containing(words)),
                P.Text(words),
                P.Int(limit + 1)
            ),
            CheckTable.From,
            cancel
        );
        var items = rows.Take(limit).ToList();
        return new CheckSlice(items, rows.Count > limit ? items[^1].Id.ToString() : null);
    }

    /// <exception cref="NotVisibleException">There is none for this person.</exception>
    public async Task<EnterpriseCheck> FindAsync(Actor actor, Guid id, CancellationToken cancel) =>
        await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"select {CheckTable.Columns} from enterprise_checks k where k.county_code = $1 and k.id = $2",
                P.Text(RowId.CountyOf(id)),
                P.Uuid(id)
            ),
            CheckTable.From,
            cancel
        )
            is [var found]
            ? found
            : throw new NotVisibleException();

    /// <summary>Checks of the same enterprise by other bodies that can be made one visit with this one.</summary>
    public async Task<IReadOnlyList<EnterpriseCheck>> OffersAsync(Actor actor, EnterpriseCheck check, CancellationToken cancel) =>
        !check.IsOpen || check.MergedInto is not null
            ? []
            :
            [
                .. (
                    await reads.RowsAsync(
                        actor.Scope,
                        Statement.Of(
                            $"select {CheckTable.Columns} from enterprise_checks k where k.county_code = $1 and k.credit_code = $2 order by k.from_day, k.id",
                            P.Text(check.County),
                            P.Text(check.CreditCode)
                        ),
                        CheckTable.From,
                        cancel
                    )
                ).Where(it => RegisterCheck.IsOffer(it, check, time.Today)),
            ];

    /// <summary>One's own checks that may be entered on a day: the choices of a record sheet.</summary>
    public async Task<IReadOnlyList<EnterpriseCheck>> OpenOnAsync(Actor actor, DateOnly day, CancellationToken cancel) =>
        await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"""
                select {CheckTable.Columns} from enterprise_checks k
                where k.body = any ($1) and $2 between k.from_day and k.to_day and k.entered_at is null and k.withdrawal is null
                order by k.from_day, k.id limit 100
                """,
                P.Texts(actor.Scope.Organizations),
                P.Date(day)
            ),
            CheckTable.From,
            cancel
        );
}
