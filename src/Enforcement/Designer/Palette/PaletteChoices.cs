using System.Globalization;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Documents;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Shell;
using Enforcement.Tasks;

namespace Enforcement.Designer.Palette;

/// <summary>What may be chosen for an input, in the reader's language. The designer stands right of every room, so it asks them itself.</summary>
public sealed class PaletteChoices(OrganizationDirectory organizations, DeadlineBook deadlines, DocumentKinds documents)
{
    private const string Any = "*";

    private static readonly string[] Holdings = ["handling", "approval", "review", "party", "receiver"];
    private static readonly string[] Endings = ["kept", "lapsed", "withdrawn"];

    /// <summary>By activity and input; an activity of <c>*</c>: any that has an input of this name and a dropdown.</summary>
    private static readonly Dictionary<(string Activity, string Input), Func<PaletteChoices, IEnumerable<Choice>>> Known = new()
    {
        [(Any, "Role")] = _ => Roles.All.Select(role => Worded("role", role)),
        [(Any, "Function")] = it => it.Functions(),
        [(Any, "Stage")] = _ => Stages.All.Select(stage => Worded("stage", stage)),
        [(Any, "Clock")] = it => it.Rules(),
        [(Any, "Rule")] = it => it.Rules(),
        [(Any, "Holding")] = _ => Holdings.Select(holding => Worded("holding", holding)),
        [("Enforcement.Letter", "Kind")] = _ => LetterKinds.OfFlows.Select(kind => Worded("letters.kind", kind)),
        [("Enforcement.EndClock", "How")] = _ => Endings.Select(how => Worded("palette.clock-ends", how)),
    };

    /// <summary>Null: anything may be written.</summary>
    public IReadOnlyList<Choice>? Of(string activity, string input) =>
        Known.TryGetValue((activity, input), out var own)
        || (activity.StartsWith("Enforcement.", StringComparison.Ordinal) && Known.TryGetValue((Any, input), out own))
            ? [.. own(this)]
            : null;

    public IReadOnlyList<Choice> Documents() =>
        [
            .. documents
                .All()
                // A2 before A10.
                .OrderBy(kind => kind.Code[0])
                .ThenBy(kind => kind.Code.Length)
                .ThenBy(kind => kind.Code, StringComparer.Ordinal)
                .Select(kind => new Choice($"{kind.Code} {kind.NameHere}", kind.Code)),
        ];

    private IEnumerable<Choice> Functions() =>
        new[] { TaskActivity.OwnerFunction, "handler" }
            .Select(function => Worded("palette.function", function))
            .Concat(
                organizations
                    .Known.Values.Where(it => it.Function is { Length: > 0 })
                    .GroupBy(it => it.Function!)
                    .OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => new Choice(
                        Texts.Has($"palette.function.{group.Key}")
                            ? Texts.Of($"palette.function.{group.Key}")
                            : string.Create(CultureInfo.CurrentUICulture, $"{group.First().NameHere} ({group.Key})"),
                        group.Key
                    ))
            );

    private IEnumerable<Choice> Rules() =>
        deadlines
            .Current.Rules.GroupBy(rule => rule.Code)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Choice($"{group.Key} {NameOf(group.Last())}", group.Key));

    private static string NameOf(DeadlineRule rule) =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? rule.NameEn : rule.NameZh;

    private static Choice Worded(string of, string code) => new(Texts.Has($"{of}.{code}") ? Texts.Of($"{of}.{code}") : code, code);
}
