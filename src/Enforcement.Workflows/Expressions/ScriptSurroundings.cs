using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Expressions;

/// <summary>What scripts and templates see of the instance around an activity.</summary>
internal static class ScriptSurroundings
{
    /// <summary>The latest output of this burst from an activity by id or name; without an output name its result.</summary>
    public static JsonNode? OutputFrom(ActivityContext context, string activity, string? output) =>
        TryOutput(
            context,
            node => node.Id == activity || node.Name == activity || node.NodeId == activity,
            output ?? "Result",
            out var value
        )
            ? value
            : null;

    public static bool TryOutput(ActivityContext context, Func<ActivityNode, bool> from, string output, out JsonNode? value)
    {
        var recorded = context.Run.Outputs;
        for (var at = recorded.Count - 1; at >= 0; at--)
        {
            if (!string.Equals(recorded[at].Name, output, StringComparison.OrdinalIgnoreCase) || !from(recorded[at].Node))
                continue;
            value = recorded[at].Value;
            return true;
        }
        value = null;
        return false;
    }

    public static JsonNode? LastResult(ActivityContext context)
    {
        var recorded = context.Run.Outputs;
        return recorded.Count == 0 ? null : recorded[^1].Value;
    }

    /// <summary>A variable by its own or its pascal-cased name; null when there is none in sight.</summary>
    public static string? VariableNamed(ActivityContext context, string name)
    {
        string? alike = null;
        foreach (var candidate in Scope.Names(context.Run, context.Instance))
        {
            if (candidate == name)
                return candidate;
            if (alike is null && string.Equals(Pascal(candidate), name, StringComparison.Ordinal))
                alike = candidate;
        }
        return alike;
    }

    public static JsonNode? InputNamed(ActivityContext context, string name) =>
        Scope.TryGet(context.Run, context.Instance, name, out var shadowing) && IsArgument(context, name) ? shadowing
        : Scope.TryGetInput(context.Run, name, out var value) ? value
        : null;

    /// <summary>Whether the name is an input of a workflow used as an activity around here.</summary>
    private static bool IsArgument(ActivityContext context, string name)
    {
        for (var node = context.Node.Parent; node is not null; node = node.Parent)
        {
            if (node.Parent is not null && node.Definition is { } inner && inner.Inputs.Any(input => input.Name == name))
                return true;
        }
        return false;
    }

    public static string Pascal(string name)
    {
        var letters = new System.Text.StringBuilder(name.Length);
        var begins = true;
        foreach (var letter in name)
        {
            if (!char.IsLetterOrDigit(letter) && letter != '_')
            {
                begins = true;
                continue;
            }
            letters.Append(begins ? char.ToUpperInvariant(letter) : letter);
            begins = false;
        }
        return letters.ToString();
    }
}
