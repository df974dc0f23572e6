namespace Enforcement.Tasks;

internal static class TaskRefusals
{
    public static NotAllowedException NotYours(CaseTask task) => new("task.not-yours", task.Spec.Title.Here);

    public static RefusedException ClaimedByAnother(CaseTask task) => new("task.claimed-by-another", task.Spec.Title.Here);

    public static RefusedException NotAHandler(CaseTask task) => new("task.not-a-handler", task.Spec.Title.Here);

    public static RefusedException NoLongerOpen() => new("task.no-longer-open");

    public static RefusedException NeedsSecondOfficer(CaseTask task) => new("task.needs-second-officer", task.Spec.Title.Here);

    public static RefusedException SecondIsFirst(CaseTask task) => new("task.second-is-first", task.Spec.Title.Here);

    public static RefusedException CannotBeDoneBy() => new("task.cannot-be-done-by");

    public static NotAllowedException SideTaskForHandlers() => new("side-task.handlers-only");

    public static RefusedException SideTaskOpen() => new("side-task.already-open");
}
