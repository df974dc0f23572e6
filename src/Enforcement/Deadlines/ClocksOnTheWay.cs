using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Deadlines;

/// <summary>
/// The terms that a definition has running where a case stands: started on every way there, and ended on none since. Terms of single tasks are not
/// among them; those start with their tasks.
/// </summary>
/// <param name="Start">The activity that starts it, on one of the ways.</param>
/// <param name="From">Fact on whose day it starts; null: the day on which the flow comes to <paramref name="Start"/>.</param>
public sealed record ClockOnTheWay(ActivityNode Start, string Rule, string Variant, string? From)
{
    /// <summary>By rule.</summary>
    public static IReadOnlyList<ClockOnTheWay> To(ActivityNode node)
    {
        // Null: no way is known that leads there.
        var arriving = new Dictionary<ActivityNode, SortedDictionary<string, ActivityNode>?>();
        var places = node.Parent?.Children ?? [node];
        foreach (var place in places)
            arriving[place] = null;
        bool changed;
        do
        {
            changed = false;
            foreach (var place in places)
            {
                var running = Meet(place, arriving);
                if (running is null || (arriving[place] is { } known && known.Keys.SequenceEqual(running.Keys)))
                    continue;
                arriving[place] = running;
                changed = true;
            }
        } while (changed);
        return [.. (arriving[node] ?? []).Select(clock => Of(clock.Key, clock.Value))];
    }

    /// <summary>Whether nobody is waited for between its start and the node, so that it starts on the day on which the case comes there.</summary>
    public bool StartsOnArrivalAt(ActivityNode node)
    {
        var (seen, open) = (new HashSet<ActivityNode>(), new Stack<ActivityNode>([node]));
        while (open.TryPop(out var at))
            foreach (var before in at.Before.Where(seen.Add))
                if (before == Start)
                    return true;
                else if (before.Activity.Descriptor.Kind is ActivityKind.Action)
                    open.Push(before);
        return false;
    }

    /// <summary>What runs on every way that is known; a way that is not known yet takes nothing away.</summary>
    private static SortedDictionary<string, ActivityNode>? Meet(
        ActivityNode place,
        Dictionary<ActivityNode, SortedDictionary<string, ActivityNode>?> arriving
    )
    {
        if (place.Before.Count == 0)
            return [];
        SortedDictionary<string, ActivityNode>? met = null;
        foreach (var before in place.Before)
            if (Past(before, arriving[before]) is { } running)
                met = met is null ? running : new(met.Where(clock => running.ContainsKey(clock.Key)).ToDictionary());
        return met;
    }

    private static SortedDictionary<string, ActivityNode>? Past(ActivityNode node, SortedDictionary<string, ActivityNode>? running)
    {
        if (running is null || node.Constant("Rule")?.GetValue<string>() is not { } rule)
            return running;
        var after = new SortedDictionary<string, ActivityNode>(running, StringComparer.Ordinal);
        if (node.Activity is StartClockActivity)
            after[rule] = node;
        else if (node.Activity is EndClockActivity)
            after.Remove(rule);
        return after;
    }

    private static ClockOnTheWay Of(string rule, ActivityNode start) =>
        new(
            start,
            rule,
            start.Constant("Variant")?.GetValue<string>() ?? "",
            start.Constant("From")?.GetValue<string>() is { Length: > 0 } from ? from : null
        );
}
