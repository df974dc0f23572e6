using System.Text.Json.Nodes;
using Enforcement.Escalations;
using Enforcement.Handoffs.Exchange;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Handoffs.Incoming;

/// <summary>协商 over an own objection: this body's word, which the sender's installation is told. With a sender on paper one speaks by telephone.</summary>
public sealed class NegotiateIncoming(Steps steps)
{
    /// <exception cref="NotAllowedException">Nobody who objects for the body.</exception>
    /// <exception cref="RefusedException"><c>incoming.state</c>: not objected to, or on paper.</exception>
    public async Task<IncomingLetter> RunAsync(Actor head, Guid id, string? words, CancellationToken cancel)
    {
        var text = LetterTexts.Required("words", words);
        var read = new StepRead<IncomingLetter>(IncomingTable.Read(id, locked: true), IncomingTable.From);
        await using var step = await steps.BeginNewAsync(head, cancel, read);
        var letter = read.Row;
        _ = IncomingRights.ToObject(head, letter.Organization) ?? throw HandoffRefusals.NotYours();
        letter.Negotiate(new IncomingWord(letter.Organization, head.Name, step.Now, text));
        step.Write(IncomingTable.Update(letter));
        step.Write(IncomingTable.Say(letter, MessageKinds.Reply, new JsonObject { ["by"] = head.Name, ["words"] = text }, step.Now));
        await step.CommitAsync(cancel, () => IncomingStanding.Of(letter));
        return letter;
    }
}
