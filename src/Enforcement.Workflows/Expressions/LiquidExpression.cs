using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;
using Fluid;
using Fluid.Values;

namespace Enforcement.Workflows.Expressions;

/// <summary>A Liquid template, parsed once.</summary>
internal sealed class LiquidExpression : Expression
{
    private static readonly FluidParser Parser = new();
    private readonly IFluidTemplate template;

    private LiquidExpression(IFluidTemplate template) => this.template = template;

    /// <exception cref="ScriptSyntaxException">It does not parse.</exception>
    public static LiquidExpression Parse(string text) =>
        Parser.TryParse(text, out var template, out var fault) ? new LiquidExpression(template) : throw new ScriptSyntaxException(fault);

    public override JsonNode? Evaluate(ActivityContext context)
    {
        var run = context.Run;
        var limits = run.Engine.Options.Scripts;
        var options = new TemplateOptions
        {
            MaxSteps = limits.Statements,
            MaxRecursion = limits.Recursion,
            CultureInfo = CultureInfo.InvariantCulture,
            TimeZone = run.Engine.Options.TimeZone,
            Now = () => context.Now,
        };
        options.Filters.AddFilter(
            "base64",
            (input, _, _) => new StringValue(Convert.ToBase64String(Encoding.UTF8.GetBytes(input.ToStringValue())))
        );
        options.Filters.AddFilter("keys", (input, _, _) => LiquidValues.Keys(input));
        var model = new TemplateContext(options);
        model.SetValue(
            "Variables",
            LiquidValues.Lazy(name => ScriptSurroundings.VariableNamed(context, name) is { } known ? context.GetVariable(known) : null)
        );
        model.SetValue("Input", LiquidValues.Lazy(name => ScriptSurroundings.InputNamed(context, name)));
        model.SetValue("Case", LiquidValues.Lazy(name => context.Facts[name]));
        model.SetValue("CorrelationId", context.CorrelationId ?? "");
        model.SetValue("WorkflowDefinitionId", run.Graph.Definition.DefinitionId);
        model.SetValue("WorkflowDefinitionVersionId", run.Graph.Definition.Id);
        model.SetValue("WorkflowDefinitionVersion", NumberValue.Create(run.Graph.Definition.Version));
        model.SetValue("WorkflowInstanceId", run.Stimulus.InstanceId);
        try
        {
            using var writer = new BoundedWriter(limits.ResultLetters);
            // Nothing in these templates can wait, so the task has ended when it is handed over.
            template.RenderAsync(writer, NullEncoder.Default, model).AsTask().GetAwaiter().GetResult();
            return writer.ToString();
        }
        catch (InvalidOperationException fault)
        {
            throw new ScriptException(fault.Message, fault);
        }
    }
}
