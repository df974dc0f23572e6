using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Enforcement.Designer.Palette;

/// <summary>What a script of a definition may use, as TypeScript: the case, the variables, and the functions that the engine offers.</summary>
internal static partial class ScriptTypes
{
    /// <summary>What every case has; what its tasks and documents learn comes beside it under the names of their fields.</summary>
    private const string CaseType = """
        /** The case: its own facts, and whatever its tasks and documents have learned, by name. */
        interface CaseFacts {
          /** Six digits. */ county: string;
          number: string;
          kind: "township" | "county";
          ownerOrg: string;
          handlerOrg: string;
          matterCode: string;
          /** yyyy-MM-dd */ violationDate: string;
          procedure: "ordinary" | "summary";
          intent: "file" | "transfer";
          stage: string;
          officers: string[];
          classification?: "ordinary" | "major" | "cross-region" | "crime" | "to-be-checked";
          filingNumber?: string;
        """;

    private const string Functions = """
        declare const Case: CaseFacts;
        declare function getVariable(name: string): any;
        declare function setVariable(name: string, value: any): void;
        declare function getInput(name: string): any;
        declare function getOutputFrom(activityIdOrName: string, output?: string): any;
        declare function getLastResult(): any;
        declare function setOutcome(name: string): void;
        declare function setOutcomes(names: string[]): void;
        declare function getCorrelationId(): string;
        declare function setCorrelationId(value: string): void;
        declare function getWorkflowDefinitionId(): string;
        declare function getWorkflowDefinitionVersion(): number;
        declare function getWorkflowInstanceId(): string;
        declare function getWorkflowInstanceName(): string;
        declare function setWorkflowInstanceName(value: string): void;
        declare function isNullOrWhiteSpace(value: string): boolean;
        declare function isNullOrEmpty(value: string): boolean;
        declare function toJson(value: any): string;
        declare function newGuid(): string;

        """;

    public static string Of(JsonObject? definition)
    {
        var text = new StringBuilder(CaseType);
        foreach (
            var name in FieldNames(definition?["root"]).Where(name => Identifier().IsMatch(name)).Distinct().Order(StringComparer.Ordinal)
        )
            text.Append("  ").Append(name).AppendLine("?: any;");
        text.AppendLine("  [name: string]: any;").AppendLine("}").Append(Functions);
        var variables = (definition?["variables"] as JsonArray ?? [])
            .OfType<JsonObject>()
            .Select(it =>
                (
                    Name: Text(it["name"]),
                    Type: TypeOf(
                        Text(it["typeName"]),
                        it["isArray"] is JsonValue array && array.TryGetValue<bool>(out var isArray) && isArray
                    )
                )
            )
            .Where(it => it.Name is { } name && Identifier().IsMatch(name))
            .ToList();
        text.AppendLine("declare const variables: {");
        foreach (var (name, type) in variables)
            text.Append("  ").Append(name).Append(": ").Append(type).AppendLine(";");
        text.AppendLine("};");
        foreach (var (name, type) in variables)
        {
            var pascal = char.ToUpperInvariant(name![0]) + name[1..];
            text.AppendLine($"declare function get{pascal}(): {type};").AppendLine($"declare function set{pascal}(value: {type}): void;");
        }
        return text.ToString();
    }

    /// <summary>Names of the fields of its tasks, and of the facts it keeps: what a script finds at the case.</summary>
    private static IEnumerable<string> FieldNames(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray items:
                foreach (var name in items.SelectMany(FieldNames))
                    yield return name;
                break;
            case JsonObject it:
                if (Parsed(ValueOf(it["fields"])) is { } list)
                    foreach (var field in list.OfType<JsonObject>())
                        if (Text(field["name"]) is { } name)
                            yield return name;
                if (Text(ValueOf(it["fact"])) is { } kept)
                    yield return kept;
                foreach (var (_, value) in it)
                foreach (var name in FieldNames(value))
                    yield return name;
                break;
        }
    }

    /// <summary>What is written for an input; a draft may hold anything in its place.</summary>
    private static JsonNode? ValueOf(JsonNode? input) =>
        input is JsonObject { } it && it["expression"] is JsonObject expression ? expression["value"] : null;

    private static JsonArray? Parsed(JsonNode? value)
    {
        try
        {
            return value as JsonArray ?? (Text(value) is { Length: > 0 } text ? JsonNode.Parse(text) as JsonArray : null);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static string TypeOf(string? alias, bool isArray)
    {
        var type = alias switch
        {
            "String" or "DateTimeOffset" or "DateOnly" or "TimeSpan" or "Guid" => "string",
            "Boolean" => "boolean",
            "Int32" or "Int64" or "Decimal" or "Double" => "number",
            _ => "any",
        };
        return isArray ? $"{type}[]" : type;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    [GeneratedRegex(@"^[A-Za-z_$][A-Za-z0-9_$]*\z")]
    private static partial Regex Identifier();
}
