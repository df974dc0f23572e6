using System.Text.Json.Nodes;
using Enforcement.Deadlines;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;
using Enforcement.Shell;
using Enforcement.Tasks;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Designer.Gate;

/// <summary>
/// Law and duty at the gate of publishing. Demands on the order of steps are proved over every way of running the flowchart, each breach with a
/// shortest way to it; demands on a task are read off the task.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>gate.&lt;rule&gt;</c>: a rule of <see cref="PublishRules"/>, an error.</item>
/// <item><c>gate.no-clock</c>: the flow rests at a step with no clock of its own while none of the case runs.</item>
/// <item><c>gate.clock-unknown</c>, <c>gate.role-unknown</c>: nobody here knows the rule or role that is named.</item>
/// <item><c>gate.timeout-no-way</c>, <c>gate.timeout-no-clock</c>: the outcome on timeout is none of the task, or nothing ever runs out.</item>
/// <item><c>gate.outcome-open</c>: a way out of a step that leads nowhere.</item>
/// <item><c>gate.target</c>: the task asks for a target or a letter of responsibility.</item>
/// <item><c>gate.profile-missing</c>: it does what the law has rules for, and does not say which procedure it is.</item>
/// <item><c>gate.profile-unknown</c>, <c>gate.profile-other</c>: it names one that has no rules, or another than that of the cases that are bound to it.</item>
/// <item><c>gate.computed</c>, <c>gate.unreadable</c>: what the rules have to know of a step is a script, or cannot be read.</item>
/// <item><c>gate.nested</c>: a step that the rules speak of stands inside another, where no order can be proved.</item>
/// <item><c>gate.not-proved</c>: more ways than can be looked at (a warning).</item>
/// </list>
/// </remarks>
public sealed class DefinitionGate(DeadlineBook deadlines, BoundDefinitions bound) : IDefinitionRules
{
    private static readonly PublishRules Rules = PublishRules.Shipped;

    /// <summary>What tells the rules what a step is. A script here would lead past every one of them.</summary>
    private static readonly string[] WrittenDown =
    [
        "Title",
        "TitleEn",
        "Role",
        "Outcomes",
        "Fields",
        "Documents",
        "TwoOfficers",
        "Clock",
        "TimeoutOutcome",
        "Fact",
        "Rule",
        "Kind",
    ];

    public IReadOnlyList<RuleFault> Of(WorkflowGraph graph, DateOnly on)
    {
        var found = new List<RuleFault>();
        var profile = DefinitionProfile.Of(graph.Definition);
        foreach (var task in graph.Nodes.Where(node => node.Type == TaskActivity.TypeName))
            found.AddRange(OfTask(task, profile, on));

        var ours = graph.Nodes.Where(node => node.Type.StartsWith("Enforcement.", StringComparison.Ordinal)).ToList();
        found.AddRange(ours.Where(IsComputed).Select(node => Fault("computed", node.NodeId, null)));
        var flow = FlowBehaviour.Of(graph);
        var top = flow?.Flowchart.Children ?? [];
        found.AddRange(ours.Except(top).Select(node => Fault("nested", node.NodeId, null)));
        found.AddRange(OfProfile(graph, profile, ours, on));
        if (flow is null)
            return found;

        found.AddRange(OpenOutcomes(flow.Flowchart));
        foreach (var rule in Rules.Demands.Where(rule => rule.AppliesTo(profile, on)))
            if (
                flow.FirstBreach(new FlowDemand(rule.After is { } after ? Mark(after) : null, Mark(rule.Not), Mark(rule.Until))) is
                { } breach
            )
                found.Add(Fault(rule.Code, breach.Event.Node.NodeId, rule.Law, breach.Path));
        if (WithoutClock(flow, on) is { } idle)
            found.Add(Fault("no-clock", idle.Event.Node.NodeId, null, idle.Path));
        if (!flow.IsWhole)
            found.Add(Fault("not-proved", flow.Flowchart.NodeId, null, severity: FaultSeverity.Warning));
        return found;
    }

    private IEnumerable<RuleFault> OfProfile(WorkflowGraph graph, string? profile, IEnumerable<ActivityNode> steps, DateOnly on)
    {
        var root = graph.Nodes[0].NodeId;
        if (profile is not null && !Rules.Profiles.ContainsKey(profile))
            yield return Fault("profile-unknown", root, null, parameters: profile);
        else if (bound.Latest.Of(graph.Definition.DefinitionId, on).FirstOrDefault(row => !Rules.Fits(profile, row.Scope)) is { } row)
            yield return Fault("profile-other", root, null, parameters: Rules.ProfileOf(row.Scope) ?? "");
        else if (profile is null && steps.FirstOrDefault(IsOfAProcedure) is { } step)
            yield return Fault("profile-missing", step.NodeId, null);
    }

    private static bool IsComputed(ActivityNode node) =>
        node.Activity.Descriptor.Inputs.Any(input => WrittenDown.Contains(input.Name) && node.IsComputed(input.Name));

    private static Predicate<FlowEvent> Mark(string name)
    {
        var patterns = Rules.Marks[name];
        return happened => patterns.Any(pattern => pattern.Fits(happened));
    }

    /// <summary>Whoever chooses it sends the case nowhere.</summary>
    private static IEnumerable<RuleFault> OpenOutcomes(ActivityNode flowchart)
    {
        var drawn = (flowchart.Raw("connections") as JsonArray ?? [])
            .OfType<JsonObject>()
            .Select(it => it["source"] as JsonObject)
            .Select(source => (source?["activity"]?.ToString(), source?["port"]?.ToString() ?? Activity.Done))
            .ToHashSet();
        return flowchart
            .Children.Where(node => node.Type.StartsWith("Enforcement.", StringComparison.Ordinal))
            .SelectMany(node =>
                node.Outcomes.Where(outcome => !drawn.Contains((node.Id, outcome)))
                    .Select(outcome => Fault("outcome-open", node.NodeId, null, parameters: outcome))
            );
    }

    /// <summary>It files, decides, transfers or closes.</summary>
    private static bool IsOfAProcedure(ActivityNode node) =>
        node.Activity is CloseCaseActivity or AllotNumberActivity or LetterActivity
        || StepPattern.DocumentsOf(node).Any(document => document.Approve is not null);

    /// <summary>A duty that no clock runs for is a duty that nobody is reminded of.</summary>
    private FlowBreach? WithoutClock(FlowBehaviour flow, DateOnly on)
    {
        var rules = new List<string>();
        return flow.FirstBreach(
            0UL,
            (running, happened) =>
                happened.Moment switch
                {
                    FlowMoment.Left when happened.Node.Activity is StartClockActivity && RunsInEveryField(happened.Node) => running
                        | Bit(happened.Node),
                    FlowMoment.Left when happened.Node.Activity is EndClockActivity => running & ~Bit(happened.Node),
                    FlowMoment.Rests when running == 0 && !KeepsTime(happened.Node) => null,
                    _ => running,
                }
        );

        // What the law leaves to single fields runs in those alone.
        bool RunsInEveryField(ActivityNode node) =>
            StepPattern.Text(node, "Rule") is not { } code
            || deadlines.Current.Find(code, on) is not { } rule
            || !deadlines.Current.IsLeftToFields(rule);

        ulong Bit(ActivityNode node)
        {
            var rule = StepPattern.Text(node, "Rule") ?? node.NodeId;
            if (!rules.Contains(rule))
                rules.Add(rule);
            return 1UL << Math.Min(rules.IndexOf(rule), 63);
        }
    }

    /// <summary>It has a clock of its own: a task by its rule; letters, their answers and timers by whoever made them.</summary>
    private static bool KeepsTime(ActivityNode node) =>
        node.Activity is LetterActivity or WaitForFeedbackActivity or TimerActivity || StepPattern.Text(node, "Clock") is { Length: > 0 };

    private IEnumerable<RuleFault> OfTask(ActivityNode task, string? profile, DateOnly on)
    {
        foreach (var rule in Rules.Tasks.Where(rule => rule.AppliesTo(profile, on) && rule.Where.FitsTask(task)))
            if (!Fulfils(task, rule))
                yield return Fault(rule.Code, task.NodeId, rule.Law);

        if (
            !StepPattern.TryList<TaskOutcome>(task, "Outcomes", out _)
            || !StepPattern.TryList<TaskField>(task, "Fields", out _)
            || !StepPattern.TryList<TaskDocument>(task, "Documents", out _)
        )
            yield return Fault("unreadable", task.NodeId, null);
        if (StepPattern.Text(task, "Role") is { Length: > 0 } role && !Roles.All.Contains(role))
            yield return Fault("role-unknown", task.NodeId, null, parameters: role);
        if (
            StepPattern.Text(task, "Clock") is { Length: > 0 } clock
            && deadlines.Current.Rules is { Count: > 0 } known
            && known.All(rule => rule.Code != clock)
        )
            yield return Fault("clock-unknown", task.NodeId, null, parameters: clock);
        if (StepPattern.Text(task, "TimeoutOutcome") is { Length: > 0 } timeout)
        {
            if (!task.Outcomes.Contains(timeout))
                yield return Fault("timeout-no-way", task.NodeId, null, parameters: timeout);
            if (StepPattern.Text(task, "Clock") is not { Length: > 0 })
                yield return Fault("timeout-no-clock", task.NodeId, null);
        }
        if (Rules.Targets.Since <= on && Words(task).SelectMany(TargetsIn).FirstOrDefault() is { } word)
            yield return Fault("target", task.NodeId, Rules.Targets.Law, parameters: word);
    }

    private static bool Fulfils(ActivityNode task, TaskRule rule) =>
        (rule.Clock is null || (StepPattern.Text(task, "Clock") is { } clock && rule.Clock.Contains(clock)))
        && (rule.Roles is null || (StepPattern.Text(task, "Role") is { } role && rule.Roles.Contains(role)))
        && (!rule.TwoOfficers || (task.Constant("TwoOfficers") is JsonValue two && two.TryGetValue<bool>(out var both) && both))
        && (!rule.Timeout || StepPattern.Text(task, "TimeoutOutcome") is { Length: > 0 });

    /// <summary>What the task is called, and what it asks for.</summary>
    private static IEnumerable<string> Words(ActivityNode task) =>
        new[] { StepPattern.Text(task, "Title"), StepPattern.Text(task, "TitleEn") }
            .Concat(StepPattern.List<TaskField>(task, "Fields").SelectMany(field => Both(field?.Label)))
            .Concat(StepPattern.List<TaskOutcome>(task, "Outcomes").SelectMany(outcome => Both(outcome?.Label)))
            .OfType<string>();

    private static IEnumerable<string?> Both(LocalText? text) => [text?.Zh, text?.En];

    private static IEnumerable<string> TargetsIn(string text) =>
        Rules.Targets.Words.Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static RuleFault Fault(
        string code,
        string node,
        Law? law,
        IReadOnlyList<PathStep>? path = null,
        FaultSeverity severity = FaultSeverity.Error,
        params string[] parameters
    ) =>
        new(
            new GraphFault($"gate.{code}", node, Texts.InBoth($"definition-fault.gate.{code}", [.. parameters]).En, severity)
            {
                Path = path ?? [],
                Parameters = parameters,
            },
            law
        );
}
