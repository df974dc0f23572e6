using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Handoffs.Incoming;

/// <summary>
/// Opens the finding or case of a letter whose duty is here and whose case could not be opened when it came, such as under a matter that was dropped
/// meanwhile. The head chooses anew.
/// </summary>
public sealed class OpenIncoming(Steps steps, IncomingOpening opening, BusinessTime time)
{
    /// <inheritdoc cref="AcceptIncoming.RunAsync"/>
    /// <exception cref="RefusedException"><c>incoming.state</c>, <c>incoming.opened</c>, <c>process.no-definition</c>.</exception>
    public async Task<IncomingLetter> RunAsync(Actor head, Guid id, string? matter, string? handler, CancellationToken cancel)
    {
        var read = new StepRead<IncomingLetter>(IncomingTable.Read(id, locked: true), IncomingTable.From);
        var handlers = new StepRead<LetterHandler>(
            LetterHandler.Named(PlainText.Optional("handler", handler, 100), time.Today),
            LetterHandler.From
        );
        await using var step = await steps.BeginNewAsync(head, cancel, read, handlers);
        var letter = read.Row;
        _ = IncomingRights.ToDecide(head, letter.Organization) ?? throw HandoffRefusals.NotYours();
        letter.ChooseAnew(await opening.ChooseAsync(step, letter, matter, handler, handlers.Rows, cancel));
        await opening.OpenAsync(step, letter, cancel);
        step.Write(IncomingTable.Update(letter));
        await step.CommitAsync(cancel, () => IncomingStanding.Of(letter));
        return letter;
    }
}
