using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>The sender takes its letter back before it is accepted: it gives in to an objection, or sees that it was wrong. Its flow drafts again.</summary>
public sealed class WithdrawLetter(Steps steps, LetterActs acts)
{
    public async Task<Escalation> RunAsync(Actor head, Guid id, string? reason, CancellationToken cancel)
    {
        var why = LetterTexts.Required("reason", reason);
        await using var step = await steps.BeginAsync(head, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        var post = acts.ToWithdraw(head, letter) ?? throw EscalationRefusals.NotYours(letter);

        letter.Withdraw(new Withdrawal(Signer.Of(head, post), step.Now, why));
        step.Main.Record("letter.withdrawn", new JsonObject { ["letter"] = letter.Number, ["reason"] = why }, post);
        CaseLetters.Answer(step.Main, letter, LetterActivity.Objected);
        LetterNotices.ToReceiver(step.Main, letter, "notice.letter-withdrawn", statutory: false);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }
}
