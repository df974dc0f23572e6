using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.JointOperations.Checks;
using Enforcement.JointOperations.Subjects;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations;

/// <param name="Organization">In whose name; where somebody works at several bodies that were called.</param>
/// <param name="Officers">User names of two of the body's own.</param>
/// <param name="StartedAt">Left out: when the body came.</param>
/// <param name="EndedAt">Left out: now.</param>
/// <param name="Found">What they saw and did.</param>
/// <param name="Enterprise">Name of the enterprise that was entered, if any; then <paramref name="CheckId"/> is needed.</param>
/// <param name="CheckId">The check of it that was registered before.</param>
public sealed record SheetRequest(
    string? Organization,
    IReadOnlyList<string?>? Officers,
    string? StartedAt,
    string? EndedAt,
    string? Found,
    string? Enterprise,
    string? CheckId
);

/// <summary>现场记录: each body's own, by two certified officers of its own. Auxiliaries and grid workers are refused by name.</summary>
public sealed class WriteSheet(Steps steps, CertificateDirectory certificates, OrganizationDirectory organizations, BusinessTime time)
{
    private const int LongestRecord = 4_000;

    /// <exception cref="NotAllowedException"><c>joint.not-yours</c>.</exception>
    /// <exception cref="RefusedException"><c>joint.two-officers</c>; <c>officer.not-an-officer</c>, <c>officer.certificate-expired</c> or
    /// <c>officer.certificate-wrong-field</c> with the name; <c>check.not-registered</c>, <c>check.names-another</c>; and see <see cref="JointOperation.Write"/>.</exception>
    /// <exception cref="MalformedException">By field; <c>officers</c>: one does not work at the body.</exception>
    public async Task<JointOperation> RunAsync(Actor actor, Guid id, SheetRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var names = asked.Lines("officers", request.Officers, 10, 100);
        var started = asked.Time("startedAt", request.StartedAt, time);
        var ended = asked.Time("endedAt", request.EndedAt, time);
        var found = asked.Required("found", request.Found, LongestRecord);
        var enterprise = asked.Optional("enterprise", request.Enterprise, Typed.Line);
        var checkId = asked.Ids("checkId", request.CheckId is { Length: > 0 } given ? [given] : [], 1);
        asked.Demand();
        var read = new OperationRead(id);
        var people = Bodies.People(actor.Posts.Select(post => post.Organization), time.Today);
        var checks = CheckTable.Lock(checkId);
        await using var step = await steps.BeginNewAsync(actor, cancel, read.With(people, checks));
        var it = read.Subject;
        var post = JointRights.Demand(actor, it, JointRights.Sheet, request.Organization);
        var check = checks.RowOrNull;
        if (enterprise is not null || checkId.Count > 0)
            EnterpriseCheck.DemandEntry(check, post.Organization, step.Today, enterprise);
        var sheet = new RecordSheet(
            Signed.Of(actor, post),
            step.Now,
            await OfficersAsync(names, people.Rows, post.Organization, step.Today, cancel),
            started ?? it.CallOf(post.Organization)?.Arrival?.At ?? step.Now,
            ended ?? step.Now,
            found,
            check?.Enterprise,
            check?.Id
        );
        it.Write(post.Organization, sheet);
        it.Record(
            step,
            "sheet-written",
            post,
            new JsonObject
            {
                ["body"] = post.Organization,
                ["officers"] = new JsonArray([.. sheet.Officers.Select(officer => (JsonNode)$"{officer.Name} {officer.Certificate}")]),
                ["found"] = found,
                ["check"] = check?.Id.ToString(),
            }
        );
        step.Save(it, [.. OperationTable.Update(it), .. check is null ? [] : new[] { CheckTable.Enter(check, it.Id, step.Now) }]);
        await step.CommitAsync(cancel, () => OperationStanding.Of(it, step.Now));
        return it;
    }

    private async Task<IReadOnlyList<SheetOfficer>> OfficersAsync(
        IReadOnlyList<string> names,
        IReadOnlyList<Colleague> people,
        string body,
        DateOnly day,
        CancellationToken cancel
    )
    {
        var officers = names
            .Select(name =>
                people.FirstOrDefault(it => it.Organization == body && string.Equals(it.UserName, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new MalformedException(("officers", "unknown"))
            )
            .DistinctBy(officer => officer.Id)
            .ToList();
        // Whoever may not enforce at all is named before it is counted how many are left.
        await certificates.DemandAsync(officers.Select(officer => officer.Id), FieldOf(body), day, cancel);
        if (officers.Count != 2)
            throw JointRefusals.TwoOfficers();
        return [.. officers.Select(officer => new SheetOfficer(officer.Id, officer.Name, certificates.NumberOf(officer.Id, day)!))];
    }

    /// <summary>A department's officers act in its field; a township's in any that their certificates name.</summary>
    private string? FieldOf(string body) =>
        organizations.Find(body) is { IsTownship: false, Function: { } function } && LinesOfWork.All.Contains(function) ? function : null;
}
