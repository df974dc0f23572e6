using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;

namespace Enforcement.Workflows.Execution;

/// <summary>Flowcharts: their activities and connections, in today's shape and in the older ones.</summary>
internal sealed partial class GraphCompiler
{
    private void AddFlow(ActivityNode flowchart)
    {
        foreach (var source in flowchart.Source.Objects("activities").Take(MaxActivities))
            Add(source, flowchart);
        if (flowchart.Source.Items("activities").Count() > MaxActivities || flowchart.Source.Items("connections").Count() > MaxConnections)
            Report(flowchart, "definition.too-large", "Too many activities or connections in one flowchart.");
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = 0; at < flowchart.ChildList.Count; at++)
        {
            if (!places.TryAdd(flowchart.ChildList[at].Id, at))
                Report(
                    flowchart.ChildList[at],
                    "flow.repeated-id",
                    $"Two activities of one flowchart have the id '{flowchart.ChildList[at].Id}'."
                );
        }
        var seen = new HashSet<(int, string?, int)>();
        var connections = new List<FlowConnection>();
        foreach (var source in flowchart.Source.Objects("connections").Take(MaxConnections))
        {
            var (from, port) = Endpoint(source, "source", "sourcePort");
            var (to, _) = Endpoint(source, "target", "targetPort");
            if (
                from is null
                || to is null
                || !places.TryGetValue(from, out var sourcePlace)
                || !places.TryGetValue(to, out var targetPlace)
            )
            {
                Report(
                    flowchart,
                    "flow.loose-connection",
                    $"A connection from '{from}' to '{to}' names an unknown activity.",
                    from ?? to,
                    FaultSeverity.Warning
                );
                continue;
            }
            // The same connection drawn twice is one connection.
            if (seen.Add((sourcePlace, port, targetPlace)))
                connections.Add(new FlowConnection(connections.Count, sourcePlace, port, targetPlace));
        }
        flowchart.Flow = new FlowLayout(flowchart.ChildList, connections, DefinitionOf(flowchart).WaitsForArrivals);
        CheckFlow(flowchart, flowchart.Flow);
    }

    private static WorkflowDefinition DefinitionOf(ActivityNode node)
    {
        while (node.Definition is null)
            node = node.Parent!;
        return node.Definition;
    }

    private static (string? Activity, string? Port) Endpoint(JsonObject connection, string name, string portName) =>
        connection.Prop(name) switch
        {
            JsonObject end => (end.Text("activity"), end.Text("port")),
            { } id => (id.AsText(), connection.Text(portName)),
            null => (null, null),
        };

    private void CheckFlow(ActivityNode flowchart, FlowLayout layout)
    {
        if (layout.Start < 0)
            return;
        var paths = layout.From(layout.Start);
        foreach (var connection in layout.Connections)
        {
            var (source, target) = (layout.Activities[connection.Source], layout.Activities[connection.Target]);
            if (paths.IsBackward(connection) && !paths.IsValidBackward(connection))
                Report(source, "flow.invalid-backward", $"Leads back to '{target.Id}', which not every path here has passed.", target.Id);
            var outcomes = source.Outcomes;
            if (connection.Port is { } port && outcomes.Count > 0 && !outcomes.Contains(port))
                Report(source, "flow.unknown-port", $"No outcome '{port}' leaves here.", port, FaultSeverity.Warning);
        }
        for (var at = 0; at < layout.Activities.Count; at++)
        {
            if (!paths.IsReachable(at) && !layout.Activities[at].CanStartWorkflow)
                Report(layout.Activities[at], "flow.unreachable", "No path leads here from the start.", null, FaultSeverity.Warning);
        }
    }

    private void Check(ActivityNode node)
    {
        foreach (var (code, message) in node.Activity.Check(node))
            Report(node, code, message);
        foreach (var input in node.Inputs)
        {
            if (input.Descriptor.Required && input.Expression is Expressions.ConstantExpression { Value: null })
                Report(node, "input.required", $"'{input.Descriptor.Name}' is required.", input.Descriptor.Name);
        }
        foreach (var variable in node.Variables)
        {
            if (!variable.IsKept)
                Report(node, "variable.not-kept", $"'{variable.Name}' is forgotten at every wait.", variable.Name, FaultSeverity.Warning);
            if (!Expressions.Values.IsKnownType(variable.FullTypeName))
                Report(
                    node,
                    "variable.unknown-type",
                    $"'{variable.Name}' has a type that is not known here; Elsa would drop it, here it holds any value.",
                    variable.Name,
                    FaultSeverity.Warning
                );
        }
        if (node.CustomProperties.Flag("runAsynchronously") ?? node.Source.Flag("runAsynchronously") ?? false)
            Report(node, "activity.not-asynchronous", "Runs within the step, not in the background.", null, FaultSeverity.Warning);
        if (node.CustomProperties.Text("mergeMode") is { Length: > 0 } mode && mode is not "None" and not "none")
            Report(
                node,
                "flow.merge-mode-ignored",
                $"Merge mode '{mode}' has no effect: only a join has a mode.",
                mode,
                FaultSeverity.Warning
            );
        if (node.Activity is For && node.Slot("body") is null)
            Report(node, "loop.no-body", "A For without a body never completes.");
    }
}
