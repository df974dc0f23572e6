using Enforcement.Workflows.Activities;

namespace Enforcement.Powers;

/// <summary>
/// From what fine on the right to a hearing must be told (Administrative Penalty Law art. 63): set by province, sector and kind of party.
/// Yuan, inclusive. Unset means that nobody has confirmed the local figure: the legal reviewer is asked.
/// </summary>
public sealed record HearingThresholds
{
    public decimal? Person { get; init; }

    public decimal? Unit { get; init; }

    public decimal? For(string? partyKind) => partyKind == PartyKinds.Unit ? Unit : Person;
}

/// <summary><c>Enforcement.HearingThreshold</c>: must the right to a hearing be told?</summary>
public sealed class HearingThresholdActivity(HearingThresholds thresholds) : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Enforcement.HearingThreshold",
            Category = ("案件", "Case"),
            DisplayName = ("听证标准", "Hearing threshold"),
            Description = (
                "是否应当告知听证权利;标准未设置的,由法制审核人员判断",
                "Must the hearing right be told? Unset: the reviewer decides"
            ),
            Outcomes = ["Required", "NotRequired", "Ask"],
            OutcomeLabels = new Dictionary<string, Label>
            {
                ["Required"] = ("应当告知", "Required"),
                ["NotRequired"] = ("不需告知", "Not required"),
                ["Ask"] = ("标准未设置", "Not set"),
            },
        };

    public override void Execute(ActivityContext context)
    {
        var kind = context.Facts["proposedKind"]?.GetValue<string>();
        if (kind is "warning" or "order" or "none")
        {
            context.Complete("NotRequired");
            return;
        }
        // Confiscation of larger gains or goods has no figure here: somebody who knows the local one says it.
        var fine = context.Facts["proposedFine"]?.GetValue<decimal>();
        var threshold = thresholds.For(context.Facts["partyKind"]?.GetValue<string>());
        context.Complete(
            kind != "fine" || fine is null || threshold is null ? "Ask"
            : fine >= threshold ? "Required"
            : "NotRequired"
        );
    }
}
