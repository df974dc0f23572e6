using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Notifications;
using Enforcement.Processes;

namespace Enforcement.Supervision.Cards;

/// <summary>What people are told about a card; the words are the resource of the key.</summary>
internal static class CardNotices
{
    /// <summary>Whoever had the task, the head of the squad or unit, and the head of the body.</summary>
    public static void TellUnit(CaseWork work, Card card, string key)
    {
        var role = card.Charged.Role ?? Roles.Officer;
        if (card.Charged.PersonId is { } person)
            Send(work, card, card.Charged.Organization, role, key, person);
        foreach (var head in new[] { Ladder.RoleAt(1, role), Roles.AgencyHead }.Distinct())
            Send(work, card, card.Charged.Organization, head, key);
    }

    public static void Send(CaseWork work, Card card, string organization, string role, string key, Guid? person = null)
    {
        var deadlines = work.Part<CaseClocks>().Deadlines;
        var rule = deadlines.Rules.LastOrDefault(rule => rule.Code == card.Rule && rule.Variant == card.Variant);
        work.Step.Send(
            work.Case.Key,
            new Notice(
                organization,
                role,
                key,
                [
                    work.Case.Title,
                    rule is null ? card.Rule : new NoticeArgument(rule.NameZh, rule.NameEn),
                    deadlines.Office.LastDayOf(card.AnswerDue).Text(),
                ],
                $"/supervision/cards/{card.Id}",
                work.Case.Number,
                DueLegal: card.AnswerDue,
                Person: person
            ).ToMessage()
        );
    }
}
