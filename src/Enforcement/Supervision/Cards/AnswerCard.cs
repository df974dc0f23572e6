using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Supervision.Cards;

/// <summary>说明情况: whoever is charged answers, within two working days.</summary>
public sealed class AnswerCard(Steps steps)
{
    public const int LongestText = 2_000;

    /// <exception cref="NotAllowedException"><c>card.not-yours</c>.</exception>
    /// <exception cref="RefusedException">See <see cref="Card.AnswerIt"/>.</exception>
    public async Task<Card> RunAsync(Actor holder, Guid id, string? text, CancellationToken cancel)
    {
        var words = PlainText.Required("text", text, LongestText);
        var of = CaseOf.Row(CardTable.Name, id);
        var cards = CaseCards.Reading(of);
        await using var step = await steps.BeginAsync(holder, of, cancel, cards);
        var card = step.Main.Part<CaseCards>().Take(cards).Find(id);
        var post = CardRights.ToAnswer(holder, card) ?? throw CardRefusals.NotYours();

        card.AnswerIt(new CardAnswer(Signer.Of(holder, post), step.Now, words));
        step.Main.Record("card.answered", CaseCards.Detail(card, ("text", words)), post);
        await step.CommitAsync(cancel, () => CardStanding.Of(card));
        return card;
    }
}
