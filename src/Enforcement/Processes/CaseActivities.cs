using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes;

internal static class CaseCategory
{
    public static readonly Label Case = ("案件", "Case");
}

/// <summary><c>Enforcement.SetStage</c>: the case reaches a stage 阶段.</summary>
public sealed class SetStageActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Enforcement.SetStage",
            Category = CaseCategory.Case,
            DisplayName = ("设置阶段", "Set stage"),
            Inputs = [new("Stage", "String") { DisplayName = ("阶段", "Stage"), Required = true }],
        };

    public override void Execute(ActivityContext context) => context.Emit(new StageSet(context.Input<string>("Stage")!));
}

/// <summary><c>Enforcement.CloseCase</c>: closes the case; its clocks and tasks end in the same transaction.</summary>
public sealed class CloseCaseActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Enforcement.CloseCase",
            Category = CaseCategory.Case,
            DisplayName = ("结案", "Close the case"),
            Inputs = [new("Outcome", "String") { DisplayName = ("结果", "Outcome"), Required = true }],
        };

    public override void Execute(ActivityContext context) => context.Emit(new CaseClosed(context.Input<string>("Outcome")!));
}

/// <summary><c>Enforcement.SetFact</c>: keeps what a fact was at this point, such as the fine that was notified, whatever becomes of it later.</summary>
public sealed class SetFactActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Enforcement.SetFact",
            Category = CaseCategory.Case,
            DisplayName = ("记录事实", "Keep a fact"),
            Inputs =
            [
                new("Fact", "String") { DisplayName = ("写入事实", "Kept as"), Required = true },
                new("Source", "String") { DisplayName = ("取自事实", "Taken from"), Required = true },
            ],
        };

    public override void Execute(ActivityContext context) =>
        context.SetFact(context.Input<string>("Fact")!, context.Facts[context.Input<string>("Source")!]);
}

/// <summary><c>Enforcement.AllotNumber</c>: draws an official number, such as the filing number 立案号, in the step that approves it.</summary>
public sealed class AllotNumberActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Enforcement.AllotNumber",
            Category = CaseCategory.Case,
            DisplayName = ("编号", "Allot a number"),
            Inputs =
            [
                new("Word", "String") { DisplayName = ("文种代字", "Document word"), Required = true },
                new("Fact", "String") { DisplayName = ("写入事实", "Kept as"), Required = true },
            ],
        };

    public override void Execute(ActivityContext context) =>
        context.Emit(new NumberWanted(context.Input<string>("Word")!, context.Input<string>("Fact")!));
}

/// <summary><c>Enforcement.Notify</c>: a message to those who hold a role, by inbox and e-mail.</summary>
public sealed class NotifyActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Enforcement.Notify",
            Category = CaseCategory.Case,
            DisplayName = ("通知", "Notify"),
            Inputs =
            [
                new("Role", "String")
                {
                    DisplayName = ("岗位", "Role"),
                    Required = true,
                    UiHint = "dropdown",
                },
                new("Function", "String")
                {
                    DisplayName = ("机构职能", "Organisation function"),
                    Default = "owner",
                    UiHint = "dropdown",
                },
                new("Text", "String")
                {
                    DisplayName = ("内容", "Text"),
                    Required = true,
                    UiHint = "multiline",
                },
            ],
        };

    public override void Execute(ActivityContext context) =>
        context.Emit(
            new OutboxEffect(
                "notice.wanted",
                new JsonObject
                {
                    ["role"] = context.Input<string>("Role"),
                    ["function"] = context.Input<string>("Function"),
                    ["text"] = context.Input<string>("Text"),
                }
            )
        );
}

/// <summary>A number is to be drawn for the case, of its owner's series.</summary>
public sealed record NumberWanted(string Word, string Fact) : Effect;
