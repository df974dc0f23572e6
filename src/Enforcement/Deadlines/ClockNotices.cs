using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Notifications;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Deadlines;

/// <summary>What the two who handle a case are told about its clocks, beside the reminders.</summary>
internal static class ClockNotices
{
    /// <summary>The last day has moved without anybody's act on the case: a year's list has come, or the county was shut.</summary>
    public static void Moved(CaseWork work, Clock clock, Deadlines deadlines, DateOnly before)
    {
        var rule = clock.RuleIn(deadlines);
        var role = work.Case.Kind == CaseKind.County ? Roles.CountyHandler : Roles.Officer;
        foreach (var officer in work.Case.Officers)
            work.Step.Send(
                work.Case.Key,
                new Notice(
                    work.Case.OwnerOrg,
                    role,
                    "notice.deadline.moved",
                    [
                        work.Case.Title,
                        rule is null ? clock.Rule : new NoticeArgument(rule.NameZh, rule.NameEn),
                        before.Text(),
                        deadlines.Office.LastDayOf(clock.DueLegal).Text(),
                    ],
                    $"/cases/{work.Case.Number}/clocks/{clock.Id}",
                    work.Case.Number,
                    !clock.IsInternal,
                    clock.DueLegal,
                    officer
                ).ToMessage()
            );
    }
}
