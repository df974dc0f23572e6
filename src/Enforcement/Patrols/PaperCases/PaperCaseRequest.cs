using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Powers;
using Enforcement.Shell;

namespace Enforcement.Patrols.PaperCases;

/// <summary>A case that has been running on paper, as its file says.</summary>
/// <param name="PaperNumber">Its register or filing number, as it stands on the paper; unique in the organisation.</param>
/// <param name="Stage">One of <c>GET /api/cases/paper/stages</c>.</param>
/// <param name="Facts">Declared facts, see <see cref="CaseFacts.Read"/>.</param>
/// <param name="CrimeSuspected">Has to be said, and has to be no: a suspected crime is referred (art. 27).</param>
/// <param name="Told">What the stage asks: dates, numbers of papers, what the party did.</param>
/// <param name="Terms">By rule of the stage's terms: how it was suspended and extended on paper; null: neither.</param>
/// <param name="Organization">Where somebody heads several townships.</param>
public sealed record PaperCaseRequest(
    string? PaperNumber,
    string? Stage,
    string? MatterCode,
    string? ViolationDate,
    string? Description,
    string? Place,
    IReadOnlyList<string?>? Officers,
    IReadOnlyList<PartyRequest?>? Parties,
    JsonElement? Facts,
    bool? CrimeSuspected,
    JsonElement? Told,
    string? Organization = null,
    IReadOnlyDictionary<string, PaperTermRequest?>? Terms = null
)
{
    private const int MostParties = 20;

    /// <exception cref="MalformedException">It cannot be a code.</exception>
    internal string? OrganizationRead => PlainText.Optional("organization", Organization, 40);

    /// <exception cref="MalformedException">Names every field that cannot be read.</exception>
    /// <exception cref="RefusedException"><c>paper.unknown-stage</c>.</exception>
    internal PaperCase Read(PowerList powers, IReadOnlyList<OfferedStage> stages)
    {
        var typed = new Typed();
        if (string.IsNullOrEmpty(Stage))
            throw new MalformedException(("stage", "required"));
        var stage = stages.FirstOrDefault(offered => offered.Stage.Node == Stage) ?? throw PaperRefusals.UnknownStage();
        if (string.IsNullOrWhiteSpace(MatterCode))
            typed.Fault("matterCode", "required");
        else if (!powers.Knows(MatterCode))
            typed.Fault("matterCode", "unknown");
        if (CrimeSuspected is null)
            typed.Fault("crimeSuspected", "required");
        var told = PaperFields.Read(typed, Told, FieldsOf(stage.Stage));
        DemandCompanions(typed, told, stage.Stage);
        var read = new PaperCase(
            stage,
            typed.Required("paperNumber", PaperNumber, 100),
            MatterCode ?? "",
            typed.Date("violationDate", ViolationDate) ?? default,
            typed.Required("description", Description, 4000),
            typed.Required("place", Place, 200),
            [.. (Officers ?? []).Take(10).Select(name => typed.Required("officers", name, 100)).Distinct()],
            PartiesRead(typed),
            FactsReading.Read(typed, Facts),
            CrimeSuspected ?? false,
            told,
            PaperTermRequest.Read(typed, Terms, stage.Clocks)
        );
        typed.Demand();
        return read;
    }

    /// <summary>The fine that was told of goes with every fine.</summary>
    internal static IReadOnlyList<PaperField> FieldsOf(PaperStage stage) =>
        stage.TakesFine ? [.. stage.Fields, PaperField.NotifiedFine] : stage.Fields;

    /// <summary>What one answer makes necessary in another.</summary>
    private static void DemandCompanions(Typed typed, JsonObject told, PaperStage stage)
    {
        var data = new CaseData(told);
        Needs(data.Text("hearing") == "held", "hearingNoticeOn");
        Needs(data.Text("hearing") == "held", "hearingHeldOn");
        Needs(data.Text("hearing") == "held", "reviewedAfterHearingOn");
        Needs(data.Flag("complex") == true, "discussionOn");
        Needs(data.Flag("minorOrFirst") == true, "minorConsidered");
        Needs(data.Number("fine") > 0, "notifiedFine");
        Needs(data.Number("fine") > 0 && told.ContainsKey("performedOn"), "receiptNumber");
        var isFined = data.Text("decisionKind") == "fine";
        Needs(isFined && stage.TakesFine, "fine");
        if (isFined && !stage.TakesFine)
            typed.Fault("told.decisionKind", "unknown");
        if ((isFined || stage.Fields.Contains(PaperField.Fine)) && data.Number("fine") == 0)
            typed.Fault("told.fine", "range");

        void Needs(bool isSo, string field)
        {
            if (isSo && !told.ContainsKey(field))
                typed.Fault($"told.{field}", "required");
        }
    }

    private List<Party> PartiesRead(Typed typed)
    {
        if (Parties is not { Count: > 0 })
            typed.Fault("parties", "required");
        else if (Parties.Count > MostParties)
            typed.Fault("parties", "range");
        var read = new List<Party>();
        foreach (var party in (Parties ?? []).Take(MostParties))
            if (party is null)
                typed.Fault("parties", "required");
            else
                read.Add(party.Read(typed));
        return read;
    }
}

/// <summary>A paper case that could be read.</summary>
internal sealed record PaperCase(
    OfferedStage At,
    string PaperNumber,
    string MatterCode,
    DateOnly ViolationOn,
    string Description,
    string Place,
    IReadOnlyList<string> Officers,
    IReadOnlyList<Party> Parties,
    JsonObject Facts,
    bool CrimeSuspected,
    JsonObject Told,
    IReadOnlyDictionary<string, TermOnPaper> Terms
)
{
    private readonly CaseData told = new(Told);

    public DateOnly? Day(string field) => field == "violationDate" ? ViolationOn : told.Date(field);

    public string? Text(string field) => told.Text(field);

    public decimal? Amount(string field) => told.Number(field);

    public DateOnly Since => Day(At.Stage.Since)!.Value;

    /// <exception cref="RefusedException"><c>paper.future-date</c>, <c>paper.dates-out-of-order</c>.</exception>
    public void DemandDatesInOrder(DateOnly today)
    {
        var dates = PaperField.DatesInOrder.Where(field => Day(field) is not null).ToList();
        if (dates.FirstOrDefault(field => Day(field) > today) is { } future)
            throw PaperRefusals.FutureDate(future);
        foreach (var (earlier, later) in dates.Zip(dates.Skip(1)))
            if (Day(later) < Day(earlier))
                throw PaperRefusals.OutOfOrder(later, earlier);
    }
}
