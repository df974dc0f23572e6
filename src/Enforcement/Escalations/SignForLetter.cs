using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>签收: the receiver's registry signs for a letter; the accept term runs from that day.</summary>
public sealed class SignForLetter(Steps steps, LetterActs acts, LetterTerms terms, LetterPapers papers)
{
    /// <param name="on">Day on the paper receipt where it is entered later; null: today. Never before the letter was sent, nor after today.</param>
    public async Task<Escalation> RunAsync(Actor clerk, Guid id, DateOnly? on, CancellationToken cancel)
    {
        await using var step = await steps.BeginAsync(clerk, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = await ApplyAsync(step, id, on, cancel);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }

    /// <summary>The same within a step of whoever carries the letter.</summary>
    /// <param name="field">As the client calls the day.</param>
    internal async Task<Escalation> ApplyAsync(Step step, Guid id, DateOnly? on, CancellationToken cancel, string field = "signedOn")
    {
        var (clerk, letter) = (step.Actor, step.Main.Part<CaseLetters>().Find(id));
        var post = acts.ToSignFor(clerk, letter) ?? throw EscalationRefusals.NotYours(letter);
        var day = on ?? step.Today;
        if (day > step.Today)
            throw new MalformedException((field, "future"));
        if (day < terms.DayOf(letter.SentAt))
            throw new MalformedException((field, "range"));

        letter.SignFor(Signer.Of(clerk, post), step.Now, day, terms.AnswerBy(day, letter, step.Main.Case));
        step.Main.Record("letter.signed", new JsonObject { ["letter"] = letter.Number, ["on"] = day.ToString("yyyy-MM-dd") }, post);
        var key = terms.IsAcceptedBySilence(letter) ? "notice.letter-to-answer" : "notice.letter-to-answer-by-word";
        LetterNotices.ToReceiver(step.Main, letter, key, statutory: true);
        await papers.ReceiptAsync(step.Main, letter, post, cancel);
        return letter;
    }
}
