using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Enforcement.Designer.Drafts;
using Enforcement.Shell;
using Enforcement.Workflows.Activities;

namespace Enforcement.Designer.Palette;

/// <summary>
/// Everything that can be drawn: each activity the engine runs, in the reader's language and with the editor its inputs want. Studio asks for it after
/// every save, so it is made once a minute for each language.
/// </summary>
public sealed class ActivityPalette(ActivityCatalog catalog, PaletteChoices choices, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private const string Task = "Enforcement.Task";

    private readonly ConcurrentDictionary<string, (DateTimeOffset Made, IReadOnlyList<ElsaActivity> Activities)> made = new();

    public IReadOnlyList<ElsaActivity> Activities()
    {
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var now = clock.GetUtcNow();
        if (made.TryGetValue(language, out var known) && now - known.Made < Kept)
            return known.Activities;
        IReadOnlyList<ElsaActivity> activities = [.. catalog.All.Select(Describe), Placeholder()];
        made[language] = (now, activities);
        return activities;
    }

    private ElsaActivity Describe(Activity activity)
    {
        var it = activity.Descriptor;
        var inputs = it.Inputs.SelectMany(input => Inputs(it.TypeName, input)).ToList();
        return new ElsaActivity(
            it.TypeName,
            it.TypeName[..it.TypeName.LastIndexOf('.')],
            it.ShortName,
            it.Version,
            Here(it.Category),
            Here(it.DisplayName),
            DescriptionOf(it),
            it.Kind.ToString(),
            [.. inputs.Select((input, order) => input with { Order = order })],
            [
                .. it.Outputs.Select(
                    (output, order) =>
                        new ElsaOutput(
                            output.Name,
                            output.TypeName,
                            output.DisplayName is { } name ? Here(name) : output.Name,
                            output.Description is { } text ? Here(text) : null,
                            order,
                            IsBrowsable: true,
                            IsSynthetic: false
                        )
                ),
            ],
            [
                .. it.Outcomes.Select(outcome => new ElsaPort(
                    outcome,
                    it.OutcomeLabels.TryGetValue(outcome, out var label) ? Here(label)
                        : Texts.Has($"palette.way.{outcome}") ? Texts.Of($"palette.way.{outcome}")
                        : outcome,
                    "Flow",
                    IsBrowsable: true
                )),
                .. it.Slots.Select(slot => new ElsaPort(
                    Pascal(slot),
                    Texts.Has($"palette.slot.{slot}") ? Texts.Of($"palette.slot.{slot}") : slot,
                    "Embedded",
                    IsBrowsable: true
                )),
            ],
            [],
            [],
            it.IsContainer,
            // A flowchart is the root of what is drawn, and no part of it.
            it.IsBrowsable
                && it.TypeName != DefinitionContent.Flowchart,
            it.IsStart,
            it.IsTerminal
        );
    }

    private IEnumerable<ElsaInput> Inputs(string activity, InputDescriptor it)
    {
        var options = choices.Of(activity, it.Name);
        var hint = options is not null ? "dropdown" : it.UiHint;
        if (activity == Task && it.Name == "Outcomes")
            yield return Named(
                StudioShape.Ways,
                "dynamic-outcomes",
                new JsonObject { ["DynamicOutcomesOptions"] = new JsonObject { ["fixedOutcomes"] = new JsonArray() } }
            );
        if (activity == Task && it.Name == "Documents")
            yield return Named(StudioShape.Papers, "checklist", CheckList(choices.Documents()));
        yield return new ElsaInput(
            it.Name,
            it.TypeName,
            it.DisplayName is { } name ? Here(name) : it.Name,
            it.Description is { } text ? Here(text) : HintOf(activity, it.Name),
            0,
            IsBrowsable: true,
            IsSynthetic: false,
            it.IsWrapped,
            hint,
            it.Category,
            DefaultOf(it),
            hint is "json-editor" or "checklist" or "multitext" ? "Object" : it.DefaultSyntax,
            IsReadOnly: false,
            it.IsSensitive,
            null,
            options is not null ? DropDown(options) : SpecificationOf(it)
        );
    }

    /// <summary>See <see cref="StudioShape"/>: names that Studio edits in the place of a list of objects.</summary>
    private static ElsaInput Named(string name, string hint, JsonNode specification) =>
        new(
            name,
            "String[]",
            Texts.Of($"palette.input.{name}"),
            Texts.Of($"palette.hint.{name}"),
            0,
            IsBrowsable: true,
            IsSynthetic: false,
            IsWrapped: true,
            hint,
            null,
            null,
            "Object",
            IsReadOnly: false,
            IsSensitive: false,
            null,
            specification
        );

    private static JsonNode? SpecificationOf(InputDescriptor it) =>
        it.UiHint == "code-editor"
            ? new JsonObject
            {
                // A number: as a text it breaks the whole panel.
                ["code-editor"] = new JsonObject
                {
                    ["editorHeight"] = 1,
                    ["language"] = "javascript",
                    ["singleLineMode"] = false,
                },
            }
            : Reworded(it);

    /// <summary>The engine's own dropdowns say what Elsa's values mean.</summary>
    private static JsonNode? Reworded(InputDescriptor it)
    {
        var specification = it.UiSpecifications?.DeepClone();
        foreach (var item in specification?["dropdown"]?["selectList"]?["items"] as JsonArray ?? [])
            if (item?["value"]?.GetValue<string>() is { } value && Texts.Has($"palette.value.{value}"))
                item["text"] = Texts.Of($"palette.value.{value}");
        return specification;
    }

    /// <summary>Studio reads a text for a dropdown, and JSON as text for a list.</summary>
    private static JsonNode? DefaultOf(InputDescriptor it) =>
        it.Default is JsonArray or JsonObject ? JsonValue.Create(it.Default.ToJsonString()) : it.Default?.DeepClone();

    private static JsonObject DropDown(IReadOnlyList<Choice> options) =>
        new()
        {
            ["dropdown"] = new JsonObject
            {
                ["selectList"] = new JsonObject
                {
                    ["items"] = new JsonArray([.. options.Select(it => new JsonObject { ["text"] = it.Text, ["value"] = it.Value })]),
                    ["isFlagsEnum"] = false,
                    ["sortItems"] = false,
                },
                ["providerName"] = null,
            },
        };

    private static JsonObject CheckList(IReadOnlyList<Choice> options) =>
        new()
        {
            ["checklist"] = new JsonObject
            {
                ["checkList"] = new JsonObject
                {
                    ["items"] = new JsonArray([
                        .. options.Select(it => new JsonObject
                        {
                            ["text"] = it.Text,
                            ["value"] = it.Value,
                            ["isChecked"] = false,
                        }),
                    ]),
                    ["isFlagsEnum"] = false,
                },
            },
        };

    /// <summary>Stands for a type that nobody here knows: an unknown one would leave the whole canvas empty.</summary>
    private static ElsaActivity Placeholder() =>
        new(
            StudioShape.Unknown,
            "Elsa",
            "NotFoundActivity",
            1,
            Texts.Of("palette.unknown-category"),
            Texts.Of("palette.unknown"),
            Texts.Of("palette.unknown.note"),
            "Action",
            [],
            [],
            [],
            [],
            [],
            IsContainer: false,
            IsBrowsable: false,
            IsStart: false,
            IsTerminal: false
        );

    private static string? DescriptionOf(ActivityDescriptor it) =>
        it.Description is { } text ? Here(text)
        : Texts.Has($"palette.note.{it.TypeName}") ? Texts.Of($"palette.note.{it.TypeName}")
        : null;

    private static string? HintOf(string activity, string input) =>
        Texts.Has($"palette.hint.{activity}.{input}") ? Texts.Of($"palette.hint.{activity}.{input}") : null;

    private static string Here(Label label) =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? label.English : label.Chinese;

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
