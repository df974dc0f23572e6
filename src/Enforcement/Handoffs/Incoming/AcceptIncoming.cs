using Enforcement.Handoffs.Exchange;
using Enforcement.Identity;

namespace Enforcement.Handoffs.Incoming;

/// <summary>
/// 受理 of a letter that came in from outside. On paper, the duty is here at once, and the own finding or case with it. From another installation, the
/// acceptance binds this body, and the duty comes with the sender's release: so whatever the own case needs is asked for before.
/// </summary>
public sealed class AcceptIncoming(IncomingDecision decision, IncomingOpening opening)
{
    /// <param name="matter">Of the power list here; a department's case needs one.</param>
    /// <param name="handler">Account of a handler of the department; null: the task waits for its team.</param>
    /// <exception cref="NotAllowedException">No head of the body.</exception>
    /// <exception cref="MalformedException"><c>matter</c>, <c>handler</c>.</exception>
    /// <exception cref="RefusedException"><c>incoming.state</c>, <c>process.no-definition</c>.</exception>
    public async Task<IncomingLetter> RunAsync(Actor head, Guid id, string? matter, string? handler, CancellationToken cancel)
    {
        await using var begun = await decision.BeginAsync(head, id, handler, cancel);
        var (step, letter, handlers) = begun;
        letter.DemandSigned();
        var choice = await opening.ChooseAsync(step, letter, matter, handler, handlers, cancel);
        letter.Accept(new IncomingAnswer(AnswerKinds.Accepted, head.PersonId, head.Name, step.Now, step.Today), choice, step.Now);
        if (letter.State == IncomingStates.Held)
            await opening.OpenAsync(step, letter, cancel);
        step.Write(IncomingTable.Update(letter));
        step.Write(IncomingTable.Say(letter, MessageKinds.Accepted, IncomingWords.Of(letter.Answers[^1]), step.Now));
        await step.CommitAsync(cancel, () => IncomingStanding.Of(letter));
        return letter;
    }
}
