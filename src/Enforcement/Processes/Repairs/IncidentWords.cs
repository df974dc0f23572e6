using Enforcement.Shell;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;
using Enforcement.Workflows.Expressions;

namespace Enforcement.Processes.Repairs;

/// <summary>Why a step failed, in the reader's words: <c>incident.&lt;code&gt;</c>. What the engine said stands beside them, for whoever draws flows.</summary>
internal static class IncidentWords
{
    private const string Unknown = "unknown";

    private static readonly Dictionary<string, string> Codes = new()
    {
        [nameof(InputException)] = "input",
        [nameof(ScriptException)] = "script",
        [nameof(ScriptSyntaxException)] = "script",
        [nameof(ConversionException)] = "value",
        [nameof(BurstTooLongException)] = "loop",
        [nameof(JoinTooEarlyException)] = "join-early",
        [nameof(JoinStrandedException)] = "join-stranded",
        [nameof(WaitsForNothingException)] = "waits-for-nothing",
        [nameof(WorkflowFaultException)] = "drawn",
        [nameof(ChildFailedException)] = "child",
    };

    public static string CodeOf(Incident it) => Codes.GetValueOrDefault(it.ExceptionType, Unknown);

    public static string Of(Incident it) => Of(CodeOf(it), it.Subject, it.Node, null);

    public static string Of(FlowIncident it, WorkflowGraph graph) => Of(it.Code ?? Unknown, it.Subject, graph.Find(it.NodeId), graph);

    private static string Of(string code, string? subject, ActivityNode? node, WorkflowGraph? graph) =>
        code switch
        {
            "input" when subject is not null => Texts.Of("incident.input", InputOf(node, subject)),
            "input" => Texts.Of("incident.input-any"),
            "join-early" when subject is not null => Texts.Of("incident.join-early", IncidentReader.Label(graph?.Find(subject), subject)),
            "join-early" => Texts.Of("incident.join-early-any"),
            _ => Texts.Of($"incident.{code}"),
        };

    private static string InputOf(ActivityNode? node, string name) =>
        node?.Activity.Descriptor.Inputs.FirstOrDefault(input => input.Name == name)?.DisplayName?.Here() ?? name;
}
