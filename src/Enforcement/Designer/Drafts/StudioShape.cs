using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Processes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Designer.Drafts;

/// <summary>
/// A definition as Studio wants it, and back: each activity with the id of its node, a placeholder where nobody knows the type (else the whole canvas
/// stays empty), and names where a list of objects decides what is drawn.
/// </summary>
/// <remarks>
/// Studio draws ways out from a list of names (<c>dynamic-outcomes</c>); a task's outcomes are objects with words and gates. So the names travel as an
/// input of their own, together with what they were when they were sent: on the way back, what was added or removed among the names since then is
/// added or removed among the objects, and what was changed in the objects stays. None of it is kept.
/// </remarks>
internal static class StudioShape
{
    public const string Ways = "Ways";
    public const string Papers = "Papers";
    public const string Unknown = "Elsa.NotFoundActivity";
    private const string Shown = "enforcementShown";
    private const string UnknownType = "enforcementType";
    private const string UnknownVersion = "enforcementVersion";

    private static readonly NamedList[] Lists =
    [
        new("Enforcement.Task", "outcomes", "name", "ways", name => new JsonObject { ["name"] = name, ["label"] = Zh(name) }),
        new("Enforcement.Task", "documents", "code", "papers", name => new JsonObject { ["code"] = name }),
    ];

    /// <returns>A copy.</returns>
    public static JsonObject Give(JsonObject content, ActivityCatalog catalog)
    {
        // Parsed for this answer alone, so its nodes may be written on.
        var own = WorkflowDefinition.Parse(content.ToJsonString(StepServices.Json));
        foreach (var node in WorkflowGraph.Compile(own, catalog).Nodes.Skip(1).Where(node => node.Source.ContainsKey("type")))
        {
            node.Source["nodeId"] = node.NodeId;
            node.Source["id"] = node.Id;
            var known = catalog.Find(node.Type, 1) is not null;
            if (!known)
                Swap(node.Source, node.Type);
            foreach (var list in Lists.Where(list => list.TypeName == node.Type))
                list.Show(node.Source);
        }
        return DefinitionContent.Parse(own.ToJson());
    }

    /// <summary>Changes what was sent into what is kept.</summary>
    public static void Take(JsonNode? node, ActivityCatalog catalog)
    {
        switch (node)
        {
            case JsonArray items:
                foreach (var item in items)
                    Take(item, catalog);
                break;
            case JsonObject it:
                it.Remove("nodeId");
                if (Text(it["type"]) is { } type && it.ContainsKey("id"))
                {
                    if (type == Unknown && Text(it[UnknownType]) is { } meant)
                        SwapBack(it, meant);
                    foreach (var list in Lists.Where(list => list.TypeName == type))
                        list.Merge(it);
                    it.Remove(Shown);
                    NameTypes(it, type, catalog);
                }
                foreach (var (_, value) in it)
                    Take(value, catalog);
                break;
        }
    }

    /// <summary>Studio names no type for what was typed into an empty input, and Elsa reads an input without a type as empty.</summary>
    private static void NameTypes(JsonObject source, string type, ActivityCatalog catalog)
    {
        foreach (var input in catalog.Find(type, 1)?.Descriptor.Inputs.Where(input => input.IsWrapped) ?? [])
            if (
                source[char.ToLowerInvariant(input.Name[0]) + input.Name[1..]] is JsonObject wrapped
                && wrapped["expression"] is JsonObject
                && wrapped["typeName"] is null
            )
                wrapped["typeName"] = input.TypeName;
    }

    private static void Swap(JsonObject source, string type)
    {
        source[UnknownType] = type;
        source[UnknownVersion] = source["version"]?.DeepClone();
        source["type"] = Unknown;
        source["version"] = 1;
    }

    private static void SwapBack(JsonObject source, string type)
    {
        source["type"] = type;
        source["version"] = source[UnknownVersion]?.DeepClone();
        source.Remove(UnknownType);
        source.Remove(UnknownVersion);
    }

    private static JsonObject Zh(string text) => new() { ["zh"] = text };

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A list as an expression holds it: JSON as text, or as such; null where it is computed or no list.</summary>
    private static JsonArray? ListOf(JsonNode? wrapped)
    {
        if (
            wrapped is not JsonObject it
            || it["expression"] is not JsonObject expression
            || Text(expression["type"]) is not ("Object" or "Literal")
        )
            return null;
        try
        {
            return expression["value"] switch
            {
                JsonArray array => array.DeepClone().AsArray(),
                JsonValue value when Text(value) is { Length: > 0 } text => JsonNode.Parse(text) as JsonArray,
                _ => [],
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<string> NamesOf(JsonArray? items) => [.. (items ?? []).Select(Text).OfType<string>().Distinct()];

    private static JsonObject Wrapped(string typeName, JsonArray items) =>
        new()
        {
            ["typeName"] = typeName,
            ["expression"] = new JsonObject { ["type"] = "Object", ["value"] = items.ToJsonString(StepServices.Json) },
        };

    /// <param name="Property">The list of objects that is kept.</param>
    /// <param name="Key">What names each.</param>
    /// <param name="Names">The input that Studio shows instead.</param>
    private sealed record NamedList(string TypeName, string Property, string Key, string Names, Func<string, JsonObject> Make)
    {
        public void Show(JsonObject source)
        {
            if (Kept(source) is not { } items)
                return;
            var names = new JsonArray([.. items.Select(NameOf).OfType<string>().Select(name => (JsonNode)name)]);
            if (source[Shown] is not JsonObject shown)
                source[Shown] = shown = [];
            shown[Names] = names;
            source[Names] = Wrapped("String[]", names);
        }

        public void Merge(JsonObject source)
        {
            var before = NamesOf((source[Shown] as JsonObject)?[Names] as JsonArray);
            var now = source.ContainsKey(Names) && ListOf(source[Names]) is { } given ? NamesOf(given) : before;
            source.Remove(Names);
            if (Kept(source) is not { } items || before.SequenceEqual(now))
                return;
            var left = items.Where(item => NameOf(item) is not { } name || now.Contains(name) || !before.Contains(name)).ToList();
            var there = left.Select(NameOf).ToHashSet();
            source[Property] = Wrapped(
                "Object",
                [.. left.Select(item => item?.DeepClone()), .. now.Except(before).Where(name => !there.Contains(name)).Select(Make)]
            );
        }

        private JsonArray? Kept(JsonObject source) => source.ContainsKey(Property) ? ListOf(source[Property]) : [];

        private string? NameOf(JsonNode? item) => item is JsonObject it ? Text(it[Key]) : null;
    }
}
