using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Patrols;

/// <summary>A way a finding ends without a case, as it is sent.</summary>
/// <param name="DuplicateOf">Id of the finding that stays; for the kind <c>duplicate</c>.</param>
public sealed record DismissalRequest(string? Kind, string? Reason, string? DuplicateOf = null, IReadOnlyList<string?>? Attachments = null)
{
    internal DismissalWish Read()
    {
        var typed = new Typed();
        var kind = typed.Code("kind", Kind, Dismissals.All) ?? "";
        var reason = typed.Required("reason", Reason, 2000);
        var of = default(Guid?);
        if (kind == Dismissals.Duplicate)
        {
            if (Guid.TryParse(DuplicateOf, out var id))
                of = id;
            else
                typed.Fault("duplicateOf", string.IsNullOrWhiteSpace(DuplicateOf) ? "required" : "unknown");
        }
        var wish = new DismissalWish(kind, reason, of, typed.Ids("attachments", Attachments, 20));
        typed.Demand();
        return wish;
    }
}

/// <summary>Ends a finding without a case; who, when and why is kept in its chain.</summary>
public sealed class DismissFinding(Steps steps)
{
    /// <exception cref="NotVisibleException">There is no such finding for this person.</exception>
    /// <exception cref="RefusedException"><c>finding.already-a-case</c>, <c>finding.dismissed</c>, <c>file.taken</c>.</exception>
    public async Task<Finding> RunAsync(Actor actor, Guid id, DismissalRequest request, CancellationToken cancel)
    {
        var wish = request.Read();
        var read = new StepRead<Finding>(FindingTable.Lock(id), FindingTable.From);
        var other = new StepRead<Finding>(FindingTable.Read(wish.DuplicateOf ?? Guid.Empty), FindingTable.From);
        var photos = Photos.Free(RowId.CountyOf(id), wish.Attachments, actor);

        await using var step = await steps.BeginNewAsync(actor, cancel, read, other, photos);
        var finding = read.Row;
        finding.Dismiss(actor, wish, step.Now);
        if (wish.DuplicateOf is not null && (other.RowOrNull?.Organization != finding.Organization || other.Row.Id == id))
            throw new MalformedException(("duplicateOf", "unknown"));
        Photos.DemandAll(photos, wish.Attachments);

        step.Write(FindingTable.Update(finding));
        foreach (var statement in FindingTable.AddEvents(finding))
            step.Write(statement);
        if (wish.Attachments.Count > 0)
            step.Write(AttachmentTable.GiveToFinding(id, wish.Attachments));
        await step.CommitAsync(cancel, () => new FindingEnded(finding.Id, finding.State));
        return finding;
    }
}

public sealed record FindingEnded(Guid Id, string State);
