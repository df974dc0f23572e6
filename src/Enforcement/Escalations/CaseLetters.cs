using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Documents;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Escalations;

/// <summary>The letters of one case, in every step on it.</summary>
public sealed class CaseLetters(OrganizationDirectory organizations, LetterTerms terms) : CasePart
{
    /// <summary>What the receiver told, kept on the sender's case.</summary>
    public const string FeedbackFact = "feedbackResult";

    /// <summary>On a receiver's own case: the letter that opened it.</summary>
    public const string LetterFact = "letter";

    /// <summary>On a receiver's own case: jurisdiction was designated, so it transfers nothing again.</summary>
    public const string DesignatedFact = "jurisdictionDesignated";

    /// <summary>文种代字 of every letter.</summary>
    private const string Word = "移";

    /// <summary>案件移送函: the paper that the letter is, where the step that sends it has just approved one.</summary>
    private const string TransferLetter = "E8";

    private readonly List<Escalation> letters = [];

    /// <summary>Letters that bear the number of their paper; it is drawn when the step ends.</summary>
    private readonly List<(Escalation Letter, LegalDocument Paper)> papers = [];

    public override int Order => 35;

    public IReadOnlyList<Escalation> All => letters;

    /// <summary>The letter that the flow waits for.</summary>
    public Escalation? Waiting => letters.FirstOrDefault(letter => letter.IsWaiting);

    public Escalation Find(Guid id) => letters.FirstOrDefault(letter => letter.Id == id) ?? throw new NotVisibleException();

    /// <summary>Ends the wait of the sender's flow. The letter has its answer already.</summary>
    public static void Answer(CaseWork work, Escalation letter, string outcome) =>
        work.Signal(letter.Bookmark, new JsonObject { ["outcome"] = outcome });

    /// <summary>Sends a letter on to the body that was designated.</summary>
    public Escalation SendOn(CaseWork work, Escalation letter, Designation designation) =>
        SendOn(
            work,
            letter.ReaddressedTo(designation, RowId.New(work.Case.Key.County, work.Now), terms.SignDue(work.Now, designation.Organization))
        );

    /// <summary>Sends a letter on to the third body that both sides agreed on.</summary>
    public Escalation SendOn(CaseWork work, Escalation letter, Agreement agreement) =>
        SendOn(
            work,
            letter.AgreedTo(agreement, RowId.New(work.Case.Key.County, work.Now), terms.SignDue(work.Now, agreement.Organization))
        );

    private Escalation SendOn(CaseWork work, Escalation next)
    {
        Add(work, next);
        LetterNotices.ToRegistry(work, next, next.IsDesignated ? "notice.letter-designated" : "notice.letter-received");
        return next;
    }

    /// <summary>Who answers for a body in its letters: the head of a township's squad, of a department's unit.</summary>
    internal string HeadRoleOf(string organization) =>
        organizations.Find(organization)?.IsTownship == true ? Roles.SquadHead : Roles.UnitHead;

    /// <summary>Who signs for letters: a township has no registry of its own.</summary>
    internal string RegistryRoleOf(string organization) =>
        organizations.Find(organization)?.IsTownship == true ? Roles.SquadHead : Roles.CountyIntake;

    /// <summary>The result has come: kept with the letter and the case, and the flow goes on where it waits for it.</summary>
    public static void TakeFeedback(CaseWork work, Escalation letter, Feedback feedback, Post? post = null)
    {
        letter.GiveFeedback(feedback);
        work.Case.Data.Set(FeedbackFact, feedback.Result);
        work.Record(
            "letter.feedback",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["result"] = feedback.Result,
                ["note"] = feedback.Note,
                ["number"] = feedback.Number,
            },
            post
        );
        LetterNotices.ToSender(work, letter, "notice.letter-feedback", statutory: false);
        if (work.Flow!.Bookmarks.FirstOrDefault(bookmark => bookmark.Name == WaitForFeedbackActivity.TypeName) is { } wait)
            work.Signal(wait.Id, null);
    }

    public override Statement Read(CaseOf of) => EscalationTable.OfCase.About(of);

    public override async Task LoadAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel))
            letters.Add(EscalationTable.From(reader));
    }

    public override bool Take(Effect effect, CaseWork work)
    {
        switch (effect)
        {
            case LetterWanted wanted:
                Send(wanted, work);
                return true;
            case FeedbackWanted:
                TellSender(work);
                return true;
            default:
                return false;
        }
    }

    public override void BookmarkGone(int bookmark, CaseWork work)
    {
        foreach (var letter in letters.Where(letter => letter.Bookmark == bookmark && letter.IsWaiting))
            letter.Withdraw(new Withdrawal(null, work.Now, null));
    }

    public override void CaseClosed(CaseWork work)
    {
        foreach (var letter in letters.Where(letter => letter.IsWaiting))
            letter.Withdraw(new Withdrawal(null, work.Now, null));
    }

    /// <summary>While no task of the flow is open, a delay is charged to whoever has the letter.</summary>
    public override void Settle(CaseWork work)
    {
        foreach (var (sent, paper) in papers)
            Bears(work, sent, paper.Number!);
        if (!work.Case.IsOpen || work.Part<OpenTasks>().Open.Any(task => task.Kind is TaskKind.Flow))
            return;
        if (Waiting is { } letter)
            work.HeldBy(letter.HolderAt(work.Now, CommonSuperior.Of(organizations, letter)));
        else if (work.Case.HandlerOrg != work.Case.OwnerOrg)
            work.HeldBy(new Holder(work.Case.HandlerOrg, null, null, "receiver"));
    }

    public override void AddWrites(CaseWork work)
    {
        foreach (var letter in letters)
            if (letter.IsNew)
            {
                work.Write(EscalationTable.Insert(letter));
                work.Write(LetterEvidenceTable.List(letter, work.Case.Origin));
            }
            else if (letter.Changed)
                work.Write(EscalationTable.Update(letter));
    }

    private void Send(LetterWanted wanted, CaseWork work)
    {
        var facts = work.Case.Data;
        if (IsDesignated(work.Case) && wanted.Kind != LetterKinds.PoliceReferral)
            throw EscalationRefusals.DesignatedKeeps();
        var receiver = LetterReceivers.Of(organizations, work.Case, wanted.Kind, work.Step.Today);
        var returned = letters.LastOrDefault(letter =>
            letter.State is LetterStates.Returned && letter.Kind == wanted.Kind && letter.Receiver == receiver.Code
        );
        var id = RowId.New(work.Case.Key.County, work.Now);
        var letter = new Escalation
        {
            Id = id,
            CaseKey = work.Case.Key,
            Bookmark = wanted.BookmarkId,
            Chain = returned?.Chain ?? id,
            Ordinal = returned is null ? 1 : letters.Where(letter => letter.Chain == returned.Chain).Max(letter => letter.Ordinal) + 1,
            Kind = wanted.Kind,
            Urgent = facts.Flag("urgent") == true,
            Sender = work.Case.OwnerOrg,
            Receiver = receiver.Code,
            Number = "",
            Summary = facts.Text("transferSummary"),
            SceneSecured = facts.Flag("sceneSecured") == true,
            SentBy = Signer.Of(work.Step.Actor),
            SentAt = work.Now,
            SignDue = terms.SignDue(work.Now, receiver.Code),
            IsNew = true,
        };
        if (work.Part<CaseDocuments>().Standing(TransferLetter) is { Number: null or "" } paper)
            papers.Add((letter, paper));
        else
            work.Step.Draw(
                work.Case.Key,
                letter.Sender,
                Word,
                (year, serial) => work.Step.OfficialNumber(letter.Sender, Word, year, serial),
                "letter",
                number => Bears(work, letter, number)
            );
        Add(work, letter);
    }

    /// <summary>指定管辖 binds: the body that has the case by it keeps it, and a crime alone goes on, to the police.</summary>
    private bool IsDesignated(CaseFile caseFile) =>
        caseFile.Data.Flag(DesignatedFact) == true || letters.Any(letter => letter.Designation?.Organization == caseFile.OwnerOrg);

    private static void Bears(CaseWork work, Escalation letter, string number)
    {
        letter.Number = number;
        LetterNotices.ToRegistry(work, letter, "notice.letter-received");
    }

    private void Add(CaseWork work, Escalation letter)
    {
        // Sight of the sender's case comes with the letter; of the receiver's own case the sender gets none.
        if (letters.All(other => other.Receiver != letter.Receiver))
            work.LetTakePart(letter.Receiver, "receiver");
        letters.Add(letter);
        work.Record(
            "letter.sent",
            new JsonObject
            {
                ["letter"] = letter.Id.ToString(),
                ["kind"] = letter.Kind,
                ["receiver"] = letter.Receiver,
                ["ordinal"] = letter.Ordinal,
                ["urgent"] = letter.Urgent,
            }
        );
    }

    private static void TellSender(CaseWork work)
    {
        if (work.Case.Origin is not { } origin || work.Case.Data.Text(LetterFact) is not { } letter)
            return; // a department's case that no letter opened
        var facts = work.Case.Data;
        var notFiled = facts.Text("filingDecisionOutcome") == "not-file";
        work.Step.Send(
            origin,
            new OutboxMessage(
                FeedbackDelivery.MessageType,
                1,
                new JsonObject
                {
                    ["letter"] = letter,
                    ["result"] = notFiled ? "not-filed" : facts.Text("resultOutcome") ?? "decided",
                    ["note"] = facts.Text(notFiled ? "notFilingReason" : "resultNote"),
                    ["number"] = notFiled ? null : facts.Text("externalNumber"),
                }
            )
        );
    }
}
