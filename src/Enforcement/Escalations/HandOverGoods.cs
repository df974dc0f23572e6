using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>移交涉案财物: within three days of the police's filing the sender hands the goods and the material over, by a list (rules on referral art. 12).</summary>
public sealed class HandOverGoods(Steps steps, LetterActs acts, LetterTerms terms, LetterPapers papers)
{
    /// <param name="items">The list, line by line.</param>
    /// <param name="on">Day of the hand-over; null: today. Never before the letter was sent, nor after today.</param>
    /// <exception cref="RefusedException"><c>escalation.not-filed-by-police</c>, <c>escalation.goods-handed-over</c>.</exception>
    public async Task<Escalation> RunAsync(
        Actor officer,
        Guid id,
        string? items,
        string? receivedBy,
        DateOnly? on,
        CancellationToken cancel
    )
    {
        var (list, taker) = (LetterTexts.Required("items", items), PlainText.RequiredLine("receivedBy", receivedBy, 100));
        await using var step = await steps.BeginAsync(officer, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        var post = acts.ToHandOver(officer, letter) ?? throw EscalationRefusals.NotYours(letter);
        var day = on ?? step.Today;
        if (day > step.Today)
            throw new MalformedException(("on", "future"));
        if (day < terms.DayOf(letter.SentAt))
            throw new MalformedException(("on", "range"));

        var goods = new GoodsHandedOver(Signer.Of(officer, post), step.Now, day, list, taker);
        letter.HandOver(goods);
        step.Main.Record(
            "letter.goods-handed-over",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["items"] = list,
                ["on"] = BusinessTime.LocalDate(day),
                ["receivedBy"] = taker,
            },
            post
        );
        await papers.GoodsAsync(step.Main, letter, goods, post, cancel);
        LetterNotices.ToReceiver(step.Main, letter, "notice.letter-goods-handed-over", statutory: false);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }
}
