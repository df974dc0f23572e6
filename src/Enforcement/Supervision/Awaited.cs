using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Notifications;
using Enforcement.Supervision.Cards;
using Enforcement.Supervision.Orders;
using Npgsql;
using DeadlineState = Enforcement.Deadlines.Deadlines;

namespace Enforcement.Supervision;

/// <summary>A card or an order whose answer has not come.</summary>
/// <param name="Due">The instant from which the answer is late: the end of a working day of the county.</param>
/// <param name="Told">The last that was said of it: empty, <see cref="Soon"/> or <see cref="Late"/>.</param>
internal abstract record Awaited(string Table, Guid Id, CaseKey Case, string Number, string Title, DateTimeOffset Due, string Told)
{
    public const string Soon = "soon";
    public const string Late = "late";

    private static readonly TimeSpan MorningHour = TimeSpan.FromHours(9);

    /// <summary>In the order of <see cref="AnswerTable.Cards"/>.</summary>
    public static Awaited OfCard(NpgsqlDataReader row) =>
        new AwaitedCard(
            row.GetGuid(1),
            new CaseKey(row.GetString(0), row.GetGuid(2)),
            row.GetString(3),
            row.GetString(4),
            row.GetFieldValue<DateTimeOffset>(5),
            row.GetString(6),
            new Charged(row.GetString(7), row.IsDBNull(8) ? null : row.GetString(8), row.IsDBNull(9) ? null : row.GetGuid(9)),
            row.GetString(10),
            row.GetString(11),
            row.GetString(12)
        );

    /// <summary>In the order of <see cref="AnswerTable.Orders"/>.</summary>
    public static Awaited OfOrder(NpgsqlDataReader row) =>
        new AwaitedOrder(
            row.GetGuid(1),
            new CaseKey(row.GetString(0), row.GetGuid(2)),
            row.GetString(3),
            row.GetString(4),
            row.GetFieldValue<DateTimeOffset>(5),
            row.GetString(6),
            row.GetString(7),
            row.GetString(8),
            row.GetString(9)
        );

    /// <summary>What is to be said now; null: nothing. Whoever looks after the last day is over says only that it is.</summary>
    public string? WordAt(DateTimeOffset at, DeadlineState deadlines)
    {
        var office = deadlines.Office;
        var lastDay = office.LastDayOf(Due);
        var next = deadlines.CalendarOf(Case.County).NthFrom(lastDay.AddDays(1), 1);
        return at >= office.StartOf(next) + MorningHour ? Late
            : Told.Length == 0 && at < Due && at >= office.StartOf(lastDay) + MorningHour ? Soon
            : null;
    }

    public abstract IEnumerable<Notice> Notices(string word, DeadlineState deadlines);
}

internal sealed record AwaitedCard(
    Guid Id,
    CaseKey Case,
    string Number,
    string Title,
    DateTimeOffset Due,
    string Told,
    Charged Charged,
    string Rule,
    string Variant,
    string Colour
) : Awaited(CardTable.Name, Id, Case, Number, Title, Due, Told)
{
    /// <summary>Whoever is charged; late: the heads, and of a red card the county's command centre.</summary>
    public override IEnumerable<Notice> Notices(string word, DeadlineState deadlines)
    {
        var role = Charged.Role ?? Roles.Officer;
        if (word == Soon)
            return [To(Charged.Organization, role, Charged.PersonId)];
        var heads = new[] { Ladder.RoleAt(1, role), Roles.AgencyHead }.Distinct().Select(head => To(Charged.Organization, head));
        return Colour == CardColours.Red ? heads.Append(To($"{Case.County}-command-centre", Roles.CommandCentre)) : heads;

        Notice To(string organization, string toRole, Guid? person = null)
        {
            var rule = deadlines.Rules.LastOrDefault(rule => rule.Code == Rule && rule.Variant == Variant);
            return new Notice(
                organization,
                toRole,
                $"notice.card-answer.{word}",
                [Title, rule is null ? Rule : new NoticeArgument(rule.NameZh, rule.NameEn), deadlines.Office.LastDayOf(Due).Text()],
                $"/supervision/cards/{Id}",
                Number,
                DueLegal: Due,
                Person: person
            );
        }
    }
}

internal sealed record AwaitedOrder(
    Guid Id,
    CaseKey Case,
    string Number,
    string Title,
    DateTimeOffset Due,
    string Told,
    string OrderNumber,
    string Issuer,
    string Addressee
) : Awaited(OrderTable.Name, Id, Case, Number, Title, Due, Told)
{
    /// <summary>The heads of the body that is addressed; late: whoever gave the order, and the head of that body.</summary>
    public override IEnumerable<Notice> Notices(string word, DeadlineState deadlines) =>
        (
            word == Soon
                ? OrderNotices.Heads.Select(role => new Addressed(Addressee, role))
                : OrderNotices.Issuers.Select(role => new Addressed(Issuer, role)).Append(new Addressed(Addressee, Roles.AgencyHead))
        ).Select(to => new Notice(
            to.Organization,
            to.Role,
            $"notice.order-answer.{word}",
            [OrderNumber, Title, deadlines.Office.LastDayOf(Due).Text()],
            $"/supervision/orders/{Id}",
            Number,
            DueLegal: Due
        ));

    private sealed record Addressed(string Organization, string Role);
}
