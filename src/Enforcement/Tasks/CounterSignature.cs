using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Tasks;

/// <summary>The second officer's own task: sign what the first one answered, or say why not (Administrative Penalty Law art. 42).</summary>
internal static class CounterSignature
{
    public const string Sign = "sign";
    public const string Refuse = "refuse";

    public static CaseTask For(CaseTask task, Guid second, DateTimeOffset at)
    {
        var signature = new CaseTask
        {
            Id = RowId.New(task.CaseKey.County, at),
            CaseKey = task.CaseKey,
            Kind = TaskKind.CounterSign,
            ParentTaskId = task.Id,
            Node = task.Node,
            NodeId = task.NodeId,
            Organization = task.Organization,
            Role = task.Role,
            Spec = new TaskSpec
            {
                HandlersOnly = task.Spec.HandlersOnly,
                Title = Both("tasks.counter-sign.title", task.Spec.Title),
                Outcomes =
                [
                    new TaskOutcome(Sign, Both("tasks.counter-sign.sign")),
                    new TaskOutcome(Refuse, Both("tasks.counter-sign.refuse")),
                ],
            },
            OpenedAt = at,
            DueInternal = task.DueInternal,
            DueLegal = task.DueLegal,
            IsNew = true,
        };
        signature.Restore(second, TaskState.Open, 1, at, null, null, null);
        return signature;
    }

    private static LocalText Both(string key, LocalText? of = null)
    {
        var (zh, _) = Texts.InBoth(key, of?.Zh);
        var (_, en) = Texts.InBoth(key, of?.En ?? of?.Zh);
        return new LocalText(zh, en);
    }
}
