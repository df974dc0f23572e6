using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Expressions;

/// <summary>How an input gets its value. Compiled once per graph, evaluated against one activity.</summary>
internal abstract class Expression
{
    public abstract JsonNode? Evaluate(ActivityContext context);
}

internal sealed class ConstantExpression(JsonNode? value) : Expression
{
    public JsonNode? Value { get; } = value;

    public override JsonNode? Evaluate(ActivityContext context) => Value;
}

internal sealed class VariableExpression(string? id, string? name) : Expression
{
    public override JsonNode? Evaluate(ActivityContext context)
    {
        if (id is not null && Scope.TryGetById(context.Run, context.Instance, id, out var value))
            return value;
        return name is null ? null : Scope.Get(context.Run, context.Instance, name);
    }
}

internal sealed class InputExpression(string name) : Expression
{
    public override JsonNode? Evaluate(ActivityContext context) =>
        Scope.TryGet(context.Run, context.Instance, name, out var shadowing) ? shadowing
        : Scope.TryGetInput(context.Run, name, out var value) ? value
        : null;
}

internal sealed class OutputExpression(string activity, string? output) : Expression
{
    public override JsonNode? Evaluate(ActivityContext context) => ScriptSurroundings.OutputFrom(context, activity, output);
}

/// <summary>Fails each time it is asked: a type that is refused at publishing, or a script that does not parse.</summary>
internal sealed class FailingExpression(string reason) : Expression
{
    public override JsonNode? Evaluate(ActivityContext context) => throw new InvalidOperationException(reason);
}
