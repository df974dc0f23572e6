using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Patrols.PaperCases;

/// <summary>
/// Brings in a case that has been running on paper 纸质在办案件: it stands where its file says, its terms run from the days that the file bears, and
/// it goes on as any other. Nobody is reminded of what lies in the past.
/// </summary>
public sealed class BringInPaperCase(
    Steps steps,
    PaperStages stages,
    PowerLists powers,
    OrganizationDirectory organizations,
    PaperCaseRules rules
)
{
    /// <exception cref="NotAllowedException"><c>paper.heads-only</c>.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException"><c>paper.…</c>, what the gates before the stage say: <c>power.…</c>, <c>lead.…</c>, <c>decision.…</c>, and what the
    /// rules say to a suspension or an extension on paper: <c>clock.…</c>.</exception>
    public async Task<OpenedCase> RunAsync(Actor actor, PaperCaseRequest request, CancellationToken cancel)
    {
        PaperRights.Demand(actor, organizations);
        var list = await powers.CurrentAsync(cancel);
        var (post, township) = PaperRights.PostOf(actor, request.OrganizationRead, organizations);
        var flow = await stages.OfCaseAsync(township, list.FieldOf(request.MatterCode ?? ""), cancel);
        var paper = request.Read(list, flow.Stages);
        var used = new StepRead<object>(PaperCaseTable.ReadUse(township.County!, township.Code, paper.PaperNumber), _ => true);
        var officers = new StepRead<TownshipOfficer>(TownshipOfficers.Of(township.Code, rules.Today), TownshipOfficers.From);

        await using var step = await steps.BeginNewAsync(actor, cancel, used, officers);
        if (used.RowOrNull is not null)
            throw PaperRefusals.NumberUsed(paper.PaperNumber);
        paper.DemandDatesInOrder(step.Today);
        var matter = rules.DemandCompetence(list, township.Code, paper);
        var handlers = await rules.TwoHandlersAsync(paper, officers.Rows, matter.Field, cancel);
        if (handlers.Contains(actor.PersonId))
            throw PaperRefusals.OwnCase();
        var facts = new PaperFacts(paper, list.Classify(township.Code, paper.MatterCode, paper.ViolationOn, FactsReading.Of(paper.Facts)));
        rules.DemandGates(paper, facts.Data, step.Now);
        if (paper.Day("demandServedOn") is not null)
            facts.Data.Set(UnpaidFine.LastDayFact, BusinessTime.LocalDate(rules.LastDayOfPayment(paper, step.Now)));

        var caseFile = new CaseFile
        {
            Key = CaseKey.New(township.County!, step.Now),
            Number = "",
            Kind = CaseKind.Township,
            OwnerOrg = township.Code,
            HandlerOrg = township.Code,
            Title = $"{matter.Name.Chinese}（{paper.Place}）",
            MatterCode = matter.Code,
            MatterVersion = list.NumberOf(matter),
            ViolationOn = paper.ViolationOn,
            Procedure = Procedures.Ordinary,
            Intent = Intents.File,
            Officers = handlers,
            Stage = paper.At.Stage.Stage,
            StageSince = rules.StartOf(paper.Since),
            OpenedAt = step.Now,
            FilingNumber = paper.PaperNumber,
            Data = facts.Data,
        };
        var work = await step.OpenAsync(caseFile, flow.DefinitionId, null, cancel, new Midway(paper.At.NodeId, paper.Since));
        foreach (var clock in paper.At.Clocks)
            TakeOver(work, clock, paper, post);
        work.Record("case.brought-in", Told(paper, handlers), post);
        foreach (var (ordinal, party) in paper.Parties.Index())
            work.Write(CaseTable.AddParty(caseFile.Key, party, ordinal + 1, step.Now));
        work.Write(PaperCaseTable.Insert(caseFile, paper, actor.PersonId, step.Now));
        try
        {
            await step.CommitAsync(cancel, Answer, StatusCodes.Status201Created);
        }
        catch (PostgresException clash) when (clash.ConstraintName == PaperCaseTable.Unique)
        {
            // Two type off one file at once.
            throw PaperRefusals.NumberUsed(paper.PaperNumber);
        }
        return Answer();

        OpenedCase Answer() => new(caseFile.Number, caseFile.Key.Id, caseFile.Key.Id);
    }

    private static void TakeOver(CaseWork work, PaperClock clock, PaperCase paper, Post post)
    {
        var told = paper.Terms.GetValueOrDefault(clock.Rule, TermOnPaper.Untouched);
        try
        {
            work.Part<CaseClocks>().TakeFromPaper(work, clock.Rule, paper.Day(clock.Since), clock.Variant, told, post);
        }
        catch (RefusedException refused) when (refused.Field is { } field)
        {
            throw refused.Within($"terms.{clock.Rule}", field);
        }
        catch (MalformedException malformed)
        {
            throw malformed.Within($"terms.{clock.Rule}");
        }
    }

    private static JsonObject Told(PaperCase paper, IReadOnlyList<Guid> handlers) =>
        new()
        {
            ["paperNumber"] = paper.PaperNumber,
            ["node"] = paper.At.Stage.Node,
            ["since"] = BusinessTime.LocalDate(paper.Since),
            ["matter"] = paper.MatterCode,
            ["violationDate"] = BusinessTime.LocalDate(paper.ViolationOn),
            ["officers"] = new JsonArray([.. handlers.Select(officer => (JsonNode)officer.ToString())]),
            ["told"] = paper.Told.DeepClone(),
        };
}
