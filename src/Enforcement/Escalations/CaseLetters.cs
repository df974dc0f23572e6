using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Documents;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;
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

    /// <summary>On a receiver's own case: letters that were accepted into it later.</summary>
    private const string JoinedFact = "joinedLetters";

    /// <summary>On a receiver's own case: the result as it went out; a letter that joins afterwards is told it at once.</summary>
    private const string ToldFact = "resultTold";

    /// <summary>文种代字 of every letter.</summary>
    private const string Word = "移";

    /// <summary>办案期限 of the sender's case.</summary>
    private const string CaseTerm = "DL-PEN-02";

    /// <summary>案件移送函: the paper that the letter is, where the step that sends it has just approved one.</summary>
    private const string TransferLetter = "E8";

    private readonly List<Escalation> letters = [];

    /// <summary>Letters that bear the number of their paper; it is drawn when the step ends.</summary>
    private readonly List<(Escalation Letter, LegalDocument Paper)> papers = [];

    public override int Order => 35;

    public IReadOnlyList<Escalation> All => letters;

    /// <summary>The letter that the flow waits for.</summary>
    public Escalation? Waiting => letters.FirstOrDefault(letter => letter is { IsWaiting: true, IsBeside: false });

    public Escalation Find(Guid id) => letters.FirstOrDefault(letter => letter.Id == id) ?? throw new NotVisibleException();

    /// <summary>Ends the wait of the sender's flow. The letter has its answer already.</summary>
    public static void Answer(CaseWork work, Escalation letter, string outcome)
    {
        if (outcome != LetterActivity.Accepted)
            GoOn(work, letter);
        if (!letter.IsBeside)
            work.Signal(letter.Bookmark, new JsonObject { ["outcome"] = outcome });
    }

    /// <summary>
    /// While the police have the case, its term stands still: by their letter, whose number is the paper of the pause. A pause on another ground that ends
    /// meanwhile goes over into this one.
    /// </summary>
    private void StandStill(CaseWork work, Escalation letter)
    {
        var (clocks, sent) = (work.Part<CaseClocks>(), terms.DayOf(letter.SentAt));
        foreach (var clock in clocks.Running.Where(it => it is { Rule: CaseTerm, State: ClockState.Running }).ToList())
        {
            var from = clock.Suspensions is [.., { To: { } resumed }] && resumed > sent ? resumed : sent;
            if (terms.StartOf(from) < clock.DueLegal)
                clocks.Suspend(
                    work,
                    clock,
                    new Suspension(
                        from,
                        null,
                        "suspension",
                        Texts.InBoth("letters.police.basis").Zh, // the journal is the office's, whoever's page it was
                        letter.Number
                    ),
                    null
                );
        }
    }

    /// <summary>The pause of this letter ends, and no other.</summary>
    private static void GoOn(CaseWork work, Escalation letter)
    {
        if (letter.Kind != LetterKinds.PoliceReferral)
            return;
        var clocks = work.Part<CaseClocks>();
        foreach (
            var clock in clocks
                .Running.Where(it => it is { Rule: CaseTerm, State: ClockState.Paused } && IsOf(letter, it.Suspensions[^1]))
                .ToList()
        )
            clocks.Resume(work, clock, work.Step.Today, null);
    }

    // Before a pause named its letter, it named the kind of it, in the language of whoever sent it.
    private static bool IsOf(Escalation letter, Suspension pause)
    {
        var (kind, basis) = (Texts.InBoth("letters.kind.police-referral"), Texts.InBoth("letters.police.basis"));
        return pause.Document == letter.Number
            || (pause.Document, pause.Basis) == (kind.Zh, basis.Zh)
            || (pause.Document, pause.Basis) == (kind.En, basis.En);
    }

    /// <summary>A letter beside the flow, with the number of its paper where it has one.</summary>
    /// <exception cref="RefusedException">The case was designated, is handed over or decided, or another letter is under way: <c>escalation.under-way</c>.</exception>
    /// <param name="yieldsTo">Register number of the case that was filed first, where the letter yields to it.</param>
    public Escalation SendBeside(
        CaseWork work,
        string kind,
        Organization receiver,
        string reason,
        LegalDocument? paper,
        Post post,
        string? yieldsTo = null
    )
    {
        RequireMovable(work.Case);
        if (letters.FirstOrDefault(letter => letter.IsWaiting) is { } other)
            throw EscalationRefusals.UnderWay(other);
        var letter = New(work, kind, Escalation.NoWait, receiver.Code, reason, Signer.Of(work.Step.Actor, post), yieldsTo: yieldsTo);
        Number(work, letter, paper);
        Add(work, letter);
        return letter;
    }

    /// <summary>The decision of a department to take the case up, in the form of a letter that it answers at once, with the number of its notice.</summary>
    /// <exception cref="RefusedException">As for any letter beside the flow; of the letters under way a referral to the police alone stands in its way.</exception>
    public Escalation TakenUp(CaseWork work, Organization department, string reason, Post post, LegalDocument paper)
    {
        RequireMovable(work.Case);
        if (letters.FirstOrDefault(letter => letter is { IsWaiting: true, Kind: LetterKinds.PoliceReferral }) is { } referral)
            throw EscalationRefusals.UnderWay(referral);
        var letter = New(work, LetterKinds.TakeUp, Escalation.NoWait, department.Code, reason, Signer.Of(work.Step.Actor, post));
        papers.Add((letter, paper));
        Add(work, letter);
        return letter;
    }

    /// <summary>The case went on while a letter stood beside it: what it has become by now says whether an acceptance may still move it.</summary>
    /// <exception cref="RefusedException">As for sending it.</exception>
    internal void RequireStillMovable(CaseFile caseFile, Escalation accepted)
    {
        RequireMovable(caseFile, accepted);
        if (Waiting is { } other)
            throw EscalationRefusals.UnderWay(other);
    }

    /// <summary>
    /// The police file after all: what has not been decided meanwhile ends here, as it does when they file at once. With another letter under way it goes on,
    /// and no penalty takes the place of the referral.
    /// </summary>
    internal void FiledByPolice(CaseWork work)
    {
        if (!work.Case.IsOpen)
            return;
        work.Case.Data.Set("crimeSuspected", true);
        if (work.Case.Stage is not (Stages.Service or Stages.Execution or Stages.Closing) && !letters.Any(letter => letter.IsWaiting))
            work.EndWith("transferred-police");
    }

    /// <summary>Nobody takes away, or hands on, what was designated, decided, or is with another body already.</summary>
    /// <param name="accepted">The letter by which it moves; a designation of its own receiver is no obstacle.</param>
    private void RequireMovable(CaseFile caseFile, Escalation? accepted = null)
    {
        if (!caseFile.IsOpen)
            throw CaseRefusals.AlreadyClosed(caseFile);
        if (IsDesignated(caseFile) || letters.Any(letter => letter is { IsWaiting: true, IsDesignated: true } && letter != accepted))
            throw EscalationRefusals.DesignatedKeeps();
        if (caseFile.HandlerOrg != caseFile.OwnerOrg)
            throw EscalationRefusals.HandedOver();
        if (caseFile.Stage is Stages.Service or Stages.Execution or Stages.Closing)
            throw EscalationRefusals.Decided();
    }

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
            case FeedbackWanted wanted:
                TellSender(work, wanted.Result, wanted.Note, wanted.Number);
                return true;
            default:
                return false;
        }
    }

    public override void BookmarkGone(int bookmark, CaseWork work)
    {
        foreach (var letter in letters.Where(letter => letter.Bookmark == bookmark && letter.IsWaiting))
        {
            letter.Withdraw(new Withdrawal(null, work.Now, null));
            GoOn(work, letter);
        }
    }

    public override void CaseClosed(CaseWork work)
    {
        // A department's flow says itself when it has a result; what ends without a word, as a township's own does, has its result by ending.
        if (work.Case.Data[ToldFact] is null)
            TellSender(work, work.Case.Outcome!, work.Case.Data.Text("closingResult"), work.Case.FilingNumber);
        foreach (var letter in letters.Where(letter => letter.IsWaiting))
            letter.Withdraw(new Withdrawal(null, work.Now, null));
    }

    /// <summary>While no task of the flow is open, a delay is charged to whoever has the letter.</summary>
    public override void Settle(CaseWork work)
    {
        foreach (var (sent, paper) in papers)
            Bears(work, sent, paper.Number!);
        if (Waiting is { Kind: LetterKinds.PoliceReferral } referral)
            StandStill(work, referral);
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
                work.Write(LetterEvidenceTable.List(letter));
                if (letter.Answer is not null)
                    work.Write(EscalationTable.Update(letter)); // sent and answered in one step
            }
            else if (letter.Changed)
                work.Write(EscalationTable.Update(letter));
    }

    private void Send(LetterWanted wanted, CaseWork work)
    {
        var facts = work.Case.Data;
        if (IsDesignated(work.Case) && wanted.Kind != LetterKinds.PoliceReferral)
            throw EscalationRefusals.DesignatedKeeps();
        // A crime is referred at once, whatever else is under way; then no acceptance of the other letter moves the case.
        if (
            wanted.Kind != LetterKinds.PoliceReferral
            && letters.FirstOrDefault(letter => letter is { IsBeside: true, IsWaiting: true }) is { } beside
        )
            throw EscalationRefusals.UnderWay(beside);
        var receiver = LetterReceivers.Of(organizations, work.Case, wanted.Kind, work.Step.Today);
        var returned = letters.LastOrDefault(letter =>
            letter.State is LetterStates.Returned && letter.Kind == wanted.Kind && letter.Receiver == receiver.Code
        );
        var letter = New(
            work,
            wanted.Kind,
            wanted.BookmarkId,
            receiver.Code,
            facts.Text("transferSummary"),
            Signer.Of(work.Step.Actor),
            returned
        );
        Number(work, letter, work.Part<CaseDocuments>().Standing(TransferLetter) is { Number: null or "" } paper ? paper : null);
        Add(work, letter);
        // Until the police say otherwise: no penalty takes the place of a referral, though it were withdrawn.
        if (wanted.Kind == LetterKinds.PoliceReferral)
            facts.Set("crimeSuspected", true);
    }

    private Escalation New(
        CaseWork work,
        string kind,
        int bookmark,
        string receiver,
        string? summary,
        Signer by,
        Escalation? returned = null,
        string? yieldsTo = null
    )
    {
        var id = RowId.New(work.Case.Key.County, work.Now);
        return new Escalation
        {
            Id = id,
            CaseKey = work.Case.Key,
            Bookmark = bookmark,
            Chain = returned?.Chain ?? id,
            Ordinal = returned is null ? 1 : letters.Where(letter => letter.Chain == returned.Chain).Max(letter => letter.Ordinal) + 1,
            Kind = kind,
            Urgent = work.Case.Data.Flag("urgent") == true,
            Sender = work.Case.OwnerOrg,
            Receiver = receiver,
            Number = "",
            Summary = summary,
            SceneSecured = work.Case.Data.Flag("sceneSecured") == true,
            SentBy = by,
            SentAt = work.Now,
            SignDue = terms.SignDue(work.Now, receiver),
            YieldsTo = yieldsTo,
            IsNew = true,
        };
    }

    private void Number(CaseWork work, Escalation letter, LegalDocument? paper)
    {
        if (paper is not null)
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
    }

    /// <summary>指定管辖 binds: the body that has the case by it keeps it, and a crime alone goes on, to the police.</summary>
    private bool IsDesignated(CaseFile caseFile) =>
        caseFile.Data.Flag(DesignatedFact) == true || letters.Any(letter => letter.Designation?.Organization == caseFile.OwnerOrg);

    private static void Bears(CaseWork work, Escalation letter, string number)
    {
        letter.Number = number;
        // What a department takes up unasked it has answered already.
        if (letter is { Kind: LetterKinds.TakeUp, IsWaiting: false })
            LetterNotices.TellSender(work, letter, "notice.letter-taken-up");
        else
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
                ["yieldsTo"] = letter.YieldsTo,
            }
        );
    }

    /// <summary>Tells whoever sent the letter that opened this case, and those that were joined to it; one that no letter opened tells nobody.</summary>
    internal static void TellSender(CaseWork work, string result, string? note, string? number)
    {
        List<(CaseKey Case, string Letter)> told = [.. Joined(work.Case).OfType<JsonObject>().Select(it => (SenderOf(it), LetterOf(it)))];
        if (work.Case.Origin is { } origin && work.Case.Data.Text(LetterFact) is { } opened)
            told.Insert(0, (origin, opened));
        var words = new JsonObject
        {
            ["result"] = result,
            ["note"] = note,
            ["number"] = number,
        };
        // Also where there is nobody to tell: a letter that joins later is told the same.
        work.Case.Data.Set(ToldFact, words);
        foreach (var (sender, letter) in told)
            Tell(work, sender, letter, words);
    }

    /// <summary>Another letter is this case's too. False: it is already.</summary>
    internal static bool Join(CaseWork work, JsonObject told)
    {
        var (known, letter) = (Joined(work.Case), LetterOf(told));
        if (known.OfType<JsonObject>().Any(it => LetterOf(it) == letter))
            return false;
        known.Add(
            new JsonObject
            {
                ["letter"] = letter,
                ["county"] = told["county"]!.DeepClone(),
                ["case"] = told["case"]!.DeepClone(),
            }
        );
        work.Case.Data.Set(JoinedFact, known);
        // Its result has gone out already, without this one.
        if (work.Case.Data[ToldFact] is JsonObject words)
            Tell(work, SenderOf(told), letter, words);
        else if (!work.Case.IsOpen)
            Tell(
                work,
                SenderOf(told),
                letter,
                new JsonObject
                {
                    ["result"] = work.Case.Data.Text("resultOutcome") ?? work.Case.Outcome!,
                    ["note"] = work.Case.Data.Text("resultNote") ?? work.Case.Data.Text("closingResult"),
                    ["number"] = work.Case.Data.Text("externalNumber") ?? work.Case.FilingNumber,
                }
            );
        return true;
    }

    private static JsonArray Joined(CaseFile caseFile) => caseFile.Data[JoinedFact]?.DeepClone() as JsonArray ?? [];

    private static CaseKey SenderOf(JsonObject joined) =>
        new(joined["county"]!.GetValue<string>(), Guid.Parse(joined["case"]!.GetValue<string>()));

    private static string LetterOf(JsonObject joined) => joined["letter"]!.GetValue<string>();

    private static void Tell(CaseWork work, CaseKey sender, string letter, JsonObject words)
    {
        var payload = words.DeepClone().AsObject();
        payload["letter"] = letter;
        work.Step.Send(sender, new OutboxMessage(FeedbackDelivery.MessageType, 1, payload));
    }
}
