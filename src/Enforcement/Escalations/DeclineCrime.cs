using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>
/// 不予立案: the police find no crime to prosecute and send the case back (Administrative Penalty Law art. 27; rules on referral art. 8). What falls short of a
/// crime may be a violation: the sender's procedure goes on, its term with it, and the days with the police do not count. Within three days the
/// sender may ask the police to reconsider (art. 9).
/// </summary>
public sealed class DeclineCrime(Steps steps, LetterActs acts, LetterTerms terms)
{
    /// <param name="notice">Number of the notice 不予立案通知书.</param>
    public async Task<Escalation> RunAsync(Actor police, Guid id, string? reason, string? notice, CancellationToken cancel)
    {
        var (why, number) = (LetterTexts.Required("reason", reason), LetterTexts.Required("notice", notice));
        await using var step = await steps.BeginAsync(police, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        var post = acts.ToDecide(police, letter) ?? throw EscalationRefusals.NotYours(letter);

        letter.Decline(Signer.Of(police, post), step.Now, why, number, terms.PoliceDue(PoliceWaits.ToAsk, step.Today, letter));
        step.Main.Case.Data.Set("crimeSuspected", false);
        step.Main.Case.Data.Set("policeNotice", number);
        step.Main.Record(
            "letter.declined",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["reason"] = why,
                ["notice"] = number,
            },
            post
        );
        CaseLetters.Answer(step.Main, letter, LetterActivity.Objected);
        LetterNotices.TellSender(step.Main, letter, "notice.letter-declined");
        LetterNotices.Send(step.Main, letter, letter.Sender, Roles.AgencyHead, "notice.letter-declined", statutory: true);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }
}
