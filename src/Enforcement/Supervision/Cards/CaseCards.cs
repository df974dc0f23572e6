using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;

namespace Enforcement.Supervision.Cards;

/// <summary>When the clocks of a case are looked at, wherever a step moves one; and its cards, in the few steps that ask for them.</summary>
public sealed class CaseCards : CasePart
{
    private const int DaysToAnswer = 2;

    private readonly List<Card> cards = [];

    /// <summary>After the clocks.</summary>
    public override int Order => 40;

    /// <summary>To travel in the first round trip of a step that is about cards.</summary>
    public static StepRead<Card> Reading(CaseOf of) => new(CardTable.OfCase.About(of.Locked), CardTable.From);

    public CaseCards Take(StepRead<Card> read)
    {
        cards.AddRange(read.Rows);
        return this;
    }

    /// <exception cref="NotVisibleException">No such card.</exception>
    public Card Find(Guid id) => cards.FirstOrDefault(card => card.Id == id) ?? throw new NotVisibleException();

    public IReadOnlyCollection<string> ColoursOf(Guid clock) => [.. cards.Where(card => card.ClockId == clock).Select(card => card.Colour)];

    /// <summary>The instant from which an answer that is asked for today comes too late.</summary>
    public static DateTimeOffset AnswerDue(CaseWork work) => work.Part<CaseClocks>().AfterWorkingDays(work, DaysToAnswer);

    /// <summary>Gives a card, and the red one that a second yellow brings.</summary>
    /// <param name="first">The clock with which the term began.</param>
    internal IReadOnlyList<Card> Give(CaseWork work, Clock clock, Guid first, Charge charge)
    {
        if (ColoursOf(clock.Id).Contains(charge.Colour))
            return [];
        var card = Add(work, clock, first, charge);
        return card.Colour == CardColours.Yellow && IsSecondYellow(card)
            ? [card, Add(work, clock, first, charge with { Fact = CardFacts.SecondYellow })]
            : [card];
    }

    /// <summary>A red card that stands on two yellow ones falls with either.</summary>
    internal void LiftWhatRestsOn(CaseWork work, Card yellow)
    {
        if (yellow.Stands || yellow.Colour != CardColours.Yellow)
            return;
        var body = yellow.Charged.Organization;
        var standing = cards.Where(card => card is { Colour: CardColours.Yellow, Stands: true } && card.Charged.Organization == body);
        if (standing.DistinctBy(card => card.FirstClock).Count() > 1)
            return;
        foreach (
            var red in cards.Where(card => card is { Fact: CardFacts.SecondYellow, Stands: true } && card.Charged.Organization == body)
        )
        {
            red.Lift(new CardLifting(null, work.Now, yellow.Lifting!.Reason));
            work.Record("card.lifted", Detail(red, ("with", yellow.Id.ToString())));
            CardNotices.TellUnit(work, red, "notice.card-lifted");
        }
    }

    public override void AddWrites(CaseWork work)
    {
        foreach (var card in cards)
            if (card.IsNew)
                work.Write(CardTable.Insert(card));
            else if (card.Changed)
                work.Write(CardTable.Update(card));
        var deadlines = work.Part<CaseClocks>().Deadlines;
        foreach (var clock in work.Part<CaseClocks>().All.Where(clock => clock.Moved))
            if (WhoIsCharged.Earliest(TermInQuestion.Of(clock), deadlines) is { } earliest)
                Watch(work, clock, earliest);
    }

    /// <summary>A clock that ended before anything could be charged is forgotten; one that ended later, or is suspended, is looked at once more.</summary>
    private static void Watch(CaseWork work, Clock clock, DateTimeOffset earliest)
    {
        if (clock.EndedAt < earliest)
        {
            if (!clock.IsNew)
                work.Write(WatchTable.Forget(clock));
        }
        else
            work.Write(WatchTable.Watch(clock, clock.State is ClockState.Running ? earliest : work.Now, Since(work, clock)));
    }

    /// <summary>What goes on for another clock answers for nothing that fell before it was there: the other one did.</summary>
    private static DateTimeOffset Since(CaseWork work, Clock clock) =>
        (clock.Supersedes ?? clock.Extends) is not null && RowId.MadeAt(clock.Id) is var made && made > work.Case.OpenedAt
            ? made
            : work.Case.OpenedAt;

    private bool IsSecondYellow(Card second) =>
        cards.Any(card =>
            card is { Colour: CardColours.Yellow, Stands: true }
            && card != second
            && card.Charged.Organization == second.Charged.Organization
            && card.FirstClock != second.FirstClock
        )
        && !cards.Any(card =>
            card is { Fact: CardFacts.SecondYellow, Stands: true } && card.Charged.Organization == second.Charged.Organization
        );

    private Card Add(CaseWork work, Clock clock, Guid first, Charge charge)
    {
        var card = new Card
        {
            Id = RowId.New(work.Case.Key.County, work.Now),
            CaseKey = work.Case.Key,
            ClockId = charge.Fact == CardFacts.SecondYellow ? null : clock.Id,
            FirstClock = charge.Fact == CardFacts.SecondYellow ? null : first,
            Colour = charge.Colour,
            Fact = charge.Fact,
            Charged = charge.To,
            Rule = clock.Rule,
            Variant = clock.Variant,
            DueInternal = clock.DueInternal,
            DueLegal = clock.DueLegal,
            DaysLeftOut = charge.DaysLeftOut,
            FellAt = charge.FellAt,
            GivenAt = work.Now,
            AnswerDue = AnswerDue(work),
            IsNew = true,
        };
        cards.Add(card);
        work.Record("card.given", Detail(card, ("rule", clock.Rule), ("person", charge.To.PersonId?.ToString())));
        CardNotices.TellUnit(work, card, $"notice.card-given.{card.Colour}");
        return card;
    }

    internal static JsonObject Detail(Card card, params (string Name, string? Value)[] more)
    {
        var detail = new JsonObject
        {
            ["card"] = card.Id.ToString(),
            ["clock"] = card.ClockId?.ToString(),
            ["colour"] = card.Colour,
            ["fact"] = card.Fact,
            ["organization"] = card.Charged.Organization,
        };
        foreach (var (name, value) in more)
            if (value is not null)
                detail[name] = value;
        return detail;
    }
}
