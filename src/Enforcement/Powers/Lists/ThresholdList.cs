using System.Globalization;
using Enforcement.Persistence.Import;
using Npgsql;

namespace Enforcement.Powers.Lists;

/// <summary>From which facts on a case is major, cross-region or a suspected crime. Code <c>*</c> is every matter. The thresholds of one matter
/// replace each other as a whole.</summary>
public sealed class ThresholdList() : ReferenceList<ThresholdRow>("thresholds", "matter_thresholds")
{
    public override IReadOnlyList<string> Headings { get; } =
    ["code", "variant", "result", "fact", "atLeast", "reasonZh", "reasonEn", "sourceTag"];

    public override ThresholdRow? Parse(RowReader row)
    {
        var threshold = new ThresholdRow(
            row.Required("code", 40),
            row.OneOfOrEmpty("variant", MatterRow.Variants),
            row.OneOf("result", ["major", "cross-region", "crime"]),
            row.OneOf("fact", CaseFacts.Measured),
            row.Required("atLeast", 20),
            row.Required("reasonZh"),
            row.Required("reasonEn"),
            row.OneOf("sourceTag", MatterRow.Tags)
        );
        if (threshold.Fact == CaseFacts.HarmName)
        {
            if (!Harms.All.Contains(threshold.AtLeast))
                row.Refuse("atLeast", "unknown-code", threshold.AtLeast);
        }
        else if (!decimal.TryParse(threshold.AtLeast, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
            row.Refuse("atLeast", "number", threshold.AtLeast);
        return row.IsSound ? threshold : null;
    }

    protected override string KeyOf(ThresholdRow row) => Joined(row.Code, row.Variant, row.Result, row.Fact);

    protected override string GroupOf(ThresholdRow row) => Joined(row.Code, row.Variant);

    protected override IReadOnlyList<(string Column, object? Value)> CellsOf(ThresholdRow row) =>
        [
            ("code", row.Code),
            ("variant", row.Variant),
            ("result", row.Result),
            ("fact", row.Fact),
            ("at_least", row.AtLeast),
            ("reason_zh", row.ReasonZh),
            ("reason_en", row.ReasonEn),
            ("source_tag", row.SourceTag),
        ];

    protected override Task CheckAsync(
        NpgsqlConnection connection,
        IReadOnlyList<(int Line, ThresholdRow Row)> rows,
        ImportFaults faults,
        CancellationToken cancel
    ) =>
        MatterReferences.RefuseUnknownAsync(
            connection,
            rows.Where(row => row.Row.Code != "*").Select(row => (row.Line, row.Row.Code, row.Row.Variant, (DateOnly?)null)),
            faults,
            cancel
        );
}

/// <summary>A row of the list as it was sent.</summary>
public sealed record ThresholdRow(
    string Code,
    string Variant,
    string Result,
    string Fact,
    string AtLeast,
    string ReasonZh,
    string ReasonEn,
    string SourceTag
);
