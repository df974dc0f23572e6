using Enforcement.Persistence.Import;

namespace Enforcement.Documents.Data;

/// <summary>The kinds of legal documents 执法文书, by their number in the list: <c>F2</c> is the penalty decision.</summary>
public sealed class DocumentKindList() : ReferenceList<DocumentKindRow>("documents", "document_kinds")
{
    /// <summary>The agency's seal, or the hand of these; names come from resources (<c>documents.signer.&lt;code&gt;</c>) where they are shown.</summary>
    public static IReadOnlyList<string> Signers { get; } =
    [
        "agency-head",
        "agency-leaders",
        "agency-seal",
        "all-participants",
        "archivist",
        "command-centre",
        "county-department",
        "finance",
        "grid-worker",
        "handler",
        "hearing-chair",
        "hearing-participants",
        "judicial-bureau",
        "legal-reviewer",
        "party",
        "principal-head",
        "receiver",
        "receiver-seal",
        "squad-head",
        "superior-seal",
        "supervisor",
        "two-officers",
        "two-servers",
        "witness",
    ];

    public override IReadOnlyList<string> Headings { get; } =
    ["code", "nameZh", "nameEn", "step", "fieldsZh", "fieldsEn", "signers", "served", "audience", "word", "sourceTag"];

    public override DocumentKindRow? Parse(RowReader row)
    {
        var kind = new DocumentKindRow(
            row.Required("code", 10),
            row.Required("nameZh"),
            row.Required("nameEn"),
            row.Required("step", 40),
            [.. row.List("fieldsZh")],
            [.. row.List("fieldsEn")],
            [.. row.List("signers", Signers)],
            row.OneOf("served", ["yes", "no"]) == "yes",
            row.OneOf("audience", ["internal", "external", "both"]),
            row.Optional("word", 10),
            row.OneOf("sourceTag", ["L", "P", "X", "D", "K", "U"])
        );
        return row.IsSound ? kind : null;
    }

    protected override string KeyOf(DocumentKindRow row) => row.Code;

    protected override IReadOnlyList<(string Column, object? Value)> CellsOf(DocumentKindRow row) =>
        [
            ("code", row.Code),
            ("name_zh", row.NameZh),
            ("name_en", row.NameEn),
            ("step", row.Step),
            ("fields_zh", row.FieldsZh),
            ("fields_en", row.FieldsEn),
            ("signers", row.Signers),
            ("served", row.IsServed),
            ("audience", row.Audience),
            ("word", row.Word),
            ("source_tag", row.SourceTag),
        ];
}

/// <summary>A row of the list as it was sent.</summary>
/// <param name="IsServed">Its service on the party is proved by a receipt (F5).</param>
/// <param name="Word">Document word 文种代字 in a number; empty for documents without one.</param>
public sealed record DocumentKindRow(
    string Code,
    string NameZh,
    string NameEn,
    string Step,
    string[] FieldsZh,
    string[] FieldsEn,
    string[] Signers,
    bool IsServed,
    string Audience,
    string Word,
    string SourceTag
);
