using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Powers;

namespace Enforcement.Documents;

/// <summary>What a template reads, taken from the case at one moment. Numbers of documents are looked up when it is written.</summary>
internal sealed class DocumentModel
{
    public required DocumentKind Kind { get; init; }
    public required CaseFile Case { get; init; }

    /// <summary>What the tasks learned, as it was when the document was asked for.</summary>
    public required JsonObject Facts { get; init; }

    public required Organization? Issuer { get; init; }
    public required string IssuerCode { get; init; }

    /// <summary>Where fines are paid and whom to call, as far as it is set.</summary>
    public Office? Office { get; init; }

    /// <summary>Where reconsideration is asked for: the county's government, for a township's act as for a department's (Administrative Reconsideration Law art. 24).</summary>
    public required Organization? Government { get; init; }

    public required MatterVersion? Matter { get; init; }
    public required IReadOnlyList<CaseOfficer> Officers { get; init; }
    public required IReadOnlyList<Party> Parties { get; init; }
    public required Func<string, string?> LegalNameOf { get; init; }

    /// <summary>The day it bears.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Names of who approved, and for whom.</summary>
    public string? ApprovedBy { get; init; }
    public string? ApprovedFor { get; init; }

    /// <summary>For a service receipt: what was served.</summary>
    public LegalDocument? About { get; init; }

    public Service? Service { get; init; }

    /// <param name="documents">Of the case, as they stand now.</param>
    /// <param name="number">Its own, where it has been drawn.</param>
    public Dictionary<string, object?> ToTemplate(
        IReadOnlyList<LegalDocument> documents,
        string? number,
        Func<DateTimeOffset, DateOnly> dayOf
    )
    {
        var facts = Plain(Facts);
        return new()
        {
            ["kind"] = new Dictionary<string, object?>
            {
                ["code"] = Kind.Code,
                ["name"] = Kind.Name,
                ["numbered"] = Kind.Word.Length > 0,
            },
            ["title"] = Kind.Name,
            ["number"] = number,
            ["date"] = Text(Date),
            ["facts"] = facts,
            ["case"] = new Dictionary<string, object?>
            {
                ["number"] = Case.Number,
                ["title"] = Case.Title,
                ["filingNumber"] = Case.FilingNumber,
                ["violationDate"] = Text(Case.ViolationOn),
                ["openedOn"] = Text(dayOf(Case.OpenedAt)),
                ["kind"] = Case.Kind.ToString().ToLowerInvariant(),
                ["outcome"] = Case.Outcome,
            },
            ["issuer"] = new Dictionary<string, object?> { ["name"] = Issuer?.LegalName ?? IssuerCode, ["kind"] = Issuer?.Kind },
            ["office"] = new Dictionary<string, object?>
            {
                ["bank"] = Office?.Bank,
                ["account"] = Office?.Account,
                ["phone"] = Office?.Phone,
            },
            ["government"] = Government?.LegalName,
            ["matter"] = new Dictionary<string, object?>
            {
                ["code"] = Case.MatterCode,
                ["name"] = Matter?.Name.Chinese ?? Case.Title,
                ["basis"] = Matter?.Basis.Chinese,
                ["summary"] = Matter?.Summary.Chinese,
            },
            ["officers"] = Officers
                .Select(it => new Dictionary<string, object?> { ["name"] = it.Name, ["certificate"] = it.Certificate })
                .ToList<object>(),
            ["party"] = PartyOf(facts),
            ["receiver"] = LegalNameOf(Facts["receiver"] is JsonValue receiver && receiver.TryGetValue<string>(out var code) ? code : ""),
            ["documents"] = documents
                .Where(it => it.Number is not null && it.Voiding is null && it.ReplacedBy is null)
                .GroupBy(it => it.Kind)
                .ToDictionary(kind => kind.Key, kind => Cited(kind.Last(), dayOf)),
            ["approval"] = new Dictionary<string, object?> { ["by"] = ApprovedBy, ["for"] = ApprovedFor },
            ["about"] = About is { } about ? Cited(about, dayOf) : null,
            ["service"] = Service is { } service
                ? new Dictionary<string, object?> { ["on"] = Text(service.On), ["way"] = service.Way }
                : null,
        };
    }

    private Dictionary<string, object?> PartyOf(Dictionary<string, object?> facts)
    {
        var first = Parties.FirstOrDefault(it => it.Kind != "unknown");
        return new()
        {
            ["name"] = facts.GetValueOrDefault("partyName") ?? first?.Name,
            ["address"] = facts.GetValueOrDefault("partyAddress") ?? first?.Address,
            ["idNumber"] = first?.IdNumber,
            ["phone"] = first?.Phone,
            ["representative"] = first?.Representative,
            ["isUnit"] = (facts.GetValueOrDefault("partyKind") as string ?? first?.Kind) == "unit",
        };
    }

    private static object Cited(LegalDocument it, Func<DateTimeOffset, DateOnly> dayOf) =>
        new Dictionary<string, object?>
        {
            ["title"] = it.Title,
            ["number"] = it.Number,
            ["approvedOn"] = it.Approval is { } approval ? Text(dayOf(approval.At)) : null,
            ["servedOn"] = it.Service is { } service ? Text(service.On) : null,
        };

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Dictionary<string, object?> Plain(JsonObject facts) =>
        facts.ToDictionary(fact => fact.Key, fact => Plain(fact.Value), StringComparer.Ordinal);

    private static object? Plain(JsonNode? node) =>
        node switch
        {
            null => null,
            JsonObject inner => Plain(inner),
            JsonArray list => list.Select(Plain).ToList(),
            JsonValue value => value.GetValueKind() switch
            {
                JsonValueKind.String => value.GetValue<string>(),
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Number => decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture),
                _ => null,
            },
            _ => null,
        };
}
