using System.Globalization;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Documents;
using Enforcement.Escalations;
using Enforcement.Handoffs.Exchange;
using Enforcement.Handoffs.Incoming;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Handoffs;

/// <summary>
/// The handoffs of one case, in every step on it. It watches the letters: whatever verb sends, answers or takes back a letter that goes beyond the
/// installation, its handoff is written in the same step, and what the other installation has to hear is put beside it.
/// </summary>
public sealed class CaseHandoffs(OrganizationDirectory organizations) : CasePart
{
    /// <summary>Working days until an offer that nobody accepts expires: an office's own choice, as long as an assistance to another region has (DL-TRF-09).</summary>
    public const int DaysOpen = 15;

    private readonly List<Handoff> handoffs = [];
    private readonly List<Statement> said = [];

    /// <summary>Before the letters: the feedback of a case that came in from outside is not for them.</summary>
    public override int Order => 34;

    public IReadOnlyList<Handoff> All => handoffs;

    public Handoff Find(Guid id) => handoffs.FirstOrDefault(it => it.Id == id) ?? throw new NotVisibleException();

    public override Statement Read(CaseOf of) => HandoffTable.OfCase.About(of);

    public override async Task LoadAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel))
            handoffs.Add(HandoffTable.From(reader));
    }

    public override bool Take(Effect effect, CaseWork work)
    {
        if (effect is not FeedbackWanted wanted || work.Case.Data.Text(IncomingOpening.Fact) is not { } incoming)
            return false;
        said.AddRange(IncomingTable.TellResult(Guid.Parse(incoming), IncomingResult.Of(wanted, work.Now), work.Now));
        return true;
    }

    /// <summary>What ends without its flow having told a result, as a township's own case does, has its result by ending; a result told before stays.</summary>
    public override void CaseClosed(CaseWork work)
    {
        if (work.Case.Data.Text(IncomingOpening.Fact) is { } incoming)
            said.AddRange(IncomingTable.TellResult(Guid.Parse(incoming), IncomingResult.OfEnd(work.Case, work.Now), work.Now));
    }

    /// <summary>The duty passes with the acceptance, whichever verb it was; before the writes are collected, because the journal says so too.</summary>
    /// <exception cref="RefusedException"><c>handoff.answered-by-peer</c>: somebody with an account here acts for a body that has its own installation.</exception>
    public override void Settle(CaseWork work)
    {
        if (handoffs.Any(it => it.Way == HandoffWays.Peer && !it.IsHeard && IsNewest(it) && work.Journal.IsActedFor(it.Receiver)))
            throw HandoffRefusals.AnsweredByPeer();
        foreach (var letter in work.Part<CaseLetters>().All.Where(it => it is { State: LetterStates.Accepted, Changed: true }))
            if (handoffs.FirstOrDefault(it => it.Id == letter.Id) is { ReleasedAt: null } handoff)
            {
                handoff.Release(work.Now);
                work.Record("handoff.released", new JsonObject { ["letter"] = letter.Number, ["receiver"] = letter.Receiver });
                said.Add(HandoffTable.Say(handoff, MessageKinds.Release, new JsonObject { ["releasedAt"] = Instant(work.Now) }, work.Now));
            }
    }

    public override void AddWrites(CaseWork work)
    {
        foreach (var statement in said)
            work.Write(statement);
        foreach (var letter in work.Part<CaseLetters>().All.Where(organizations.IsBeyond))
            if (letter.IsNew)
                Offer(work, letter);
            else if (letter.Changed && handoffs.FirstOrDefault(it => it.Id == letter.Id) is { } handoff)
                Follow(work, letter, handoff);
        foreach (var handoff in handoffs.Where(it => it is { Changed: true, IsNew: false }))
            work.Write(HandoffTable.Update(handoff));
    }

    /// <summary>What came back from a body stays closed; what went to it again is the letter that it may answer.</summary>
    private bool IsNewest(Handoff handoff) => handoffs.FindLast(it => it.Receiver == handoff.Receiver) == handoff;

    private void Offer(CaseWork work, Escalation letter)
    {
        var handoff = new Handoff
        {
            Id = letter.Id,
            CaseKey = letter.CaseKey,
            Sender = letter.Sender,
            Receiver = letter.Receiver,
            Content = ContentOf(work, letter),
            SentAt = letter.SentAt,
            ExpiresAt = work.Part<CaseClocks>().AfterWorkingDays(work, DaysOpen),
            IsNew = true,
        };
        handoffs.Add(handoff);
        work.Write(HandoffTable.Insert(handoff, work.Step.Today));
        work.Write(HandoffTable.Say(handoff, MessageKinds.Offer, [], work.Now));
    }

    /// <summary>What became of the letter in this step, and what the other side has to hear of it.</summary>
    private void Follow(CaseWork work, Escalation letter, Handoff handoff)
    {
        if (letter.State is LetterStates.Withdrawn or LetterStates.Redirected)
            Say(MessageKinds.Withdrawal, new JsonObject { ["reason"] = letter.Withdrawal?.Reason ?? letter.Designation?.Basis });
        else if (letter is { IsDesignated: true, Designation: { } designation } && designation.At == work.Now)
            Say(MessageKinds.Designation, new JsonObject { ["basis"] = designation.Basis });
        if (letter.Negotiation?.Words is [.., var word] && word.At == work.Now && word.Organization == handoff.Sender)
            Say(
                MessageKinds.Word,
                new JsonObject
                {
                    ["by"] = word.By.Name,
                    ["words"] = word.Text,
                    ["thirdBody"] = organizations.Find(word.ThirdBody)?.LegalName,
                }
            );

        void Say(string kind, JsonObject body) => work.Write(HandoffTable.Say(handoff, kind, body, work.Now));
    }

    /// <summary>To the microsecond, as both databases keep it: the two sides then name the same instant.</summary>
    internal static string Instant(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private JsonObject ContentOf(CaseWork work, Escalation letter) =>
        new()
        {
            ["number"] = letter.Number,
            ["ordinal"] = letter.Ordinal,
            ["senderName"] = organizations.Find(letter.Sender)?.LegalName ?? letter.Sender,
            ["senderRegion"] = organizations.Find(letter.Sender)?.Region ?? letter.CaseKey.County,
            ["receiverName"] = organizations.Find(letter.Receiver)?.LegalName ?? letter.Receiver,
            ["sentOn"] = BusinessTime.LocalDate(work.Step.Today),
            ["caseNumber"] = work.Case.Number,
            ["title"] = work.Case.Title,
            ["matter"] = work.Case.MatterCode,
            ["violationOn"] = BusinessTime.LocalDate(work.Case.ViolationOn),
            ["summary"] = letter.Summary,
            ["urgent"] = letter.Urgent,
            ["designated"] = letter.IsDesignated,
            ["sceneSecured"] = letter.SceneSecured,
            ["facts"] = HandoffFacts.Of(name => work.Case.Data[name]),
            ["parties"] = new JsonArray([
                .. work.Part<CasePersons>()
                    .Parties.Select(party =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["kind"] = party.Kind,
                                ["name"] = party.Name,
                                ["idNumber"] = party.IdNumber,
                                ["phone"] = party.Phone,
                                ["address"] = party.Address,
                            }
                    ),
            ]),
            ["goods"] = new JsonArray([.. work.Part<CaseClocks>().OnGoods.Select(clock => (JsonNode)GoodsClock.ToJson(clock, work))]),
        };
}
