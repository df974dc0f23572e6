using Enforcement.Processes.Repairs;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes.Migrations;

/// <summary>Where a node of the version left goes on in the other one.</summary>
/// <param name="To">Null: it has no counterpart; cases that stand there are refused.</param>
/// <param name="ByHand">Somebody named it; else it is the node of the same id in the same place.</param>
/// <param name="IsOtherKind">Its counterpart is of another kind; cases that stand there are refused.</param>
public sealed record MappedNode(string Node, string Label, string? To, string? ToLabel, bool ByHand, bool IsOtherKind)
{
    /// <summary>An admin should look at it.</summary>
    public bool WantsAttention => ByHand || To is null || IsOtherKind;

    /// <summary>Null where its id is all there is to call it by.</summary>
    public string? Caption => NodeMapping.Caption(Node, Label);

    /// <inheritdoc cref="Caption"/>
    public string? ToCaption => To is null ? null : NodeMapping.Caption(To, ToLabel);
}

public static class NodeMapping
{
    /// <summary>All nodes but the workflow itself, in the order of the document.</summary>
    public static IReadOnlyList<MappedNode> Of(WorkflowGraph from, WorkflowGraph to, IReadOnlyDictionary<string, string> byHand) =>
        [
            .. from
                .Nodes.Where(node => node.Parent is not null)
                .Select(node =>
                {
                    var counterpart = Counterpart(node, to, byHand);
                    return new MappedNode(
                        node.NodeId,
                        IncidentReader.Label(node, node.NodeId),
                        counterpart?.NodeId,
                        counterpart is null ? null : IncidentReader.Label(counterpart, counterpart.NodeId),
                        byHand.ContainsKey(node.NodeId),
                        counterpart is not null && counterpart.Type != node.Type
                    );
                }),
        ];

    internal static string? Caption(string node, string? label) => node.Split(':')[^1] == label ? null : label;

    private static ActivityNode? Counterpart(ActivityNode node, WorkflowGraph to, IReadOnlyDictionary<string, string> byHand) =>
        byHand.TryGetValue(node.NodeId, out var named) ? to.Find(named)
        : node.Parent is null ? to.Nodes[0]
        : Counterpart(node.Parent, to, byHand)?.Children.FirstOrDefault(child => child.Id == node.Id);
}

/// <summary>A reason or a note in words, with the node as the designer calls it.</summary>
public sealed record MoveNote(string Code, string Node, string Label, string? Detail, string Message)
{
    /// <summary>They speak of a node of the version left; the same id may be called otherwise in the other one.</summary>
    private static readonly string[] OfTheVersionLeft =
    [
        "move.not-running",
        "move.step-gone",
        "move.step-differs",
        "move.arrival-lost",
        "move.variable-dropped",
    ];

    public static MoveNote Of(MoveFinding it, WorkflowGraph from, WorkflowGraph to)
    {
        var node = (OfTheVersionLeft.Contains(it.Code) ? from : to).Find(it.NodeId);
        var label = IncidentReader.Label(node, it.NodeId);
        return new MoveNote(it.Code, it.NodeId, label, it.Detail, Shell.Texts.Of(it.Code, label, it.Detail));
    }
}
