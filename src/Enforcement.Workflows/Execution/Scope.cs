using System.Text.Json.Nodes;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Expressions;

namespace Enforcement.Workflows.Execution;

/// <summary>Variables as an activity sees them: its own, its containers', the workflow's, outward; the nearest name wins.</summary>
internal static class Scope
{
    public static JsonNode? Get(Run run, ActivityInstance from, string name) => TryGet(run, from, name, out var value) ? value : null;

    public static bool TryGet(Run run, ActivityInstance from, string name, out JsonNode? value)
    {
        for (ActivityInstance? at = from; at is not null; at = run.ContextOf(at.ParentId)?.Instance)
        {
            if (at.Variables is not null && at.Variables.TryGetValue(name, out value))
                return true;
            if (Declared(run.Graph.Nodes[at.Node], name) is not { } declared)
                continue;
            value = declared.Default is null ? null : Values.ConvertOrKeep(declared.Default, declared.FullTypeName);
            return true;
        }
        value = null;
        return false;
    }

    public static void Set(Run run, ActivityInstance from, string name, JsonNode? value)
    {
        ActivityInstance? nearest = null;
        for (ActivityInstance? at = from; at is not null; at = run.ContextOf(at.ParentId)?.Instance)
        {
            var node = run.Graph.Nodes[at.Node];
            if (node.ChildList.Count > 0)
                nearest ??= at;
            var declared = Declared(node, name);
            if (declared is null && at.Variables?.ContainsKey(name) != true)
                continue;
            (at.Variables ??= [])[name] = declared is null ? value : Values.ConvertOrKeep(value, declared.FullTypeName);
            return;
        }
        nearest ??= run.State.Activities[0];
        (nearest.Variables ??= [])[name] = value;
    }

    /// <summary>Sets the nearest variable that was declared with this id; false when there is none.</summary>
    public static bool SetById(Run run, ActivityInstance from, string id, JsonNode? value)
    {
        for (ActivityInstance? at = from; at is not null; at = run.ContextOf(at.ParentId)?.Instance)
        {
            foreach (var declared in run.Graph.Nodes[at.Node].Variables)
            {
                if (declared.Id != id)
                    continue;
                (at.Variables ??= [])[declared.Name] = Values.ConvertOrKeep(value, declared.FullTypeName);
                return true;
            }
        }
        return false;
    }

    public static bool TryGetById(Run run, ActivityInstance from, string id, out JsonNode? value)
    {
        value = null;
        for (ActivityInstance? at = from; at is not null; at = run.ContextOf(at.ParentId)?.Instance)
        {
            foreach (var declared in run.Graph.Nodes[at.Node].Variables)
            {
                if (declared.Id == id)
                    return TryGet(run, at, declared.Name, out value);
            }
        }
        return false;
    }

    /// <summary>Every name in sight, nearest first.</summary>
    public static IEnumerable<string> Names(Run run, ActivityInstance from)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (ActivityInstance? at = from; at is not null; at = run.ContextOf(at.ParentId)?.Instance)
        {
            foreach (
                var name in (at.Variables?.Keys ?? Enumerable.Empty<string>()).Concat(
                    run.Graph.Nodes[at.Node].Variables.Select(variable => variable.Name)
                )
            )
            {
                if (seen.Add(name))
                    yield return name;
            }
        }
    }

    /// <summary>The value of a workflow input: of this burst, else as kept from the first.</summary>
    public static bool TryGetInput(Run run, string name, out JsonNode? value) =>
        run.Input.TryGetPropertyValue(name, out value) || run.State.KeptInput.TryGetValue(name, out value);

    public static void ForgetUnkept(ActivityNode node, ActivityInstance instance)
    {
        if (instance.Variables is not { Count: > 0 } variables)
            return;
        foreach (var declared in node.Variables)
        {
            if (!declared.IsKept)
                variables.Remove(declared.Name);
        }
    }

    public static Dictionary<string, JsonNode?> OfWorkflow(WorkflowInstance instance)
    {
        var values = new Dictionary<string, JsonNode?>();
        foreach (var declared in instance.Graph.Nodes[0].Variables)
            values[declared.Name] = declared.Default is null ? null : Values.ConvertOrKeep(declared.Default, declared.FullTypeName);
        if (instance.State.Activities is [{ Variables: { } kept }, ..])
        {
            foreach (var (name, value) in kept)
                values[name] = value;
        }
        return values;
    }

    private static VariableDefinition? Declared(ActivityNode node, string name)
    {
        foreach (var declared in node.Variables)
        {
            if (declared.Name == name)
                return declared;
        }
        return null;
    }
}
