namespace Enforcement.Workflows.Activities;

public sealed partial class ActivityCatalog
{
    /// <summary>Elsa's own activities that this engine runs. A host adds its own: <c>new ActivityCatalog([.. BuiltIn, new Task()])</c>.</summary>
    public static IReadOnlyList<Activity> BuiltIn { get; } =
    [
        new Flowchart(),
        new Start(),
        new End(),
        new Finish(),
        new Complete(),
        new Fault(),
        new FlowDecision(),
        new FlowSwitch(),
        new FlowFork(),
        new FlowJoin(),
        new Event(),
        new SetVariable(),
        new SetOutput(),
        new SetName(),
        new Correlate(),
        new WriteLine(),
        new Delay(),
        new StartAt(),
        new Timer(),
        new Cron(),
        new If(),
        new Switch(),
        new Sequence(),
        new Fork(),
        new Parallel(),
        new For(),
        new ForEach(),
        new ParallelForEach(),
        new While(),
        new Break(),
        new FlowNode(),
        new RunTask(),
        new RunJavaScript(),
        new PublishEvent(),
        new DispatchWorkflow(),
        new ExecuteWorkflow(),
    ];
}
