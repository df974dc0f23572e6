using Enforcement.Identity;
using Enforcement.Shell;
using Enforcement.Tasks;

namespace Enforcement.CaseDesk;

/// <summary>
/// What a case is about, as it was registered or as it came with a letter, and what its tasks have learned, by the labels under which it was typed; the
/// latest word for each name.
/// </summary>
internal static class CaseFacts
{
    /// <summary>Facts that no task asks for, with the keys of their labels.</summary>
    private static readonly (string Name, string Label)[] Brought =
    [
        ("description", "desk.description"),
        ("place", "desk.place"),
        ("transferSummary", "desk.transfer-summary"),
    ];

    public static IEnumerable<(string Label, string Value)> Of(CaseDeskView view, OrganizationDirectory organizations)
    {
        var learned = view.Tasks.SelectMany(task => task.Spec.Fields).DistinctBy(field => field.Name).ToList();
        foreach (var (name, label) in Brought)
            if (learned.All(field => field.Name != name) && view.Case.Data.Text(name) is { Length: > 0 } said)
                yield return (Texts.Of(label), said);
        foreach (var field in learned)
            if (view.Case.Data[field.Name] is { } value)
                yield return (field.Label.Here, FieldText.Of(field, value, organizations));
    }
}
