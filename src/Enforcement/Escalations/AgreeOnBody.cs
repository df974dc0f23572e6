using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>协商一致: the side that did not offer the third body agrees to it, and the letter goes on to that body under its number. It has not bound itself.</summary>
public sealed class AgreeOnBody(Steps steps, LetterActs acts)
{
    /// <param name="organization">The body as it was read on the offer: another offer since then is not agreed to.</param>
    /// <returns>The letter to the third body.</returns>
    public async Task<Escalation> RunAsync(Actor head, Guid id, string? organization, CancellationToken cancel)
    {
        var body = LetterTexts.Required("organization", organization);
        await using var step = await steps.BeginAsync(head, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letters = step.Main.Part<CaseLetters>();
        var letter = letters.Find(id);
        var post = acts.ToNegotiate(head, letter) ?? throw EscalationRefusals.NotYours(letter);

        var agreement = new Agreement(Signer.Of(head, post), step.Now, post.Organization, body);
        letter.Agree(agreement, step.Now);
        step.Main.Record(
            "letter.agreed",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["side"] = post.Organization,
                ["organization"] = body,
            },
            post
        );
        var next = letters.SendOn(step.Main, letter, agreement);
        LetterNotices.TellOtherSide(step.Main, letter, post.Organization, "notice.letter-agreed");
        await step.CommitAsync(cancel, () => LetterStanding.Of(next));
        return next;
    }
}
