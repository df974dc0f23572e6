using Enforcement.Cases;
using Enforcement.Identity;

namespace Enforcement.Escalations;

/// <summary>
/// A letter 移送函 from one body to another about the sender's case: delivered, signed for, then accepted, returned once with a list, or
/// objected to. Its answer is given once. An answer designated from above binds: what was designated can be neither returned nor objected to.
/// </summary>
public sealed class Escalation
{
    public required Guid Id { get; init; }

    /// <summary>The sender's case.</summary>
    public required CaseKey CaseKey { get; init; }

    /// <summary>The wait of the sender's flow that the answer ends.</summary>
    public required int Bookmark { get; init; }

    public required Guid Chain { get; init; }

    /// <summary>1 for the first letter; a supplement after a return, and a designation, continue the chain.</summary>
    public required int Ordinal { get; init; }

    public required string Kind { get; init; }
    public required bool Urgent { get; init; }
    public required string Sender { get; init; }
    public required string Receiver { get; init; }

    /// <summary>Of the sender's series; drawn when the letter is sent.</summary>
    public required string Number { get; set; }

    public string? Summary { get; init; }
    public required bool SceneSecured { get; init; }
    public required Signer SentBy { get; init; }
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>From this instant on the letter is unsigned too long: an alert, never an acceptance.</summary>
    public required DateTimeOffset SignDue { get; set; }

    public string State { get; private set; } = LetterStates.Delivered;
    public DateTimeOffset? AlertedAt { get; private set; }

    /// <summary>From this instant on silence has accepted the letter; runs from signature.</summary>
    public DateTimeOffset? AcceptDue { get; private set; }

    public Receipt? Receipt { get; private set; }
    public Objection? Objection { get; private set; }

    /// <summary>Acceptance or return, as the state says.</summary>
    public Answer? Answer { get; private set; }
    public Designation? Designation { get; private set; }
    public Withdrawal? Withdrawal { get; private set; }

    /// <summary>What an acceptance opened.</summary>
    public CaseKey? ReceiverCase { get; private set; }

    public Feedback? Feedback { get; private set; }

    /// <summary>Due to a designation 指定管辖: binding.</summary>
    public bool IsDesignated => Designation?.Organization == Receiver;

    /// <summary>The sender's flow still waits for it.</summary>
    public bool IsWaiting => State is LetterStates.Delivered or LetterStates.Signed or LetterStates.Objected;

    internal bool IsNew { get; init; }
    internal bool Changed { get; private set; }

    /// <param name="on">Day on the receipt; the accept term is counted from it.</param>
    /// <param name="answerBy">The instant at which that term has run out; null: silence does not accept it.</param>
    public void SignFor(Signer by, DateTimeOffset at, DateOnly on, DateTimeOffset? answerBy)
    {
        if (State is not LetterStates.Delivered)
            throw EscalationRefusals.SignedBefore(this);
        (Receipt, AcceptDue) = (new Receipt(by, at, on), answerBy);
        MoveTo(LetterStates.Signed);
    }

    /// <param name="by">Null: the accept term passed in silence.</param>
    /// <param name="opened">The receiver's own case; null where it is kept outside this installation.</param>
    public void Accept(Signer? by, DateTimeOffset at, CaseKey? opened, string? handler = null)
    {
        RequireUnanswered();
        (Answer, ReceiverCase) = (new Answer(by, at) { Handler = handler }, opened);
        MoveTo(LetterStates.Accepted);
    }

    public void Return(Signer by, DateTimeOffset at, IReadOnlyList<string> items, string? reason)
    {
        RequireUnanswered();
        RequireTermNotOver(at);
        if (IsDesignated)
            throw EscalationRefusals.Designated(this);
        if (Ordinal > 1)
            throw EscalationRefusals.ReturnedOnce(this);
        Answer = new Answer(by, at) { Items = items, Reason = reason };
        MoveTo(LetterStates.Returned);
    }

    /// <param name="competentBody">Whom the receiver holds to be competent, in its words.</param>
    public void Object(Signer by, DateTimeOffset at, string reason, string competentBody)
    {
        RequireUnanswered();
        RequireTermNotOver(at);
        if (IsDesignated)
            throw EscalationRefusals.Designated(this);
        Objection = new Objection(by, at, reason, competentBody);
        MoveTo(LetterStates.Objected);
    }

    /// <summary>The common superior decides the dispute (Administrative Penalty Law art. 25): for the receiver, or for another body.</summary>
    /// <param name="answerBy">Until when a receiver that was confirmed has to accept; null: silence does not accept it.</param>
    public void Designate(Designation designation, DateTimeOffset? answerBy)
    {
        if (State is not LetterStates.Objected)
            throw EscalationRefusals.NotObjected(this);
        Designation = designation;
        if (designation.Organization == Receiver)
        {
            AcceptDue = answerBy;
            MoveTo(LetterStates.Signed);
        }
        else
            MoveTo(LetterStates.Redirected);
    }

    /// <summary>The sender takes it back, such as when it gives in to an objection.</summary>
    public void Withdraw(Withdrawal withdrawal)
    {
        if (!IsWaiting)
            throw EscalationRefusals.AnsweredBefore(this);
        Withdrawal = withdrawal;
        MoveTo(LetterStates.Withdrawn);
    }

    public void GiveFeedback(Feedback feedback)
    {
        if (State is not LetterStates.Accepted)
            throw EscalationRefusals.NotAccepted(this);
        if (Feedback is not null)
            throw EscalationRefusals.FedBackBefore(this);
        Feedback = feedback;
        Changed = true;
    }

    /// <summary>Not signed for in time, and nobody was told.</summary>
    public bool IsUnsignedAt(DateTimeOffset asOf) => State is LetterStates.Delivered && AlertedAt is null && SignDue <= asOf;

    /// <summary>Told once.</summary>
    public bool Alert(DateTimeOffset asOf, DateTimeOffset at)
    {
        if (!IsUnsignedAt(asOf))
            return false;
        (AlertedAt, Changed) = (at, true);
        return true;
    }

    /// <summary>A calendar that came later, or a closure, moved the last day of the term that runs: until then silence does nothing.</summary>
    public void PutOff(DateTimeOffset due)
    {
        if (State is LetterStates.Delivered)
            SignDue = due;
        else
            AcceptDue = due;
        Changed = true;
    }

    public bool IsAcceptedBySilenceAt(DateTimeOffset asOf) => State is LetterStates.Signed && AcceptDue <= asOf;

    /// <summary>
    /// Whom the wait is charged to. Until signature the sender keeps the duty to stop the danger; the wait beyond the sign term is the
    /// receiver's all the same.
    /// </summary>
    /// <param name="superior">Whom a dispute is put to.</param>
    public Holder HolderAt(DateTimeOffset at, string superior) =>
        State switch
        {
            LetterStates.Delivered when at < SignDue => new Holder(Sender, null, null, "handling"),
            LetterStates.Delivered => new Holder(Receiver, Roles.CountyIntake, null, "receiver"),
            LetterStates.Objected => new Holder(superior, Roles.Coordinator, null, "review"),
            _ => new Holder(Receiver, Roles.UnitHead, null, "receiver"),
        };

    private void RequireUnanswered()
    {
        if (State is LetterStates.Delivered)
            throw EscalationRefusals.NotSigned(this);
        if (State is LetterStates.Redirected)
            throw EscalationRefusals.Designated(this);
        if (State is not LetterStates.Signed)
            throw EscalationRefusals.AnsweredBefore(this);
    }

    private void RequireTermNotOver(DateTimeOffset at)
    {
        if (IsAcceptedBySilenceAt(at))
            throw EscalationRefusals.TermOver(this);
    }

    private void MoveTo(string state) => (State, Changed) = (state, true);

    internal void Restore(
        string state,
        DateTimeOffset? alertedAt,
        DateTimeOffset? acceptDue,
        Receipt? receipt,
        Objection? objection,
        Answer? answer,
        Designation? designation,
        Withdrawal? withdrawal,
        CaseKey? receiverCase,
        Feedback? feedback
    ) =>
        (State, AlertedAt, AcceptDue, Receipt, Objection, Answer, Designation, Withdrawal, ReceiverCase, Feedback) = (
            state,
            alertedAt,
            acceptDue,
            receipt,
            objection,
            answer,
            designation,
            withdrawal,
            receiverCase,
            feedback
        );

    /// <summary>This letter, sent on to the body that was designated. It keeps its number.</summary>
    internal Escalation ReaddressedTo(Designation designation, Guid id, DateTimeOffset signDue)
    {
        var letter = new Escalation
        {
            Id = id,
            CaseKey = CaseKey,
            Bookmark = Bookmark,
            Chain = Chain,
            Ordinal = Ordinal + 1,
            Kind = Kind,
            Urgent = Urgent,
            Sender = Sender,
            Receiver = designation.Organization,
            Number = Number,
            Summary = Summary,
            SceneSecured = SceneSecured,
            SentBy = designation.By,
            SentAt = designation.At,
            SignDue = signDue,
            IsNew = true,
        };
        letter.Designation = designation;
        return letter;
    }
}

/// <summary>Who acted, and for whom where the post was lent by a written authority.</summary>
public sealed record Signer(Guid Id, string Name, string? StandingInFor = null)
{
    public static Signer Of(Actor actor, Post? post = null) => new(actor.PersonId, actor.Name, post?.StandsInFor?.Name);
}

/// <param name="On">Day of signature as typed; not after <paramref name="At"/>.</param>
public sealed record Receipt(Signer By, DateTimeOffset At, DateOnly On);

/// <param name="By">Null: nobody answered in time, and silence accepted.</param>
public sealed record Answer(Signer? By, DateTimeOffset At)
{
    /// <summary>What is missing, of a return.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];
    public string? Reason { get; init; }

    /// <summary>Who handles it, of an acceptance.</summary>
    public string? Handler { get; init; }
}

/// <param name="CompetentBody">Whom the receiver holds to be competent, in its own words.</param>
public sealed record Objection(Signer By, DateTimeOffset At, string Reason, string CompetentBody);

/// <param name="Basis">Article or paper on which the designation rests.</param>
public sealed record Designation(Signer By, DateTimeOffset At, string Organization, string Basis);

public sealed record Withdrawal(Signer? By, DateTimeOffset At, string? Reason);

/// <param name="By">Null: sent by the receiver's own case when it was decided.</param>
/// <param name="Result"><c>decided</c>, <c>no-penalty</c>, <c>not-filed</c>, or the receiver's own words.</param>
/// <param name="Delivery">Id of the message that brought it: told twice, it counts once.</param>
public sealed record Feedback(Signer? By, DateTimeOffset At, string Result)
{
    public string? Note { get; init; }

    /// <summary>Number of the receiver's decision.</summary>
    public string? Number { get; init; }
    public IReadOnlyList<string> Documents { get; init; } = [];
    public Guid? Delivery { get; init; }
}
