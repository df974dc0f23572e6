using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enforcement.Workflows.Definitions;

/// <summary>
/// An Elsa 3 workflow definition as it was drawn. The JSON it came from is kept whole, so <see cref="ToJson"/> loses nothing:
/// designer metadata, unknown properties and activities nobody here knows survive. Property names are read without regard to case.
/// </summary>
public sealed class WorkflowDefinition
{
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Written) { WriteIndented = true };
    private static readonly JsonDocumentOptions Lenient = new()
    {
        MaxDepth = 256,
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly JsonObject source;

    private WorkflowDefinition(JsonObject source)
    {
        this.source = source;
        var options = source.Prop("options") as JsonObject;
        Id = source.Text("id") ?? "";
        DefinitionId = source.Text("definitionId") ?? "";
        Name = source.Text("name");
        Description = source.Text("description");
        Version = source.Whole("version") ?? 1;
        IsLatest = source.Flag("isLatest") ?? false;
        IsPublished = source.Flag("isPublished") ?? false;
        Variables = [.. source.Objects("variables").Select(VariableDefinition.Read)];
        Inputs = [.. source.Objects("inputs").Select(InputDefinition.Read)];
        Outputs = [.. source.Objects("outputs").Select(OutputDefinition.Read)];
        Outcomes = [.. source.Items("outcomes").Select(item => item.AsText()).OfType<string>()];
        CustomProperties = source.Prop("customProperties") as JsonObject ?? [];
        UsableAsActivity = options?.Flag("usableAsActivity") ?? source.Flag("usableAsActivity") ?? false;
        IncidentStrategy = LastSegment(options?.Text("incidentStrategyType"));
        ActivationStrategy = LastSegment(options?.Text("activationStrategyType"));
        JoinMode = (CustomProperties.Prop("enforcement") as JsonObject)?.Text("joinMode");
        Root = source.Prop("root") as JsonObject;
    }

    /// <summary>The value of <see cref="JoinMode"/> that chooses joins which wait for what can still arrive.</summary>
    public const string WaitForArrivals = "WaitForArrivals";

    /// <summary>The id of this version's row.</summary>
    public string Id { get; }

    /// <summary>The logical definition; (definition id, version) is unique.</summary>
    public string DefinitionId { get; }
    public string? Name { get; }
    public string? Description { get; }
    public int Version { get; }
    public bool IsLatest { get; }
    public bool IsPublished { get; }
    public bool UsableAsActivity { get; }

    /// <summary>The class name alone, such as <c>ContinueWithIncidentsStrategy</c>; null when the definition leaves it open.</summary>
    public string? IncidentStrategy { get; }

    /// <inheritdoc cref="IncidentStrategy"/>
    public string? ActivationStrategy { get; }

    /// <summary>
    /// How joins work, from <c>customProperties.enforcement.joinMode</c>: null or <c>Elsa</c> as Elsa's counters have it,
    /// <see cref="WaitForArrivals"/> mended; anything else is refused when publishing.
    /// </summary>
    public string? JoinMode { get; }
    internal bool WaitsForArrivals => string.Equals(JoinMode, WaitForArrivals, StringComparison.OrdinalIgnoreCase);
    public IReadOnlyList<VariableDefinition> Variables { get; }
    public IReadOnlyList<InputDefinition> Inputs { get; }
    public IReadOnlyList<OutputDefinition> Outputs { get; }
    public IReadOnlyList<string> Outcomes { get; }

    /// <summary>A part of the kept JSON: read it, never change it.</summary>
    public JsonObject CustomProperties { get; }

    /// <inheritdoc cref="CustomProperties"/>
    public JsonObject? Root { get; }

    /// <exception cref="MalformedDefinitionException">The text is not JSON, or not an object.</exception>
    public static WorkflowDefinition Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            // Elsa's own files often begin with a byte order mark.
            return Of(JsonNode.Parse(utf8.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8, documentOptions: Lenient));
        }
        catch (JsonException fault)
        {
            throw new MalformedDefinitionException("definition.not-json", fault.Message, fault);
        }
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static WorkflowDefinition Parse(string json)
    {
        try
        {
            return Of(JsonNode.Parse(json.TrimStart('\uFEFF'), documentOptions: Lenient));
        }
        catch (JsonException fault)
        {
            throw new MalformedDefinitionException("definition.not-json", fault.Message, fault);
        }
    }

    public string ToJson(bool indented = false) => source.ToJsonString(indented ? Indented : Written);

    /// <summary>A copy in which one property of the envelope (<c>id</c>, <c>version</c>, <c>isPublished</c>, <c>root</c> …) reads otherwise.</summary>
    public WorkflowDefinition With(string property, JsonNode? value)
    {
        var copy = (JsonObject)source.DeepClone();
        copy[copy.NameOf(property) ?? property] = value?.DeepClone();
        return new WorkflowDefinition(copy);
    }

    private static WorkflowDefinition Of(JsonNode? node)
    {
        if (node is not JsonObject source)
            throw new MalformedDefinitionException("definition.not-an-object", "A workflow definition is a JSON object.");
        try
        {
            source.TouchAll();
        }
        catch (ArgumentException fault)
        {
            throw new MalformedDefinitionException("definition.repeated-property", fault.Message, fault);
        }
        catch (InvalidOperationException fault)
        {
            throw new MalformedDefinitionException("definition.not-text", fault.Message, fault);
        }
        return new WorkflowDefinition(source);
    }

    private static string? LastSegment(string? typeName) => typeName?.Split(',')[0].Split('.')[^1].Trim();
}
