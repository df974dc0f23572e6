using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Processes;
using Enforcement.Processes.Repairs;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Tasks;

/// <summary>
/// <c>Enforcement.Task</c>: a person does something and chooses a way out. Bound to a role and an organisation <em>function</em>, never to a
/// fixed office, so that one definition serves every township.
/// </summary>
public sealed class TaskActivity : Activity, IDecidedByPeople
{
    public const string TypeName = "Enforcement.Task";

    /// <summary>The case's own body, as opposed to a function of the county such as <c>judicial</c>.</summary>
    public const string OwnerFunction = "owner";

    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = TypeName,
            Kind = ActivityKind.Task,
            Category = ("任务", "Tasks"),
            DisplayName = ("人工任务", "Task"),
            Description = ("由某一岗位的人员办理,填写字段并选择结果", "Somebody who holds a role fills in fields and chooses an outcome"),
            Outcomes = [],
            Inputs =
            [
                new("Title", "String") { DisplayName = ("名称", "Title"), Required = true },
                new("TitleEn", "String") { DisplayName = ("英文名称", "Title in English") },
                new("Hint", "String") { DisplayName = ("提示", "Hint"), UiHint = "multiline" },
                new("HintEn", "String") { DisplayName = ("英文提示", "Hint in English"), UiHint = "multiline" },
                new("Role", "String")
                {
                    DisplayName = ("岗位", "Role"),
                    Required = true,
                    UiHint = "dropdown",
                },
                new("Function", "String")
                {
                    DisplayName = ("机构职能", "Organisation function"),
                    Default = OwnerFunction,
                    UiHint = "dropdown",
                },
                new("Stage", "String") { DisplayName = ("阶段", "Stage") },
                new("Outcomes", "Object")
                {
                    DisplayName = ("结果", "Outcomes"),
                    Required = true,
                    UiHint = "json-editor",
                },
                new("Fields", "Object") { DisplayName = ("字段", "Fields"), UiHint = "json-editor" },
                new("Documents", "Object") { DisplayName = ("文书", "Documents"), UiHint = "json-editor" },
                new("TwoOfficers", "Boolean")
                {
                    DisplayName = ("两人办理", "Two officers"),
                    Default = false,
                    UiHint = "checkbox",
                },
                new("HandlersOnly", "Boolean")
                {
                    DisplayName = ("仅承办人", "Handlers only"),
                    Default = false,
                    UiHint = "checkbox",
                },
                new("Clock", "String") { DisplayName = ("期限规则", "Deadline rule"), UiHint = "dropdown" },
                new("ClockFrom", "String") { DisplayName = ("期限起算事实", "Clock starts on the fact") },
                new("TimeoutOutcome", "String") { DisplayName = ("期满结果", "Outcome on timeout") },
                new("Holding", "String")
                {
                    DisplayName = ("责任归属", "Delay charged as"),
                    Default = "handling",
                    UiHint = "dropdown",
                },
            ],
        };

    public override IReadOnlyList<string> OutcomesOf(ActivityNode node) =>
        node.Constant("Outcomes") is JsonArray outcomes
            ?
            [
                .. outcomes
                    .OfType<JsonObject>()
                    .Select(outcome => outcome["name"] is JsonValue name && name.TryGetValue<string>(out var text) ? text : null)
                    .OfType<string>(),
            ]
            : [];

    public override void Execute(ActivityContext context)
    {
        var function = context.Input<string>("Function") ?? OwnerFunction;
        var organization =
            function == OwnerFunction ? Fact(context, "ownerOrg")
            : function == "handler" ? Fact(context, "handlerOrg")
            : $"{Fact(context, "county")}-{function}";
        var (spec, role) = (SpecOf(context), Demand(context, "Role"));
        var assignee =
            spec.HandlersOnly && context.Facts["officers"] is JsonArray { Count: > 0 } officers ? officers[0]?.GetValue<string>() : null;

        if (context.Input<string>("Stage") is { Length: > 0 } stage)
            context.Emit(new StageSet(stage));
        var bookmark = context.Suspend(TypeName);
        context.Emit(
            new TaskOpened(
                bookmark.Id,
                context.Node.Name ?? context.Node.Id,
                context.Node.NodeId,
                organization,
                role,
                assignee is null ? null : Guid.Parse(assignee),
                spec
            )
        );
    }

    public override void Resume(ActivityContext context, Bookmark bookmark, JsonObject? input) =>
        context.Complete(input?["outcome"]?.GetValue<string>() ?? Done);

    /// <summary>What nobody could be asked, or answer, fails here as an incident instead of faulting whoever opens the task.</summary>
    private static TaskSpec SpecOf(ActivityContext context)
    {
        var spec = ReadSpec(context);
        if (spec.Outcomes.Count == 0 || spec.Outcomes.Any(outcome => outcome?.Name is null || outcome.Label?.Zh is null))
            throw new InvalidOperationException("A task needs outcomes, each with a name and a label.");
        if (spec.Fields.Any(field => field?.Name is null || field.Label?.Zh is null || field.Type is null))
            throw new InvalidOperationException("Each field of a task needs a name, a label and a type.");
        if (spec.Fields.SelectMany(field => field.Options ?? []).Any(option => option?.Value is null || option.Label?.Zh is null))
            throw new InvalidOperationException("Each option of a field needs a value and a label.");
        if (spec.Fields.FirstOrDefault(field => field.Pattern is { } pattern && !FieldValidation.IsPattern(pattern)) is { } wrong)
            throw new InvalidOperationException($"The pattern of the field '{wrong.Name}' is none.");
        if (spec.Documents.Any(document => document?.Code is null))
            throw new InvalidOperationException("Each document of a task needs a code.");
        return spec;
    }

    private static TaskSpec ReadSpec(ActivityContext context) =>
        new()
        {
            Title = new LocalText(Demand(context, "Title"), context.Input<string>("TitleEn")),
            Hint = context.Input<string>("Hint") is { Length: > 0 } hint ? new LocalText(hint, context.Input<string>("HintEn")) : null,
            Outcomes = List<TaskOutcome>(context, "Outcomes"),
            Fields = List<TaskField>(context, "Fields"),
            Documents = List<TaskDocument>(context, "Documents"),
            TwoOfficers = context.Input<bool>("TwoOfficers"),
            HandlersOnly = context.Input<bool>("HandlersOnly"),
            Clock = context.Input<string>("Clock") is { Length: > 0 } clock ? clock : null,
            ClockFrom = context.Input<string>("ClockFrom") is { Length: > 0 } from ? from : null,
            TimeoutOutcome = context.Input<string>("TimeoutOutcome") is { Length: > 0 } timeout ? timeout : null,
            Holding = context.Input<string>("Holding") ?? "handling",
        };

    private static string Demand(ActivityContext context, string input) =>
        context.Input<string>(input) is { Length: > 0 } text
            ? text
            : throw new InvalidOperationException($"A task needs a {input.ToLowerInvariant()}.");

    private static List<TItem> List<TItem>(ActivityContext context, string input) =>
        context.Input(input) is JsonArray items ? items.Deserialize<List<TItem>>(TaskTable.SpecJson) ?? [] : [];

    private static string Fact(ActivityContext context, string name) =>
        context.Facts[name]?.GetValue<string>() ?? throw new InvalidOperationException($"The case has no '{name}'.");
}
