using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Shell;
using Enforcement.Supervision.Cards;
using Enforcement.Supervision.Orders;

namespace Enforcement.Supervision.WhyLate;

internal static class LateEndpoints
{
    public static void MapWhyLate(this IEndpointRouteBuilder routes) =>
        routes
            .MapApi("/cases")
            .WithTags("Supervision")
            .MapGet(
                "/{number}/why-late",
                async (
                    string number,
                    IActing acting,
                    LateReader reader,
                    CardDetails cards,
                    OrganizationDirectory organizations,
                    BusinessTime time,
                    TimeProvider clock,
                    CancellationToken cancel
                ) =>
                {
                    var actor = await acting.GetAsync(cancel);
                    var account = await reader.ReadAsync(actor, number, cancel);
                    return TypedResults.Ok(LateAnswer.Of(account, view => cards.Of(view, actor), organizations, time, clock.GetUtcNow()));
                }
            )
            .WithSummary("Each late term of a case with who had it for how long, what was sent and said; to whoever sees the case.");
}

/// <summary>Why a case is late, as the page shows it.</summary>
/// <param name="AsOf">The moment of asking: what runs still is counted up to it.</param>
public sealed record LateAnswer(
    string CaseNumber,
    string CaseTitle,
    string Owner,
    string OwnerName,
    DateTimeOffset AsOf,
    IReadOnlyList<LateTermAnswer> Terms,
    IReadOnlyList<CardDetail> OtherCards,
    IReadOnlyList<LateOrderAnswer> Orders,
    IReadOnlyList<Urging> Urgings
)
{
    internal static LateAnswer Of(
        LateAccount it,
        Func<CardView, CardDetail> card,
        OrganizationDirectory organizations,
        BusinessTime time,
        DateTimeOffset now
    ) =>
        new(
            it.Case.Number,
            it.Case.Title,
            it.Case.OwnerOrg,
            organizations.NameOf(it.Case.OwnerOrg),
            now,
            [
                .. it.Terms.Select(term => new LateTermAnswer(
                    ClockAnswer.Of(term.Clock, now),
                    term.Rule?.Name ?? term.Clock.Rule,
                    term.Rule?.Basis,
                    term.Clock.Approval,
                    term.DaysOver(time, now),
                    [
                        .. term.Hands.Select(hand => new HandAnswer(
                            hand.Organization,
                            organizations.NameOf(hand.Organization),
                            hand.Role,
                            hand.Person,
                            hand.Kind,
                            hand.From,
                            hand.To,
                            Math.Round(hand.Days, 1)
                        )),
                    ],
                    term.Reminders,
                    [.. term.Cards.Select(card)]
                )),
            ],
            [.. it.OtherCards.Select(card)],
            [
                .. it.Orders.Select(view => new LateOrderAnswer(
                    view.Order.Id,
                    view.Order.Number,
                    view.Order.State,
                    view.Order.Demand,
                    view.Order.IssuedAt,
                    view.Order.DueAt,
                    view.Order.Rounds
                )),
            ],
            it.Urgings
        );
}

/// <param name="DaysOver">Calendar days since the internal due day, up to its end or to now; zero or less: it was in time for that.</param>
/// <param name="Hands">Who had it, one after the other.</param>
public sealed record LateTermAnswer(
    ClockAnswer Clock,
    string RuleName,
    string? Basis,
    string? Approval,
    int DaysOver,
    IReadOnlyList<HandAnswer> Hands,
    IReadOnlyList<Reminder> Reminders,
    IReadOnlyList<CardDetail> Cards
);

/// <param name="Kind">As in the history of holdings: <c>handling</c>, <c>approval</c>, <c>review</c>, <c>party</c>, <c>receiver</c>.</param>
public sealed record HandAnswer(
    string Organization,
    string OrganizationName,
    string? Role,
    string? Person,
    string Kind,
    DateTimeOffset From,
    DateTimeOffset To,
    double Days
);

public sealed record LateOrderAnswer(
    Guid Id,
    string Number,
    string State,
    string Demand,
    DateTimeOffset IssuedAt,
    DateTimeOffset DueAt,
    IReadOnlyList<OrderRound> Rounds
);
