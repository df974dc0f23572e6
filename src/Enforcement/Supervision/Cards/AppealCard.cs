using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Supervision.Cards;

/// <summary>申诉: to the county's command centre, or to its supervisor where the command centre is charged; once, and before the answer.</summary>
public sealed class AppealCard(Steps steps, OrganizationDirectory organizations)
{
    /// <exception cref="NotAllowedException"><c>card.not-yours</c>.</exception>
    /// <exception cref="RefusedException">See <see cref="Card.AppealIt"/>.</exception>
    public async Task<Card> RunAsync(Actor holder, Guid id, string? reason, CancellationToken cancel)
    {
        var why = PlainText.Required("reason", reason, AnswerCard.LongestText);
        var of = CaseOf.Row(CardTable.Name, id);
        var cards = CaseCards.Reading(of);
        await using var step = await steps.BeginAsync(holder, of, cancel, cards);
        var card = step.Main.Part<CaseCards>().Take(cards).Find(id);
        var post = CardRights.ToAnswer(holder, card) ?? throw CardRefusals.NotYours();

        card.AppealIt(new CardAppeal(Signer.Of(holder, post), step.Now, why));
        step.Main.Record("card.appealed", CaseCards.Detail(card, ("reason", why)), post);
        var (body, role) = DecidesOn(card);
        CardNotices.Send(step.Main, card, body, role, "notice.card-appealed");
        await step.CommitAsync(cancel, () => CardStanding.Of(card));
        return card;
    }

    private (string Organization, string Role) DecidesOn(Card card)
    {
        var county = card.CaseKey.County;
        return organizations.Of(county, Roles.CommandCentre) is { } centre && centre.Code != card.Charged.Organization
            ? (centre.Code, Roles.CommandCentre)
            : ($"{county}-judicial", Roles.Supervisor);
    }
}
