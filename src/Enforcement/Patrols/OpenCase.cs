using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;
using Enforcement.Shell;

namespace Enforcement.Patrols;

/// <param name="Number">Register number.</param>
/// <param name="InstanceId">The instance that carries a case has the case's own id.</param>
public sealed record OpenedCase(string Number, Guid Id, Guid InstanceId);

/// <summary>Makes a finding a case of the township, at its lead check; the finding, its photos and its parties go with it in one step.</summary>
public sealed class OpenCase(
    Steps steps,
    PowerLists powers,
    CertificateDirectory certificates,
    BoundDefinitions bound,
    BusinessTime time,
    IEnumerable<IFindingOrigin> origins
)
{
    /// <exception cref="NotVisibleException">There is no such finding for this person.</exception>
    /// <exception cref="RefusedException"><c>power.not-delegated</c> with the right way on; <c>finding.…</c>.</exception>
    public async Task<OpenedCase> RunAsync(Actor actor, Guid id, CaseRequest request, CancellationToken cancel)
    {
        var list = await powers.CurrentAsync(cancel);
        var wish = request.Read(list, time);
        var read = new StepRead<Finding>(FindingTable.Lock(id), FindingTable.From);
        var officers = new StepRead<TownshipOfficer>(TownshipOfficers.OfFinding(id, time.Today), TownshipOfficers.From);
        await certificates.RefreshAsync(cancel);
        var bindings = await bound.CurrentAsync(cancel);

        await using var step = await steps.BeginNewAsync(actor, cancel, read, officers);
        var finding = read.Row;
        finding.DemandOpenFor(actor);
        if (wish.Procedure == Procedures.Summary)
            throw FindingRefusals.SummaryNotYet();
        var facts = Facts(finding, wish);
        var brought = await BroughtAsync(step, finding, cancel);
        var matter = Matter(list, finding, wish, FactsReading.Of(facts));
        var caseFile = new CaseFile
        {
            Key = CaseKey.New(finding.County, step.Now),
            Number = "",
            Kind = CaseKind.Township,
            OwnerOrg = finding.Organization,
            HandlerOrg = finding.Organization,
            FindingId = finding.Id,
            Title = $"{matter.Name.Chinese}（{finding.Place}）",
            MatterCode = matter.Code,
            MatterVersion = list.NumberOf(matter),
            ViolationOn = wish.ViolationOn,
            Procedure = wish.Procedure,
            Intent = wish.Intent,
            Officers = await TwoHandlers.OfAsync(wish.Officers, officers.Rows, matter.Field, time.Today, certificates, cancel),
            Stage = Stages.LeadCheck,
            StageSince = step.Now,
            OpenedAt = step.Now,
            Data = Told(finding, facts, brought),
        };
        finding.BecomeCase(actor, caseFile, step.Now);
        var definition = bindings.Demand(BindingScope.Of(caseFile, list.FieldOf(matter.Code)), step.Today);
        var known = caseFile.Data.ToJson();
        var work = await step.OpenAsync(caseFile, definition, null, cancel);
        foreach (var it in brought)
            it.Begin(work);
        work.Record(
            "case.opened",
            new JsonObject
            {
                ["finding"] = finding.Id.ToString(),
                ["matter"] = caseFile.MatterCode,
                ["violationDate"] = wish.ViolationOn.ToString("yyyy-MM-dd"),
                ["intent"] = caseFile.Intent,
                ["officers"] = new JsonArray([.. caseFile.Officers.Select(officer => (JsonNode)officer.ToString())]),
                // Whoever runs the case again, to judge a dispute or a new definition, begins with what it knew.
                ["facts"] = known,
            },
            actor.Posts.FirstOrDefault(post => post.Organization == finding.Organization)
        );
        foreach (var (ordinal, party) in finding.Parties.Index())
            work.Write(CaseTable.AddParty(caseFile.Key, party, ordinal + 1, step.Now));
        step.Write(FindingTable.Update(finding));
        foreach (var statement in FindingTable.AddEvents(finding))
            step.Write(statement);
        step.Write(AttachmentTable.GiveToCase(finding.Id, caseFile.Key));
        await step.CommitAsync(cancel, Answer, StatusCodes.Status201Created);
        return Answer();

        OpenedCase Answer() => new(caseFile.Number, caseFile.Key.Id, caseFile.Key.Id);
    }

    /// <summary>To file, the township must hold the matter on the day of the violation; to hand it on, it must have been in force.</summary>
    private MatterVersion Matter(PowerList list, Finding finding, NewCase wish, CaseFacts facts)
    {
        if (wish.ViolationOn > time.DateOf(finding.FoundAt))
            throw FindingRefusals.ViolationAfterFinding(time.DateOf(finding.FoundAt));
        var competence =
            wish.Intent == Intents.Transfer
                ? list.CompetenceOf(finding.Organization, wish.MatterCode, wish.ViolationOn, facts.PartyKind)
                : list.Demand(finding.Organization, wish.MatterCode, wish.ViolationOn, facts.PartyKind);
        return competence.Version;
    }

    private async Task<IReadOnlyList<Brought>> BroughtAsync(Step step, Finding finding, CancellationToken cancel)
    {
        var brought = new List<Brought>();
        if (finding.Source == FindingSources.Transfer)
            foreach (var origin in origins)
                if (await origin.BroughtAsync(step, finding, cancel) is { } it)
                    brought.Add(it);
        return brought;
    }

    /// <summary>The declared facts: the finding's, and what was said since.</summary>
    private static JsonObject Facts(Finding finding, NewCase wish)
    {
        var facts = finding.Facts.DeepClone().AsObject();
        foreach (var (name, value) in wish.Facts)
            facts[name] = value?.DeepClone();
        return facts;
    }

    /// <summary>What the finding told, under the names that definitions and documents read as <c>Case.…</c>.</summary>
    private CaseData Told(Finding finding, JsonObject facts, IEnumerable<Brought> brought)
    {
        var data = facts.DeepClone().AsObject();
        foreach (var (name, value) in brought.SelectMany(it => it.Facts))
            if (!data.ContainsKey(name))
                data[name] = value?.DeepClone();
        data["description"] = finding.Description;
        data["place"] = finding.Place;
        data["source"] = finding.Source;
        data["discoveredOn"] = BusinessTime.LocalDate(time.DateOf(finding.FoundAt));
        if (finding.Grid is { } grid)
            data["grid"] = grid;
        if (finding.Point is { } point)
            (data["latitude"], data["longitude"]) = (point.Latitude, point.Longitude);
        return new CaseData(data);
    }
}
