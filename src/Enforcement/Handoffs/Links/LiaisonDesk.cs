using Enforcement.Cases;
using Enforcement.Evidence;
using Enforcement.Handoffs.Exchange;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Handoffs.Links;

/// <summary>What a liaison sees.</summary>
public sealed record LiaisonView(HandoffLink Link, HandoffView Handoff);

/// <summary>
/// Behind the address of a link: the letter, its package, and its answer, for whoever holds the address. Each look is written down; what is unknown,
/// over or revoked is answered alike; and nobody tries addresses fast.
/// </summary>
public sealed class LiaisonDesk(
    ScopedReads reads,
    HandoffReader reader,
    HandoffPackage packages,
    Steps steps,
    AnswerHandoff answers,
    IFileStore files,
    BusinessTime time,
    LiaisonRate rate,
    RefusalLog refusals
)
{
    /// <summary>Null: not now; too many looks from this address.</summary>
    /// <exception cref="NotVisibleException">No such link, or not any more.</exception>
    public async Task<LiaisonView?> OpenAsync(string token, string address, string? what, CancellationToken cancel)
    {
        if (!rate.Allows(address))
            return null;
        if (await FindAsync(token, cancel) is not { } link)
        {
            await refusals.KeepAsync("liaison.no-such-link", address, "", HandoffLink.HashOf(token), Refused.Visitor, cancel);
            throw new NotVisibleException();
        }
        var actor = AnswerHandoff.Liaison(link.Receiver, "", link.Id);
        if (what is not null)
            await reads.WriteAsync(actor.Scope, [LinkTable.Visit(link, what, address, time.Now)], cancel);
        return new LiaisonView(link, await reader.FindAsync(actor, link.Handoff, cancel));
    }

    public Task<byte[]> PackageAsync(LiaisonView view, CancellationToken cancel) =>
        packages.ZipAsync(AnswerHandoff.Liaison(view.Link.Receiver, "", view.Link.Id).Scope, view.Handoff.Handoff, cancel);

    /// <param name="seal">Scan with the body's seal; null: none was sent.</param>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException">What the letter says: <c>escalation.…</c>, <c>handoff.expired</c>, <c>file.…</c>.</exception>
    public async Task AnswerAsync(LiaisonView view, AnswerRequest request, IncomingFile? seal, string address, CancellationToken cancel)
    {
        var link = view.Link;
        var answer = request.Read(AnswerWays.Link, time.Now.ToUniversalTime(), time.Today) with { On = time.Today };
        var liaison = AnswerHandoff.Liaison(link.Receiver, answer.By, link.Id);
        var links = new StepRead<HandoffLink>(LinkTable.Of(link.Handoff), LinkTable.From);
        await using var step = await steps.BeginAsync(liaison, CaseOf.Row(HandoffTable.Name, link.Handoff), cancel, links);
        // Revoked since the page was read.
        if (links.Rows.FirstOrDefault(it => it.Id == link.Id)?.IsOpenAt(step.Now) != true)
            throw new NotVisibleException();
        if (seal is not null)
        {
            var scan = TakenFile.Of(files, seal, link.CaseKey.County, link.Receiver, link.CaseKey.Id, liaison, step.Now);
            scan.WriteIn(step);
            scan.RecordIn(step.Main);
            answer = answer with { Scan = scan.Attachment.Id };
        }
        await answers.ApplyAsync(step, link.Handoff, answer with { At = step.Now }, cancel);
        step.Write(LinkTable.Visit(link, answer.Kind, address, step.Now));
        await step.CommitAsync(cancel);
    }

    private async Task<HandoffLink?> FindAsync(string token, CancellationToken cancel)
    {
        var found = await reads.RowsAsync(Scope.Everything, LinkTable.ByHash(HandoffLink.HashOf(token)), LinkTable.From, cancel);
        return found is [var link] && link.IsOpenAt(time.Now) ? link : null;
    }
}
