using Enforcement.Designer.Drafts;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Designer.Publications;

/// <summary>A workflow admin asks that a draft be published, in the step that saves it. It is frozen as it is now.</summary>
public sealed class AskForPublication(PublicationCheck check)
{
    /// <summary>Goes into the step that asks.</summary>
    public StepRead<Publication> OpenOf(string definitionId) => new(PublicationTable.ReadOpen(definitionId), PublicationTable.From);

    /// <param name="open">What waits already.</param>
    /// <returns>The request that stands now: asking again for the same is asking once.</returns>
    /// <exception cref="RefusedException">
    /// <c>publication.has-errors</c>, <c>publication.asked-by-other</c>, <c>publication.waits-for-its-day</c>.
    /// </exception>
    public Publication Ask(Step step, Draft draft, KeptVersion? published, Publication? open)
    {
        var content = DefinitionContent.Write(draft.Content);
        if (open is { } standing)
        {
            if (standing.Content == content)
                return standing;
            if (standing.State == Publication.Approved)
                throw DesignerRefusals.WaitsForItsDay(BusinessTime.LocalDate(standing.EffectiveOn!.Value));
            if (standing.AskedBy != step.Actor.PersonId)
                throw DesignerRefusals.AskedByOther(standing.AskerName);
        }
        check.DemandNoErrors(content);
        if (open is { } before)
        {
            // What one asked for oneself gives way to what one asks for now.
            before.Withdraw(step.Actor, step.Now);
            step.Write(PublicationTable.Update(before, Publication.Asked));
            step.Write(PublicationLog.Of(step, before, Publication.Withdrawn));
        }
        var asked = new Publication
        {
            Id = Guid.CreateVersion7(step.Now),
            DefinitionId = draft.DefinitionId,
            Name = draft.Name,
            Content = content,
            DraftRevision = draft.Revision,
            BaseVersionId = published?.Id,
            AskedBy = step.Actor.PersonId,
            AskedAt = step.Now,
        };
        step.Write(PublicationTable.Insert(asked));
        step.Write(PublicationLog.Of(step, asked, Publication.Asked));
        return asked;
    }
}
