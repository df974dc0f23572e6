using Enforcement.Processes;
using Enforcement.Shell;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Designer.Publications;

/// <summary>What speaks against a definition, in the reader's words.</summary>
public sealed class PublicationCheck(ActivityCatalog catalog, DefinitionChecks checks)
{
    public const string Error = "error";

    public IReadOnlyList<DefinitionFault> Of(string content) => Of(Compile(content));

    public IReadOnlyList<DefinitionFault> Of(WorkflowGraph graph) => checks.Of(graph);

    public WorkflowGraph Compile(string content) => WorkflowGraph.Compile(WorkflowDefinition.Parse(content), catalog);

    /// <exception cref="RefusedException"><c>publication.has-errors</c>.</exception>
    public void DemandNoErrors(string content)
    {
        var graph = Compile(content);
        var errors = checks
            .Everything(graph)
            .Where(found => found.Fault.Severity == FaultSeverity.Error)
            .Select(found => Say(DefinitionFault.Of(graph, found)))
            .ToList();
        if (errors.Count > 0)
            throw DesignerRefusals.HasErrors(errors);
    }

    public static string Say(DefinitionFault fault)
    {
        var path =
            fault.Path.Count == 0
                ? ""
                : string.Join(" › ", fault.Path.Select(step => step.OutcomeLabel is { } way ? $"{step.Label} [{way}]" : step.Label));
        var message = fault.Law is { } law ? Texts.Of("publication.finding-of-law", fault.Message, law) : fault.Message;
        return path.Length == 0
            ? Texts.Of("publication.finding", fault.Label, message)
            : Texts.Of("publication.finding-with-path", fault.Label, message, path);
    }
}
