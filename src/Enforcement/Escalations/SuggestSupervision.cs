using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>
/// 建议立案监督: the sender suggests to the procuratorate, by its paper, that it supervise the police who did not file (rules on referral art. 9). The
/// procuratorate is outside this installation; what comes of it the police write down.
/// </summary>
public sealed class SuggestSupervision(Steps steps, LetterPapers papers)
{
    /// <exception cref="RefusedException"><c>escalation.not-declined</c>, <c>escalation.asked-police</c>, <c>escalation.reconsidering</c>,
    /// <c>escalation.police-term-over</c>.</exception>
    public async Task<Escalation> RunAsync(Actor head, Guid id, string? reason, CancellationToken cancel)
    {
        var why = LetterTexts.Required("reason", reason);
        await using var step = await steps.BeginAsync(head, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        var post = LetterActs.ToAskPolice(head, letter) ?? throw EscalationRefusals.NotYours(letter);

        letter.SuggestSupervision(new PoliceRequest(Signer.Of(head, post), step.Now, why));
        step.Main.Record("letter.supervision-suggested", new JsonObject { ["letter"] = letter.Number, ["reason"] = why }, post);
        await papers.SupervisionAsync(step.Main, letter, why, post, cancel);
        LetterNotices.ToReceiver(step.Main, letter, "notice.letter-supervision", statutory: false);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }
}
