using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>提请复议: within three days of their notice the sender asks the police who did not file to reconsider (rules on referral art. 9), by its paper.</summary>
public sealed class AskReconsideration(Steps steps, LetterTerms terms, LetterPapers papers)
{
    /// <exception cref="RefusedException"><c>escalation.not-declined</c>, <c>escalation.asked-police</c>, <c>escalation.police-term-over</c>.</exception>
    public async Task<Escalation> RunAsync(Actor head, Guid id, string? reason, CancellationToken cancel)
    {
        var why = LetterTexts.Required("reason", reason);
        await using var step = await steps.BeginAsync(head, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        var post = LetterActs.ToAskPolice(head, letter) ?? throw EscalationRefusals.NotYours(letter);

        letter.AskReconsideration(
            new PoliceRequest(Signer.Of(head, post), step.Now, why),
            terms.PoliceDue(PoliceWaits.ToReconsider, step.Today, letter)
        );
        step.Main.Record("letter.reconsideration-asked", new JsonObject { ["letter"] = letter.Number, ["reason"] = why }, post);
        await papers.ReconsiderationAsync(step.Main, letter, why, post, cancel);
        LetterNotices.ToReceiver(step.Main, letter, "notice.letter-reconsideration", statutory: true);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }
}
