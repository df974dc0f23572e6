using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>异议: the receiver holds another body to be competent. The two then negotiate, before anybody coordinates.</summary>
public sealed class ObjectToLetter(Steps steps, LetterActs acts, LetterTerms terms, LetterPapers papers)
{
    public async Task<Escalation> RunAsync(Actor head, Guid id, string? reason, string? competentBody, CancellationToken cancel)
    {
        var (why, whom) = (LetterTexts.Required("reason", reason), LetterTexts.Required("competentBody", competentBody));
        await using var step = await steps.BeginAsync(head, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = await ApplyAsync(step, id, why, whom, cancel);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }

    /// <inheritdoc cref="SignForLetter.ApplyAsync"/>
    internal async Task<Escalation> ApplyAsync(Step step, Guid id, string why, string whom, CancellationToken cancel)
    {
        var (head, letter) = (step.Actor, step.Main.Part<CaseLetters>().Find(id));
        var post = acts.ToObject(head, letter) ?? throw EscalationRefusals.NotYours(letter);

        letter.Object(
            Signer.Of(head, post),
            step.Now,
            why,
            whom,
            terms.NegotiateDue(step.Now, letter.Receiver),
            terms.IsAcceptedBySilence(letter)
        );
        step.Main.Record(
            "letter.objected",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["reason"] = why,
                ["competentBody"] = whom,
            },
            post
        );
        await papers.ReceiptAsync(step.Main, letter, post, cancel);
        LetterNotices.ToSender(step.Main, letter, "notice.letter-objected", statutory: true);
        return letter;
    }
}
