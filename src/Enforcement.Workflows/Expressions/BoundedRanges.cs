using Fluid;
using Fluid.Ast;
using Fluid.Values;
using FluidExpression = Fluid.Ast.Expression;

namespace Enforcement.Workflows.Expressions;

/// <summary>A range such as <c>(1..n)</c> is made whole before its first turn; here it is measured before it is made.</summary>
internal sealed class BoundedRanges : AstRewriter
{
    protected override FluidExpression VisitRangeExpression(RangeExpression range) =>
        new RangeExpression(range.From, new End(range.From, range.To));

    private sealed class End(FluidExpression from, FluidExpression to) : FluidExpression
    {
        public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
        {
            var (first, last) = (await from.EvaluateAsync(context), await to.EvaluateAsync(context));
            LiquidLimits.Of(context).Count((long)Math.Clamp(last.ToNumberValue() - first.ToNumberValue(), 0, int.MaxValue));
            return last;
        }
    }
}
