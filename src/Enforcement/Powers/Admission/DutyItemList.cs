using System.Text.RegularExpressions;
using Enforcement.Persistence.Import;
using Enforcement.Powers.Lists;

namespace Enforcement.Powers.Admission;

/// <summary>The duty list as an admin brings it in. An item that is taken off is the same row with its last day.</summary>
public sealed partial class DutyItemList() : ReferenceList<DutyItem>("duty-items", "duty_items")
{
    public override IReadOnlyList<string> Headings { get; } =
    [
        "code",
        "level",
        "titleZh",
        "titleEn",
        "department",
        "scope",
        "kinds",
        "result",
        "basis",
        "people",
        "money",
        "technology",
        "port",
        "admittedFrom",
        "admittedTo",
        "document",
    ];

    public override DutyItem? Parse(RowReader row)
    {
        var item = new DutyItem(
            row.Required("code", 40),
            row.OneOf("level", DutyLevels.All),
            new(row.Required("titleZh", 200), row.Required("titleEn", 200)),
            row.Required("department", 40),
            row.Required("scope", 9),
            [.. row.List("kinds", HolderKinds.AllOrAny)],
            row.OneOf("result", DutyResults.Allowed),
            row.Required("basis", 1000),
            new(
                DutySupport.Plain(row.Optional("people")),
                DutySupport.Plain(row.Optional("money")),
                DutySupport.Plain(row.Optional("technology")),
                DutySupport.Plain(row.Optional("port"))
            ),
            row.Date("admittedFrom"),
            row.OptionalDate("admittedTo"),
            row.Required("document"),
            null
        );
        if (!Scope().IsMatch(item.Scope))
            row.Refuse("scope", "unknown-code", item.Scope);
        if (item.Kinds.Count == 0)
            row.Refuse("kinds", "required");
        if (item.To < item.From)
            row.Refuse("admittedTo", "from-after-to");
        return row.IsSound ? item : null;
    }

    protected override string KeyOf(DutyItem row) => Key(row);

    /// <summary>A decision on a request writes its rows under the same key, so that a list which names them later takes their place.</summary>
    internal static string Key(DutyItem row) => Joined(row.Code, row.Scope, row.From.ToString("O"));

    protected override IReadOnlyList<(string Column, object? Value)> CellsOf(DutyItem row) =>
        [
            ("code", row.Code),
            ("level", row.Level),
            ("title_zh", row.Title.Chinese),
            ("title_en", row.Title.English),
            ("department", row.Department),
            ("scope", row.Scope),
            ("kinds", row.Kinds.ToArray()),
            ("result", row.Result),
            ("basis", row.Basis),
            ("people", row.Support.People),
            ("money", row.Support.Money),
            ("technology", row.Support.Technology),
            ("port", row.Support.Port),
            ("admitted_from", row.From),
            ("admitted_to", row.To),
            ("document", row.Document),
        ];

    [GeneratedRegex(@"^(\*|\d{2}|\d{4}|\d{6}|\d{9})$")]
    private static partial Regex Scope();
}
