using Enforcement.Escalations;
using Enforcement.Handoffs.Exchange;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Handoffs.Incoming;

/// <summary>退回补充 of a letter that came in from outside, with the list of what is missing.</summary>
public sealed class ReturnIncoming(Steps steps)
{
    /// <param name="items">What is missing: at least one.</param>
    public async Task<IncomingLetter> RunAsync(Actor head, Guid id, IReadOnlyList<string?>? items, string? reason, CancellationToken cancel)
    {
        var missing = LetterTexts.Items("items", items);
        if (missing.Count == 0)
            throw new MalformedException(("items", "required"));
        var why = LetterTexts.Optional("reason", reason);
        var read = new StepRead<IncomingLetter>(IncomingTable.Read(id, locked: true), IncomingTable.From);
        await using var step = await steps.BeginNewAsync(head, cancel, read);
        var letter = read.Row;
        _ = IncomingRights.ToDecide(head, letter.Organization) ?? throw HandoffRefusals.NotYours();
        letter.Return(
            new IncomingAnswer(AnswerKinds.Returned, head.PersonId, head.Name, step.Now, step.Today) { Items = missing, Reason = why }
        );
        step.Write(IncomingTable.Update(letter));
        step.Write(IncomingTable.Say(letter, MessageKinds.Returned, IncomingWords.Of(letter.Answers[^1]), step.Now));
        await step.CommitAsync(cancel, () => IncomingStanding.Of(letter));
        return letter;
    }
}
