using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>
/// 请求提级: a township asks the department in charge to take its case up. It goes on with the case until the department accepts on a basis that it
/// names; silence takes nothing up.
/// </summary>
public sealed class AskTakeUp(Steps steps, PowerLists powers, OrganizationDirectory organizations)
{
    /// <param name="department">Code of the department, of the county or above, that is in charge of the field of the matter.</param>
    public async Task<Escalation> RunAsync(Actor head, string? caseNumber, string? department, string? reason, CancellationToken cancel)
    {
        var number = PlainText.RequiredLine("caseNumber", caseNumber, 40);
        var (code, why) = (LetterTexts.Required("department", department), LetterTexts.Required("reason", reason));
        var list = await powers.CurrentAsync(cancel);
        await using var step = await steps.BeginAsync(head, CaseOf.Number(number), cancel);
        var it = step.Main.Case;
        if (it.Kind is not CaseKind.Township || LetterActs.ToMove(head, it) is not { } post)
            throw EscalationRefusals.OwnersHeadsOnly();
        if (
            organizations.Find(code) is not { } body
            || body.ValidTo < step.Today
            || !LetterActs.MayTakeUp(body, it, list.FieldOf(it.MatterCode))
        )
            throw new MalformedException(("department", "unknown"));

        var letter = step.Main.Part<CaseLetters>().SendBeside(step.Main, LetterKinds.TakeUp, body, why, null, post);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }
}
