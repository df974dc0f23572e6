using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>
/// 协商 over an objection, for seven working days (Administrative Penalty Law art. 25): each side says its word, and may offer that a third body have the
/// case. The other side reads it with the letter. It ends when the receiver accepts after all, the sender withdraws, the other side agrees to what was
/// offered, or one of them reports that it failed.
/// </summary>
public sealed class NegotiateLetter(Steps steps, LetterActs acts, PowerLists powers, OrganizationDirectory organizations)
{
    /// <param name="thirdBody">Code of the body offered, in the county of one of the two, to which this kind of letter may go; null: words alone.</param>
    public async Task<Escalation> RunAsync(Actor head, Guid id, string? words, string? thirdBody, CancellationToken cancel)
    {
        var (text, offered) = (LetterTexts.Required("words", words), LetterTexts.Optional("thirdBody", thirdBody));
        var list = await powers.CurrentAsync(cancel);
        await using var step = await steps.BeginAsync(head, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        var post = acts.ToNegotiate(head, letter) ?? throw EscalationRefusals.NotYours(letter);
        if (offered is not null && !acts.MayBeAgreedOn(letter, step.Case, organizations.Find(offered), step.Today, list))
            throw new MalformedException(("thirdBody", "unknown"));

        letter.Negotiate(new NegotiationWord(Signer.Of(head, post), step.Now, post.Organization, text, offered), step.Now);
        step.Main.Record(
            "letter.negotiated",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["side"] = post.Organization,
                ["words"] = text,
                ["thirdBody"] = offered,
            },
            post
        );
        LetterNotices.TellOtherSide(step.Main, letter, post.Organization, "notice.letter-negotiation");
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }
}
