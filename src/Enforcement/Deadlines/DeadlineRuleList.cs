using System.Globalization;
using Enforcement.Persistence.Import;

namespace Enforcement.Deadlines;

/// <summary>Deadline rules as a file: one row for each code, variant and first day.</summary>
public sealed class DeadlineRuleList() : ReferenceList<DeadlineRuleRow>(KindName, "deadline_rules")
{
    public const string KindName = "deadlines";

    private static readonly string[] Units = ["", "MIN", "H", "WH", "WD", "CD", "M", "Y"];

    public override IReadOnlyList<string> Headings { get; } =
    [
        "code",
        "variant",
        "nameZh",
        "nameEn",
        "length",
        "unit",
        "roll",
        "kind",
        "triggerZh",
        "triggerEn",
        "responsibleZh",
        "responsibleEn",
        "consequenceZh",
        "consequenceEn",
        "basisZh",
        "basisEn",
        "reminder",
        "pauses",
        "extension",
        "extensionBy",
        "validFrom",
        "sourceTag",
        "field",
        "inPlaceOf",
        "general",
    ];

    public override DeadlineRuleRow? Parse(RowReader row)
    {
        var length = row.Optional("length").Length == 0 ? default(int?) : row.Whole("length", -25_000, 25_000);
        var unit = row.OneOfOrEmpty("unit", Units);
        if (length is not null && unit.Length == 0)
            row.Refuse("unit", "required");
        var rule = new DeadlineRuleRow(
            row.Required("code", 40),
            row.Optional("variant", 40),
            row.Required("nameZh"),
            row.Required("nameEn"),
            length,
            unit,
            row.OneOf("roll", ["none", "forward"]),
            row.OneOf("kind", ["legal", "internal"]),
            row.Required("triggerZh"),
            row.Required("triggerEn"),
            row.Optional("responsibleZh"),
            row.Optional("responsibleEn"),
            row.Optional("consequenceZh"),
            row.Optional("consequenceEn"),
            row.Required("basisZh"),
            row.Required("basisEn"),
            row.OneOfOrEmpty("reminder", ["A", "B", "C", "D", "E"]),
            [.. row.List("pauses")],
            row.Optional("extension").Length == 0 ? null : row.Whole("extension", 1, 1000),
            row.OneOfOrEmpty("extensionBy", ["agency-head", "collective"]),
            row.Date("validFrom"),
            row.OneOf("sourceTag", ["L", "P", "X", "D", "K", "U"]),
            row.Optional("field", 60),
            row.Optional("inPlaceOf", 40),
            row.OneOfOrEmpty("general", ["yes"]) == "yes"
        );
        if (rule.InPlaceOf.Length > 0 && rule.Field.Length == 0)
            row.Refuse("field", "required");
        return row.IsSound ? rule : null;
    }

    protected override string KeyOf(DeadlineRuleRow row) =>
        Joined(row.Code, row.Variant, row.ValidFrom.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    protected override IReadOnlyList<(string Column, object? Value)> CellsOf(DeadlineRuleRow row) =>
        [
            ("code", row.Code),
            ("variant", row.Variant),
            ("name_zh", row.NameZh),
            ("name_en", row.NameEn),
            ("length", row.Length),
            ("unit", row.Unit),
            ("roll", row.Roll),
            ("kind", row.Kind),
            ("trigger_zh", row.TriggerZh),
            ("trigger_en", row.TriggerEn),
            ("responsible_zh", row.ResponsibleZh),
            ("responsible_en", row.ResponsibleEn),
            ("consequence_zh", row.ConsequenceZh),
            ("consequence_en", row.ConsequenceEn),
            ("basis_zh", row.BasisZh),
            ("basis_en", row.BasisEn),
            ("reminder", row.Reminder),
            ("pauses", row.Pauses),
            ("extension", row.Extension),
            ("extension_by", row.ExtensionBy),
            ("valid_from", row.ValidFrom),
            ("source_tag", row.SourceTag),
            ("field", row.Field),
            ("in_place_of", row.InPlaceOf),
            ("general", row.General),
        ];
}

/// <summary>A row of the list as it was sent.</summary>
public sealed record DeadlineRuleRow(
    string Code,
    string Variant,
    string NameZh,
    string NameEn,
    int? Length,
    string Unit,
    string Roll,
    string Kind,
    string TriggerZh,
    string TriggerEn,
    string ResponsibleZh,
    string ResponsibleEn,
    string ConsequenceZh,
    string ConsequenceEn,
    string BasisZh,
    string BasisEn,
    string Reminder,
    string[] Pauses,
    int? Extension,
    string ExtensionBy,
    DateOnly ValidFrom,
    string SourceTag,
    string Field,
    string InPlaceOf,
    bool General
);
