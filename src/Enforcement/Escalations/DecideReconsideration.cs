using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>
/// 复议决定: the police file after all, also because the procuratorate supervised, or stay with their word (rules on referral art. 9). Where they file, the
/// sender's case ends as it does when they file at once.
/// </summary>
public sealed class DecideReconsideration(Steps steps, LetterActs acts, LetterTerms terms)
{
    /// <param name="notice">Number of the police's notice.</param>
    /// <param name="reason">Why they stay with their word.</param>
    /// <exception cref="RefusedException"><c>escalation.nothing-to-reconsider</c>.</exception>
    public async Task<Escalation> RunAsync(Actor police, Guid id, bool? files, string? notice, string? reason, CancellationToken cancel)
    {
        if (files is not { } filed)
            throw new MalformedException(("files", "required"));
        var number = LetterTexts.Required("notice", notice);
        var why = filed ? LetterTexts.Optional("reason", reason) : LetterTexts.Required("reason", reason);
        await using var step = await steps.BeginAsync(police, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        var post = acts.ToDecide(police, letter) ?? throw EscalationRefusals.NotYours(letter);

        var word = new PoliceWord(Signer.Of(police, post), step.Now, number, why);
        if (filed)
            letter.FileAfterAll(word, terms.PoliceDue(PoliceWaits.ToHandOver, step.Today, letter));
        else
            letter.Uphold(word, terms.PoliceDue(PoliceWaits.ToSuggest, step.Today, letter));
        step.Main.Record(
            filed ? "letter.police-filed" : "letter.upheld",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["notice"] = number,
                ["reason"] = why,
            },
            post
        );
        var key = filed ? "notice.letter-police-filed" : "notice.letter-upheld";
        LetterNotices.TellSender(step.Main, letter, key);
        LetterNotices.Send(step.Main, letter, letter.Sender, Roles.AgencyHead, key, statutory: true);
        if (filed)
            step.Main.Part<CaseLetters>().FiledByPolice(step.Main);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }
}
