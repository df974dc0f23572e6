using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Patrols;

/// <summary>What happened to a finding, as its chain keeps it.</summary>
/// <param name="Action">Its words are the resource <c>journal.&lt;action&gt;</c>.</param>
public sealed record FindingEvent(DateTimeOffset At, string Action, string By);

/// <summary>A finding as its page and <c>GET /api/findings/{id}</c> show it.</summary>
/// <param name="TownshipOfficers">Who works there as an officer today.</param>
/// <param name="Certified">Those of them who hold a certificate that is valid today.</param>
public sealed record FindingDetail(
    Finding Finding,
    IReadOnlyList<FindingEvent> Events,
    IReadOnlyList<NearbyFinding> Similar,
    IReadOnlyList<NearbyFinding> Nearby,
    IReadOnlyList<TownshipOfficer> TownshipOfficers,
    IReadOnlySet<Guid> Certified,
    IReadOnlyDictionary<Guid, (string UserName, string Name)> People
);

/// <summary>Reads one finding with what belongs to it, within the viewer's scope.</summary>
public sealed class FindingReader(ScopedReads reads, CertificateDirectory certificates, BusinessTime time)
{
    /// <exception cref="NotVisibleException">There is no such finding for this person.</exception>
    public async Task<FindingDetail> ReadAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var (findings, events) = await reads.ReadAsync(
            actor.Scope,
            [FindingTable.Read(id), FindingTable.ReadEvents(id)],
            async reader => (await reader.RowsAsync(FindingTable.From, cancel), await reader.RowsAsync(EventFrom, cancel)),
            cancel
        );
        var finding = findings.SingleOrDefault() ?? throw new NotVisibleException();
        var (nearby, officers, people) = await reads.ReadAsync(
            actor.Scope,
            [
                SimilarFindings.Candidates(finding.Organization, id, finding.Place, finding.Point, finding.FoundAt),
                TownshipOfficers.OfFinding(id, time.Today),
                Statement.Of("select id, user_name, name from accounts where id = any ($1)", P.Uuids(finding.Officers)),
            ],
            async reader =>
                (
                    await reader.RowsAsync(SimilarFindings.From, cancel),
                    await reader.RowsAsync(TownshipOfficers.From, cancel),
                    await reader.RowsAsync(row => (Id: row.GetGuid(0), UserName: row.GetString(1), Name: row.GetString(2)), cancel)
                ),
            cancel
        );
        var certified = new HashSet<Guid>();
        foreach (var officer in officers)
            if (await certificates.IsCertifiedAsync(officer.Id, null, time.Today, cancel))
                certified.Add(officer.Id);
        return new FindingDetail(
            finding,
            events,
            SimilarFindings.Among(nearby, finding.Place, finding.Point, finding.MatterCode, finding.Description),
            nearby,
            officers,
            certified,
            people.ToDictionary(person => person.Id, person => (person.UserName, person.Name))
        );
    }

    /// <summary>Who may handle a township's findings today.</summary>
    public async Task<IReadOnlyList<TownshipOfficer>> OfficersAsync(Actor actor, string organization, CancellationToken cancel) =>
        await reads.RowsAsync(actor.Scope, TownshipOfficers.Of(organization, time.Today), TownshipOfficers.From, cancel);

    private static FindingEvent EventFrom(NpgsqlDataReader row)
    {
        var content = JsonNode.Parse(row.GetString(1))!;
        return new FindingEvent(
            row.GetFieldValue<DateTimeOffset>(0),
            content["action"]!.GetValue<string>(),
            content["by"]?["name"]?.GetValue<string>() ?? ""
        );
    }
}
