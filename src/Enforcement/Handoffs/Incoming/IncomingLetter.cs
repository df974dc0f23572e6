using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;

namespace Enforcement.Handoffs.Incoming;

/// <summary>
/// A letter that came in from outside, on paper or from another installation: signed for, then accepted, returned once with a list, or objected to. What
/// came from another installation is accepted first, which binds, and held when the sender's release is stored: from the instant on that the release names.
/// </summary>
public sealed class IncomingLetter
{
    public required Guid Id { get; init; }

    /// <summary><c>paper</c> or <c>peer</c>.</summary>
    public required string Way { get; init; }

    /// <summary>The body here that it is addressed to.</summary>
    public required string Organization { get; init; }

    /// <summary>Where the sender is known here by a code.</summary>
    public string? SenderOrg { get; init; }

    public required string SenderName { get; init; }
    public required string SenderRegion { get; init; }
    public required string Number { get; init; }
    public required DateOnly DatedOn { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required DateOnly ReceivedOn { get; set; }
    public required JsonObject Content { get; init; }

    /// <summary>The sender's id of it; null: on paper.</summary>
    public Guid? HandoffId { get; init; }

    public required string RegisteredBy { get; init; }

    public string State { get; private set; } = IncomingStates.Signed;
    public DateTimeOffset? DutyFrom { get; private set; }
    public IncomingChoice? Opening { get; private set; }
    public Guid? FindingId { get; private set; }
    public Guid? CaseId { get; private set; }
    public IncomingResult? Result { get; private set; }
    public IReadOnlyList<IncomingAnswer> Answers => answers;

    /// <summary>What the two said to each other over an objection.</summary>
    public IReadOnlyList<IncomingWord> Words => words;

    private readonly List<IncomingAnswer> answers = [];
    private readonly List<IncomingWord> words = [];

    public string County => RowId.CountyOf(Id);

    public bool IsPeer => Way == HandoffWays.Peer;

    /// <summary>The common superior confirmed this body: it can neither return nor object.</summary>
    public bool IsDesignated => DesignatedAt is not null || Content["designated"]?.GetValueKind() == JsonValueKind.True;

    /// <summary>When it was heard here that this body was confirmed over the letter as it stood.</summary>
    public DateTimeOffset? DesignatedAt { get; private set; }

    /// <summary>It continues a letter that was returned: that is done once.</summary>
    public bool IsSupplement => Content["ordinal"] is JsonValue ordinal && ordinal.TryGetValue<int>(out var place) && place > 1;

    /// <summary>The duty is here, and nothing was opened for it: what was chosen could not be carried out.</summary>
    public bool IsUnopened => State is IncomingStates.Held && FindingId is null && CaseId is null;

    public void SignFor(IncomingAnswer answer)
    {
        Demand(IncomingStates.Offered);
        ReceivedOn = answer.On;
        Give(answer, IncomingStates.Signed);
    }

    /// <param name="at">
    /// On paper nobody here hears when the sender writes the acceptance down: this body has the duty from its word on, as its receipt says. Until then the
    /// sender has it too, and at no instant nobody.
    /// </param>
    public void Accept(IncomingAnswer answer, IncomingChoice choice, DateTimeOffset at)
    {
        Demand(IncomingStates.Signed);
        Opening = choice;
        Give(answer, IncomingStates.Accepted);
        if (!IsPeer)
            Hold(at);
    }

    public void Return(IncomingAnswer answer)
    {
        Demand(IncomingStates.Signed);
        if (IsDesignated)
            throw HandoffRefusals.Designated();
        if (IsSupplement)
            throw HandoffRefusals.ReturnedOnce();
        Give(answer, IncomingStates.Returned);
    }

    public void Object(IncomingAnswer answer)
    {
        Demand(IncomingStates.Signed);
        if (IsDesignated)
            throw HandoffRefusals.Designated();
        Give(answer, IncomingStates.Objected);
    }

    /// <exception cref="RefusedException"><c>incoming.state</c>: not objected to, or of a sender on paper, whom no word reaches.</exception>
    public void Negotiate(IncomingWord word)
    {
        if (!IsNegotiated)
            throw HandoffRefusals.IncomingState(State);
        words.Add(word);
    }

    /// <returns>False: nothing is talked about any more.</returns>
    public bool Hear(IncomingWord word)
    {
        if (IsNegotiated)
            words.Add(word);
        return IsNegotiated;
    }

    /// <summary>The two talk over an objection, as far as is known here.</summary>
    public bool IsNegotiated => IsPeer && State is IncomingStates.Objected;

    /// <param name="from">The instant at which the sender released it.</param>
    public void Hold(DateTimeOffset from)
    {
        Demand(IncomingStates.Accepted);
        (State, DutyFrom) = (IncomingStates.Held, from);
    }

    /// <returns>False: it is not open any more, and nothing changes.</returns>
    public bool Withdraw()
    {
        if (State is IncomingStates.Held or IncomingStates.Returned or IncomingStates.Withdrawn)
            return false;
        State = IncomingStates.Withdrawn;
        return true;
    }

    /// <summary>
    /// The superior need not wait for a dispute, and its word may cross a return or an objection: the sender no longer takes those, and the letter is open
    /// here again.
    /// </summary>
    /// <returns>False: it has ended here, or is designated already.</returns>
    public bool Designate(DateTimeOffset at)
    {
        if (State is IncomingStates.Held or IncomingStates.Withdrawn || DesignatedAt is not null)
            return false;
        if (State is IncomingStates.Returned or IncomingStates.Objected)
            State = IncomingStates.Signed;
        DesignatedAt = at;
        return true;
    }

    /// <summary>What its duty was to open could not be opened, and the head chooses anew.</summary>
    public void ChooseAnew(IncomingChoice choice)
    {
        DemandUnopened();
        Opening = choice;
    }

    /// <summary>It waits for its decision.</summary>
    /// <exception cref="RefusedException"><c>incoming.state</c>.</exception>
    internal void DemandSigned() => Demand(IncomingStates.Signed);

    /// <exception cref="RefusedException"><c>incoming.state</c>, <c>incoming.opened</c>.</exception>
    internal void DemandUnopened()
    {
        Demand(IncomingStates.Held);
        if (!IsUnopened)
            throw HandoffRefusals.Opened();
    }

    public void Became(Guid? finding, Guid? ownCase) => (FindingId, CaseId) = (finding, ownCase);

    public void TellResult(IncomingResult result)
    {
        if (State is not IncomingStates.Held)
            throw HandoffRefusals.NoResultYet();
        if (Result is not null)
            throw HandoffRefusals.ResultTold();
        Result = result;
    }

    private void Demand(string state)
    {
        if (State != state)
            throw HandoffRefusals.IncomingState(State);
    }

    private void Give(IncomingAnswer answer, string state)
    {
        answers.Add(answer);
        State = state;
    }

    internal void Offered() => State = IncomingStates.Offered;

    internal void Restore(
        string state,
        DateTimeOffset? dutyFrom,
        IncomingChoice? opening,
        Guid? finding,
        Guid? ownCase,
        IncomingResult? result,
        DateTimeOffset? designated,
        IEnumerable<IncomingAnswer> given,
        IEnumerable<IncomingWord> said
    )
    {
        (State, DutyFrom, Opening, FindingId, CaseId, Result, DesignatedAt) = (
            state,
            dutyFrom,
            opening,
            finding,
            ownCase,
            result,
            designated
        );
        answers.AddRange(given);
        words.AddRange(said);
    }
}

/// <param name="On">Day on the answer.</param>
public sealed record IncomingAnswer(string Kind, Guid ById, string By, DateTimeOffset At, DateOnly On)
{
    public IReadOnlyList<string> Items { get; init; } = [];
    public string? Reason { get; init; }
    public string? CompetentBody { get; init; }
}

/// <param name="Organization">The side that speaks.</param>
public sealed record IncomingWord(string Organization, string By, DateTimeOffset At, string Text)
{
    /// <summary>Name of the body that it offers to let have the case.</summary>
    public string? ThirdBody { get; init; }
}

/// <summary>What an acceptance decides about the own case that it opens; a township's acceptance makes a finding, and decides neither.</summary>
/// <param name="Matter">By the power list here, which may name it otherwise than the sender's.</param>
public sealed record IncomingChoice(string? Matter, Guid? Handler);

/// <param name="Result"><c>decided</c>, <c>no-penalty</c>, <c>not-filed</c>, or words that somebody typed.</param>
public sealed record IncomingResult(string Result, DateTimeOffset At)
{
    public string? Note { get; init; }
    public string? Number { get; init; }
    public string? By { get; init; }

    /// <summary>Of the own case, when it ends.</summary>
    public static IncomingResult OfEnd(CaseFile own, DateTimeOffset at) =>
        new(own.Outcome!, at) { Note = own.Data.Text("closingResult"), Number = own.FilingNumber };

    /// <summary>Of the own case, when its flow feeds back.</summary>
    public static IncomingResult Of(FeedbackWanted wanted, DateTimeOffset at) =>
        new(wanted.Result, at) { Note = wanted.Note, Number = wanted.Number };
}
