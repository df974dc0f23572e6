using System.Text.Json.Nodes;
using Enforcement.Documents;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>
/// The receiver's papers to its acts, in its own name and with its own numbers, made in the step of the act: the receipt 移送回执 (E9) when it signs
/// for a letter, accepts it or objects to it, the notice 退回补充通知 (E10) when it returns it; the superior's notice 指定管辖通知书 (C3), and a department's 提级管辖通知书 (C5). They lie
/// with the sender's case, which both see.
/// Silence makes none: a paper in the name of a body has somebody who answers for it. A body outside this installation makes its own.
/// </summary>
public sealed class LetterPapers(OrganizationDirectory organizations, LetterTerms terms, DesignationOffice office)
{
    private const string DesignationCode = "C3";
    private const string HandDownCode = "A4";
    private const string TakeUpCode = "C5";
    private const string ReceiptCode = "E9";
    private const string ReconsiderationCode = "E13";
    private const string SupervisionCode = "E14";
    private const string GoodsCode = "E15";
    private const string ReturnCode = "E10";

    /// <summary>Says how the letter stands after the act that was just done.</summary>
    public async ValueTask ReceiptAsync(
        CaseWork sender,
        Escalation letter,
        Post? post,
        CancellationToken cancel,
        IReadOnlyList<LetterEvidence>? evidence = null
    )
    {
        // What is handed down or taken up is no transfer, and has no receipt of one.
        if (letter.IsVertical || organizations.IsBeyond(letter))
            return;
        var facts = Facts(letter);
        if (evidence is { Count: > 0 })
            facts["evidence"] = new JsonObject
            {
                ["total"] = evidence.Count,
                ["usable"] = evidence.Count(item => item.Check?.Usable == true),
                ["unusable"] = evidence.Count(item => item.Check?.Usable == false),
                ["unchecked"] = evidence.Count(item => item.Check is null),
            };
        facts["receivedOn"] = letter.Receipt!.On.ToString("yyyy-MM-dd");
        facts["receivedBy"] = letter.Receipt.By.Name;
        facts["answer"] = letter.State == LetterStates.Signed ? "received" : letter.State;
        if (letter.State == LetterStates.Accepted)
            facts["handler"] = letter.Answer!.Handler;
        if (letter.State == LetterStates.Objected)
            (facts["reason"], facts["competentBody"]) = (letter.Objection!.Reason, letter.Objection.CompetentBody);
        await MakeAsync(sender, ReceiptCode, letter.Receiver, facts, post, cancel);
    }

    /// <summary>Lists what is missing, with the day by which the sender has to supply it.</summary>
    public async ValueTask ReturnNoticeAsync(CaseWork sender, Escalation letter, Post? post, CancellationToken cancel)
    {
        if (letter.IsVertical || organizations.IsBeyond(letter))
            return;
        var facts = Facts(letter);
        facts["items"] = new JsonArray([.. letter.Answer!.Items.Select(item => (JsonNode)item)]);
        facts["reason"] = letter.Answer.Reason;
        facts["dueOn"] = terms.LastDayToSupplement(sender.Step.Today, letter.Sender).ToString("yyyy-MM-dd");
        await MakeAsync(sender, ReturnCode, letter.Receiver, facts, post, cancel);
    }

    /// <summary>案件交办通知书, in the name of the department; the letter bears its number.</summary>
    public ValueTask<LegalDocument> HandDownAsync(
        CaseWork sender,
        Organization receiver,
        string reason,
        Post post,
        CancellationToken cancel
    ) =>
        MakeAsync(
            sender,
            HandDownCode,
            sender.Case.OwnerOrg,
            new JsonObject { ["receiverName"] = receiver.LegalName, ["reason"] = reason },
            post,
            cancel
        );

    /// <summary>提级管辖通知书, in the name of the department that takes the case up.</summary>
    /// <param name="asked">The township's letter, where it asked; null: on the department's own motion, and the letter bears the number of the notice.</param>
    public ValueTask<LegalDocument> TakeUpAsync(
        CaseWork sender,
        Escalation? asked,
        Organization department,
        string? reason,
        string? basis,
        Post? post,
        CancellationToken cancel
    ) =>
        MakeAsync(
            sender,
            TakeUpCode,
            department.Code,
            new JsonObject
            {
                ["number"] = asked?.Number,
                ["senderName"] = organizations.Find(sender.Case.OwnerOrg)?.LegalName ?? sender.Case.OwnerOrg,
                ["reason"] = reason,
                ["basis"] = basis,
            },
            post,
            cancel
        );

    /// <summary>提请复议书, in the name of the sender.</summary>
    public ValueTask<LegalDocument> ReconsiderationAsync(
        CaseWork sender,
        Escalation letter,
        string reason,
        Post post,
        CancellationToken cancel
    )
    {
        var facts = Facts(letter);
        (facts["notice"], facts["reason"]) = (letter.Answer?.Notice, reason);
        return MakeAsync(sender, ReconsiderationCode, letter.Sender, facts, post, cancel);
    }

    /// <summary>立案监督建议书, in the name of the sender, to the procuratorate of its county.</summary>
    public ValueTask<LegalDocument> SupervisionAsync(CaseWork sender, Escalation letter, string reason, Post post, CancellationToken cancel)
    {
        var facts = Facts(letter);
        (facts["notice"], facts["upheld"], facts["reason"]) = (letter.Answer?.Notice, letter.Police?.Upheld?.Notice, reason);
        facts["isLate"] = letter.Police is { Reconsideration: not null, Upheld: null };
        facts["procuratorateName"] = organizations.Of(letter.CaseKey.County, "procuratorate")?.LegalName;
        return MakeAsync(sender, SupervisionCode, letter.Sender, facts, post, cancel);
    }

    /// <summary>涉案财物移交清单: a record of those who gave and took.</summary>
    public ValueTask<LegalDocument> GoodsAsync(
        CaseWork sender,
        Escalation letter,
        GoodsHandedOver goods,
        Post post,
        CancellationToken cancel
    )
    {
        var facts = Facts(letter);
        (facts["itemText"], facts["receivedOn"], facts["receivedBy"]) = (goods.Items, goods.On.ToString("yyyy-MM-dd"), goods.ReceivedBy);
        facts["givenBy"] = goods.By.Name;
        return MakeAsync(sender, GoodsCode, letter.Sender, facts, post, cancel);
    }

    /// <summary>In the name of the government of both sides, unless that has entrusted its judicial bureau.</summary>
    /// <param name="next">The letter that goes on: the same, or the one to the designated body.</param>
    public async ValueTask DesignationAsync(CaseWork sender, Escalation letter, Escalation next, Post post, CancellationToken cancel)
    {
        var designation = letter.Designation!;
        var facts = Facts(letter);
        facts["designatedName"] = organizations.Find(designation.Organization)?.LegalName ?? designation.Organization;
        facts["basis"] = designation.Basis;
        facts["reason"] = letter.Objection?.Reason;
        if (designation.Organization != letter.Sender)
            facts["handOverOn"] = terms.LastDayOf(next.AcceptDue ?? next.SignDue).ToString("yyyy-MM-dd");
        await MakeAsync(sender, DesignationCode, office.For(post.Organization), facts, post, cancel);
    }

    private static async ValueTask<LegalDocument> MakeAsync(
        CaseWork sender,
        string code,
        string issuer,
        JsonObject facts,
        Post? post,
        CancellationToken cancel
    ) =>
        await sender
            .Part<CaseDocuments>()
            .ApproveAsync(
                sender,
                code,
                new DocumentOccasion("letter", sender.Step.Today)
                {
                    Issuer = issuer,
                    Extra = new JsonObject { ["letter"] = facts },
                    // Each says what happened at its time, and none takes the place of another.
                    IsNew = true,
                },
                post,
                cancel
            );

    private JsonObject Facts(Escalation letter) =>
        new()
        {
            ["number"] = letter.Number,
            ["senderName"] = organizations.Find(letter.Sender)?.LegalName ?? letter.Sender,
            ["receiverName"] = organizations.Find(letter.Receiver)?.LegalName ?? letter.Receiver,
        };
}
