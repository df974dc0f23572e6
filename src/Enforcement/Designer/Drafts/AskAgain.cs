using Enforcement.Designer.Publications;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Designer.Drafts;

/// <summary>Asks for the publication of a draft as it is kept, without saving it again: from a list.</summary>
public sealed class AskAgain(Steps steps, AskForPublication ask)
{
    /// <exception cref="NotVisibleException">There is no such definition.</exception>
    /// <exception cref="RefusedException">See <see cref="AskForPublication.Ask"/>.</exception>
    public async Task<Saved> RunAsync(Actor admin, string definitionId, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        var standing = new Standing(definitionId);
        var open = ask.OpenOf(definitionId);
        await using var step = await steps.BeginNewAsync(admin, cancel, [.. standing.Reads, open]);
        if (!standing.IsThere)
            throw new NotVisibleException();
        if (standing.Draft is not { } draft)
            return new Saved(DefinitionView.Of(standing.Base!, isLatest: true), WasPublished: true);
        var asked = ask.Ask(step, draft, standing.Published, open.RowOrNull);
        await step.CommitAsync(cancel, () => PublicationAnswer.Of(asked));
        return new Saved(DefinitionView.Of(draft, standing.NextVersion), asked);
    }
}
