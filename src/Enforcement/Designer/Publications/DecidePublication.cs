using Enforcement.Designer.Bindings;
using Enforcement.Designer.Drafts;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;
using Enforcement.Shell;

namespace Enforcement.Designer.Publications;

/// <summary>A second workflow admin decides; who asked withdraws; in need one publishes alone and a second looks at it afterwards.</summary>
public sealed class DecidePublication(Steps steps, PublicationCheck check, BusinessTime time)
{
    public const int LongestReason = 2000;

    /// <summary>New cases begin on it from the given day on; today: at once. Running cases stay where they are.</summary>
    /// <param name="warningsReason">Why the warnings of the check are accepted; without any it may be left out.</param>
    /// <exception cref="MalformedException">A day that is past, or warnings and no reason.</exception>
    /// <exception cref="RefusedException">
    /// <c>publication.own</c>, <c>publication.decided</c>, <c>publication.has-errors</c>, <c>publication.base-changed</c>.
    /// </exception>
    public Task<Publication> ApproveAsync(Actor second, Guid id, DateOnly? on, string? warningsReason, CancellationToken cancel)
    {
        DesignerRights.Demand(second);
        if (on < time.Today)
            throw new MalformedException(("effectiveOn", "past"));
        return ChangeAsync(
            second,
            id,
            Publication.Approved,
            (it, at) =>
            {
                it.Approve(second, on ?? time.DateOf(at), at);
                AcceptWarnings(it, warningsReason);
            },
            cancel
        );
    }

    /// <exception cref="RefusedException"><c>publication.own</c>, <c>publication.decided</c>.</exception>
    public Task<Publication> DeclineAsync(Actor second, Guid id, string? reason, CancellationToken cancel)
    {
        DesignerRights.Demand(second);
        var why = PlainText.Required("reason", reason, LongestReason);
        return ChangeAsync(second, id, Publication.Declined, (it, at) => it.Decline(second, why, at), cancel);
    }

    /// <exception cref="NotAllowedException">Somebody else asked.</exception>
    /// <exception cref="RefusedException"><c>publication.decided</c>.</exception>
    public Task<Publication> WithdrawAsync(Actor by, Guid id, CancellationToken cancel) =>
        ChangeAsync(by, id, Publication.Withdrawn, (it, at) => it.Withdraw(by, at), cancel);

    /// <exception cref="MalformedException">No reason, or warnings and no reason to accept them.</exception>
    /// <exception cref="RefusedException"><c>publication.decided</c>, <c>publication.has-errors</c>, <c>publication.base-changed</c>.</exception>
    public Task<Publication> HurryAsync(Actor by, Guid id, string? reason, string? warningsReason, CancellationToken cancel)
    {
        DesignerRights.Demand(by);
        var why = PlainText.Required("urgentReason", reason, LongestReason);
        return ChangeAsync(
            by,
            id,
            "urgent",
            (it, at) =>
            {
                it.Hurry(by, why, time.DateOf(at), at);
                AcceptWarnings(it, warningsReason);
            },
            cancel
        );
    }

    /// <exception cref="RefusedException"><c>publication.own</c>, <c>publication.no-review</c>.</exception>
    public Task<Publication> ReviewAsync(Actor second, Guid id, string? note, CancellationToken cancel)
    {
        DesignerRights.Demand(second);
        var words = PlainText.Optional("note", note, LongestReason);
        return ChangeAsync(second, id, "reviewed", (it, at) => it.Review(second, words, at), cancel);
    }

    private void AcceptWarnings(Publication it, string? reason)
    {
        if (check.Of(it.Content).All(finding => finding.Severity == PublicationCheck.Error))
            return;
        it.AcceptWarnings(PlainText.Required("warningsReason", reason, LongestReason));
    }

    /// <summary>Its day has come.</summary>
    /// <returns>False: it was withdrawn meanwhile, or is published already.</returns>
    internal async Task<bool> PublishDueAsync(Publication due, CancellationToken cancel)
    {
        var it = await ChangeAsync(Actor.System, due.Id, Publication.Published, (_, _) => { }, cancel);
        return it.State == Publication.Published;
    }

    private async Task<Publication> ChangeAsync(
        Actor actor,
        Guid id,
        string what,
        Action<Publication, DateTimeOffset> change,
        CancellationToken cancel
    )
    {
        if (!actor.IsSystem)
            DesignerRights.Demand(actor);
        // Which definition it is of never changes; what is locked first is what a save locks first.
        var definition = new StepRead<string>(PublicationTable.LockDefinitionOf(id), row => row.GetString(0));
        var found = new StepRead<Publication>(PublicationTable.LockOne(id), PublicationTable.From);
        var versions = new StepRead<KeptVersion>(PublicationTable.ReadVersionsOf(id), DraftTable.VersionFrom);
        var bound = new StepRead<Binding>(PublicationTable.ReadBindingsOf(id), BindingTable.From);
        await using var step = await steps.BeginNewAsync(actor, cancel, definition, found, versions, bound);
        var it = found.Row;
        var was = it.State;
        change(it, step.Now);
        if (it.State == Publication.Approved && it.EffectiveOn <= step.Today)
            Publish(step, it, versions.Rows, bound.Rows);
        else if (it.State == was && what == Publication.Published)
            return it;
        step.Write(PublicationTable.Update(it, was));
        step.Write(PublicationLog.Of(step, it, what));
        if (it.State == Publication.Published && was != it.State && what != Publication.Published)
            step.Write(PublicationLog.Of(step, it, Publication.Published));
        await step.CommitAsync(cancel, () => PublicationAnswer.Of(it));
        return it;
    }

    /// <summary>All in the step that decides: the version before steps down, this one takes its place, and its draft is gone.</summary>
    private void Publish(Step step, Publication it, IReadOnlyList<KeptVersion> versions, IReadOnlyList<Binding> bound)
    {
        if (versions.FirstOrDefault(version => version.IsPublished)?.Id != it.BaseVersionId)
            throw DesignerRefusals.BaseChanged();
        check.DemandNoErrors(it.Content);
        // What the gate has just asked is this node's copy of the binding table; a binding is made under the lock that is held here.
        foreach (var row in bound.Where(row => !row.IsOverOn(step.Today)))
            BindingRules.DemandFits(it.Name, it.Content, row.Scope);
        var number = (versions.Count > 0 ? versions.Max(version => version.Version) : 0) + 1;
        var versionId = PublicationTable.VersionId(it.DefinitionId, number);
        var content = DefinitionContent.Parse(it.Content);
        content["id"] = versionId;
        content["version"] = number;
        content["isLatest"] = true;
        content["isPublished"] = true;
        content["createdAt"] = it.AskedAt.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        step.Write(PublicationTable.Unpublish(it.DefinitionId));
        step.Write(PublicationTable.InsertVersion(it, versionId, number, DefinitionContent.Write(content), step.Now));
        step.Write(DraftTable.DeleteSame(it.DefinitionId, it.Content));
        it.BecomeVersion(versionId, step.Now);
    }
}
