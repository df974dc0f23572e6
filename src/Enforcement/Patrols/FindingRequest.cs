using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Evidence;
using Enforcement.Powers;
using Enforcement.Shell;

namespace Enforcement.Patrols;

/// <summary>A finding as it is sent.</summary>
/// <param name="FoundAt">With an offset, or business time; absent is now.</param>
/// <param name="Facts">See <see cref="CaseFacts.Read"/>.</param>
/// <param name="Officers">User names; absent is whoever registers.</param>
/// <param name="Organization">A township of the county, for its command centre.</param>
public sealed record FindingRequest(
    string? Description,
    string? FoundAt,
    string? Place,
    JsonElement? Location,
    string? Grid,
    string? MatterCode,
    string? Source,
    IReadOnlyList<string?>? Officers,
    IReadOnlyList<PartyRequest?>? Parties,
    JsonElement? Facts,
    IReadOnlyList<string?>? Attachments,
    string? Organization = null
)
{
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(10);

    /// <exception cref="MalformedException">Names every field that cannot be read.</exception>
    internal NewFinding Read(PowerList powers, BusinessTime time)
    {
        var typed = new Typed();
        var now = time.Now.ToUniversalTime();
        var foundAt = typed.Time("foundAt", FoundAt, time) ?? now;
        if (foundAt > now + ClocksDiffer)
            typed.Fault("foundAt", "future");
        var facts = FactsReading.Read(typed, Facts);
        var read = new NewFinding(
            typed.Required("description", Description, 4000),
            foundAt > now ? now : foundAt,
            typed.Required("place", Place, 200),
            typed.Location(Location),
            typed.Optional("grid", Grid, 50),
            Matter(typed, powers),
            typed.Code("source", Source, FindingSources.All) ?? "",
            Names(typed),
            PartiesRead(typed),
            facts,
            typed.Ids("attachments", Attachments, 20),
            typed.Optional("organization", Organization, 40)
        );
        typed.Demand();
        return read;
    }

    private string? Matter(Typed typed, PowerList powers)
    {
        if (string.IsNullOrWhiteSpace(MatterCode))
            return null;
        if (powers.Knows(MatterCode))
            return MatterCode;
        typed.Fault("matterCode", "unknown");
        return null;
    }

    private List<string> Names(Typed typed)
    {
        if (Officers?.Count > 10)
            typed.Fault("officers", "range");
        return [.. (Officers ?? []).Take(10).Select(name => typed.Required("officers", name, 100)).Distinct()];
    }

    private List<Party> PartiesRead(Typed typed)
    {
        if (Parties?.Count > 20)
            typed.Fault("parties", "range");
        var read = new List<Party>();
        foreach (var party in (Parties ?? []).Take(20))
            if (party is null)
                typed.Fault("parties", "required");
            else
                read.Add(party.Read(typed));
        return read;
    }
}

public sealed record PartyRequest(string? Kind, string? Name, string? IdNumber = null, string? Phone = null, string? Address = null)
{
    private static readonly string[] Kinds = ["person", "unit", "unknown"];

    internal Party Read(Typed typed)
    {
        var kind = typed.Code("parties.kind", Kind, Kinds) ?? "";
        return new Party(
            kind,
            (kind == "unknown" ? typed.Optional("parties.name", Name, 200) : typed.Required("parties.name", Name, 200)) ?? "",
            typed.Optional("parties.idNumber", IdNumber, 50),
            typed.Optional("parties.phone", Phone, 50),
            typed.Optional("parties.address", Address, 300)
        );
    }
}

/// <summary>A finding that could be read.</summary>
internal sealed record NewFinding(
    string Description,
    DateTimeOffset FoundAt,
    string Place,
    Point? Point,
    string? Grid,
    string? MatterCode,
    string Source,
    IReadOnlyList<string> Officers,
    IReadOnlyList<Party> Parties,
    JsonObject Facts,
    IReadOnlyList<Guid> Attachments,
    string? Organization
);

internal static class FactsReading
{
    /// <summary>The declared facts under the names that definitions read as <c>Case.…</c>; what is not known is not there.</summary>
    public static JsonObject Read(Typed typed, JsonElement? given)
    {
        try
        {
            return ToJson(CaseFacts.Read(given));
        }
        catch (MalformedException malformed)
        {
            foreach (var (field, code) in malformed.Faults)
                typed.Fault(field, code);
        }
        catch (InvalidOperationException)
        {
            // Half a character inside a string of the document.
            typed.Fault("facts", "text");
        }
        return [];
    }

    public static CaseFacts Of(JsonObject facts) => CaseFacts.Read(JsonSerializer.SerializeToElement(facts));

    private static JsonObject ToJson(CaseFacts facts)
    {
        var json = new JsonObject();
        Set("amount", facts.Amount);
        Set("area", facts.Area);
        Set("volume", facts.Volume);
        Set("harm", facts.Harm);
        Set("partyKind", facts.PartyKind);
        Set("repeat", facts.Repeat);
        Set("townships", facts.Townships);
        return json;

        void Set<T>(string name, T? value)
        {
            if (value is not null)
                json[name] = JsonValue.Create(value);
        }
    }
}
