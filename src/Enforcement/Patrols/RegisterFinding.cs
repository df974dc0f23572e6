using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Patrols;

/// <param name="Similar">Open findings that may be the same; for people to look at.</param>
public sealed record RegisteredFinding(Guid Id, IReadOnlyList<NearbyFinding> Similar);

/// <summary>Registers a finding for one's township. Anybody who works there may, grid workers too.</summary>
public sealed class RegisterFinding(Steps steps, PowerLists powers, OrganizationDirectory organizations, BusinessTime time)
{
    /// <exception cref="MalformedException">Something that was typed cannot be read.</exception>
    /// <exception cref="RefusedException"><c>file.taken</c>: a photo is unknown or another's.</exception>
    public async Task<RegisteredFinding> RunAsync(Actor actor, FindingRequest request, CancellationToken cancel)
    {
        var given = request.Read(await powers.CurrentAsync(cancel), time);
        var township = Townships.Of(actor, given.Organization, organizations);
        var candidates = new StepRead<NearbyFinding>(
            SimilarFindings.Candidates(township.Code, null, given.Place, given.Point, given.FoundAt),
            SimilarFindings.From
        );
        var officers = new StepRead<TownshipOfficer>(TownshipOfficers.Of(township.Code, time.Today), TownshipOfficers.From);
        var photos = Photos.Free(township.County!, given.Attachments, actor);

        await using var step = await steps.BeginNewAsync(actor, cancel, candidates, officers, photos);
        Photos.DemandAll(photos, given.Attachments);
        var finding = new Finding
        {
            Id = RowId.New(township.County!, step.Now),
            Organization = township.Code,
            Region = township.Region,
            Grid = given.Grid,
            Place = given.Place,
            Point = given.Point,
            FoundAt = given.FoundAt,
            Description = given.Description,
            Source = given.Source,
            MatterCode = given.MatterCode,
            Officers = Resolve(given.Officers, officers.Rows),
            Facts = given.Facts,
            Parties = given.Parties,
            Registered = new Registration(actor.PersonId, actor.Name, step.Now),
            Events = new Journal(0, Journal.Genesis),
        };
        finding.Record("finding.registered", actor, step.Now, Told(finding, given.Attachments));
        step.Write(FindingTable.Insert(finding));
        foreach (var statement in FindingTable.AddEvents(finding))
            step.Write(statement);
        if (given.Attachments.Count > 0)
            step.Write(AttachmentTable.GiveToFinding(finding.Id, given.Attachments));

        var similar = SimilarFindings.Among(candidates.Rows, given.Place, given.Point, given.MatterCode, given.Description);
        var registered = new RegisteredFinding(finding.Id, similar);
        await step.CommitAsync(cancel, () => registered, StatusCodes.Status201Created);
        return registered;
    }

    private static IReadOnlyList<Guid> Resolve(IReadOnlyList<string> names, IReadOnlyList<TownshipOfficer> officers) =>
        [
            .. names.Select(name =>
                officers.FirstOrDefault(officer => string.Equals(officer.UserName, name, StringComparison.OrdinalIgnoreCase))?.Id
                ?? throw new MalformedException(("officers", "unknown"))
            ),
        ];

    /// <summary>The finding as it was told, whole: the row could be doubted, the chain cannot.</summary>
    private static JsonObject Told(Finding it, IReadOnlyList<Guid> photos) =>
        new()
        {
            ["organization"] = it.Organization,
            ["place"] = it.Place,
            ["latitude"] = it.Point?.Latitude,
            ["longitude"] = it.Point?.Longitude,
            ["foundAt"] = it.FoundAt,
            ["description"] = it.Description,
            ["source"] = it.Source,
            ["matter"] = it.MatterCode,
            ["facts"] = it.Facts.DeepClone(),
            ["photos"] = new JsonArray([.. photos.Select(photo => (JsonNode)photo.ToString())]),
        };
}
