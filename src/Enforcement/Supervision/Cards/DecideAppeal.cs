using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Supervision.Cards;

/// <summary>The command centre or the supervisor decides an appeal: the card stays and is to be answered, or it is lifted.</summary>
public sealed class DecideAppeal(Steps steps, CardRights rights)
{
    public const string Uphold = "uphold";
    public const string Lift = "lift";

    /// <param name="outcome"><see cref="Uphold"/> or <see cref="Lift"/>.</param>
    /// <exception cref="NotAllowedException"><c>card.own</c>, <c>card.supervisors-only</c>.</exception>
    /// <exception cref="RefusedException">See <see cref="Card.Decide"/>.</exception>
    public async Task<Card> RunAsync(Actor supervisor, Guid id, string? outcome, string? reason, CancellationToken cancel)
    {
        if (outcome is not (Uphold or Lift))
            throw new MalformedException(("outcome", outcome is { Length: > 0 } ? "unknown" : "required"));
        var why = PlainText.Required("reason", reason, AnswerCard.LongestText);
        var of = CaseOf.Row(CardTable.Name, id);
        var given = CaseCards.Reading(of);
        await using var step = await steps.BeginAsync(supervisor, of, cancel, given);
        var cards = step.Main.Part<CaseCards>().Take(given);
        var card = cards.Find(id);
        var post = rights.DemandSupervision(supervisor, card);

        card.Decide(new AppealDecision(Signer.Of(supervisor, post), step.Now, outcome == Lift, why), CaseCards.AnswerDue(step.Main));
        step.Main.Record("card.decided", CaseCards.Detail(card, ("outcome", outcome), ("reason", why)), post);
        CardNotices.TellUnit(step.Main, card, card.Stands ? "notice.card-upheld" : "notice.card-lifted");
        cards.LiftWhatRestsOn(step.Main, card);
        await step.CommitAsync(cancel, () => CardStanding.Of(card));
        return card;
    }
}
