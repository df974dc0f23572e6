using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;
using Enforcement.Shell;

namespace Enforcement.JointOperations;

/// <param name="Organizations">The one body that files; left out: one's own. Two are refused: there is no joint decision.</param>
/// <param name="MatterCode">One of the operation's matters.</param>
/// <param name="ViolationDate">Day of the violation, which chooses law and competence: said, and never taken from the day of filing.</param>
/// <param name="Party">Whose violation it is: name, or what is known of somebody unknown.</param>
/// <param name="PartyKind"><c>person</c>, <c>unit</c> or <c>unknown</c>, the usual one.</param>
public sealed record FilingRequest(
    IReadOnlyList<string?>? Organizations,
    string? MatterCode,
    string? ViolationDate,
    string? Party,
    string? PartyKind
);

/// <param name="Number">Register number.</param>
public sealed record FiledCase(string Number, Guid Id, string Organization);

/// <summary>
/// Who files what: one body opens a case of its own from its own record of the scene, as every case is opened: competence on the day of the violation,
/// two certified officers, the procedure bound to such cases. It has all that is in the pool by then, whoever took it. A second body files the same matter of the same party no more.
/// </summary>
public sealed class FileOnSite(
    Steps steps,
    PowerLists powers,
    BoundDefinitions bound,
    CertificateDirectory certificates,
    OrganizationDirectory organizations,
    BusinessTime time
)
{
    private static readonly string[] PartyKindsKnown = ["person", "unit", "unknown"];

    /// <exception cref="NotAllowedException"><c>joint.not-yours</c>.</exception>
    /// <exception cref="RefusedException"><c>joint.no-joint-decision</c>, <c>joint.station-files-by-its-department</c>, <c>joint.files-elsewhere</c>,
    /// <c>power.not-delegated</c> with the right way on, and see <see cref="JointOperation.File"/>.</exception>
    public async Task<FiledCase> RunAsync(Actor actor, Guid id, FilingRequest request, CancellationToken cancel)
    {
        var list = await powers.CurrentAsync(cancel);
        var asked = new Typed();
        var bodies = (request.Organizations ?? [])
            .Where(code => !string.IsNullOrWhiteSpace(code))
            .Take(10)
            .Select(code => asked.Required("organizations", code, 40))
            .Distinct()
            .ToList();
        var matterCode = asked.Required("matterCode", request.MatterCode, 40);
        if (matterCode.Length > 0 && !list.Knows(matterCode))
            asked.Fault("matterCode", "unknown");
        var violated = asked.Date("violationDate", request.ViolationDate) ?? default;
        if (violated > time.Today)
            asked.Fault("violationDate", "future");
        var party = asked.Required("party", request.Party, Typed.Line);
        var partyKind = asked.Code("partyKind", request.PartyKind is { Length: > 0 } kind ? kind : "unknown", PartyKindsKnown) ?? "";
        asked.Demand();
        var bindings = await bound.CurrentAsync(cancel);
        await certificates.RefreshAsync(cancel);

        var read = new OperationRead(id);
        var pool = Photos.InPool(id);
        await using var step = await steps.BeginNewAsync(actor, cancel, read.With(pool));
        var it = read.Subject;
        if (bodies.Count > 1)
            throw JointRefusals.NoJointDecision();
        var post = JointRights.Demand(actor, it, JointRights.FileCase, bodies.SingleOrDefault());
        var body = organizations.Find(post.Organization)!;
        DemandOwnName(body);
        var known = partyKind == "unknown" ? null : partyKind;
        var matter = list.Demand(body.Code, matterCode, violated, known).Version;
        var sheet = it.CallOf(body.Code)?.Sheet ?? throw JointRefusals.SheetFirst(it);
        var officers = sheet.Officers.Select(officer => officer.Id).ToList();
        await certificates.DemandAsync(officers, matter.Field, step.Today, cancel);
        var caseFile = Opened(it, body, matter, list.NumberOf(matter), violated, officers, Told(it, sheet, known), step.Now);
        var filing = new Filing(body.Code, matterCode, party, caseFile.Key.Id, "", Signed.Of(actor, post), step.Now);
        it.File(filing);
        var work = await step.OpenAsync(caseFile, bindings.Demand(BindingScope.Of(caseFile, matter.Field), step.Today), null, cancel);
        var photos = pool.Rows.Select(photo => photo.In(caseFile.Key, step.Now)).ToList();
        work.Record(
            "case.opened",
            new JsonObject
            {
                ["operation"] = it.Number,
                ["matter"] = matter.Code,
                ["violationDate"] = BusinessTime.LocalDate(violated),
                ["officers"] = new JsonArray([.. officers.Select(officer => (JsonNode)officer.ToString())]),
                ["facts"] = caseFile.Data.ToJson(),
                ["evidence"] = new JsonArray([.. photos.Select(photo => (JsonNode)Convert.ToHexStringLower(photo.Sha256))]),
            },
            post
        );
        foreach (var photo in photos)
            work.Write(AttachmentTable.Insert(photo));
        work.Write(CaseTable.AddParty(caseFile.Key, new Party(partyKind, party), 1, step.Now));
        it.Record(
            step,
            "filed",
            post,
            new JsonObject
            {
                ["body"] = body.Code,
                ["matter"] = matterCode,
                ["party"] = party,
                ["case"] = caseFile.Key.Id.ToString(),
            }
        );
        step.Save(it, OperationTable.Insert(it, filing));
        await step.CommitAsync(cancel, Answer, StatusCodes.Status201Created);
        return Answer();

        FiledCase Answer() => new(caseFile.Number, caseFile.Key.Id, body.Code);
    }

    /// <summary>A township, a street or a department acts in its own name; a station in that of its department, a court or the police elsewhere.</summary>
    private void DemandOwnName(Organization body)
    {
        if (Bodies.IsRequestOnly(body) || body.Kind == "outside")
            throw JointRefusals.FilesElsewhere();
        if (!Bodies.ActsInItsOwnName(body))
            throw JointRefusals.StationFilesByItsDepartment(organizations.NameOf(body.OwningLine));
    }

    private static CaseFile Opened(
        JointOperation it,
        Organization body,
        MatterVersion matter,
        int version,
        DateOnly violated,
        IReadOnlyList<Guid> officers,
        CaseData data,
        DateTimeOffset now
    ) =>
        new()
        {
            Key = CaseKey.New(it.County, now),
            Number = "",
            Kind = body.IsTownship ? CaseKind.Township : CaseKind.County,
            OwnerOrg = body.Code,
            HandlerOrg = body.Code,
            Title = $"{matter.Name.Chinese}（{it.Place}）",
            MatterCode = matter.Code,
            MatterVersion = version,
            ViolationOn = violated,
            Procedure = Procedures.Ordinary,
            Intent = "file",
            Officers = officers,
            // As a case that a department takes by letter: its lead has been checked, on site.
            Stage = body.IsTownship ? Stages.LeadCheck : Stages.Filing,
            StageSince = now,
            OpenedAt = now,
            Data = data,
        };

    private CaseData Told(JointOperation it, RecordSheet sheet, string? partyKind)
    {
        var data = new JsonObject
        {
            ["description"] = sheet.Found,
            ["place"] = it.Place,
            ["source"] = "other",
            ["discoveredOn"] = BusinessTime.LocalDate(time.DateOf(sheet.StartedAt)),
            ["jointOperation"] = it.Number,
        };
        if (it.Grid is { } grid)
            data["grid"] = grid;
        if (partyKind is not null)
            data["partyKind"] = partyKind;
        return new CaseData(data);
    }
}
