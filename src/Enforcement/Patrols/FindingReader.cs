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
public sealed class FindingReader(Database database, ScopeSeal seal, CertificateDirectory certificates, BusinessTime time)
{
    /// <exception cref="NotVisibleException">There is no such finding for this person.</exception>
    public async Task<FindingDetail> ReadAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        Finding finding;
        IReadOnlyList<FindingEvent> events;
        await using (var reader = await RunAsync(connection, actor, cancel, FindingTable.Read(id), FindingTable.ReadEvents(id)))
        {
            finding = (await ReadAsync(reader, FindingTable.From, cancel)).SingleOrDefault() ?? throw new NotVisibleException();
            events = await ReadAsync(reader, EventFrom, cancel);
        }
        await using var more = await RunAsync(
            connection,
            actor,
            cancel,
            SimilarFindings.Candidates(finding.Organization, id, finding.Place, finding.Point, finding.FoundAt),
            TownshipOfficers.OfFinding(id, time.Today),
            Statement.Of("select id, user_name, name from accounts where id = any ($1)", P.Uuids(finding.Officers))
        );
        var nearby = await ReadAsync(more, SimilarFindings.From, cancel);
        var officers = await ReadAsync(more, TownshipOfficers.From, cancel);
        var people = await ReadAsync(more, row => (Id: row.GetGuid(0), UserName: row.GetString(1), Name: row.GetString(2)), cancel);
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
    public async Task<IReadOnlyList<TownshipOfficer>> OfficersAsync(Actor actor, string organization, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var reader = await RunAsync(connection, actor, cancel, TownshipOfficers.Of(organization, time.Today));
        return await ReadAsync(reader, TownshipOfficers.From, cancel);
    }

    private async Task<NpgsqlDataReader> RunAsync(
        NpgsqlConnection connection,
        Actor actor,
        CancellationToken cancel,
        params IReadOnlyList<Statement> statements
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(actor.Scope, connection).ToCommand());
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement.ToCommand());
        var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        return reader;
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> map, CancellationToken cancel)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel))
            rows.Add(map(reader));
        await reader.NextResultAsync(cancel);
        return rows;
    }

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
