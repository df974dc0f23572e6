using Enforcement.Identity;
using Enforcement.Tasks;

namespace Enforcement.CaseDesk;

/// <summary>What the tasks of a case have learned, by the labels under which it was typed; the latest word for each name.</summary>
internal static class CaseFacts
{
    public static IEnumerable<(string Label, string Value)> Of(CaseDeskView view, OrganizationDirectory organizations) =>
        view
            .Tasks.SelectMany(task => task.Spec.Fields)
            .DistinctBy(field => field.Name)
            .Select(field => (Field: field, Value: view.Case.Data[field.Name]))
            .Where(pair => pair.Value is not null)
            .Select(pair => (pair.Field.Label.Here, FieldText.Of(pair.Field, pair.Value!, organizations)));
}
