using System.Text.Json.Nodes;
using Enforcement.Processes.Repairs;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;
using Enforcement.Workflows.Expressions;

namespace Enforcement.Escalations;

/// <summary><c>Enforcement.Letter</c>: sends a letter to the body that the facts name, and waits for its answer.</summary>
public sealed class LetterActivity : Activity, IDecidedByPeople
{
    public const string TypeName = "Enforcement.Letter";
    public const string Accepted = "Accepted";
    public const string Returned = "Returned";

    /// <summary>The dispute ended against the sender: it took the letter back, or was designated itself.</summary>
    public const string Objected = "Objected";

    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = TypeName,
            Kind = ActivityKind.Task,
            Category = LetterCategory.Letters,
            DisplayName = ("移送函", "Letter"),
            Description = (
                "向受移送机关发函,等待受理、退回补充或者异议的结果",
                "Sends a letter to the receiver and waits until it is accepted, returned or objected to"
            ),
            Outcomes = [Accepted, Returned, Objected],
            OutcomeLabels = new Dictionary<string, Label>
            {
                [Accepted] = ("受理", "Accepted"),
                [Returned] = ("退回补充", "Returned"),
                [Objected] = ("异议成立", "Objected"),
            },
            Inputs =
            [
                new("Kind", "String")
                {
                    DisplayName = ("函件种类", "Kind"),
                    Required = true,
                    UiHint = "dropdown",
                },
            ],
        };

    public override IEnumerable<(string Code, string Message)> Check(ActivityNode node)
    {
        if (node.Constant("Kind") is JsonValue value && value.TryGetValue<string>(out var kind) && !LetterKinds.OfFlows.Contains(kind))
            yield return ("letter.kind", $"'{kind}' is no kind of letter.");
    }

    public override void Execute(ActivityContext context) =>
        context.Emit(new LetterWanted(context.Suspend(TypeName).Id, context.Input<string>("Kind")!));

    public override void Resume(ActivityContext context, Bookmark bookmark, JsonObject? input) =>
        context.Complete(input?["outcome"]?.GetValue<string>() ?? Accepted);
}

/// <summary><c>Enforcement.WaitForFeedback</c>: waits until the receiver of the letter tells its result.</summary>
public sealed class WaitForFeedbackActivity : Activity, IDecidedByPeople
{
    public const string TypeName = "Enforcement.WaitForFeedback";

    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = TypeName,
            Kind = ActivityKind.Task,
            Category = LetterCategory.Letters,
            DisplayName = ("等待反馈", "Wait for feedback"),
            Description = ("等待受移送机关反馈处理结果", "Waits until the receiver tells its result"),
        };

    public override void Execute(ActivityContext context)
    {
        // It may have come while something else was still under way.
        if (context.Facts[CaseLetters.FeedbackFact] is null)
            context.Suspend(TypeName);
    }
}

/// <summary>
/// <c>Enforcement.SendFeedback</c>: tells the sender what became of its letter; "not filed" is a result too. A definition from before there were inputs
/// says none: its result is then the outcome of its task <c>result</c>, or of <c>filingDecision</c> where that does not file. A result that is computed
/// and comes to nothing is an incident.
/// </summary>
public sealed class SendFeedbackActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Enforcement.SendFeedback",
            Category = LetterCategory.Letters,
            DisplayName = ("反馈处理结果", "Send feedback"),
            Description = ("向移送机关反馈处理结果", "Tells the sender of the letter the result"),
            Inputs =
            [
                new("Result", "String") { DisplayName = ("处理结果", "Result") },
                new("Note", "String") { DisplayName = ("说明", "Note") },
                new("Number", "String") { DisplayName = ("文书文号", "Number of the paper") },
            ],
        };

    public override void Execute(ActivityContext context)
    {
        if (context.Input<string>("Result") is { Length: > 0 } result)
            context.Emit(new FeedbackWanted(result, context.Input<string>("Note"), context.Input<string>("Number")));
        else if (context.Node.IsComputed("Result"))
            // Such as from the outcome of a task that was renamed: the sender is told nothing rather than something else.
            throw new InputException("Result", new ConversionException("String", ""));
        else
            context.Emit(Unsaid(context.Facts));
    }

    private static FeedbackWanted Unsaid(Facts facts)
    {
        return Text("filingDecisionOutcome") == "not-file"
            ? new FeedbackWanted("not-filed", Text("notFilingReason"), null)
            : new FeedbackWanted(Text("resultOutcome") ?? "decided", Text("resultNote"), Text("externalNumber"));

        string? Text(string name) => facts[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
    }
}

internal static class LetterCategory
{
    public static readonly Label Letters = ("移送", "Letters");
}

/// <summary>The flow has come to a letter.</summary>
public sealed record LetterWanted(int BookmarkId, string Kind) : Effect;

/// <summary>A receiver's own case has its result.</summary>
/// <param name="Result"><c>decided</c>, <c>no-penalty</c>, <c>not-filed</c>, or a definition's own word for it.</param>
/// <param name="Number">Of the paper that says so.</param>
public sealed record FeedbackWanted(string Result, string? Note, string? Number) : Effect;
