using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Enforcement.Patrols;

/// <summary>What the pages' forms send, as the same request that the API takes.</summary>
internal static class FindingForm
{
    public static FindingRequest Finding(IFormCollection form, IReadOnlyList<string> attachments) =>
        new(
            form["description"],
            form["foundAt"],
            form["place"],
            Location(form),
            form["grid"],
            MatterField.CodeOf(form["matterCode"]),
            form["source"],
            [.. form["officers"].Where(name => !string.IsNullOrEmpty(name))],
            Parties(form),
            Facts(form),
            [.. attachments],
            form["organization"] is [{ Length: > 0 } township] ? township : null
        );

    public static CaseRequest Case(IFormCollection form) =>
        new(
            MatterField.CodeOf(form["matterCode"]),
            form["violationDate"],
            form["procedure"],
            [.. form["officers"].Where(name => !string.IsNullOrEmpty(name))],
            form["intent"],
            Facts(form)
        );

    public static DismissalRequest Dismissal(IFormCollection form) =>
        new(form["kind"], form["reason"], form["duplicateOf"] is [{ Length: > 0 } id] ? id : form["duplicateOfId"]);

    private static JsonElement? Location(IFormCollection form)
    {
        var (latitude, longitude) = (form["latitude"].ToString(), form["longitude"].ToString());
        if (latitude.Length == 0 && longitude.Length == 0)
            return null;
        return JsonSerializer.SerializeToElement(new { latitude = Number(latitude), longitude = Number(longitude) });

        // What is no number stays a text, and is named as a fault of the location.
        static object Number(string text) =>
            decimal.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : text;
    }

    private static List<PartyRequest?>? Parties(IFormCollection form) =>
        form["party.kind"].ToString() is { Length: > 0 } kind
            ? [new PartyRequest(kind, form["party.name"], form["party.idNumber"], form["party.phone"], form["party.address"])]
            : null;

    private static JsonElement Facts(IFormCollection form) =>
        JsonSerializer.SerializeToElement(
            form.Where(field => field.Key.StartsWith("facts.", StringComparison.Ordinal) && field.Value.ToString().Length > 0)
                .ToDictionary(field => field.Key["facts.".Length..], field => field.Value.ToString())
        );
}
