using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;

namespace Enforcement.Handoffs.Incoming;

/// <param name="Next">Opaque; null at the end.</param>
public sealed record IncomingSlice(IReadOnlyList<IncomingLetter> Items, string? Next);

/// <param name="Id">An attachment.</param>
public sealed record IncomingPiece(Guid Id, string Name, string Type, byte[] Sha256);

/// <summary>Reads letters that came in, within the viewer's scope.</summary>
public sealed class IncomingReader(ScopedReads reads)
{
    /// <summary>Newest first, of one's own bodies.</summary>
    /// <exception cref="MalformedException">A state that no list knows, or a cursor that is none.</exception>
    public async Task<IncomingSlice> ListAsync(Actor actor, string? state, int limit, string? after, CancellationToken cancel)
    {
        if (state is { Length: > 0 } && !IncomingStates.All.Contains(state))
            throw new MalformedException(("state", "unknown"));
        var before = Paging.Before(after);
        var rows = await reads.RowsAsync(
            actor.Scope,
            IncomingTable.List(
                actor.Scope.Regions.Count > 0 ? [] : actor.Scope.Organizations,
                state is { Length: > 0 } ? [state] : [],
                before,
                limit + 1
            ),
            IncomingTable.From,
            cancel
        );
        var items = rows.Take(limit).ToList();
        return new IncomingSlice(items, rows.Count > limit ? items[^1].Id.ToString() : null);
    }

    /// <exception cref="NotVisibleException">There is none for this person.</exception>
    public async Task<IncomingLetter> FindAsync(Actor actor, Guid id, CancellationToken cancel) =>
        await reads.RowsAsync(actor.Scope, IncomingTable.Read(id), IncomingTable.From, cancel) is [var found]
            ? found
            : throw new NotVisibleException();

    /// <summary>Of the own case that it became. Null: none, or none that this person sees.</summary>
    public async Task<string?> CaseNumberAsync(Actor actor, IncomingLetter letter, CancellationToken cancel) =>
        letter.CaseId is not { } id
            ? null
            : (
                await reads.RowsAsync(
                    actor.Scope,
                    Statement.Of("select number from cases where county_code = $1 and id = $2", P.Text(letter.County), P.Uuid(id)),
                    row => row.GetString(0),
                    cancel
                )
            ).FirstOrDefault();

    public Task<List<IncomingPiece>> FilesAsync(Scope scope, IncomingLetter letter, CancellationToken cancel) =>
        reads.RowsAsync(
            scope,
            Statement.Of(
                """
                select a.id, a.name, a.content_type, a.sha256 from incoming_files f
                join attachments a on a.county_code = f.county_code and a.id = f.attachment_id
                where f.county_code = $1 and f.incoming_id = $2 order by a.id
                """,
                P.Text(letter.County),
                P.Uuid(letter.Id)
            ),
            row => new IncomingPiece(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<byte[]>(3)),
            cancel
        );
}
