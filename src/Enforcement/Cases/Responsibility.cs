using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Cases;

/// <summary>
/// The line of those who answer for a case 责任链条: at every moment one body and in it one person. That the bodies follow each other without a gap
/// or an overlap is held by the database. The person is whoever has taken the task; of a task that nobody has taken, the first of the two handlers
/// where it is theirs, else whoever alone holds the post it waits for, else the head of the unit, the squad or the body.
/// </summary>
public static class Responsibility
{
    private static readonly string[] Heads = [Roles.UnitHead, Roles.SquadHead, Roles.AgencyHead, Roles.Coordinator];

    internal static IReadOnlyList<Statement> Statements(CaseOf of) =>
        [
            Statement.Of(
                $"""
                select h.organization, h.role, a.name, h.from_at, h.to_at, h.kind, l.name
                from case_holdings h join cases c on c.county_code = h.county_code and c.id = h.case_id
                left join accounts a on a.id = h.person_id
                left join accounts l on l.id = c.officers[1] and h.organization = c.owner_org
                where h.county_code = $1 and h.case_id = {of.CaseId} order by h.seq
                """,
                of.Parameters
            ),
            Statement.Of(
                $"""
                select p.organization, p.role, a.name, p.valid_from, p.valid_to from posts p join accounts a on a.id = p.person
                where p.organization in (select organization from case_holdings where county_code = $1 and case_id = {of.CaseId})
                order by p.valid_from, p.id
                """,
                of.Parameters
            ),
        ];

    internal static async Task<IReadOnlyList<HoldingSpan>> ReadAsync(NpgsqlDataReader reader, BusinessTime time, CancellationToken cancel)
    {
        var spans = await reader.RowsAsync(row => (Span: SpanFrom(row), Lead: row.IsDBNull(6) ? null : row.GetString(6)), cancel);
        var posts = await reader.RowsAsync(PostFrom, cancel);
        return [.. spans.Select(it => it.Span with { Responsible = Of(it.Span, it.Lead, posts, time) })];
    }

    private static string? Of(HoldingSpan span, string? lead, IReadOnlyList<PostHeld> posts, BusinessTime time)
    {
        if (span.Kind == "none")
            return null;
        var day = span.To is { } end ? time.DateOf(end) : time.Today;
        return Of(span, lead, [.. posts.Where(post => post.Organization == span.Organization && post.From <= day && !(post.To < day))]);
    }

    /// <param name="lead">The first of the two handlers 主办人; null: the body has none.</param>
    /// <param name="posts">Of the body, on the day.</param>
    internal static string? Of(HoldingSpan span, string? lead, IReadOnlyList<PostHeld> posts)
    {
        if (span.Person is { } person)
            return person;
        if (lead is not null && span.Role is null or Roles.Officer or Roles.CountyHandler)
            return lead;
        var holders = posts.Where(post => post.Role == span.Role).Select(post => post.Person).Distinct().ToList();
        return holders.Count == 1
            ? holders[0]
            : Heads.Select(head => posts.FirstOrDefault(post => post.Role == head)?.Person).FirstOrDefault(name => name is not null)
                ?? holders.FirstOrDefault();
    }

    private static HoldingSpan SpanFrom(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.IsDBNull(1) ? null : row.GetString(1),
            row.IsDBNull(2) ? null : row.GetString(2),
            row.GetFieldValue<DateTimeOffset>(3),
            row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
            row.GetString(5)
        );

    private static PostHeld PostFrom(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetFieldValue<DateOnly>(3),
            row.IsDBNull(4) ? null : row.GetFieldValue<DateOnly>(4)
        );
}

/// <summary>A post that somebody holds from a day to a day, both included.</summary>
internal sealed record PostHeld(string Organization, string Role, string Person, DateOnly From, DateOnly? To);
