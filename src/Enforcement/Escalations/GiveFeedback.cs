using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>反馈 by hand: of a receiver that keeps its case elsewhere, such as the police. A department's own case feeds back by itself.</summary>
public sealed class GiveFeedback(Steps steps, LetterActs acts)
{
    public async Task<Escalation> RunAsync(
        Actor handler,
        Guid id,
        string? result,
        IReadOnlyList<string?>? documents,
        CancellationToken cancel
    )
    {
        var words = LetterTexts.Required("result", result);
        var papers = LetterTexts.Items("documents", documents);
        await using var step = await steps.BeginAsync(handler, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        var post = acts.ToGiveFeedback(handler, letter) ?? throw EscalationRefusals.NotYours(letter);
        if (letter.ReceiverCase is not null)
            throw EscalationRefusals.FeedsBackItself(letter);

        CaseLetters.TakeFeedback(step.Main, letter, new Feedback(Signer.Of(handler, post), step.Now, words) { Documents = papers }, post);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }
}
