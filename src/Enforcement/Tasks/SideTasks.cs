using Enforcement.Shell;

namespace Enforcement.Tasks;

/// <summary>
/// Acts of an investigation beside the flow, at any time while the case is open: registering evidence that may be lost (Administrative Penalty Law
/// art. 56) and ordering the party to correct (art. 28), each with the act that has to follow.
/// </summary>
public static class SideTasks
{
    public const string RegisterEvidence = "register-evidence";
    public const string OrderToCorrect = "order-to-correct";

    internal const string RegisterEvidenceNode = "registerEvidence";
    internal const string DecideGoodsNode = "decideRegisteredGoods";
    internal const string OrderToCorrectNode = "orderToCorrect";
    internal const string ReinspectionNode = "reinspection";

    private static readonly string[] GoodsDecisions = ["return", "test", "seize", "transfer", "lift"];

    public static IReadOnlyList<string> Kinds { get; } = [RegisterEvidence, OrderToCorrect];

    /// <summary>How a paper of such a task is served; words: <c>documents.way.&lt;code&gt;</c>.</summary>
    internal static IReadOnlyList<string> WaysOfService { get; } = ["direct", "left", "post", "electronic", "notice"];

    /// <summary>The nodes that one of a kind runs through; only one at a time, so that facts and papers belong together.</summary>
    internal static IReadOnlyList<string> NodesOf(string kind) =>
        kind == RegisterEvidence ? [RegisterEvidenceNode, DecideGoodsNode] : [OrderToCorrectNode, ReinspectionNode];

    internal static (string Node, TaskSpec Spec) Opening(string kind) =>
        kind == RegisterEvidence
            ? (
                RegisterEvidenceNode,
                Spec(RegisterEvidenceNode, "registered") with
                {
                    Fields =
                    [
                        Field("partyName", "text", required: false),
                        Field("goodsList", "multiline"),
                        Field("goodsPlace", "text"),
                        Field("goodsKeeper", "text"),
                        Field("goodsApprovedBy", "text"),
                        Field("goodsServedOn", "date") with
                        {
                            NotFuture = true,
                        },
                        Way("goodsServedWay"),
                    ],
                    Documents = [new TaskDocument("D5", Approve: ["registered"], Serve: true)],
                }
            )
            : (
                OrderToCorrectNode,
                Spec(OrderToCorrectNode, "ordered") with
                {
                    Fields =
                    [
                        Field("partyName", "text", required: false),
                        Field("correctViolation", "multiline"),
                        Field("correctContent", "multiline"),
                        Field("correctBy", "date"),
                        Field("correctServedOn", "date") with
                        {
                            NotFuture = true,
                        },
                        Way("correctServedWay"),
                    ],
                    Documents = [new TaskDocument("D3", Approve: ["ordered"], Serve: true)],
                }
            );

    /// <summary>What has to follow an act; null: nothing.</summary>
    internal static (string Node, TaskSpec Spec)? After(string node) =>
        node switch
        {
            RegisterEvidenceNode => (
                DecideGoodsNode,
                Spec(DecideGoodsNode, GoodsDecisions) with
                {
                    Fields = [Field("goodsDecisionReason", "multiline")],
                    Documents = [new TaskDocument("D6", Approve: GoodsDecisions)],
                    Clock = "DL-PEN-05",
                    ClockFrom = "goodsServedOn",
                }
            ),
            OrderToCorrectNode => (
                ReinspectionNode,
                Spec(ReinspectionNode, "corrected", "not-corrected") with
                {
                    Fields = [Field("reinspectedOn", "date") with { NotFuture = true }, Field("reinspectionResult", "multiline")],
                    Clock = "DL-PEN-10",
                    ClockFrom = "correctBy",
                }
            ),
            _ => null,
        };

    private static TaskSpec Spec(string node, params string[] outcomes) =>
        new()
        {
            Title = Both($"tasks.side.{node}"),
            Hint = Both($"tasks.side.{node}.hint"),
            Outcomes = [.. outcomes.Select(outcome => new TaskOutcome(outcome, Both($"tasks.side.outcome.{outcome}")))],
            TwoOfficers = true,
            HandlersOnly = true,
        };

    private static TaskField Field(string name, string type, bool required = true) =>
        new(name, Both($"tasks.side.field.{name}"), type, required);

    private static TaskField Way(string name) =>
        Field(name, "choice") with
        {
            Options = [.. WaysOfService.Select(way => new FieldOption(way, Both($"documents.way.{way}")))],
        };

    private static LocalText Both(string key)
    {
        var (zh, en) = Texts.InBoth(key);
        return new LocalText(zh, en);
    }
}
