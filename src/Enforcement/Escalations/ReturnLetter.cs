using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>退回补充: once, with the list of what is missing. The sender drafts again, and its supplement continues the chain.</summary>
public sealed class ReturnLetter(Steps steps, LetterActs acts, LetterTerms terms, LetterPapers papers)
{
    /// <param name="items">What is missing: at least one.</param>
    public async Task<Escalation> RunAsync(Actor head, Guid id, IReadOnlyList<string?>? items, string? reason, CancellationToken cancel)
    {
        var missing = LetterTexts.Items("items", items);
        if (missing.Count == 0)
            throw new MalformedException(("items", "required"));
        var words = LetterTexts.Optional("reason", reason);
        await using var step = await steps.BeginAsync(head, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = await ApplyAsync(step, id, missing, words, cancel);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }

    /// <inheritdoc cref="SignForLetter.ApplyAsync"/>
    internal async Task<Escalation> ApplyAsync(Step step, Guid id, IReadOnlyList<string> missing, string? words, CancellationToken cancel)
    {
        var (head, letter) = (step.Actor, step.Main.Part<CaseLetters>().Find(id));
        var post = acts.ToDecide(head, letter) ?? throw EscalationRefusals.NotYours(letter);

        letter.Return(Signer.Of(head, post), step.Now, missing, words, terms.IsAcceptedBySilence(letter));
        step.Main.Record(
            "letter.returned",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["items"] = new JsonArray([.. missing.Select(item => (JsonNode)item)]),
                ["reason"] = words,
            },
            post
        );
        await papers.ReturnNoticeAsync(step.Main, letter, post, cancel);
        CaseLetters.Answer(step.Main, letter, LetterActivity.Returned);
        LetterNotices.ToSender(step.Main, letter, "notice.letter-returned", statutory: true);
        return letter;
    }
}
