using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Tasks;

/// <summary>A value of a field as people read it: the words of a choice, yes and no, the name of a region.</summary>
public static class FieldText
{
    public static string Of(TaskField field, JsonNode value, OrganizationDirectory organizations)
    {
        var text = value is JsonValue scalar && scalar.TryGetValue<string>(out var typed) ? typed : value.ToJsonString();
        return field.Type switch
        {
            "choice" => field.Options?.FirstOrDefault(option => option.Value == text)?.Label.Here ?? text,
            "region" => organizations.CountyName(text),
            "boolean" => Texts.Of(text == "true" ? "tasks.yes" : "tasks.no"),
            _ => text,
        };
    }
}
