using Enforcement.Identity;

namespace Enforcement.Handoffs.Incoming;

/// <summary>
/// Opens the finding or case of a letter whose duty is here and whose case could not be opened when it came, such as under a matter that was dropped
/// meanwhile. The head chooses anew.
/// </summary>
public sealed class OpenIncoming(IncomingDecision decision, IncomingOpening opening)
{
    /// <inheritdoc cref="AcceptIncoming.RunAsync"/>
    /// <exception cref="RefusedException"><c>incoming.state</c>, <c>incoming.opened</c>, <c>process.no-definition</c>.</exception>
    public async Task<IncomingLetter> RunAsync(Actor head, Guid id, string? matter, string? handler, CancellationToken cancel)
    {
        await using var begun = await decision.BeginAsync(head, id, handler, cancel);
        var (step, letter, handlers) = begun;
        letter.DemandUnopened();
        letter.ChooseAnew(await opening.ChooseAsync(step, letter, matter, handler, handlers, cancel));
        await opening.OpenAsync(step, letter, cancel);
        step.Write(IncomingTable.Update(letter));
        await step.CommitAsync(cancel, () => IncomingStanding.Of(letter));
        return letter;
    }
}
