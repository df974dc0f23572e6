using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Handoffs.Exchange;

/// <summary>What the receiver's installation answers to a letter of ours: the letter's own verbs, in the step that keeps the message.</summary>
public sealed class SenderSide(Steps steps, AnswerHandoff answer)
{
    /// <summary>On the sender's case, in the name of whoever the other side names.</summary>
    internal async Task<Step> BeginAsync(Message message, StepRead turn, CancellationToken cancel)
    {
        var liaison = AnswerHandoff.Liaison(message.From, message.Body.Text("by") ?? message.From, message.Id);
        return await steps.BeginAsync(
            liaison with
            {
                Scope = Scope.Everything,
            },
            CaseOf.Row(HandoffTable.Name, message.Handoff),
            cancel,
            turn
        );
    }

    /// <returns>False: it comes too late, or says again what was settled; it is kept and changes nothing.</returns>
    internal async Task<bool> TakeAsync(Step step, Message message, CancellationToken cancel)
    {
        var handoff = step.Main.Part<CaseHandoffs>().Find(message.Handoff);
        if (handoff.Receiver != message.From || handoff.Sender != message.To || handoff.Way != HandoffWays.Peer)
            throw ExchangeRefusal.NoSuchHandoff();
        handoff.IsHeard = true;
        var letter = step.Main.Part<CaseLetters>().Find(message.Handoff);
        return message.Kind switch
        {
            MessageKinds.Feedback => TakeFeedback(step, letter, message),
            MessageKinds.Reply => Hear(step, letter, message),
            _ => await AnswerAsync(step, handoff, letter, message, cancel),
        };
    }

    private async Task<bool> AnswerAsync(Step step, Handoff handoff, Escalation letter, Message message, CancellationToken cancel)
    {
        // What was expired, taken back or designated elsewhere stays so: the other side hears of it in a message of its own.
        if (handoff.ExpiredAt is not null || !letter.IsWaiting || letter.State is LetterStates.Objected or LetterStates.Disputed)
            return false;
        if (message.Kind == MessageKinds.Signed && letter.State is not LetterStates.Delivered)
            return false;
        if (message.Kind is MessageKinds.Returned or MessageKinds.Objected && letter.IsDesignated)
            return false;
        var body = message.Body;
        // The other side's clock is its own: the term runs from the day on which its word is stored here.
        var given = new HandoffAnswer(message.Kind, AnswerWays.Peer, step.Actor.Name, step.Now, step.Today)
        {
            Items = [.. (body["items"] as JsonArray ?? []).Select(item => item!.ToString())],
            Reason = body.Text("reason") ?? "",
            CompetentBody = body.Text("competentBody") ?? "",
        };
        // A letter is returned once. Whoever sends it back again disputes it, and the common superior has the word.
        if (given.Kind == AnswerKinds.Returned && letter.Ordinal > 1)
            given = given with { Kind = AnswerKinds.Objected, Reason = string.Join('\n', given.Items), CompetentBody = letter.Sender };
        await answer.ApplyAsync(step, message.Handoff, given, cancel);
        return true;
    }

    private static bool Hear(Step step, Escalation letter, Message message)
    {
        if (letter.State is not LetterStates.Objected || letter.IsUnsettledAt(step.Now))
            return false;
        var words = message.Body.Text("words") ?? throw ExchangeRefusal.Unreadable();
        letter.Negotiate(new NegotiationWord(Signer.Of(step.Actor), step.Now, message.From, words), step.Now);
        step.Main.Record(
            "letter.negotiated",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["side"] = message.From,
                ["words"] = words,
            }
        );
        LetterNotices.TellOtherSide(step.Main, letter, message.From, "notice.letter-negotiation");
        return true;
    }

    private static bool TakeFeedback(Step step, Escalation letter, Message message)
    {
        if (letter.State is not LetterStates.Accepted || letter.Feedback is not null)
            return false;
        CaseLetters.TakeFeedback(
            step.Main,
            letter,
            new Feedback(null, step.Now, message.Body.Text("result") ?? "decided")
            {
                Note = message.Body.Text("note"),
                Number = message.Body.Text("number"),
                Delivery = message.Id,
            }
        );
        return true;
    }
}
