using Enforcement.Workflows.Activities;

namespace Enforcement.Deadlines;

/// <summary><c>Enforcement.StartClock</c>: a term begins to run at the case, on the day of a fact.</summary>
public sealed class StartClockActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Enforcement.StartClock",
            Category = ClockCategory.Clocks,
            DisplayName = ("开始计时", "Start a clock"),
            Description = ("从事实发生之日起开始计算一项期限", "A term begins on the day of a fact"),
            Inputs =
            [
                new("Rule", "String")
                {
                    DisplayName = ("期限规则", "Deadline rule"),
                    Required = true,
                    UiHint = "dropdown",
                },
                new("Variant", "String") { DisplayName = ("规则变体", "Variant") },
                new("From", "String") { DisplayName = ("起算事实", "Starts on the fact") },
            ],
        };

    public override void Execute(ActivityContext context) =>
        context.Emit(
            new ClockWanted(
                context.Input<string>("Rule")!,
                context.Input<string>("Variant") ?? "",
                context.Input<string>("From") is { Length: > 0 } from ? from : null
            )
        );
}

/// <summary><c>Enforcement.EndClock</c>: the clocks of a rule end, and how.</summary>
public sealed class EndClockActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Enforcement.EndClock",
            Category = ClockCategory.Clocks,
            DisplayName = ("结束计时", "End a clock"),
            Inputs =
            [
                new("Rule", "String")
                {
                    DisplayName = ("期限规则", "Deadline rule"),
                    Required = true,
                    UiHint = "dropdown",
                },
                new("How", "String")
                {
                    DisplayName = ("结束方式", "How it ends"),
                    Default = "kept",
                    UiHint = "dropdown",
                },
            ],
        };

    public override void Execute(ActivityContext context) =>
        context.Emit(new ClockDone(context.Input<string>("Rule")!, context.Input<string>("How") is { Length: > 0 } how ? how : "kept"));
}

internal static class ClockCategory
{
    public static readonly Label Clocks = ("期限", "Clocks");
}
