using System.Globalization;
using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Designer.Elsa;

/// <param name="Line">As the journal keeps it.</param>
public sealed record FlowLine(DateTimeOffset At, JsonObject Line)
{
    public string What => Text("what") ?? "";
    public string NodeId => Text("node") ?? "";
    public string Type => Text("type") ?? "";
    public string? Message => Text("message");
    public JsonObject? Inputs => Line["inputs"] as JsonObject;
    public JsonObject? Outputs => Line["outputs"] as JsonObject;

    private string? Text(string name) => Line[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

/// <summary>What ran in a case, in Elsa's shapes. The journal keeps lines and not runs: those of one node follow each other.</summary>
public sealed class InstanceHistory(
    Guid id,
    WorkflowGraph graph,
    IReadOnlyList<FlowLine> lines,
    IReadOnlyList<string> waiting,
    IReadOnlyList<string> failed,
    JsonObject facts
)
{
    public IReadOnlyList<InstanceVariable> Variables =>
        [.. facts.Select(fact => new InstanceVariable(fact.Key, fact.Key, fact.Value?.DeepClone()))];

    public IReadOnlyList<JournalRecord> Journal(JournalFilter? filter) =>
        [
            .. lines
                .Select(Record)
                .Where(it =>
                    Fits(filter?.ActivityIds, it.ActivityId)
                    && Fits(filter?.ActivityNodeIds, it.NodeId)
                    && Fits(filter?.EventNames, it.EventName)
                    && filter?.ExcludedActivityTypes?.Contains(it.ActivityType) != true
                ),
        ];

    public IReadOnlyList<NodeStats> Report(IReadOnlyList<string>? nodes) =>
        [
            .. Runs()
                .GroupBy(run => run.ActivityNodeId)
                .Where(group => nodes is null || nodes.Contains(group.Key))
                .Select(group => new NodeStats(
                    group.First().ActivityId,
                    group.Key,
                    group.Count(),
                    group.Count(run => run.Status is "Completed" or "Canceled"),
                    group.Count(run => run.Status is "Running" or "Pending"),
                    waiting.Contains(group.Key),
                    failed.Contains(group.Key),
                    []
                )),
        ];

    public IReadOnlyList<ExecutionRecord> RunsOf(string? nodeId) =>
        [.. Runs().Where(run => nodeId is not { Length: > 0 } || run.ActivityNodeId == nodeId)];

    public IReadOnlyList<ExecutionRecord> Runs()
    {
        var runs = new List<ExecutionRecord>();
        var open = new Dictionary<string, int>();
        foreach (var line in lines)
        {
            var status = StatusAfter(line.What);
            if (line.What == "started" || !open.TryGetValue(line.NodeId, out var at))
            {
                at = open[line.NodeId] = runs.Count;
                runs.Add(Begin(line, runs.Count));
            }
            var run = runs[at];
            runs[at] = run with
            {
                Status = status,
                HasBookmarks = line.What == "suspended",
                ActivityState = line.What is "started" or "resumed" ? InputsOf(line) : run.ActivityState,
                Outputs = line.Outputs?.DeepClone().AsObject() ?? run.Outputs,
                Exception = line.What == "faulted" ? new InstanceFailure("Incident", line.Message ?? "", null, null) : run.Exception,
                AggregateFaultCount = run.AggregateFaultCount + (line.What == "faulted" ? 1 : 0),
                CompletedAt = status is "Completed" or "Canceled" ? line.At : null,
            };
            if (status is "Completed" or "Canceled")
                open.Remove(line.NodeId);
        }
        return runs;
    }

    private ExecutionRecord Begin(FlowLine line, int number)
    {
        var node = graph.Find(line.NodeId);
        return new ExecutionRecord(
            string.Create(CultureInfo.InvariantCulture, $"{id:N}-{number}"),
            id.ToString(),
            IdOf(line),
            line.NodeId,
            line.Type,
            node?.Activity.Descriptor.Version ?? 1,
            node?.DisplayText ?? node?.Name,
            [],
            null,
            [],
            [],
            [],
            null,
            line.At,
            HasBookmarks: false,
            "Running",
            0,
            null
        );
    }

    private JournalRecord Record(FlowLine line, int sequence)
    {
        var node = graph.Find(line.NodeId);
        return new JournalRecord(
            string.Create(CultureInfo.InvariantCulture, $"{id:N}-{sequence}"),
            line.NodeId,
            null,
            IdOf(line),
            line.Type,
            node?.Activity.Descriptor.Version ?? 1,
            node?.DisplayText ?? node?.Name,
            line.NodeId,
            line.At,
            sequence,
            line.What.Length > 0 ? char.ToUpperInvariant(line.What[0]) + line.What[1..] : "",
            line.Message,
            null,
            line.What is "started" or "resumed" ? InputsOf(line) : [],
            line.Line["outcomes"] is JsonArray outcomes ? new JsonObject { ["Outcomes"] = outcomes.DeepClone() } : null
        );
    }

    private static string StatusAfter(string what) =>
        what switch
        {
            "completed" => "Completed",
            "canceled" => "Canceled",
            "faulted" => "Faulted",
            _ => "Running",
        };

    private static string IdOf(FlowLine line) => line.NodeId.Split(':')[^1];

    /// <summary>What the step was given: the journal keeps what was computed, the definition says the rest.</summary>
    private JsonObject InputsOf(FlowLine line)
    {
        var inputs = new JsonObject();
        if (graph.Find(line.NodeId) is { } node)
            foreach (var input in node.Activity.Descriptor.Inputs.Where(input => !input.IsSensitive))
                if (node.Constant(input.Name) is { } written)
                    inputs[input.Name] = written.DeepClone();
        foreach (var (name, value) in Pascal(line.Inputs ?? []))
            inputs[name] = value?.DeepClone();
        return inputs;
    }

    private static JsonObject Pascal(JsonObject values) =>
        new(
            values
                .Select(pair =>
                    KeyValuePair.Create(
                        pair.Key.Length > 0 ? char.ToUpperInvariant(pair.Key[0]) + pair.Key[1..] : "",
                        pair.Value?.DeepClone()
                    )
                )
                .DistinctBy(pair => pair.Key)
        );

    private static bool Fits(IReadOnlyList<string>? asked, string value) => asked is not { Count: > 0 } || asked.Contains(value);
}

public sealed record InstanceVariable(string Id, string Name, JsonNode? Value);
