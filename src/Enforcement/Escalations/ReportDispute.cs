using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>
/// 报请指定管辖: the negotiation failed, and the common superior has the dispute (Administrative Penalty Law art. 25). Either side says so before the term
/// is over; when it is over, the sweep does.
/// </summary>
public sealed class ReportDispute(Steps steps, LetterActs acts, LetterTerms terms, OrganizationDirectory organizations)
{
    public async Task<Escalation> RunAsync(Actor head, Guid id, string? reason, CancellationToken cancel)
    {
        var why = LetterTexts.Required("reason", reason);
        await using var step = await steps.BeginAsync(head, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        var post = acts.ToNegotiate(head, letter) ?? throw EscalationRefusals.NotYours(letter);

        Apply(step, letter, Signer.Of(head, post), why, post);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }

    /// <param name="by">Null: the term passed.</param>
    internal void Apply(Step step, Escalation letter, Signer? by, string? reason, Post? post)
    {
        var superior = CommonSuperior.Of(organizations, letter);
        letter.Report(new Report(by, step.Now, superior, reason), terms.DesignateDue(step.Now, superior));
        step.Main.Record(
            by is null ? "letter.negotiation-over" : "letter.reported",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["superior"] = superior,
                ["reason"] = reason,
            },
            post
        );
        LetterNotices.Send(
            step.Main,
            letter,
            CommonSuperior.DeskOf(organizations, letter),
            Roles.Coordinator,
            "notice.letter-disputed",
            statutory: true
        );
        LetterNotices.ToSender(step.Main, letter, "notice.letter-reported", statutory: true);
        LetterNotices.ToReceiver(step.Main, letter, "notice.letter-reported", statutory: true);
    }
}
