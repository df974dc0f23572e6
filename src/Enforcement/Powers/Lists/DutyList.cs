using Enforcement.Persistence.Import;

namespace Enforcement.Powers.Lists;

/// <summary>Duties and accountability by category; the rows of one category replace each other as a whole.</summary>
public sealed class DutyList() : ReferenceList<DutyRow>("duties", "matter_duties")
{
    public const string Duty = "duty";
    public const string Accountability = "accountability";

    public override IReadOnlyList<string> Headings { get; } =
    ["category", "kind", "line", "stage", "textZh", "textEn", "basisZh", "sourceTag"];

    public override DutyRow? Parse(RowReader row)
    {
        var duty = new DutyRow(
            MatterCategories.CodeOf(row.OneOf("category", MatterCategories.Spellings)),
            row.OneOf("kind", [Duty, Accountability]),
            row.Whole("line", 1, 99),
            row.Optional("stage", 60),
            row.Required("textZh", 1000),
            row.Required("textEn", 1000),
            row.Optional("basisZh"),
            row.OneOf("sourceTag", MatterRow.Tags)
        );
        return row.IsSound ? duty : null;
    }

    protected override string KeyOf(DutyRow row) => Joined(row.Category, row.Kind, row.Line);

    protected override string GroupOf(DutyRow row) => row.Category;

    protected override IReadOnlyList<(string Column, object? Value)> CellsOf(DutyRow row) =>
        [
            ("category", row.Category),
            ("kind", row.Kind),
            ("line", row.Line),
            ("stage", row.Stage),
            ("text_zh", row.TextZh),
            ("text_en", row.TextEn),
            ("basis_zh", row.BasisZh),
            ("source_tag", row.SourceTag),
        ];
}

/// <summary>A row of the list as it was sent.</summary>
public sealed record DutyRow(
    string Category,
    string Kind,
    int Line,
    string Stage,
    string TextZh,
    string TextEn,
    string BasisZh,
    string SourceTag
);
