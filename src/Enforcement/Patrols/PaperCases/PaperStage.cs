using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Workflows.Execution;

namespace Enforcement.Patrols.PaperCases;

/// <summary>
/// A step of the township's procedure at which a running paper case may be brought in. Not at every one: where the next answer needs a paper that
/// this service has drawn up, approved or served itself (prior notice, decision, their service), or two windows run side by side, nothing typed
/// could take its place. Such a case comes in at the step before, or when that paper has been served.
/// </summary>
/// <param name="Node">Of the definition.</param>
/// <param name="Stage">One of <see cref="Stages"/>.</param>
/// <param name="Since">The day that brought the case there.</param>
/// <param name="Fields">What its gates and clocks presuppose, besides what every case is asked.</param>
internal sealed record PaperStage(string Node, string Stage, string Since, IReadOnlyList<PaperField> Fields)
{
    public static IReadOnlyList<PaperStage> All { get; } =
    [
        new("investigation", Stages.Investigation, "filedOn", PaperField.Begun),
        new("report", Stages.Review, "investigationEndedOn", [.. PaperField.Begun, .. PaperField.Investigated]),
        new("payment", Stages.Execution, "decisionServedOn", [.. PaperField.Begun, .. PaperField.Decided, PaperField.Fine]),
        new("performance", Stages.Execution, "decisionServedOn", [.. PaperField.Begun, .. PaperField.Decided]),
        new(
            "afterDemand",
            Stages.Execution,
            "demandServedOn",
            [.. PaperField.Begun, .. PaperField.Decided, PaperField.Fine, PaperField.Demanded]
        ),
        new(
            "closingDraft",
            Stages.Closing,
            "performedOn",
            [.. PaperField.Begun, .. PaperField.Decided, PaperField.Fine with { Required = false }, .. PaperField.Performed]
        ),
    ];

    /// <summary>Ids of the nodes at which a definition would have paper cases begin.</summary>
    public static IEnumerable<string> NodesIn(WorkflowGraph graph) => All.Select(stage => stage.In(graph)?.NodeId).OfType<string>();

    public bool IsDecided => Fields.Any(it => it.Name == "decidedOn");

    /// <summary>Asks for a fine, or may have one.</summary>
    public bool TakesFine => Fields.Any(it => it.Name == PaperField.Fine.Name);

    /// <summary>The node in a version of the definition: null where it is not there, or is no task at which a person is waited for.</summary>
    public ActivityNode? In(WorkflowGraph graph) =>
        graph.Nodes.FirstOrDefault(node => node.Id == Node && node.Activity is TaskActivity && graph.CanBeginAt(node.NodeId));
}

/// <summary>A stage that a published definition has.</summary>
/// <param name="Clocks">The terms of the case that it has running there.</param>
internal sealed record OfferedStage(PaperStage Stage, string NodeId, LocalText Label, IReadOnlyList<PaperClock> Clocks)
{
    public static IEnumerable<OfferedStage> AllOf(WorkflowGraph graph) =>
        PaperStage.All.Select(stage => Of(stage, graph)).OfType<OfferedStage>();

    /// <summary>Null also where a term runs and nothing that the stage asks says since when.</summary>
    internal static OfferedStage? Of(PaperStage stage, WorkflowGraph graph)
    {
        if (stage.In(graph) is not { } node)
            return null;
        var clocks = ClockOnTheWay.To(node).Select(clock => PaperClock.Of(clock, stage, graph)).ToList();
        return clocks.Contains(null) ? null : new OfferedStage(stage, node.NodeId, LabelOf(node), [.. clocks.OfType<PaperClock>()]);
    }

    private static LocalText LabelOf(ActivityNode node) =>
        new(node.Constant("Title")?.GetValue<string>() ?? node.Id, node.Constant("TitleEn")?.GetValue<string>());
}

/// <summary>A term that runs at a stage, with the field whose day began it.</summary>
internal sealed record PaperClock(string Rule, string Variant, string Since)
{
    /// <summary>A term without a fact of its own began when the case came to the stage behind it.</summary>
    public static PaperClock? Of(ClockOnTheWay clock, PaperStage stage, WorkflowGraph graph)
    {
        var since =
            clock.From ?? PaperStage.All.FirstOrDefault(other => other.In(graph) is { } node && clock.StartsOnArrivalAt(node))?.Since;
        return stage.Fields.Any(field => field.Name == since && field is { Kind: PaperFieldKind.Date, Required: true })
            ? new PaperClock(clock.Rule, clock.Variant, since!)
            : null;
    }
}
