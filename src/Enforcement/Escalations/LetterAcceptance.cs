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
public sealed class LetterAcceptance(OrganizationDirectory organizations, LetterPapers papers, PowerLists powers, BoundDefinitions bound)
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
    /// <param name="evidence">The list as far as it was checked, for the receipt.</param>
    public async Task ApplyAsync(
        Step step,
        Escalation letter,
        Signer? by,
        LetterHandler? handler,
        IReadOnlyList<Party> parties,
        Post? post,
        CancellationToken cancel,
        IReadOnlyList<LetterEvidence>? evidence = null
    )
    {
        var sender = step.Main;
        // The police keep their case under the Criminal Procedure Law, outside this installation.
        var own = letter.Kind == LetterKinds.PoliceReferral ? null : OwnCase(sender.Case, letter, handler, step.Now);
        letter.Accept(by, step.Now, own?.Key, handler?.Name);
        sender.Record(
            by is null ? "letter.accepted-by-silence" : "letter.accepted",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["receiver"] = letter.Receiver,
                ["handler"] = handler?.Name,
            },
            post
        );
        if (letter.Kind == LetterKinds.CaseTransfer)
            sender.Case.HandlerOrg = letter.Receiver;
        if (own is not null)
            await OpenAsync(step, own, letter, handler, parties, cancel);
        if (by is not null)
            await papers.ReceiptAsync(sender, letter, post, cancel, evidence);
        CaseLetters.Answer(sender, letter, LetterActivity.Accepted);
        LetterNotices.TellSender(sender, letter, "notice.letter-accepted");
    }

    private async Task OpenAsync(
        Step step,
        CaseFile own,
        Escalation letter,
        LetterHandler? handler,
        IReadOnlyList<Party> parties,
        CancellationToken cancel
    )
    {
        var field = (await powers.CurrentAsync(cancel)).FieldOf(own.MatterCode);
        var definition = (await bound.CurrentAsync(cancel)).Demand(BindingScope.Of(own, field), step.Today);
        var known = own.Data.ToJson();
        var work = await step.OpenAsync(own, definition, null, cancel);
        for (var ordinal = 0; ordinal < parties.Count; ordinal++)
            work.Write(CaseTable.AddParty(own.Key, parties[ordinal], ordinal + 1, step.Now));
        if (handler is not null)
            work.Part<OpenTasks>().Open.FirstOrDefault(task => task.Role == Roles.CountyHandler)?.ReassignTo(handler.Id, step.Now);
        if (letter.Kind == LetterKinds.CaseTransfer)
            step.Main.Part<OpenTasks>().HandOn(step.Main, work, Roles.CountyHandler);
        work.Record(
            "case.opened",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["sender"] = letter.Sender,
                ["facts"] = known,
            }
        );
    }

    private CaseFile OwnCase(CaseFile sender, Escalation letter, LetterHandler? handler, DateTimeOffset at)
    {
        var county = organizations.Find(letter.Receiver)?.County ?? throw EscalationRefusals.NoSuchReceiver();
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
            Kind = CaseKind.County,
            OwnerOrg = letter.Receiver,
            HandlerOrg = letter.Receiver,
            Origin = sender.Key,
            Title = sender.Title,
            MatterCode = sender.MatterCode,
            MatterVersion = sender.MatterVersion,
            ViolationOn = sender.ViolationOn,
            Procedure = Procedures.Ordinary,
            Intent = "file",
            Officers = handler is null ? [] : [handler.Id],
            Stage = Stages.Filing,
            StageSince = at,
            OpenedAt = at,
            Data = new CaseData(data),
        };
    }
}
