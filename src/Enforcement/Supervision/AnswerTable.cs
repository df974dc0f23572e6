using Enforcement.Persistence;

namespace Enforcement.Supervision;

internal static class AnswerTable
{
    public static Statement Cards(DateTimeOffset asOf, Awaited? after, int most) =>
        Waiting(
            """
            select k.county_code, k.id, k.case_id, c.number, c.title, k.answer_due, k.told, k.organization, k.role, k.person_id, k.rule, k.variant, k.colour
            from cards k join cases c on c.county_code = k.county_code and c.id = k.case_id
            where k.state in ('open', 'upheld') and k.told <> 'late' and k.answer_due <= $1 and (k.answer_due, k.id) > ($2, $3)
            order by k.answer_due, k.id limit $4 for update of k skip locked
            """,
            asOf,
            after,
            most
        );

    public static Statement Orders(DateTimeOffset asOf, Awaited? after, int most) =>
        Waiting(
            """
            select o.county_code, o.id, o.case_id, c.number, c.title, o.due_at, o.told, o.number, o.issuer_org, o.addressee_org
            from supervision_orders o join cases c on c.county_code = o.county_code and c.id = o.case_id
            where o.state = 'issued' and o.told <> 'late' and o.due_at <= $1 and (o.due_at, o.id) > ($2, $3)
            order by o.due_at, o.id limit $4 for update of o skip locked
            """,
            asOf,
            after,
            most
        );

    /// <summary>All of a page are rows of one table.</summary>
    public static Statement Say(IReadOnlyList<(Awaited It, string Word)> said) =>
        Statement.Of(
            $"""
            update {said[0].It.Table} it set told = n.word from unnest($1::text[], $2::uuid[], $3::text[]) n (county, id, word)
            where it.county_code = n.county and it.id = n.id
            """,
            P.Texts(said.Select(one => one.It.Case.County)),
            P.Uuids(said.Select(one => one.It.Id)),
            P.Texts(said.Select(one => one.Word))
        );

    /// <summary>What ends within a day: its last morning may have come.</summary>
    private static Statement Waiting(string sql, DateTimeOffset asOf, Awaited? after, int most) =>
        Statement.Of(
            sql,
            P.Time(asOf.AddDays(1)),
            P.Time(after?.Due ?? DateTimeOffset.UnixEpoch),
            P.Uuid(after?.Id ?? Guid.Empty),
            P.Int(most)
        );
}
