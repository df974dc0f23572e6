using Enforcement.Cases;
using Enforcement.Identity;

namespace Enforcement.Escalations;

/// <summary>
/// A letter 移送函 from one body to another about the sender's case: delivered, signed for, then accepted, returned once with a list, or
/// objected to. Its answer is given once. Over an objection the two negotiate for a term; what they do not settle the common superior decides. A
/// designation binds: what was designated can be neither returned nor objected to.
/// </summary>
public sealed class Escalation
{
    public required Guid Id { get; init; }

    /// <summary>The sender's case.</summary>
    public required CaseKey CaseKey { get; init; }

    /// <summary>In the place of a wait, of a letter that stands beside the flow.</summary>
    public const int NoWait = -1;

    /// <summary>The wait of the sender's flow that the answer ends, or <see cref="NoWait"/>.</summary>
    public required int Bookmark { get; init; }

    /// <summary>No flow waits for it: the sender's goes on until it is accepted, and ends then. Silence accepts no such letter.</summary>
    public bool IsBeside => Bookmark == NoWait;

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

    /// <summary>最先立案: register number of the receiver's case that was filed first, to which this one is yielded.</summary>
    public string? YieldsTo { get; init; }
    public required Signer SentBy { get; init; }
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>From this instant on the letter is unsigned too long: an alert, never an acceptance.</summary>
    public required DateTimeOffset SignDue { get; set; }

    public string State { get; private set; } = LetterStates.Delivered;
    public DateTimeOffset? AlertedAt { get; private set; }

    /// <summary>The term to answer is over from this instant on, and silence has accepted where it accepts; runs from signature.</summary>
    public DateTimeOffset? AcceptDue { get; private set; }

    public Receipt? Receipt { get; private set; }
    public Objection? Objection { get; private set; }

    /// <summary>What the two said to one another after the objection, and how it ended.</summary>
    public Negotiation? Negotiation { get; private set; }

    /// <summary>From this instant on the negotiation has failed; of a dispute that was reported: until when the superior designates.</summary>
    public DateTimeOffset? DisputeDue { get; private set; }

    /// <summary>Acceptance or return, as the state says.</summary>
    public Answer? Answer { get; private set; }
    public Designation? Designation { get; private set; }
    public Withdrawal? Withdrawal { get; private set; }

    /// <summary>What an acceptance opened.</summary>
    public CaseKey? ReceiverCase { get; private set; }

    public Feedback? Feedback { get; private set; }

    /// <summary>What followed the word of the police; null: they have not said any, or the letter is no referral.</summary>
    public PoliceCourse? Police { get; private set; }

    /// <summary>The term that runs after the word of the police is over from this instant on.</summary>
    public DateTimeOffset? PoliceDue { get; private set; }

    /// <summary>From this instant on somebody is to be reminded of that term; null: it runs not, or they were.</summary>
    public DateTimeOffset? RemindAt { get; private set; }

    /// <summary>The police have filed, at once or after all.</summary>
    public bool IsFiledByPolice => Kind == LetterKinds.PoliceReferral && (State is LetterStates.Accepted || Police?.Filed is not null);

    /// <summary>One of <see cref="PoliceWaits"/>.</summary>
    public string PoliceWait =>
        IsFiledByPolice ? PoliceWaits.ToHandOver
        : Police?.Upheld is not null ? PoliceWaits.ToSuggest
        : Police?.Reconsideration is not null ? PoliceWaits.ToReconsider
        : PoliceWaits.ToAsk;

    /// <summary>Due to a designation 指定管辖: binding.</summary>
    public bool IsDesignated => Designation?.Organization == Receiver;

    /// <summary>The sender's flow still waits for it.</summary>
    public bool IsWaiting => State is LetterStates.Delivered or LetterStates.Signed or LetterStates.Objected or LetterStates.Disputed;

    /// <summary>Between levels: what is handed down or taken up is no transfer between equals.</summary>
    public bool IsVertical => Kind is LetterKinds.HandDown or LetterKinds.TakeUp;

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

    /// <summary>Also after an objection, until somebody decides: the receiver gives in.</summary>
    /// <param name="by">Null: the accept term passed in silence.</param>
    /// <param name="opened">The receiver's own case; null where it is kept outside this installation.</param>
    /// <param name="basis">Article on which a case is taken up.</param>
    public void Accept(Signer? by, DateTimeOffset at, CaseKey? opened, string? handler = null, string? basis = null)
    {
        if (!IsContested)
            RequireUnanswered();
        (Answer, ReceiverCase) = (new Answer(by, at) { Handler = handler, Basis = basis }, opened);
        MoveTo(LetterStates.Accepted);
    }

    /// <param name="bySilence">Whether silence accepts in the receiver's name: then nothing is returned once the term is over.</param>
    public void Return(Signer by, DateTimeOffset at, IReadOnlyList<string> items, string? reason, bool bySilence)
    {
        RequireUnanswered();
        RequireTermNotOver(at, bySilence);
        if (IsDesignated)
            throw EscalationRefusals.Designated(this);
        if (Ordinal > 1)
            throw EscalationRefusals.ReturnedOnce(this);
        Answer = new Answer(by, at) { Items = items, Reason = reason };
        MoveTo(LetterStates.Returned);
    }

    /// <param name="competentBody">Whom the receiver holds to be competent, in its words.</param>
    /// <param name="negotiateBy">The instant at which the two have negotiated long enough.</param>
    /// <param name="bySilence">As for <see cref="Return"/>.</param>
    public void Object(Signer by, DateTimeOffset at, string reason, string competentBody, DateTimeOffset negotiateBy, bool bySilence)
    {
        RequireUnanswered();
        RequireTermNotOver(at, bySilence);
        if (IsDesignated)
            throw EscalationRefusals.Designated(this);
        (Objection, Negotiation, DisputeDue) = (new Objection(by, at, reason, competentBody), new Negotiation(), negotiateBy);
        MoveTo(LetterStates.Objected);
    }

    /// <summary>One side's words in the negotiation; with a third body in them, its offer to let that body have the case.</summary>
    public void Negotiate(NegotiationWord word, DateTimeOffset at)
    {
        RequireNegotiation(at);
        if (word.ThirdBody == Sender || word.ThirdBody == Receiver)
            throw EscalationRefusals.NotAThird(this);
        Negotiation = Negotiation! with { Words = [.. Negotiation.Words, word] };
        Changed = true;
    }

    /// <summary>The other side agrees to the third body that was offered last: the letter goes on to it.</summary>
    /// <param name="agreement">Names the body that was read on the offer.</param>
    public void Agree(Agreement agreement, DateTimeOffset at)
    {
        RequireNegotiation(at);
        if (Negotiation!.Offer is not { } offer || offer.ThirdBody != agreement.Organization)
            throw EscalationRefusals.NoOffer(this);
        if (offer.Organization == agreement.Side)
            throw EscalationRefusals.OwnOffer(this);
        (Negotiation, DisputeDue) = (Negotiation with { Agreement = agreement }, null);
        MoveTo(LetterStates.Redirected);
    }

    /// <summary>报请: the two came to no agreement, and the common superior has the dispute from here on.</summary>
    /// <param name="report">Without a person: the term of the negotiation passed.</param>
    /// <param name="designateBy">The instant by which the superior designates.</param>
    public void Report(Report report, DateTimeOffset designateBy)
    {
        if (State is not LetterStates.Objected)
            throw EscalationRefusals.NotNegotiating(this);
        (Negotiation, DisputeDue) = (Negotiation! with { Report = report }, designateBy);
        MoveTo(LetterStates.Disputed);
    }

    /// <summary>
    /// The common superior decides (Administrative Penalty Law art. 25): for the receiver, for the sender, or for another body. It need not wait for a
    /// dispute to be reported.
    /// </summary>
    /// <param name="answerBy">Until when a receiver that was confirmed has to accept; null: silence does not accept it.</param>
    public void Designate(Designation designation, DateTimeOffset? answerBy)
    {
        if (!IsWaiting)
            throw EscalationRefusals.AnsweredBefore(this);
        if (IsDesignated)
            throw EscalationRefusals.Designated(this);
        (Designation, DisputeDue) = (designation, null);
        if (designation.Organization != Receiver)
            MoveTo(LetterStates.Redirected);
        else if (State is LetterStates.Delivered)
            Changed = true; // it signs first
        else
        {
            AcceptDue = answerBy;
            MoveTo(LetterStates.Signed);
        }
    }

    /// <summary>The sender takes it back, such as when it gives in to an objection.</summary>
    public void Withdraw(Withdrawal withdrawal)
    {
        if (!IsWaiting)
            throw EscalationRefusals.AnsweredBefore(this);
        (Withdrawal, DisputeDue) = (withdrawal, null);
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
        else if (State is LetterStates.Objected)
            DisputeDue = due;
        else
            AcceptDue = due;
        Changed = true;
    }

    /// <summary>The police have not decided in their term, and the sender was not told.</summary>
    public bool IsPoliceLateAt(DateTimeOffset asOf) => Kind == LetterKinds.PoliceReferral && IsUnansweredAt(asOf) && !IsToldOfPolice;

    /// <summary>The alert is of a decision that the police owe, and not of their signature.</summary>
    public bool IsToldOfPolice => Kind == LetterKinds.PoliceReferral && AlertedAt >= AcceptDue;

    public void AlertOfPolice(DateTimeOffset at) => (AlertedAt, Changed) = (at, true);

    /// <summary>不予立案, by the police alone.</summary>
    /// <param name="askBy">The instant until which the sender may ask them to reconsider.</param>
    public void Decline(Signer by, DateTimeOffset at, string reason, string notice, DateTimeOffset askBy)
    {
        if (Kind != LetterKinds.PoliceReferral)
            throw EscalationRefusals.NoReferral(this);
        RequireUnanswered();
        Answer = new Answer(by, at) { Reason = reason, Notice = notice };
        MoveTo(LetterStates.Declined);
        Run(new PoliceCourse(), askBy);
    }

    /// <summary>提请复议, once, within its term: then the right lapses.</summary>
    public void AskReconsideration(PoliceRequest request, DateTimeOffset decideBy)
    {
        if (AgainstReconsideration(request.At) is { } refusal)
            throw refusal;
        Run(Police! with { Reconsideration = request }, decideBy);
    }

    /// <summary>Why nobody can ask for a reconsideration at this moment; null: they can.</summary>
    public RefusedException? AgainstReconsideration(DateTimeOffset at) =>
        State is not LetterStates.Declined ? EscalationRefusals.NotDeclined(this)
        : Police is { Reconsideration: not null } or { Filed: not null } or { Supervision: not null } ? EscalationRefusals.AskedPolice(this)
        : at < PoliceDue ? null
        : EscalationRefusals.PoliceTermOver(this);

    /// <summary>The police stay with their word.</summary>
    /// <param name="suggestBy">The instant until which the sender may suggest supervision.</param>
    public void Uphold(PoliceWord word, DateTimeOffset suggestBy)
    {
        if (Police is not { Reconsideration: not null, Upheld: null, Filed: null })
            throw EscalationRefusals.NothingToReconsider(this);
        Run(Police with { Upheld = word }, Police.Supervision is null ? suggestBy : null);
    }

    /// <summary>建议立案监督: within its term after a reconsideration; where none was asked for, or the police are late with it, at any time.</summary>
    public void SuggestSupervision(PoliceRequest request)
    {
        if (AgainstSupervision(request.At) is { } refusal)
            throw refusal;
        Run((Police ?? new PoliceCourse()) with { Supervision = request }, null);
    }

    /// <summary>Why nobody can suggest supervision at this moment; null: they can.</summary>
    public RefusedException? AgainstSupervision(DateTimeOffset at) =>
        State is not LetterStates.Declined ? EscalationRefusals.NotDeclined(this)
        : Police is { Supervision: not null } or { Filed: not null } ? EscalationRefusals.AskedPolice(this)
        : PoliceWait == PoliceWaits.ToReconsider && at < PoliceDue ? EscalationRefusals.Reconsidering(this)
        : PoliceWait == PoliceWaits.ToSuggest && at >= PoliceDue ? EscalationRefusals.PoliceTermOver(this)
        : null;

    /// <summary>The police file after all. What they said first stays with the letter.</summary>
    public void FileAfterAll(PoliceWord word, DateTimeOffset handOverBy)
    {
        if (Police is not { IsOpen: true })
            throw EscalationRefusals.NothingToReconsider(this);
        Run(Police with { Filed = word }, handOverBy);
    }

    /// <summary>The police have filed: the sender has goods and material to hand over.</summary>
    public void OweGoods(DateTimeOffset handOverBy) => Run(Police ?? new PoliceCourse(), handOverBy);

    /// <summary>Late is late, and handed over all the same.</summary>
    public void HandOver(GoodsHandedOver goods)
    {
        if (!IsFiledByPolice)
            throw EscalationRefusals.NotFiledByPolice(this);
        if (Police?.Goods is not null)
            throw EscalationRefusals.HandedGoodsOver(this);
        Run((Police ?? new PoliceCourse()) with { Goods = goods }, null);
    }

    /// <summary>Once for each term.</summary>
    public void Remind() => (RemindAt, Changed) = (null, true);

    private void Run(PoliceCourse course, DateTimeOffset? due)
    {
        (Police, PoliceDue, Changed) = (course, due, true);
        RemindAt = due is { } end ? PoliceWaits.RemindAt(PoliceWait, end) : null;
    }

    /// <summary>The two have negotiated for the whole term and settled nothing.</summary>
    public bool IsUnsettledAt(DateTimeOffset asOf) => State is LetterStates.Objected && DisputeDue <= asOf;

    /// <summary>The term to answer is over, and nobody has answered.</summary>
    public bool IsUnansweredAt(DateTimeOffset asOf) => State is LetterStates.Signed && AcceptDue <= asOf;

    /// <summary>
    /// Whom the wait is charged to. Until signature the sender keeps the duty to stop the danger; the wait beyond the sign term is the
    /// receiver's all the same, and so is the negotiation over its objection.
    /// </summary>
    /// <param name="superior">Whom a dispute is put to.</param>
    public Holder HolderAt(DateTimeOffset at, string superior) =>
        State switch
        {
            LetterStates.Delivered when at < SignDue => new Holder(Sender, null, null, "handling"),
            LetterStates.Delivered => new Holder(Receiver, Roles.CountyIntake, null, "receiver"),
            LetterStates.Disputed => new Holder(superior, Roles.Coordinator, null, "review"),
            _ => new Holder(Receiver, Roles.UnitHead, null, "receiver"),
        };

    /// <summary>An objection that nobody has decided yet.</summary>
    private bool IsContested => State is LetterStates.Objected or LetterStates.Disputed;

    private void RequireNegotiation(DateTimeOffset at)
    {
        if (State is not LetterStates.Objected || IsUnsettledAt(at))
            throw EscalationRefusals.NotNegotiating(this);
    }

    private void RequireUnanswered()
    {
        if (State is LetterStates.Delivered)
            throw EscalationRefusals.NotSigned(this);
        if (State is LetterStates.Redirected && Designation is not null)
            throw EscalationRefusals.Designated(this);
        if (State is not LetterStates.Signed)
            throw EscalationRefusals.AnsweredBefore(this);
    }

    private void RequireTermNotOver(DateTimeOffset at, bool bySilence)
    {
        if (bySilence && IsUnansweredAt(at))
            throw EscalationRefusals.TermOver(this);
    }

    private void MoveTo(string state) => (State, Changed) = (state, true);

    internal void Restore(
        string state,
        DateTimeOffset? alertedAt,
        DateTimeOffset? acceptDue,
        Receipt? receipt,
        Objection? objection,
        Negotiation? negotiation,
        DateTimeOffset? disputeDue,
        Answer? answer,
        Designation? designation,
        Withdrawal? withdrawal,
        CaseKey? receiverCase,
        Feedback? feedback
    ) =>
        (
            State,
            AlertedAt,
            AcceptDue,
            Receipt,
            Objection,
            Negotiation,
            DisputeDue,
            Answer,
            Designation,
            Withdrawal,
            ReceiverCase,
            Feedback
        ) = (
            state,
            alertedAt,
            acceptDue,
            receipt,
            objection,
            negotiation,
            disputeDue,
            answer,
            designation,
            withdrawal,
            receiverCase,
            feedback
        );

    internal void Restore(PoliceCourse? police, DateTimeOffset? due, DateTimeOffset? remindAt) =>
        (Police, PoliceDue, RemindAt) = (police, due, remindAt);

    /// <summary>This letter, sent on to the body that was designated. It keeps its number.</summary>
    internal Escalation ReaddressedTo(Designation designation, Guid id, DateTimeOffset signDue)
    {
        var letter = SentOnTo(designation.Organization, id, designation.By, designation.At, signDue, Chain, Ordinal + 1);
        letter.Designation = designation;
        return letter;
    }

    /// <summary>This letter, sent on to the third body that the two agreed on. It binds nobody but them: that body may return it, or object.</summary>
    internal Escalation AgreedTo(Agreement agreement, Guid id, DateTimeOffset signDue) =>
        SentOnTo(agreement.Organization, id, agreement.By, agreement.At, signDue, id, 1);

    private Escalation SentOnTo(string receiver, Guid id, Signer by, DateTimeOffset at, DateTimeOffset signDue, Guid chain, int ordinal) =>
        new()
        {
            Id = id,
            CaseKey = CaseKey,
            Bookmark = Bookmark,
            Chain = chain,
            Ordinal = ordinal,
            Kind = Kind,
            Urgent = Urgent,
            Sender = Sender,
            Receiver = receiver,
            Number = Number,
            Summary = Summary,
            SceneSecured = SceneSecured,
            SentBy = by,
            SentAt = at,
            SignDue = signDue,
            IsNew = true,
        };
}
