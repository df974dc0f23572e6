using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Expressions;

/// <summary>Reads wrapped inputs in every shape Elsa's importer accepts.</summary>
internal sealed class ExpressionCompiler(Action<string, string, string?> report)
{
    private static readonly ConstantExpression Nothing = new(null);

    /// <param name="property">The wrapper, a bare value, or null when the definition leaves the input out.</param>
    public CompiledInput Input(InputDescriptor descriptor, JsonNode? property, bool isPresent)
    {
        if (!isPresent)
            return new(descriptor, descriptor.TypeName, Constant(descriptor.Default, descriptor.TypeName, descriptor.Name));
        if (property is not JsonObject wrapper)
            return new(descriptor, descriptor.TypeName, Constant(property, descriptor.TypeName, descriptor.Name));
        // A wrapper without a type name is read as null, whatever else it says.
        if (wrapper.Text("typeName") is not { } typeName)
            return new(descriptor, descriptor.TypeName, Nothing);
        var type = IsAlias(typeName) ? typeName : descriptor.TypeName;
        return new(descriptor, type, Expression(wrapper.Prop("expression") as JsonObject, type, descriptor.Name));
    }

    public Expression Expression(JsonObject? source, string typeName, string subject)
    {
        if (source?.NameOf("type") is not { } typeKey)
            return Nothing;
        var value = source.Prop("value");
        switch (source[typeKey].AsText())
        {
            case null or "Literal":
                return Constant(value, typeName, subject);
            case "Object" or "Json":
                return Object(value, typeName, subject);
            case "Variable":
                var variable = Reference(value);
                return new VariableExpression(variable?.Text("id"), variable?.Text("name") ?? value.AsText());
            case "Input":
                return new InputExpression(Reference(value)?.Text("name") ?? value.AsText() ?? "");
            case "Output":
                var output = Reference(value);
                return new OutputExpression(
                    output?.Text("activityId") ?? output?.Text("activity") ?? "",
                    output?.Text("outputName") ?? output?.Text("name")
                );
            case "JavaScript":
                return Script(value.AsText() ?? "", subject);
            case "Liquid":
                return Liquid(value.AsText() ?? "", subject);
            case "CSharp" or "Python" or "Secret" or "Delegate" or "C#" or "IronPython":
                var refused = source[typeKey].AsText()!;
                report("expression.refused", $"{subject}: expressions of type {refused} are not run here.", refused);
                return new FailingExpression($"Expressions of type {refused} are not run here.");
            case { } unknown:
                report("expression.unknown", $"{subject}: no expressions of type {unknown} are known.", unknown);
                return Nothing;
        }
    }

    public Expression Script(string text, string subject)
    {
        try
        {
            var script = JavaScriptExpression.Parse(text);
            if (script.NotOffered is { } name)
                report("expression.not-offered", $"{subject}: '{name}' is not offered to scripts here.", name);
            return script;
        }
        catch (ScriptSyntaxException fault)
        {
            report("expression.syntax", $"{subject}: {fault.Message}", subject);
            return new FailingExpression(fault.Message);
        }
    }

    private Expression Liquid(string text, string subject)
    {
        try
        {
            return LiquidExpression.Parse(text);
        }
        catch (ScriptSyntaxException fault)
        {
            report("expression.syntax", $"{subject}: {fault.Message}", subject);
            return new FailingExpression(fault.Message);
        }
    }

    private Expression Constant(JsonNode? value, string typeName, string subject)
    {
        try
        {
            var converted = Values.Convert(value, typeName);
            converted.TouchAll();
            return converted is null ? Nothing : new ConstantExpression(converted);
        }
        catch (ConversionException fault)
        {
            report("input.not-of-type", $"{subject}: {fault.Message}", subject);
            return new FailingExpression(fault.Message);
        }
    }

    private Expression Object(JsonNode? value, string typeName, string subject)
    {
        try
        {
            return Constant(Values.Unfold(value), typeName, subject);
        }
        catch (JsonException fault)
        {
            report("expression.syntax", $"{subject}: {fault.Message}", subject);
            return new FailingExpression(fault.Message);
        }
    }

    private static JsonObject? Reference(JsonNode? value)
    {
        if (value is JsonObject reference)
            return reference;
        try
        {
            return value.AsText() is ['{', ..] text ? JsonNode.Parse(text) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Full .NET names (enums of Elsa, collections) say less than the descriptor does.</summary>
    private static bool IsAlias(string typeName) => !typeName.Contains('.') && !typeName.Contains(',');
}
