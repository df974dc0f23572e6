using Enforcement.Cases;
using Enforcement.Escalations;

namespace Enforcement.Supervision.Cards;

/// <summary>
/// A yellow or red card: a term fell due with a body that alone had had it long enough. It is answered within its term, appealed once and before
/// the answer, and lifted with a reason; what it says never changes.
/// </summary>
public sealed class Card
{
    public required Guid Id { get; init; }
    public required CaseKey CaseKey { get; init; }

    /// <summary>Null: a second yellow card is a fact of the case, not of one clock; what is said of the term is the second one's.</summary>
    public required Guid? ClockId { get; init; }

    /// <summary>
    /// The clock with which the term began: one that was extended, or follows a later wording, is the same term, and never makes a second yellow of its own
    /// first. Null for a second yellow.
    /// </summary>
    public required Guid? FirstClock { get; init; }
    public required string Colour { get; init; }
    public required string Fact { get; init; }
    public required Charged Charged { get; init; }
    public required string Rule { get; init; }
    public required string Variant { get; init; }
    public required DateTimeOffset DueInternal { get; init; }
    public required DateTimeOffset DueLegal { get; init; }

    /// <summary>Days of the term that others had, not counted against whoever is charged.</summary>
    public required int DaysLeftOut { get; init; }

    public required DateTimeOffset FellAt { get; init; }
    public required DateTimeOffset GivenAt { get; init; }

    /// <summary>The instant from which an answer comes too late.</summary>
    public required DateTimeOffset AnswerDue { get; set; }

    public CardAnswer? Answer { get; private set; }
    public CardAppeal? Appeal { get; private set; }
    public AppealDecision? Decision { get; private set; }
    public CardLifting? Lifting { get; private set; }

    public string State =>
        Lifting is not null ? CardStates.Lifted
        : Answer is not null ? CardStates.Answered
        : Appeal is not null && Decision is null ? CardStates.Appealed
        : Decision is not null ? CardStates.Upheld
        : CardStates.Open;

    /// <summary>It counts: towards a second yellow, and for the list of accountability.</summary>
    public bool Stands => Lifting is null;

    public bool WaitsForAnswer => State is CardStates.Open or CardStates.Upheld;

    internal bool IsNew { get; init; }
    internal bool Changed { get; private set; }

    /// <exception cref="RefusedException"><c>card.lifted</c>, <c>card.answered</c>, <c>card.appealed</c>, <c>card.term-over</c>.</exception>
    public void AnswerIt(CardAnswer answer)
    {
        RequireOpen();
        if (State is CardStates.Appealed)
            throw CardRefusals.Appealed();
        RequireTermNotOver(answer.At);
        (Answer, Changed) = (answer, true);
    }

    /// <summary>Once, and before the answer; until it is decided nothing has to be answered.</summary>
    /// <exception cref="RefusedException"><c>card.lifted</c>, <c>card.answered</c>, <c>card.appealed</c>, <c>card.appealed-once</c>, <c>card.term-over</c>.</exception>
    public void AppealIt(CardAppeal appeal)
    {
        RequireOpen();
        if (Decision is not null)
            throw CardRefusals.AppealedOnce();
        if (Appeal is not null)
            throw CardRefusals.Appealed();
        RequireTermNotOver(appeal.At);
        (Appeal, Changed) = (appeal, true);
    }

    /// <param name="answerDue">Of an appeal that is refused: the term to answer begins anew.</param>
    /// <exception cref="RefusedException"><c>card.lifted</c>, <c>card.no-appeal</c>.</exception>
    public void Decide(AppealDecision decision, DateTimeOffset answerDue)
    {
        if (!Stands)
            throw CardRefusals.Lifted();
        if (State is not CardStates.Appealed)
            throw CardRefusals.NoAppeal();
        (Decision, Changed) = (decision, true);
        if (decision.Lifts)
            Lifting = new CardLifting(decision.By, decision.At, decision.Reason);
        else
            AnswerDue = answerDue;
    }

    /// <exception cref="RefusedException"><c>card.lifted</c>; <c>card.appealed</c>: the appeal is to be decided.</exception>
    public void Lift(CardLifting lifting)
    {
        if (!Stands)
            throw CardRefusals.Lifted();
        if (State is CardStates.Appealed && lifting.By is not null)
            throw CardRefusals.Appealed();
        (Lifting, Changed) = (lifting, true);
    }

    private void RequireOpen()
    {
        if (!Stands)
            throw CardRefusals.Lifted();
        if (Answer is not null)
            throw CardRefusals.Answered();
    }

    private void RequireTermNotOver(DateTimeOffset at)
    {
        if (at >= AnswerDue)
            throw CardRefusals.TermOver();
    }

    internal Card Restored(CardAnswer? answer, CardAppeal? appeal, AppealDecision? decision, CardLifting? lifting)
    {
        (Answer, Appeal, Decision, Lifting) = (answer, appeal, decision, lifting);
        return this;
    }
}

public sealed record CardAnswer(Signer By, DateTimeOffset At, string Text);

public sealed record CardAppeal(Signer By, DateTimeOffset At, string Reason);

/// <param name="Lifts">The appeal is right, and the card goes.</param>
public sealed record AppealDecision(Signer By, DateTimeOffset At, bool Lifts, string Reason);

/// <param name="By">Null: it went with the yellow card that it rested on.</param>
public sealed record CardLifting(Signer? By, DateTimeOffset At, string Reason);
