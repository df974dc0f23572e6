using System.Text.Json.Nodes;
using Acornima.Ast;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace Enforcement.Workflows.Expressions;

/// <summary>One evaluation of one script: closed off from .NET, the machine and its clock.</summary>
internal sealed class ScriptRoom
{
    private readonly ActivityContext context;
    private readonly JavaScriptExpression script;
    private readonly ScriptLimits limits;
    private readonly Engine engine;
    private IReadOnlyList<string>? outcomes;

    public ScriptRoom(ActivityContext context, JavaScriptExpression script)
    {
        this.context = context;
        this.script = script;
        limits = context.Run.Engine.Options.Scripts;
        engine = new Engine(options =>
        {
            options
                .TimeoutInterval(limits.Time)
                .MaxStatements(limits.Statements)
                .LimitMemory(limits.Bytes)
                .LimitRecursion(limits.Recursion);
            options.Constraints.MaxArraySize = (uint)limits.ResultNodes;
            options.Constraints.RegexTimeout = limits.Time;
            options.Constraints.PromiseTimeout = limits.Time;
            // The recursion limit counts calls of functions; getters and conversions recurse without one.
            options.Constraints.StackOverflowGuard = true;
            options.DisableStringCompilation();
            options.TimeSystem = new StimulusTime(context.Now, context.Run.Engine.Options.TimeZone);
        });
        foreach (var greedy in JavaScriptExpression.GreedyNames)
            engine.Global.RemoveOwnProperty(greedy);
        if (script.NeedsGuards)
            new ScriptGuards(engine, limits).Install();
        new ScriptFunctions(context, engine, limits, found => outcomes = found).Offer(script.Words);
        if (script.Words.Contains("Math"))
            ((ObjectInstance)engine.GetValue("Math")).FastSetProperty("random", Data(Function("random", _ => context.Random.NextDouble())));
        if (script.Words.Contains("Case"))
            engine.SetValue("Case", Json(context.Facts.ToJson()));
    }

    public (JsonNode? Result, IReadOnlyList<string>? Outcomes) Evaluate(Prepared<Script> prepared)
    {
        try
        {
            var variables = OfferVariables();
            var value = engine.Evaluate(prepared).UnwrapIfPromise(limits.Time);
            var result = new FromScript(engine, limits).Read(value);
            KeepVariables(variables);
            return (result, outcomes);
        }
        catch (Exception fault)
            when (fault
                    is JavaScriptException
                        or StatementsCountOverflowException
                        or MemoryLimitExceededException
                        or RecursionDepthOverflowException
                        or ExecutionCanceledException
                        or PromiseRejectedException
                        or TimeoutException
                        or InsufficientExecutionStackException
                        or OutOfMemoryException
            )
        {
            throw new ScriptException(fault.Message, fault);
        }
    }

    /// <summary>Read copies of the mentioned variables; what the script assigns is written back afterwards.</summary>
    private ObjectInstance? OfferVariables()
    {
        if (!script.Words.Contains("variables"))
            return null;
        var variables = new JsObject(engine);
        foreach (var name in script.VariableNames)
        {
            if (ScriptSurroundings.VariableNamed(context, name) is { } known)
                variables.Set(name, Json(context.GetVariable(known)));
        }
        engine.SetValue("variables", variables);
        return variables;
    }

    private void KeepVariables(ObjectInstance? variables)
    {
        if (variables is null)
            return;
        foreach (var name in script.VariableNames)
        {
            var known = ScriptSurroundings.VariableNamed(context, name);
            if (!variables.HasOwnProperty(name) && known is null)
                continue;
            var value = new FromScript(engine, limits).Read(variables.Get(name));
            if (known is null || !JsonNode.DeepEquals(value, context.GetVariable(known)))
                context.SetVariable(known ?? name, value);
        }
    }

    private JsValue Json(JsonNode? node) => ToScript.Write(engine, node);

    private ClrFunction Function(string name, Func<JsValue[], JsValue> body) => new(engine, name, (_, arguments) => body(arguments));

    private static Jint.Runtime.Descriptors.PropertyDescriptor Data(JsValue value) => new(value, true, false, true);
}

/// <summary>Date.now() and local time come from the stimulus and the host's zone.</summary>
internal sealed class StimulusTime(DateTimeOffset now, TimeZoneInfo zone)
    : DefaultTimeSystem(zone, System.Globalization.CultureInfo.InvariantCulture)
{
    public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();
}
