using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Escalations;

/// <summary>Who may be given an accepted letter: a handler of the receiver, on the day.</summary>
public sealed record LetterHandler(Guid Id, string UserName, string Name, string Organization)
{
    private const string Select = """
        select distinct a.id, a.user_name, a.name, p.organization from accounts a join posts p on p.person = a.id
        where p.role = $1 and p.valid_from <= $2 and (p.valid_to is null or p.valid_to >= $2) and (a.ended_on is null or a.ended_on >= $2)
        """;

    internal static Statement Named(string? userName, DateOnly on) =>
        Statement.Of($"{Select} and a.normalized_user_name = upper($3)", P.Text(Roles.CountyHandler), P.Date(on), P.Text(userName));

    internal static Statement Of(IEnumerable<string> organizations, DateOnly on) =>
        Statement.Of(
            $"{Select} and p.organization = any ($3) order by p.organization, a.user_name",
            P.Text(Roles.CountyHandler),
            P.Date(on),
            P.Texts(organizations)
        );

    internal static LetterHandler From(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3));
}
