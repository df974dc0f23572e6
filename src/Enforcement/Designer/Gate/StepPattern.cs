using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Tasks;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Designer.Gate;

/// <summary>
/// What a step of a definition is in the eyes of the law, told by what it does and not by its name: the task that approves document F2 is the
/// decision, whatever an admin calls it. All that is given must fit.
/// </summary>
/// <param name="Moment">What happens there; if nothing is said, it is left.</param>
/// <param name="Inputs">Inputs that are written down with these values.</param>
/// <param name="Outcomes">Left by one of these; null: by any.</param>
/// <param name="Approves">A document that the task approves when it is left by that outcome.</param>
/// <param name="Drafts">A document that the task needs drafted for that outcome, and neither approves nor serves.</param>
/// <param name="Serves">A document whose service the task records.</param>
/// <param name="Clock">The deadline rule of the task's own clock.</param>
/// <param name="Tests">A fact that the condition of a decision names.</param>
public sealed record StepPattern(
    FlowMoment Moment = FlowMoment.Left,
    string? Type = null,
    IReadOnlyDictionary<string, string>? Inputs = null,
    IReadOnlyList<string>? Outcomes = null,
    string? Approves = null,
    string? Drafts = null,
    string? Serves = null,
    string? Clock = null,
    string? Tests = null
)
{
    /// <summary>Whether the event fits.</summary>
    public bool Fits(FlowEvent happened) =>
        happened.Moment == Moment
        && (Moment is FlowMoment.Ends or FlowMoment.Rests || FitsNode(happened.Node))
        && (Outcomes is null || (happened.Outcome is { } outcome && Outcomes.Contains(outcome)))
        && FitsDocuments(happened.Node, happened.Outcome);

    /// <summary>Whether a task can be what the pattern says, by any of its outcomes.</summary>
    public bool FitsTask(ActivityNode node) =>
        node.Type == TaskActivity.TypeName && FitsNode(node) && (Documents is null || node.Outcomes.Any(it => FitsDocuments(node, it)));

    private string? Documents => Approves ?? Drafts ?? Serves;

    private bool FitsNode(ActivityNode node) =>
        (Type is null || node.Type == Type)
        && (Clock is null || Text(node, "Clock") == Clock)
        && (Inputs is null || Inputs.All(input => Text(node, input.Key) == input.Value))
        && (Tests is null || Condition(node).Contains(Tests, StringComparison.Ordinal));

    private bool FitsDocuments(ActivityNode node, string? outcome) =>
        Documents is null
        || DocumentsOf(node)
            .Any(document =>
                document.Code == Documents
                && (document.Outcomes is null || outcome is null || document.Outcomes.Contains(outcome))
                && (Approves is null || (outcome is not null && document.Approve?.Contains(outcome) == true))
                && (Serves is null || document.Serve)
                && (Drafts is null || (document.Approve is null && !document.Serve))
            );

    /// <summary>A text input that is written down; null where it is computed or missing.</summary>
    internal static string? Text(ActivityNode node, string input) =>
        node.Constant(input) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    internal static IReadOnlyList<TaskDocument> DocumentsOf(ActivityNode node) => List<TaskDocument>(node, "Documents");

    internal static IReadOnlyList<TItem> List<TItem>(ActivityNode node, string input) =>
        node.Type == TaskActivity.TypeName && TryList<TItem>(node, input, out var items) ? items : [];

    /// <returns>False: what is written down cannot be read. It fits nothing, and is a finding of its own.</returns>
    internal static bool TryList<TItem>(ActivityNode node, string input, out IReadOnlyList<TItem> items)
    {
        items = [];
        if (node.Constant(input) is not { } written)
            return true;
        try
        {
            items = written.Deserialize<List<TItem>>(TaskTable.SpecJson) ?? [];
            return items.All(item => item is not null);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Condition(ActivityNode node) => node.Raw("condition")?.ToJsonString() ?? "";
}
