using Enforcement.Escalations;
using Enforcement.Handoffs.Exchange;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Handoffs.Incoming;

/// <summary>异议 to a letter that came in from outside: another body is held to be competent, and the sender's side puts it to the common superior.</summary>
public sealed class ObjectToIncoming(Steps steps)
{
    public async Task<IncomingLetter> RunAsync(Actor head, Guid id, string? reason, string? competentBody, CancellationToken cancel)
    {
        var (why, whom) = (LetterTexts.Required("reason", reason), LetterTexts.Required("competentBody", competentBody));
        var read = new StepRead<IncomingLetter>(IncomingTable.Read(id, locked: true), IncomingTable.From);
        await using var step = await steps.BeginNewAsync(head, cancel, read);
        var letter = read.Row;
        _ = IncomingRights.ToObject(head, letter.Organization) ?? throw HandoffRefusals.NotYours();
        letter.Object(
            new IncomingAnswer(AnswerKinds.Objected, head.PersonId, head.Name, step.Now, step.Today) { Reason = why, CompetentBody = whom }
        );
        step.Write(IncomingTable.Update(letter));
        step.Write(IncomingTable.Say(letter, MessageKinds.Objected, IncomingWords.Of(letter.Answers[^1]), step.Now));
        await step.CommitAsync(cancel, () => IncomingStanding.Of(letter));
        return letter;
    }
}
