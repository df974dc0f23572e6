using Enforcement.Escalations;
using Enforcement.Handoffs.Exchange;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Handoffs.Incoming;

/// <summary>
/// 受理 of a letter that came in from outside. On paper, the duty is here at once, and the own finding or case with it. From another installation, the
/// acceptance binds this body, and the duty comes with the sender's release: so whatever the own case needs is asked for before.
/// </summary>
public sealed class AcceptIncoming(Steps steps, IncomingOpening opening, BusinessTime time)
{
    /// <param name="matter">Of the power list here; a department's case needs one.</param>
    /// <param name="handler">Account of a handler of the department; null: the task waits for its team.</param>
    /// <exception cref="NotAllowedException">No head of the body.</exception>
    /// <exception cref="MalformedException"><c>matter</c>, <c>handler</c>.</exception>
    /// <exception cref="RefusedException"><c>incoming.state</c>, <c>process.no-definition</c>.</exception>
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
        var choice = await opening.ChooseAsync(step, letter, matter, handler, handlers.Rows, cancel);
        letter.Accept(new IncomingAnswer(AnswerKinds.Accepted, head.PersonId, head.Name, step.Now, step.Today), choice, step.Now);
        if (letter.State == IncomingStates.Held)
            await opening.OpenAsync(step, letter, cancel);
        step.Write(IncomingTable.Update(letter));
        step.Write(IncomingTable.Say(letter, MessageKinds.Accepted, IncomingWords.Of(letter.Answers[^1]), step.Now));
        await step.CommitAsync(cancel, () => IncomingStanding.Of(letter));
        return letter;
    }
}
