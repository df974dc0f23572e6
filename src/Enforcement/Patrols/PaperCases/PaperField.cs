using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Shell;

namespace Enforcement.Patrols.PaperCases;

internal enum PaperFieldKind
{
    Date,
    Text,
    Lines,
    Money,
    Choice,
    Flag,
}

/// <summary>Something that is typed off the paper file; its words are the resource <c>paper.field.&lt;name&gt;</c>.</summary>
internal sealed record PaperField(string Name, PaperFieldKind Kind, bool Required = true, params string[] Options)
{
    private const decimal MostMoney = 1_000_000_000_000m;

    public static IReadOnlyList<PaperField> Begun { get; } = [new("foundOn", PaperFieldKind.Date), new("filedOn", PaperFieldKind.Date)];

    /// <summary>Neither of the two had to recuse themselves (art. 43).</summary>
    private static PaperField NoRecusal { get; } = new("noRecusal", PaperFieldKind.Flag);

    public static IReadOnlyList<PaperField> Investigated { get; } =
    [
        new("investigationEndedOn", PaperFieldKind.Date),
        new("factsFound", PaperFieldKind.Lines),
        new("evidenceList", PaperFieldKind.Lines),
        NoRecusal,
    ];

    /// <summary>What the law asks before a decision (gates G1 to G12), and its service.</summary>
    public static IReadOnlyList<PaperField> Decided { get; } =
    [
        NoRecusal,
        new("reviewedOn", PaperFieldKind.Date),
        new("noticeServedOn", PaperFieldKind.Date),
        new("defence", PaperFieldKind.Choice, true, "silent", "waived", "made"),
        new("hearing", PaperFieldKind.Choice, true, "not-required", "silent", "waived", "held"),
        new("hearingNoticeOn", PaperFieldKind.Date, false),
        new("hearingHeldOn", PaperFieldKind.Date, false),
        new("reviewedAfterHearingOn", PaperFieldKind.Date, false),
        new("complex", PaperFieldKind.Flag),
        new("discussionOn", PaperFieldKind.Date, false),
        new("minorOrFirst", PaperFieldKind.Flag),
        new("minorConsidered", PaperFieldKind.Lines, false),
        new("decidedOn", PaperFieldKind.Date),
        new("decisionNumber", PaperFieldKind.Text),
        new("decisionKind", PaperFieldKind.Choice, true, "fine", "warning", "confiscation", "order"),
        new("decisionServedOn", PaperFieldKind.Date),
    ];

    public static PaperField Fine { get; } = new("fine", PaperFieldKind.Money);

    /// <summary>What the prior notice said; asked wherever there is a fine.</summary>
    public static PaperField NotifiedFine { get; } = new("notifiedFine", PaperFieldKind.Money, false);

    public static PaperField Demanded { get; } = new("demandServedOn", PaperFieldKind.Date);

    public static IReadOnlyList<PaperField> Performed { get; } =
    [new("performedOn", PaperFieldKind.Date), new("receiptNumber", PaperFieldKind.Text, false)];

    /// <summary>In the order of the procedure: none of them can lie before one that stands before it here.</summary>
    public static IReadOnlyList<string> DatesInOrder { get; } =
    [
        "violationDate",
        "foundOn",
        "filedOn",
        "investigationEndedOn",
        "reviewedOn",
        "noticeServedOn",
        "hearingNoticeOn",
        "hearingHeldOn",
        "reviewedAfterHearingOn",
        "discussionOn",
        "decidedOn",
        "decisionServedOn",
        "demandServedOn",
        "performedOn",
    ];

    /// <summary>Days on which the two handlers acted: their certificates were valid then.</summary>
    public static IReadOnlyList<string> DaysOfActs { get; } =
    ["investigationEndedOn", "noticeServedOn", "decisionServedOn", "demandServedOn"];

    public string Label => Texts.Of($"paper.field.{Name}");

    /// <summary>What the answer holds under the name of the field, spelled as tasks keep their answers; null: nothing was typed.</summary>
    public JsonNode? Read(Typed typed, string? text)
    {
        var field = $"told.{Name}";
        if (string.IsNullOrWhiteSpace(text))
        {
            if (Required)
                typed.Fault(field, "required");
            return null;
        }
        switch (Kind)
        {
            case PaperFieldKind.Date:
                return typed.Date(field, text) is { } day ? BusinessTime.LocalDate(day) : null;
            case PaperFieldKind.Money:
                const NumberStyles Plain = NumberStyles.AllowDecimalPoint;
                if (
                    decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var amount)
                    && amount < MostMoney
                    && decimal.Round(amount, 2) == amount
                )
                    return amount;
                typed.Fault(field, "money");
                return null;
            case PaperFieldKind.Choice:
                return typed.Code(field, text, Options);
            case PaperFieldKind.Flag:
                return typed.Code(field, text, ["true", "false"]) is { } flag ? flag == "true" : null;
            default:
                return typed.Required(field, text, Kind is PaperFieldKind.Lines ? 4000 : 100);
        }
    }
}

/// <summary>The fields of a stage as they were sent: an object of texts, numbers and yes or no.</summary>
internal static class PaperFields
{
    public static JsonObject Read(Typed typed, JsonElement? told, IReadOnlyList<PaperField> fields)
    {
        var texts = TextsOf(typed, told);
        foreach (var unknown in texts.Keys.Where(name => fields.All(field => field.Name != name)))
            typed.Fault($"told.{(unknown.Length <= 60 && unknown.IsStorable() ? unknown : "")}", "unknown");
        var read = new JsonObject();
        foreach (var field in fields)
            if (field.Read(typed, texts.GetValueOrDefault(field.Name)) is { } value)
                read[field.Name] = value;
        return read;
    }

    private static Dictionary<string, string?> TextsOf(Typed typed, JsonElement? told)
    {
        var texts = new Dictionary<string, string?>();
        if (told is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given)
            return texts;
        if (given.ValueKind != JsonValueKind.Object)
        {
            typed.Fault("told", "unknown");
            return texts;
        }
        try
        {
            foreach (var property in given.EnumerateObject())
                texts[property.Name] = property.Value.ValueKind switch
                {
                    JsonValueKind.String => property.Value.GetString(),
                    JsonValueKind.Number => property.Value.GetRawText(),
                    JsonValueKind.True => "true",
                    JsonValueKind.False => "false",
                    JsonValueKind.Null => null,
                    _ => "\0",
                };
        }
        catch (InvalidOperationException)
        {
            // Half a character inside a string of the document.
            typed.Fault("told", "text");
        }
        return texts;
    }
}
