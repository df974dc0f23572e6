using System.Text.RegularExpressions;
using Enforcement.Persistence.Import;
using Npgsql;

namespace Enforcement.Powers.Lists;

/// <summary>One township, one list: who holds which matter from when to when, by which paper. A recall is the same row with its last day.</summary>
public sealed partial class GrantList() : ReferenceList<GrantRow>("townships", "matter_townships")
{
    public override IReadOnlyList<string> Headings { get; } =
    [
        "code",
        "variant",
        "scope",
        "kinds",
        "heldFrom",
        "heldTo",
        "document",
        "documentDate",
        "acceptancePaper",
        "recallDocument",
        "recallDate",
        "sourceTag",
        "noteZh",
        "noteEn",
    ];

    public override GrantRow? Parse(RowReader row)
    {
        var grant = new GrantRow(
            row.Required("code", 40),
            row.OneOfOrEmpty("variant", MatterRow.Variants),
            row.Required("scope", 9),
            [.. row.List("kinds", HolderKinds.AllOrAny)],
            row.Date("heldFrom"),
            row.OptionalDate("heldTo"),
            row.Required("document"),
            row.OptionalDate("documentDate"),
            row.Optional("acceptancePaper"),
            row.Optional("recallDocument"),
            row.OptionalDate("recallDate"),
            row.OneOf("sourceTag", MatterRow.Tags),
            row.Optional("noteZh"),
            row.Optional("noteEn")
        );
        if (!Scope().IsMatch(grant.Scope))
            row.Refuse("scope", "unknown-code", grant.Scope);
        if (grant.Kinds.Length == 0)
            row.Refuse("kinds", "required");
        if (grant.To < grant.From)
            row.Refuse("heldTo", "from-after-to");
        return row.IsSound ? grant : null;
    }

    protected override string KeyOf(GrantRow row) =>
        Joined(row.Code, row.Variant, row.Scope, string.Join(';', row.Kinds), row.From.ToString("O"));

    protected override IReadOnlyList<(string Column, object? Value)> CellsOf(GrantRow row) =>
        [
            ("code", row.Code),
            ("variant", row.Variant),
            ("scope", row.Scope),
            ("kinds", row.Kinds),
            ("held_from", row.From),
            ("held_to", row.To),
            ("document", row.Document),
            ("document_date", row.DocumentDate),
            ("acceptance_paper", row.AcceptancePaper),
            ("recall_document", row.RecallDocument),
            ("recall_date", row.RecallDate),
            ("source_tag", row.SourceTag),
            ("note_zh", row.NoteZh),
            ("note_en", row.NoteEn),
        ];

    protected override Task CheckAsync(
        NpgsqlConnection connection,
        IReadOnlyList<(int Line, GrantRow Row)> rows,
        ImportFaults faults,
        CancellationToken cancel
    ) =>
        MatterReferences.RefuseUnknownAsync(
            connection,
            rows.Select(row => (row.Line, row.Row.Code, row.Row.Variant, (DateOnly?)null)),
            faults,
            cancel
        );

    [GeneratedRegex(@"^(\*|\d{2}|\d{4}|\d{6}|\d{9})$")]
    private static partial Regex Scope();
}

/// <summary>A row of the list as it was sent.</summary>
public sealed record GrantRow(
    string Code,
    string Variant,
    string Scope,
    string[] Kinds,
    DateOnly From,
    DateOnly? To,
    string Document,
    DateOnly? DocumentDate,
    string AcceptancePaper,
    string RecallDocument,
    DateOnly? RecallDate,
    string SourceTag,
    string NoteZh,
    string NoteEn
);
