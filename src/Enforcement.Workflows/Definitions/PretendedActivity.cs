using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Definitions;

/// <summary>Stands in for an activity while a flow is explored: waits or does not, and leaves by an outcome that is chosen for it.</summary>
internal sealed class PretendedActivity(Activity real, bool waits, IReadOnlyList<IReadOnlyList<string>> ways, Choices choices) : Activity
{
    public override ActivityDescriptor Descriptor => real.Descriptor;

    public override void Execute(ActivityContext context)
    {
        if (real is Fault)
            throw new WorkflowFaultException(null, "");
        if (waits && !context.IsTrigger)
            context.Suspend(Descriptor.TypeName);
        else
            Leave(context);
    }

    public override void Resume(ActivityContext context, Bookmark bookmark, System.Text.Json.Nodes.JsonObject? input) => Leave(context);

    private void Leave(ActivityContext context) => context.Complete(ways[choices.Pick(ways.Count)]);

    /// <summary>Every way out of a node, whether or not it leads anywhere else than another.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> AllWaysOf(ActivityNode node, IReadOnlyList<FlowConnection> outbound) =>
        [.. Named(node, outbound)];

    /// <summary>The ways out of a node that differ in where they lead.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> WaysOf(ActivityNode node, IReadOnlyList<FlowConnection> outbound)
    {
        var different = new List<IReadOnlyList<string>>();
        var seen = new HashSet<string>();
        foreach (var way in Named(node, outbound))
        {
            if (
                seen.Add(
                    string.Join(',', outbound.Where(connection => connection.IsFollowedBy(way)).Select(connection => connection.Place))
                )
            )
                different.Add(way);
        }
        return different;
    }

    private static IEnumerable<IReadOnlyList<string>> Named(ActivityNode node, IReadOnlyList<FlowConnection> outbound)
    {
        var ports = outbound.Select(connection => connection.Port).OfType<string>().Distinct().ToList();
        switch (node.Activity)
        {
            case FlowFork when node.Constant("Branches") is not null:
                return [node.Outcomes];
            case FlowFork:
                return Several(ports);
            case FlowSwitch when node.Constant("Mode")?.ToString() != "MatchFirst":
                return [.. Several([.. node.Cases.Select(found => found.Label).Distinct()]), ["Default"]];
            case { Descriptor.IsTerminal: true }:
                return
                [
                    [],
                ];
            default:
                // Who names no outcomes leaves by whatever port is drawn.
                var outcomes =
                    node.Outcomes.Count > 0 ? node.Outcomes
                    : ports.Count > 0 ? ports
                    : [Activity.Done];
                return outcomes.Select(outcome => outcome == Activity.Done ? (IReadOnlyList<string>)[] : [outcome]);
        }
    }

    /// <summary>Every choice of one or more; of many, each alone, each pair and all.</summary>
    private static IEnumerable<IReadOnlyList<string>> Several(List<string> names)
    {
        for (var chosen = 1; names.Count <= 4 && chosen < 1 << names.Count; chosen++)
            yield return [.. names.Where((_, at) => (chosen & (1 << at)) != 0)];
        if (names.Count <= 4)
            yield break;
        for (var one = 0; one < names.Count; one++)
        {
            yield return [names[one]];
            for (var other = one + 1; other < names.Count; other++)
                yield return [names[one], names[other]];
        }
        yield return names;
    }
}

/// <summary>Goes through every sequence of choices: the first one takes the first each time, and each <see cref="Next"/> another.</summary>
internal sealed class Choices
{
    private readonly List<(int Taken, int Of)> made = [];
    private int at;

    public int Pick(int of)
    {
        if (at == made.Count)
            made.Add((0, of));
        return made[at++].Taken;
    }

    /// <summary>Goes back to the beginning with the next sequence; false when there is none.</summary>
    public bool Next()
    {
        at = 0;
        while (made is [.., var last])
        {
            made.RemoveAt(made.Count - 1);
            if (last.Taken + 1 >= last.Of)
                continue;
            made.Add((last.Taken + 1, last.Of));
            return true;
        }
        return false;
    }
}
