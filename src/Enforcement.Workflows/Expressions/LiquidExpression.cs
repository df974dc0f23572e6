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
    private static readonly FluidParser Parser = BoundedParser();
    private readonly IFluidTemplate template;

    private LiquidExpression(IFluidTemplate template) => this.template = template;

    /// <exception cref="ScriptSyntaxException">It does not parse.</exception>
    public static LiquidExpression Parse(string text) =>
        Parser.TryParse(text, out var template, out var fault)
            ? new LiquidExpression(new BoundedRanges().VisitTemplate(template))
            : throw new ScriptSyntaxException(fault);

    public override JsonNode? Evaluate(ActivityContext context)
    {
        var run = context.Run;
        var limits = run.Engine.Options.Scripts;
        var model = new TemplateContext(LiquidLimits.Options)
        {
            MaxSteps = limits.Statements,
            CultureInfo = CultureInfo.InvariantCulture,
            TimeZone = run.Engine.Options.TimeZone,
            Now = () => context.Now,
        };
        new LiquidLimits(limits).Attach(model);
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
        catch (Exception fault) when (fault is InvalidOperationException or OutOfMemoryException)
        {
            throw new ScriptException(fault.Message, fault);
        }
    }

    /// <summary>Without files to include. A captured text is bounded like the result.</summary>
    private static FluidParser BoundedParser()
    {
        var parser = new FluidParser();
        parser.RegisteredTags.Remove("ifchanged");
        parser.RegisterIdentifierBlock(
            "capture",
            async (name, statements, _, encoder, context) =>
            {
                using var captured = new BoundedWriter(LiquidLimits.Of(context).ResultLetters);
                var completion = await statements.RenderStatementsAsync(captured, encoder, context);
                LiquidLimits.Of(context).Count(captured.GetStringBuilder().Length);
                context.SetValue(name, new StringValue(captured.ToString()));
                return completion;
            }
        );
        return parser;
    }
}
