using Enforcement.Cases;
using Enforcement.Escalations;

namespace Enforcement.Supervision.Orders;

/// <summary>
/// A supervision order 督办单: what a superior demands of a body in one case, with a number and a term of its own. It is answered, and the answer is
/// accepted or sent back, when the same term runs anew.
/// </summary>
public sealed class SupervisionOrder
{
    private readonly List<OrderRound> rounds = [];

    public required Guid Id { get; init; }
    public required CaseKey CaseKey { get; init; }

    /// <summary>Of the issuer's series; drawn when the order is given.</summary>
    public required string Number { get; set; }

    public required string Issuer { get; init; }
    public required string Addressee { get; init; }
    public required string Demand { get; init; }

    /// <summary>Why a closed case is supervised all the same; null: it was open.</summary>
    public string? AfterClosing { get; init; }

    /// <summary>Working days to answer.</summary>
    public required int TermDays { get; init; }

    public required Signer IssuedBy { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The instant from which the answer is late; a late answer is taken all the same.</summary>
    public required DateTimeOffset DueAt { get; set; }

    /// <summary>Each answer, with what was said to it.</summary>
    public IReadOnlyList<OrderRound> Rounds => rounds;

    public OrderWithdrawal? Withdrawal { get; private set; }

    public string State =>
        Withdrawal is not null ? OrderStates.Withdrawn
        : rounds is not [.., var last] || last.Review is { Accepted: false } ? OrderStates.Issued
        : last.Review is null ? OrderStates.Answered
        : OrderStates.Accepted;

    public bool IsOverdue(DateTimeOffset at) => State is OrderStates.Issued && at >= DueAt;

    /// <exception cref="RefusedException"><c>order.answered</c>, <c>order.over</c>.</exception>
    public void Answer(OrderAnswer answer)
    {
        RequireUnder();
        if (State is OrderStates.Answered)
            throw OrderRefusals.Answered(this);
        rounds.Add(new OrderRound(answer, null));
    }

    /// <param name="due">Of an answer that is sent back: when the next one is late.</param>
    /// <exception cref="RefusedException"><c>order.not-answered</c>, <c>order.over</c>.</exception>
    public void Review(OrderReview review, DateTimeOffset due)
    {
        RequireUnder();
        if (State is not OrderStates.Answered)
            throw OrderRefusals.NotAnswered(this);
        rounds[^1] = rounds[^1] with { Review = review };
        if (!review.Accepted)
            DueAt = due;
    }

    /// <exception cref="RefusedException"><c>order.over</c>.</exception>
    public void Withdraw(OrderWithdrawal withdrawal)
    {
        RequireUnder();
        Withdrawal = withdrawal;
    }

    private void RequireUnder()
    {
        if (State is OrderStates.Accepted or OrderStates.Withdrawn)
            throw OrderRefusals.Over(this);
    }

    internal SupervisionOrder Restored(IEnumerable<OrderRound> past, OrderWithdrawal? withdrawal)
    {
        rounds.AddRange(past);
        Withdrawal = withdrawal;
        return this;
    }
}

/// <summary>Where an order stands; words: <c>orders.state.&lt;code&gt;</c>.</summary>
public static class OrderStates
{
    /// <summary>Waits for its addressee, also after an answer was sent back.</summary>
    public const string Issued = "issued";

    /// <summary>Waits for its issuer.</summary>
    public const string Answered = "answered";

    public const string Accepted = "accepted";
    public const string Withdrawn = "withdrawn";

    public static IReadOnlyList<string> All { get; } = [Issued, Answered, Accepted, Withdrawn];
}

public sealed record OrderAnswer(Signer By, DateTimeOffset At, string Text);

/// <param name="Reason">Why it was sent back; null: it was accepted.</param>
public sealed record OrderReview(Signer By, DateTimeOffset At, bool Accepted, string? Reason);

public sealed record OrderRound(OrderAnswer Answer, OrderReview? Review);

public sealed record OrderWithdrawal(Signer By, DateTimeOffset At, string Reason);
