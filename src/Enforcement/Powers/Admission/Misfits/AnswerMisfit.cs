using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Notifications;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Powers.Admission.Misfits;

/// <summary>The county says what becomes of it: its supervisor or coordinator, once.</summary>
public sealed class AnswerMisfit(Steps steps, DutyRights rights)
{
    /// <exception cref="NotAllowedException"><c>misfit.county-only</c>.</exception>
    /// <exception cref="RefusedException"><c>misfit.answered</c>.</exception>
    public async Task<Misfit> RunAsync(Actor superior, Guid id, string? text, CancellationToken cancel)
    {
        var words = PlainText.Required("text", text, FileMisfit.LongestReport);
        var reports = new StepRead<Misfit>(MisfitTable.Lock(id), MisfitTable.From);
        await using var step = await steps.BeginNewAsync(superior, cancel, reports);
        var it = reports.Row;
        var post = rights.ToAnswerMisfit(superior, it.County) ?? throw DutyRefusals.MisfitCountyOnly();

        it.Say(new MisfitAnswer(words, DutyAct.Of(superior, post, step.Now)));
        it.Events.Add("misfit.answered", superior, post, step.Now, DutyEvents.Detail(("text", words)));
        step.Write(id, MisfitTable.Update(it), it.Events);
        foreach (var role in Roles.Heads)
            step.Send(
                new CaseKey(it.County, id),
                new Notice(
                    it.Township,
                    role,
                    "notice.misfit-answered",
                    [it.Number, it.SubjectCode],
                    $"/duties/misfits?open={id}"
                ).ToMessage()
            );
        await step.CommitAsync(cancel, () => MisfitStanding.Of(it));
        return it;
    }
}
