using System.Text;
using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace Enforcement.Workflows.Expressions;

/// <summary>Elsa's script functions, offered only where the text mentions them.</summary>
internal sealed class ScriptFunctions(
    ActivityContext context,
    Engine engine,
    ScriptLimits limits,
    Action<IReadOnlyList<string>?> setOutcomes
)
{
    private Run Run => context.Run;

    public void Offer(IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            if (Known(word) is { } known)
                engine.SetValue(word, new ClrFunction(engine, word, (_, arguments) => known(arguments)));
            else if (word.Length > 3 && word.StartsWith("get", StringComparison.Ordinal))
                OfferGetter(word);
            else if (
                word.Length > 3
                && word.StartsWith("set", StringComparison.Ordinal)
                && ScriptSurroundings.VariableNamed(context, word[3..]) is { } variable
            )
                Offer(word, arguments => SetVariable(variable, arguments.At(0)));
        }
    }

    private Func<JsValue[], JsValue>? Known(string word) =>
        word switch
        {
            "getWorkflowDefinitionId" => _ => Run.Graph.Definition.DefinitionId,
            "getWorkflowDefinitionVersionId" => _ => Run.Graph.Definition.Id,
            "getWorkflowDefinitionVersion" => _ => Run.Graph.Definition.Version,
            "getWorkflowInstanceId" => _ => Run.Stimulus.InstanceId,
            "getCorrelationId" => _ => context.CorrelationId,
            "setCorrelationId" => arguments => Done(() => context.CorrelationId = TextOf(arguments.At(0))),
            "getWorkflowInstanceName" => _ => context.InstanceName,
            "setWorkflowInstanceName" => arguments => Done(() => context.InstanceName = TextOf(arguments.At(0))),
            "getVariable" => arguments => Variable(arguments.At(0).ToString()),
            "setVariable" => arguments => SetVariable(arguments.At(0).ToString(), arguments.At(1)),
            "getInput" => arguments => Json(ScriptSurroundings.InputNamed(context, arguments.At(0).ToString())),
            "getOutputFrom" => arguments =>
                Json(ScriptSurroundings.OutputFrom(context, arguments.At(0).ToString(), TextOf(arguments.At(1)))),
            "getLastResult" => _ => Json(ScriptSurroundings.LastResult(context)),
            "setOutcome" => arguments => Done(() => setOutcomes([arguments.At(0).ToString()])),
            "setOutcomes" => arguments => Done(() => setOutcomes(Values.To<string[]>(Read(arguments.At(0))))),
            "isNullOrWhiteSpace" => arguments => string.IsNullOrWhiteSpace(TextOf(arguments.At(0))),
            "isNullOrEmpty" => arguments => string.IsNullOrEmpty(TextOf(arguments.At(0))),
            "toJson" => arguments => Read(arguments.At(0))?.ToJsonString() ?? "null",
            "parseGuid" => arguments => Guid.Parse(arguments.At(0).ToString()).ToString(),
            "newGuid" or "newGuidString" or "getGuidString" => _ => NewGuid().ToString(),
            "newShortGuid" or "getShortGuid" => _ =>
                Convert.ToBase64String(NewGuid().ToByteArray())[..22].Replace('/', '_').Replace('+', '-'),
            "stringToBase64" or "bytesToBase64" or "streamToBase64" => arguments =>
                Convert.ToBase64String(Encoding.UTF8.GetBytes(arguments.At(0).ToString())),
            "stringFromBase64" or "bytesFromBase64" => arguments =>
                Encoding.UTF8.GetString(Convert.FromBase64String(arguments.At(0).ToString())),
            "bytesToString" or "bytesFromString" or "streamToBytes" => arguments => arguments.At(0).ToString(),
            _ => null,
        };

    /// <summary><c>getX()</c> for a variable or workflow input, <c>getOutputFromActivity()</c> for an output of this burst.</summary>
    private void OfferGetter(string word)
    {
        var name = word[3..];
        if (ScriptSurroundings.VariableNamed(context, name) is { } variable)
            Offer(word, _ => Variable(variable));
        else if (IsInput(name))
            Offer(word, _ => Json(ScriptSurroundings.InputNamed(context, name)));
        else if (OutputNamed(name) is { } output)
            Offer(word, _ => Json(output()));
    }

    private bool IsInput(string name) =>
        Run.Graph.Definition.Inputs.Any(input => input.Name == name) || Scope.TryGetInput(Run, name, out _);

    private Func<JsonNode?>? OutputNamed(string name)
    {
        for (
            var at = name.IndexOf("From", 1, StringComparison.Ordinal);
            at > 0;
            at = name.IndexOf("From", at + 1, StringComparison.Ordinal)
        )
        {
            var (output, activity) = (name[..at], name[(at + 4)..]);
            if (activity.Length > 0 && Run.Graph.Nodes.Any(node => Matches(node, activity)))
                return () => ScriptSurroundings.TryOutput(context, node => Matches(node, activity), output, out var value) ? value : null;
        }
        return null;
    }

    private static bool Matches(ActivityNode node, string activity) =>
        node.Name is not null && (node.Name == activity || ScriptSurroundings.Pascal(node.Name) == activity);

    private void Offer(string word, Func<JsValue[], JsValue> body) =>
        engine.SetValue(word, new ClrFunction(engine, word, (_, arguments) => body(arguments)));

    private JsValue Variable(string name) =>
        Json(ScriptSurroundings.VariableNamed(context, name) is { } known ? context.GetVariable(known) : null);

    private JsValue SetVariable(string name, JsValue value) =>
        Done(() => context.SetVariable(ScriptSurroundings.VariableNamed(context, name) ?? name, Read(value)));

    private JsonNode? Read(JsValue value) => new FromScript(engine, limits).Read(value);

    private JsValue Json(JsonNode? node) => ToScript.Write(engine, node);

    private Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        context.Random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static string? TextOf(JsValue value) => value.IsNull() || value.IsUndefined() ? null : value.ToString();

    private static JsValue Done(Action action)
    {
        action();
        return JsValue.Undefined;
    }
}
