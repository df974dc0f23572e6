using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Powers;
using Enforcement.Shell;

namespace Enforcement.Patrols.PaperCases;

/// <summary>
/// What the tasks before the stage would have left on the case, under the names by which definitions, gates and documents read it.
/// </summary>
internal sealed class PaperFacts
{
    /// <summary>Asked under the name that tasks use, and kept as it is.</summary>
    private static readonly string[] Kept =
    [
        "filedOn",
        "investigationEndedOn",
        "factsFound",
        "evidenceList",
        "noRecusal",
        "reviewedOn",
        "noticeServedOn",
        "hearingNoticeOn",
        "hearingHeldOn",
        "reviewedAfterHearingOn",
        "complex",
        "discussionOn",
        "minorOrFirst",
        "minorConsidered",
        "decidedOn",
        "decisionKind",
        "fine",
        "notifiedFine",
        "decisionServedOn",
        "demandServedOn",
    ];

    private readonly PaperCase paper;

    public PaperFacts(PaperCase paper, Classification classification)
    {
        this.paper = paper;
        Data = new CaseData(paper.Facts.DeepClone().AsObject());
        Begun(classification);
        foreach (var name in Kept)
            if (paper.Told[name] is { } value)
                Data.Set(name, value);
        if (paper.At.Stage.Node == "report")
            Data.Set("investigationOutcome", "complete");
        if (paper.At.Stage.IsDecided)
            Decided();
    }

    public CaseData Data { get; }

    private void Begun(Classification classification)
    {
        var (zh, en) = Texts.InBoth(classification.Explain);
        Data.Set("paperNumber", paper.PaperNumber);
        Data.Set("description", paper.Description);
        Data.Set("place", paper.Place);
        Data.Set("discoveredOn", BusinessTime.LocalDate(paper.Day("foundOn")!.Value));
        Data.Set("crimeSuspected", false);
        Data.Set("classification", classification.Result);
        Data.Set("classificationReason", new JsonObject { ["zh"] = zh, ["en"] = en });
        Data.Set("leadCheckOutcome", "confirmed");
        Data.Set("filingDecisionOutcome", "file");
        if (paper.Parties is [{ Name.Length: > 0 } party, ..])
        {
            Data.Set("partyName", party.Name);
            if (party.Address is { } address)
                Data.Set("partyAddress", address);
        }
    }

    private void Decided()
    {
        Data.Set("legalReviewOutcome", "agree");
        Data.Set("statementWindowOutcome", paper.Text("defence"));
        if (paper.Text("defence") == "made")
            Data.Set("statementReviewOutcome", "done");
        if (paper.Text("hearing") is "silent" or "waived")
            Data.Set("hearingWindowOutcome", paper.Text("hearing"));
        if (paper.Text("hearing") == "held")
        {
            Data.Set("hearingWindowOutcome", "requested");
            Data.Set("hearingOutcome", "held");
            Data.Set("reviewAfterHearingOutcome", "agree");
        }
        if (paper.Day("discussionOn") is not null)
            Data.Set("collectiveDiscussionOutcome", "concluded");
        Data.Set("proposedKind", paper.Text("decisionKind"));
        Data.Set("paperDecisionNumber", paper.Text("decisionNumber"));
        Data.Set("decisionOutcome", "penalty");
        Data.Set("serviceOutcome", "served");
        if (paper.Amount("notifiedFine") is { } notified)
            Data.Set("proposedFine", notified);
        if (paper.Day("demandServedOn") is not null)
            Data.Set("demandOutcome", "served");
        if (paper.Day("performedOn") is { } performed)
            Performed(BusinessTime.LocalDate(performed));
    }

    private void Performed(string on)
    {
        if (paper.Amount("fine") > 0)
        {
            Data.Set("paidOn", on);
            Data.Set("receiptNumber", paper.Text("receiptNumber"));
        }
        else
            Data.Set("performedOn", on);
    }
}
