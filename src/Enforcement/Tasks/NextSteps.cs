using Enforcement.Shell;
using Enforcement.Workflows.Execution;

namespace Enforcement.Tasks;

/// <summary>What comes after a task, read from the definition: for each way out, the tasks that may open next.</summary>
public static class NextSteps
{
    /// <returns>Titles in the reader's language, nearest first; a case that closes says so. Empty where the node is not of this definition.</returns>
    public static IReadOnlyList<string> After(WorkflowGraph graph, string nodeId, string outcome)
    {
        if (graph.Find(nodeId) is not { Parent: { } flow } node)
            return [];
        var byId = flow.Children.ToDictionary(child => child.Id);
        var connections = (flow.Source["connections"] as System.Text.Json.Nodes.JsonArray ?? [])
            .Select(connection =>
                (
                    From: connection?["source"]?["activity"]?.GetValue<string>(),
                    Port: connection?["source"]?["port"]?.GetValue<string>() ?? "Done",
                    To: connection?["target"]?["activity"]?.GetValue<string>()
                )
            )
            .ToLookup(connection => connection.From);

        var titles = new List<string>();
        var seen = new HashSet<string> { node.Id };
        var open = new Queue<string?>(
            connections[node.Id].Where(connection => connection.Port == outcome).Select(connection => connection.To)
        );
        while (open.TryDequeue(out var id))
        {
            if (id is null || !seen.Add(id) || !byId.TryGetValue(id, out var next))
                continue;
            if (TitleOf(next) is { } title)
                titles.Add(title);
            else
                foreach (var connection in connections[id])
                    open.Enqueue(connection.To);
        }
        return [.. titles.Distinct()];
    }

    private static string? TitleOf(ActivityNode node) =>
        node.Type switch
        {
            TaskActivity.TypeName => new LocalText(
                node.Constant("Title")?.GetValue<string>() ?? node.Id,
                node.Constant("TitleEn")?.GetValue<string>()
            ).Here,
            "Enforcement.CloseCase" => Texts.Of("tasks.next.closes"),
            "Enforcement.Letter" => Texts.Of("tasks.next.letter"),
            _ => null,
        };
}
