using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>
/// 提级管辖 on its own motion: a department takes over a township's case of its field, on a basis that it names. There is no general clause for it in the
/// Administrative Penalty Law. By its notice 提级管辖通知书 the township's case ends as taken up; goods and their terms go along, and the result is fed back.
/// </summary>
public sealed class TakeUpCase(
    Steps steps,
    LetterActs acts,
    LetterAcceptance acceptance,
    LetterPapers papers,
    PowerLists powers,
    BusinessTime time
)
{
    /// <param name="caseNumber">Register number. The department need not see the case: what it may not take up is not there for it.</param>
    /// <param name="handler">Account of a handler of the department; null: its team.</param>
    /// <exception cref="NotVisibleException">There is no such case of its field in its territory.</exception>
    public async Task<Escalation> RunAsync(
        Actor head,
        string? caseNumber,
        string? reason,
        string? basis,
        string? handler,
        CancellationToken cancel
    )
    {
        var number = PlainText.RequiredLine("caseNumber", caseNumber, 40);
        var (why, ground) = (LetterTexts.Required("reason", reason), LetterTexts.Required("basis", basis));
        var named = LetterTexts.Optional("handler", handler);
        var list = await powers.CurrentAsync(cancel);
        var of = CaseOf.Number(number);
        var parties = new StepRead<Party>(CaseTable.ReadParties(of), CaseTable.PartyFrom);
        var handlers = new StepRead<LetterHandler>(LetterHandler.Named(named, time.Today), LetterHandler.From);
        // Sight comes with the taking up; whether there is a case to take up is asked of the service.
        await using var step = await steps.BeginAsync(head with { Scope = Scope.Everything }, of, cancel, parties, handlers);
        var work = step.Main;
        var post = acts.ToTakeUp(head, work.Case, list.FieldOf(work.Case.MatterCode)) ?? throw new NotVisibleException();
        var department = acts.BodyOf(post);

        var paper = await papers.TakeUpAsync(work, null, department, why, ground, post, cancel);
        var letter = work.Part<CaseLetters>().TakenUp(work, department, why, post, paper);
        var by = Signer.Of(head, post);
        letter.SignFor(by, step.Now, step.Today, step.Now);
        var chosen = LetterHandler.Chosen(letter, false, (named, handlers.Rows), (null, []));
        await acceptance.OpenAsync(step, letter, by, chosen, parties.Rows, ground, cancel);
        work.Record(
            "letter.taken-up",
            new JsonObject
            {
                ["letter"] = letter.Id.ToString(),
                ["receiver"] = department.Code,
                ["reason"] = why,
                ["basis"] = ground,
            },
            post
        );
        LetterAcceptance.Conclude(work, letter);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }
}
