using System.Globalization;
using Enforcement.Processes.Repairs;
using Enforcement.Shell;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes;

/// <summary>What speaks against publishing a definition, in the reader's words.</summary>
/// <param name="Code">Stable; see <see cref="PublishCheck"/>, the compiler and the rules of the gate.</param>
/// <param name="Node">Id of the activity; of the workflow itself for the definition as a whole.</param>
/// <param name="Label">What the designer calls the activity.</param>
/// <param name="Severity"><c>error</c>: the definition is not loaded; <c>warning</c>: it is.</param>
/// <param name="Law">Law and article that it rests on; null for what is wrong in itself.</param>
/// <param name="Path">One way of running the flow that shows it, step by step; empty for what can be seen without running it.</param>
public sealed record DefinitionFault(
    string Code,
    string Node,
    string Label,
    string Severity,
    string Message,
    string? Law,
    IReadOnlyList<DefinitionFault.Step> Path
)
{
    /// <param name="Outcome">How the step was left; null for the plain completion.</param>
    /// <param name="OutcomeLabel">What that is called.</param>
    public sealed record Step(string Node, string Label, string? Outcome, string? OutcomeLabel);

    internal static DefinitionFault Of(WorkflowGraph graph, RuleFault found)
    {
        var fault = found.Fault;
        return new(
            fault.Code,
            fault.NodeId,
            LabelOf(graph, fault.NodeId),
            fault.Severity == FaultSeverity.Error ? "error" : "warning",
            Texts.Of($"definition-fault.{fault.Code}", SubjectOf(graph, fault)),
            found.Law?.Here,
            [.. fault.Path.Select(step => StepOf(graph, step))]
        );
    }

    private static Step StepOf(WorkflowGraph graph, PathStep step) =>
        new(
            step.NodeId,
            LabelOf(graph, step.NodeId),
            step.Outcome,
            step.Outcome is { } outcome ? OutcomeWords.Of(graph.Find(step.NodeId), outcome) : null
        );

    /// <summary>An input is called as the designer shows it.</summary>
    private static string? SubjectOf(WorkflowGraph graph, GraphFault fault) =>
        graph.Find(fault.NodeId)?.Activity.Descriptor.Inputs.FirstOrDefault(input => input.Name == fault.Subject)?.DisplayName is { } label
            ? CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en"
                ? label.English
                : label.Chinese
            : fault.Subject;

    private static string LabelOf(WorkflowGraph graph, string node) => IncidentReader.Label(graph.Find(node), node);
}
