using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Supervision.Cards;

/// <summary>撤销: the command centre or the supervisor takes a card back without an appeal, such as for an outage that nobody had recorded.</summary>
public sealed class LiftCard(Steps steps, CardRights rights)
{
    /// <exception cref="NotAllowedException"><c>card.own</c>, <c>card.supervisors-only</c>.</exception>
    /// <exception cref="RefusedException">See <see cref="Card.Lift"/>.</exception>
    public async Task<Card> RunAsync(Actor supervisor, Guid id, string? reason, CancellationToken cancel)
    {
        var why = PlainText.Required("reason", reason, AnswerCard.LongestText);
        var of = CaseOf.Row(CardTable.Name, id);
        var given = CaseCards.Reading(of);
        await using var step = await steps.BeginAsync(supervisor, of, cancel, given);
        var cards = step.Main.Part<CaseCards>().Take(given);
        var card = cards.Find(id);
        var post = rights.DemandSupervision(supervisor, card);

        card.Lift(new CardLifting(Signer.Of(supervisor, post), step.Now, why));
        step.Main.Record("card.lifted", CaseCards.Detail(card, ("reason", why)), post);
        CardNotices.TellUnit(step.Main, card, "notice.card-lifted");
        cards.LiftWhatRestsOn(step.Main, card);
        await step.CommitAsync(cancel, () => CardStanding.Of(card));
        return card;
    }
}
