using System.Globalization;
using System.Text.Json.Nodes;
using Enforcement.Shell;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Powers;

/// <summary>
/// <c>Enforcement.Classify</c>: ordinary, major, cross-region or crime, on the declared facts, with the reason kept on the case. A fact that
/// nobody declared leads back to the check; it is never taken for ordinary. A second person may have overridden it with a reason.
/// </summary>
public sealed class ClassifyActivity(PowerLists lists) : Activity
{
    private const string ToCheck = "ToCheck";

    private static readonly Dictionary<string, string> OutcomeOf = new()
    {
        [Gravity.Ordinary] = "Ordinary",
        [Gravity.Major] = "Major",
        [Gravity.CrossRegion] = "CrossRegion",
        [Gravity.Crime] = "Crime",
        [Gravity.ToBeChecked] = ToCheck,
    };

    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Enforcement.Classify",
            Category = ("案件", "Case"),
            DisplayName = ("案件分类", "Classify"),
            Description = (
                "按申报的事实判断一般、重大、跨区域或者涉嫌犯罪",
                "Ordinary, major, cross-region or crime, on the declared facts"
            ),
            Outcomes = ["Ordinary", "Major", "CrossRegion", "Crime", ToCheck],
            OutcomeLabels = new Dictionary<string, Label>
            {
                ["Ordinary"] = ("一般", "Ordinary"),
                ["Major"] = ("重大", "Major"),
                ["CrossRegion"] = ("跨区域", "Cross-region"),
                ["Crime"] = ("涉嫌犯罪", "Crime"),
                [ToCheck] = ("待查明", "To be checked"),
            },
        };

    public override void Execute(ActivityContext context)
    {
        var (result, zh, en) = Decide(context);
        context.SetFact("classification", result);
        context.SetFact("classificationReason", new JsonObject { ["zh"] = zh, ["en"] = en });
        context.Complete(OutcomeOf[result]);
    }

    private (string Result, string Zh, string En) Decide(ActivityContext context)
    {
        var facts = context.Facts;
        // Where a crime is suspected nothing else may take the place of the referral (referral rules art. 11).
        if (facts["crimeSuspected"]?.GetValue<bool>() == true)
            return Said(Gravity.Crime, "powers.classification.suspected");
        if (Overridden(context, "squadOpinionOutcome", "major"))
            return Said(Gravity.Major, "powers.classification.overridden", facts["overrideReason"]?.GetValue<string>());
        if (Overridden(context, "leadTransferApprovalOutcome", "ordinary") || Overridden(context, "crossRegionApprovalOutcome", "ordinary"))
            return Said(Gravity.Ordinary, "powers.classification.overridden", facts["overrideReason"]?.GetValue<string>());
        if (Text(facts, "leadCheckOutcome") == "elsewhere")
            return Said(Gravity.CrossRegion, "powers.classification.elsewhere");
        if (Text(facts, "intent") == "transfer" || Text(facts, "leadCheckOutcome") == "not-competent")
            return Said(Gravity.Major, "powers.classification.not-competent");

        var classification = lists.Latest.Classify(
            Text(facts, "ownerOrg")!,
            Text(facts, "matterCode")!,
            DateOnly.ParseExact(Text(facts, "violationDate")!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            CaseFacts.Of(name => facts[name])
        );
        var (zh, en) = Texts.InBoth(classification.Explain);
        return (classification.Result, zh, en);
    }

    /// <summary>A second person's word counts once: the next classification judges anew.</summary>
    private static bool Overridden(ActivityContext context, string outcome, string says)
    {
        if (Text(context.Facts, outcome) != says)
            return false;
        context.SetFact(outcome, null);
        return true;
    }

    private static (string, string, string) Said(string result, string key, params object?[] arguments)
    {
        var (zh, en) = Texts.InBoth(key, arguments);
        return (result, zh, en);
    }

    private static string? Text(Facts facts, string name) => facts[name]?.GetValue<string>();
}
