using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;
using Enforcement.Tasks;

namespace Enforcement.Escalations;

/// <summary>
/// What an acceptance does, by a person or by silence: the receiver's own case begins at its filing review, with its own number and clocks, and
/// the sender's flow goes on. Accepting files nothing.
/// </summary>
public sealed class LetterAcceptance(
    OrganizationDirectory organizations,
    LetterPapers papers,
    LetterTerms terms,
    PowerLists powers,
    BoundDefinitions bound
)
{
    // What the sender declared of the matter goes along; its opinions and decisions stay.
    private static readonly string[] Handed =
    [
        "description",
        "place",
        "location",
        "foundAt",
        "amount",
        "area",
        "volume",
        "harm",
        "partyKind",
        "repeat",
        "townships",
        "urgent",
        "sceneSecured",
        "transferSummary",
        "goodsList",
        "goodsPlace",
        "goodsKeeper",
        "goodsServedOn",
        "goodsServedWay",
    ];

    /// <param name="by">Null: by silence.</param>
    /// <param name="handlers">Of the receiver: one of a department, or none yet; the two of a township.</param>
    /// <param name="evidence">The list as far as it was checked, for the receipt.</param>
    public async Task ApplyAsync(
        Step step,
        Escalation letter,
        Signer? by,
        IReadOnlyList<LetterHandler> handlers,
        IReadOnlyList<Party> parties,
        Post? post,
        CancellationToken cancel,
        IReadOnlyList<LetterEvidence>? evidence = null,
        string? basis = null,
        CaseFile? into = null
    )
    {
        var sender = step.Main;
        if (letter is { IsBeside: true, IsWaiting: true, Receipt: not null })
            sender.Part<CaseLetters>().RequireStillMovable(sender.Case, letter);
        if (into is null)
            await OpenAsync(step, letter, by, handlers, parties, basis, cancel);
        else
            Join(sender, letter, by, into);
        sender.Record(
            by is null ? "letter.accepted-by-silence" : "letter.accepted",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["receiver"] = letter.Receiver,
                ["handler"] = letter.Answer!.Handler,
                ["basis"] = basis,
                ["into"] = into?.Number,
            },
            post
        );
        if (by is not null && letter.Kind == LetterKinds.TakeUp)
            await papers.TakeUpAsync(sender, letter, organizations.Find(letter.Receiver)!, letter.Summary, basis, post, cancel);
        else if (by is not null)
            await papers.ReceiptAsync(sender, letter, post, cancel, evidence);
        LetterNotices.TellSender(sender, letter, "notice.letter-accepted");
        Conclude(sender, letter);
    }

    /// <summary>
    /// 并案: one open case of the receiver's, about the same matter, that a letter opened; the case that is yielded goes into whichever was filed first.
    /// Goods would need a case of their own.
    /// </summary>
    /// <exception cref="RefusedException"><c>escalation.not-one-case</c>, <c>escalation.not-the-first</c>, <c>escalation.goods-apart</c>.</exception>
    internal static void RequireOneCase(CaseWork sender, Escalation letter, CaseFile? into)
    {
        var joins =
            into is { IsOpen: true }
            && (into.Origin is not null || letter.IsBeside)
            && into.OwnerOrg == letter.Receiver
            && into.MatterCode == sender.Case.MatterCode
            && letter.Kind is LetterKinds.LeadTransfer or LetterKinds.CaseTransfer;
        if (!joins)
            throw EscalationRefusals.NotOneCase(letter);
        if (letter.YieldsTo is { } first && first != into!.Number)
            throw EscalationRefusals.NotTheFirst(letter, first);
        if (TakesGoods(letter) && sender.Part<Deadlines.CaseClocks>().OnGoods.Any())
            throw EscalationRefusals.GoodsApart(letter);
    }

    /// <summary>The case is another than the sender's, and learns of it by the outbox.</summary>
    private static void Join(CaseWork sender, Escalation letter, Signer? by, CaseFile into)
    {
        letter.Accept(by, sender.Now, into.Key);
        if (TakesGoods(letter))
            sender.Case.HandlerOrg = letter.Receiver;
        sender.Step.Send(
            into.Key,
            new OutboxMessage(
                JoinedDelivery.MessageType,
                1,
                new JsonObject
                {
                    ["letter"] = letter.Id.ToString(),
                    ["county"] = sender.Case.Key.County,
                    ["case"] = sender.Case.Key.Id.ToString(),
                    ["number"] = sender.Case.Number,
                }
            )
        );
    }

    /// <summary>The receiver's own case begins, and takes over the goods with their terms.</summary>
    public async Task OpenAsync(
        Step step,
        Escalation letter,
        Signer? by,
        IReadOnlyList<LetterHandler> handlers,
        IReadOnlyList<Party> parties,
        string? basis,
        CancellationToken cancel
    )
    {
        var sender = step.Main;
        // The police keep their case under the Criminal Procedure Law, and a body of another place where it keeps its cases: outside this installation.
        var isElsewhere = letter.Kind == LetterKinds.PoliceReferral || organizations.IsBeyond(letter);
        var own = isElsewhere ? null : OwnCase(sender.Case, letter, handlers, step.Now);
        letter.Accept(by, step.Now, own?.Key, handlers.Count == 0 ? null : string.Join("、", handlers.Select(it => it.Name)), basis);
        if (letter.Kind == LetterKinds.PoliceReferral)
            letter.OweGoods(terms.PoliceDue(PoliceWaits.ToHandOver, step.Today, letter));
        if (TakesGoods(letter))
            sender.Case.HandlerOrg = letter.Receiver;
        if (own is not null)
            await OpenAsync(step, own, letter, handlers, parties, cancel);
    }

    /// <summary>The sender's flow goes on; a case that was handed down, taken up or yielded ends.</summary>
    public static void Conclude(CaseWork sender, Escalation letter)
    {
        CaseLetters.Answer(sender, letter, LetterActivity.Accepted);
        if (!letter.IsBeside)
            return;
        var outcome = letter.Kind switch
        {
            LetterKinds.HandDown => "handed-down",
            LetterKinds.TakeUp => "taken-up",
            LetterKinds.CaseTransfer => "case-transferred",
            _ => "lead-transferred",
        };
        // Whoever sent it to this department hears where it went.
        if (sender.Case.Kind is CaseKind.County)
            CaseLetters.TellSender(sender, outcome, letter.Summary, null);
        sender.EndWith(outcome);
    }

    private static bool TakesGoods(Escalation letter) => letter.Kind == LetterKinds.CaseTransfer || letter.IsBeside;

    private async Task OpenAsync(
        Step step,
        CaseFile own,
        Escalation letter,
        IReadOnlyList<LetterHandler> handlers,
        IReadOnlyList<Party> parties,
        CancellationToken cancel
    )
    {
        var role = own.Kind is CaseKind.Township ? Roles.Officer : Roles.CountyHandler;
        var field = (await powers.CurrentAsync(cancel)).FieldOf(own.MatterCode);
        var definition = (await bound.CurrentAsync(cancel)).Demand(BindingScope.Of(own, field), step.Today);
        var known = own.Data.ToJson();
        var work = await step.OpenAsync(own, definition, null, cancel);
        for (var ordinal = 0; ordinal < parties.Count; ordinal++)
            work.Write(CaseTable.AddParty(own.Key, parties[ordinal], ordinal + 1, step.Now));
        if (handlers is [var handler, ..])
            work.Part<OpenTasks>().Open.FirstOrDefault(task => task.Role == role)?.ReassignTo(handler.Id, step.Now);
        if (TakesGoods(letter) || letter.Kind == LetterKinds.CrossRegion)
            step.Main.Part<OpenTasks>().HandOn(step.Main, work, role);
        work.Record(
            "case.opened",
            new JsonObject
            {
                ["letter"] = letter.Id.ToString(),
                ["sender"] = letter.Sender,
                ["facts"] = known,
            }
        );
    }

    private CaseFile OwnCase(CaseFile sender, Escalation letter, IReadOnlyList<LetterHandler> handlers, DateTimeOffset at)
    {
        var receiver = organizations.Find(letter.Receiver) ?? throw EscalationRefusals.NoSuchReceiver();
        // A city's or a province's own case is kept in the county in which the matter lies.
        var county = receiver.County ?? sender.Key.County;
        var data = new JsonObject { [CaseLetters.LetterFact] = letter.Id.ToString(), ["letterNumber"] = letter.Number };
        if (letter.IsDesignated)
            data[CaseLetters.DesignatedFact] = true;
        foreach (var name in Handed)
            if (sender.Data[name] is { } value)
                data[name] = value.DeepClone();
        return new CaseFile
        {
            Key = CaseKey.New(county, at),
            Number = "",
            Kind = receiver.IsTownship ? CaseKind.Township : CaseKind.County,
            OwnerOrg = letter.Receiver,
            HandlerOrg = letter.Receiver,
            Origin = sender.Key,
            Title = sender.Title,
            MatterCode = sender.MatterCode,
            MatterVersion = sender.MatterVersion,
            ViolationOn = sender.ViolationOn,
            Procedure = Procedures.Ordinary,
            Intent = "file",
            Officers = [.. handlers.Select(it => it.Id)],
            Stage = receiver.IsTownship ? Stages.LeadCheck : Stages.Filing,
            StageSince = at,
            OpenedAt = at,
            Data = new CaseData(data),
        };
    }
}
