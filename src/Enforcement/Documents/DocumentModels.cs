using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Powers;

namespace Enforcement.Documents;

/// <summary>
/// Takes from a case what its texts read: its facts and what is reckoned from them, the matter as it stood on the day of the violation, officers,
/// parties, and the office in whose name the text is written.
/// </summary>
public sealed class DocumentModels(
    PowerLists powers,
    OrganizationDirectory organizations,
    OfficeDetails offices,
    IEnumerable<IDocumentFacts> reckoned
)
{
    internal async ValueTask<DocumentModel> OfAsync(
        CaseFile caseFile,
        CasePersons persons,
        DocumentKind kind,
        DocumentOccasion occasion,
        string? approvedBy,
        string? approvedFor,
        CancellationToken cancel
    )
    {
        await organizations.RefreshAsync(cancel);
        var facts = caseFile.Data.ToJson();
        foreach (var (name, value) in occasion.Extra ?? [])
            facts[name] = value?.DeepClone();
        foreach (var more in reckoned)
            more.AddTo(facts, occasion.Date);
        var issuer = occasion.Issuer ?? caseFile.OwnerOrg;
        var county = caseFile.Key.County;
        var partyKind = facts["partyKind"] is JsonValue party && party.TryGetValue<string>(out var text) ? text : null;
        return new DocumentModel
        {
            Kind = kind,
            Case = caseFile,
            Facts = facts,
            Issuer = organizations.Find(issuer),
            IssuerCode = issuer,
            Office = offices.Of(issuer),
            Government = organizations.Known.Values.FirstOrDefault(it => it.Kind == "government" && it.Region == county),
            Matter = (await powers.CurrentAsync(cancel)).Find(caseFile.MatterCode, caseFile.ViolationOn, partyKind).FirstOrDefault(),
            Officers = persons.OfficersOn(occasion.Date),
            Parties = persons.Parties,
            LegalNameOf = function =>
                (ReceiverLevel.RegionOf(new CaseData(facts), county) is { } region ? organizations.Of(region, function)?.LegalName : null)
                ?? organizations.Find(function)?.LegalName,
            Date = occasion.Date,
            ApprovedBy = approvedBy,
            ApprovedFor = approvedFor,
            About = occasion.About,
            Service = occasion.Service,
        };
    }
}

/// <summary>Facts that texts read and an outer room reckons from those of the case, such as what an unpaid fine has grown by.</summary>
public interface IDocumentFacts
{
    /// <param name="facts">Of the case, with what is being answered; it adds its own.</param>
    /// <param name="on">The day the document bears.</param>
    void AddTo(JsonObject facts, DateOnly on);
}
