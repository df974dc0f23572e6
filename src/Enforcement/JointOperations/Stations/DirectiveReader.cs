using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Stations;

/// <param name="Next">Opaque; null at the end.</param>
public sealed record DirectiveSlice(IReadOnlyList<StationDirective> Items, string? Next);

/// <summary>A directive as the API shows it.</summary>
/// <param name="Acts">Sub-resources that are open to whoever asks.</param>
public sealed record DirectiveAnswerOf(
    Guid Id,
    string Number,
    string State,
    bool Late,
    string Township,
    string Station,
    string StationName,
    string Task,
    bool Urgent,
    Signed IssuedBy,
    DateTimeOffset IssuedAt,
    DateTimeOffset DueAt,
    DirectiveAnswer? Answer,
    DirectiveReport? Report,
    DirectiveWithdrawal? Withdrawal,
    IReadOnlyList<string> Acts
)
{
    public static DirectiveAnswerOf Of(StationDirective it, Actor actor, OrganizationDirectory organizations, DateTimeOffset now) =>
        new(
            it.Id,
            it.Number,
            it.State,
            it.IsLate(now),
            it.Township,
            it.Station,
            organizations.NameOf(it.Station),
            it.Task,
            it.Urgent,
            it.IssuedBy,
            it.MadeAt,
            it.DueAt,
            it.Reply,
            it.Done,
            it.Withdrawal,
            [.. DirectiveRights.Open(actor, it)]
        );
}

/// <summary>Reads directives to and from one's bodies, and of the region for those who supervise one; newest first.</summary>
public sealed class DirectiveReader(ScopedReads reads)
{
    /// <exception cref="MalformedException"><c>state</c>, <c>after</c>.</exception>
    public async Task<DirectiveSlice> ListAsync(Actor actor, string? state, int limit, string? after, CancellationToken cancel)
    {
        if (state is { Length: > 0 } && !DirectiveStates.All.Contains(state))
            throw new MalformedException(("state", "unknown"));
        var before = Paging.Before(after);
        var rows = await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"""
                {DirectiveTable.Select}
                where (d.township = any ($1) or d.station = any ($1) or d.county_code = any ($2) or left(d.county_code, 4) = any ($2)
                        or left(d.county_code, 2) = any ($2))
                    and ($3::text is null or d.state = $3) and d.id < $4
                order by d.id desc limit $5
                """,
                P.Texts(actor.Scope.Organizations),
                P.Texts(actor.Scope.Regions),
                P.Text(state is { Length: > 0 } ? state : null),
                P.Uuid(before),
                P.Int(limit + 1)
            ),
            DirectiveTable.From,
            cancel
        );
        var items = rows.Take(limit).ToList();
        return new DirectiveSlice(items, rows.Count > limit ? items[^1].Id.ToString() : null);
    }

    /// <exception cref="NotVisibleException">There is no such directive for this person.</exception>
    public async Task<StationDirective> FindAsync(Actor actor, Guid id, CancellationToken cancel) =>
        await reads.RowsAsync(actor.Scope, DirectiveTable.ReadOne(id), DirectiveTable.From, cancel) is [var found]
            ? found
            : throw new NotVisibleException();
}
