using Enforcement.Persistence.Import;
using Npgsql;

namespace Enforcement.Powers.Lists;

/// <summary>What may be imposed under each version of a matter. The lines of one version replace each other as a whole.</summary>
public sealed class PenaltyList() : ReferenceList<PenaltyRow>("penalties", "matter_penalties")
{
    public override IReadOnlyList<string> Headings { get; } =
    [
        "code",
        "variant",
        "validFrom",
        "line",
        "kind",
        "partyKind",
        "minimum",
        "maximum",
        "unit",
        "measuredBy",
        "conditionZh",
        "conditionEn",
        "wordingZh",
        "wordingEn",
        "discretion",
    ];

    public override PenaltyRow? Parse(RowReader row)
    {
        var penalty = new PenaltyRow(
            row.Required("code", 40),
            row.OneOfOrEmpty("variant", MatterRow.Variants),
            row.Date("validFrom"),
            row.Whole("line", 1, 99),
            row.OneOf("kind", PenaltyKinds.All),
            row.OneOf("partyKind", PartyKinds.All),
            row.OptionalAmount("minimum"),
            row.OptionalAmount("maximum"),
            row.OneOfOrEmpty("unit", PenaltyUnits.All),
            row.Optional("measuredBy", 60),
            row.Optional("conditionZh"),
            row.Optional("conditionEn"),
            row.Optional("wordingZh"),
            row.Optional("wordingEn"),
            row.OneOf("discretion", ["shall", "may"]) == "may"
        );
        if (penalty.Minimum > penalty.Maximum)
            row.Refuse("minimum", "least-over-most");
        if (penalty is { Unit: "" } and ({ Minimum: not null } or { Maximum: not null }))
            row.Refuse("unit", "required");
        if (penalty is { Unit: PenaltyUnits.Percent or PenaltyUnits.Multiple, MeasuredBy: "" })
            row.Refuse("measuredBy", "required");
        return row.IsSound ? penalty : null;
    }

    protected override string KeyOf(PenaltyRow row) => Joined(row.Code, row.Variant, row.From.ToString("O"), row.Line);

    protected override string GroupOf(PenaltyRow row) => Joined(row.Code, row.Variant, row.From.ToString("O"));

    protected override IReadOnlyList<(string Column, object? Value)> CellsOf(PenaltyRow row) =>
        [
            ("code", row.Code),
            ("variant", row.Variant),
            ("valid_from", row.From),
            ("line", row.Line),
            ("kind", row.Kind),
            ("party_kind", row.PartyKind),
            ("minimum", row.Minimum),
            ("maximum", row.Maximum),
            ("unit", row.Unit),
            ("measured_by", row.MeasuredBy),
            ("condition_zh", row.ConditionZh),
            ("condition_en", row.ConditionEn),
            ("wording_zh", row.WordingZh),
            ("wording_en", row.WordingEn),
            ("discretionary", row.IsDiscretionary),
        ];

    protected override Task CheckAsync(
        NpgsqlConnection connection,
        IReadOnlyList<(int Line, PenaltyRow Row)> rows,
        ImportFaults faults,
        CancellationToken cancel
    ) =>
        MatterReferences.RefuseUnknownAsync(
            connection,
            rows.Select(row => (row.Line, row.Row.Code, row.Row.Variant, (DateOnly?)row.Row.From)),
            faults,
            cancel
        );
}

/// <summary>A row of the list as it was sent.</summary>
public sealed record PenaltyRow(
    string Code,
    string Variant,
    DateOnly From,
    int Line,
    string Kind,
    string PartyKind,
    decimal? Minimum,
    decimal? Maximum,
    string Unit,
    string MeasuredBy,
    string ConditionZh,
    string ConditionEn,
    string WordingZh,
    string WordingEn,
    bool IsDiscretionary
);
