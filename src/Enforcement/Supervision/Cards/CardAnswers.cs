using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Escalations;
using Enforcement.Identity;

namespace Enforcement.Supervision.Cards;

/// <summary>What a verb answers: where the card stands now.</summary>
public sealed record CardStanding(Guid Id, string Colour, string State, DateTimeOffset AnswerDue)
{
    public static CardStanding Of(Card card) => new(card.Id, card.Colour, card.State, card.AnswerDue);
}

/// <summary>A card as the API shows it.</summary>
/// <param name="Acts">Sub-resources that are open to whoever asks.</param>
public sealed record CardDetail(
    Guid Id,
    string Colour,
    string Fact,
    string State,
    string CaseNumber,
    string CaseTitle,
    Guid? ClockId,
    string Rule,
    string RuleName,
    string Organization,
    string OrganizationName,
    string? Role,
    string? Person,
    DateTimeOffset DueInternal,
    DateTimeOffset DueLegal,
    int DaysLeftOut,
    DateTimeOffset FellAt,
    DateTimeOffset GivenAt,
    DateTimeOffset AnswerDue,
    bool Overdue,
    CardAnswer? Answer,
    CardAppeal? Appeal,
    AppealDecision? Decision,
    CardLifting? Lifting,
    IReadOnlyList<string> Acts
);

public sealed class CardDetails(OrganizationDirectory organizations, DeadlineBook book, CardRights rights, TimeProvider clock)
{
    public CardDetail Of(CardView view, Actor actor)
    {
        var (it, now) = (view.Card, clock.GetUtcNow());
        return new CardDetail(
            it.Id,
            it.Colour,
            it.Fact,
            it.State,
            view.CaseNumber,
            view.CaseTitle,
            it.ClockId,
            it.Rule,
            RuleName(it),
            it.Charged.Organization,
            organizations.NameOf(it.Charged.Organization),
            it.Charged.Role,
            view.Person,
            it.DueInternal,
            it.DueLegal,
            it.DaysLeftOut,
            it.FellAt,
            it.GivenAt,
            it.AnswerDue,
            IsOverdue(it),
            it.Answer,
            it.Appeal,
            it.Decision,
            it.Lifting,
            [.. rights.Open(actor, it, now)]
        );
    }

    /// <summary>No answer has come in its term.</summary>
    public bool IsOverdue(Card card) => card.WaitsForAnswer && clock.GetUtcNow() >= card.AnswerDue;

    public string RuleName(Card card) => RuleOf(card)?.Name ?? card.Rule;

    /// <summary>A term of the office's own has no legal due day.</summary>
    public bool IsOfTheLaw(Card card) => RuleOf(card)?.IsInternal != true;

    private DeadlineRule? RuleOf(Card card) =>
        book.Current.Rules.LastOrDefault(rule => rule.Code == card.Rule && rule.Variant == card.Variant);
}

/// <summary>Cards in <c>GET /api/cases/{number}</c>.</summary>
internal sealed class CaseCardAnswers(CardReader reader, CardDetails details) : ICaseExtension
{
    public string Name => "cards";

    public async Task<object?> ReadAsync(Actor actor, CaseFile caseFile, CancellationToken cancel) =>
        (await reader.OfCaseAsync(actor, caseFile.Key, cancel)).Select(view => details.Of(view, actor)).ToList();
}
