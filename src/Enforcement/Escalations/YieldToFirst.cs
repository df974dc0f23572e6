using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>
/// 最先立案: of two bodies that may both handle an act, the one that filed first has it (Administrative Penalty Law art. 25). The later one transfers its
/// case to it, beside its flow; it goes on with the case until the other accepts, into the case that was filed first.
/// </summary>
public sealed class YieldToFirst(Steps steps, OrganizationDirectory organizations)
{
    /// <param name="first">Register number of the case that was filed first; it need not be in sight.</param>
    /// <exception cref="RefusedException"><c>escalation.first-closed</c>: what is over handles nothing; and as for any letter beside the flow.</exception>
    public async Task<Escalation> RunAsync(Actor head, string? caseNumber, string? first, string? reason, CancellationToken cancel)
    {
        var number = PlainText.RequiredLine("caseNumber", caseNumber, 40);
        var (other, why) = (PlainText.RequiredLine("first", first, 40), LetterTexts.Required("reason", reason));
        await using var step = await steps.BeginAsync(head, CaseOf.Number(number), cancel);
        var it = step.Main.Case;
        var post = LetterActs.ToMove(head, it) ?? throw EscalationRefusals.OwnersHeadsOnly();
        var found = (await SameActs.OfAsync(step, it.Key, cancel)).FirstOrDefault(act => act.Number == other && act.IsFirst);
        if (found is null || organizations.Find(found.Organization) is not { } body)
            throw new MalformedException(("first", "unknown"));
        if (!found.IsOpen)
            throw EscalationRefusals.FirstClosed(found);

        var kind = it.FilingNumber is null ? LetterKinds.LeadTransfer : LetterKinds.CaseTransfer;
        var letter = step.Main.Part<CaseLetters>().SendBeside(step.Main, kind, body, why, null, post, found.Number);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }
}
