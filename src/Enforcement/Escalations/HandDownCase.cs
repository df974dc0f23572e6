using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>
/// 交办: a department hands its own case down to a body below, for a matter that this body may handle on the day of the violation and no other; by its
/// notice 案件交办通知书. Until the body accepts, the department has the case; then its case ends, and the result is fed back.
/// </summary>
public sealed class HandDownCase(Steps steps, LetterActs acts, LetterPapers papers, PowerLists powers, OrganizationDirectory organizations)
{
    /// <param name="receiver">Code of a township, or of a department of a lower level.</param>
    /// <exception cref="RefusedException"><c>power.not-delegated</c>: the receiver may not handle the matter.</exception>
    public async Task<Escalation> RunAsync(Actor head, string? caseNumber, string? receiver, string? reason, CancellationToken cancel)
    {
        var number = PlainText.RequiredLine("caseNumber", caseNumber, 40);
        var (code, why) = (LetterTexts.Required("receiver", receiver), LetterTexts.Required("reason", reason));
        var list = await powers.CurrentAsync(cancel);
        await using var step = await steps.BeginAsync(head, CaseOf.Number(number), cancel);
        var it = step.Main.Case;
        if (it.Kind is not CaseKind.County || LetterActs.ToMove(head, it) is not { } post)
            throw EscalationRefusals.OwnersHeadsOnly();
        if (organizations.Find(code) is not { } body || !acts.MayBeHandedDownTo(body, it, step.Today))
            throw new MalformedException(("receiver", "unknown"));
        list.Demand(body.Code, it.MatterCode, it.ViolationOn, it.Data.Text("partyKind"));

        var paper = await papers.HandDownAsync(step.Main, body, why, post, cancel);
        var letter = step.Main.Part<CaseLetters>().SendBeside(step.Main, LetterKinds.HandDown, body, why, paper, post);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }
}
