using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Patrols;

/// <summary>Who holds the post of an officer at a township today. Whether they may sign says <see cref="CertificateDirectory"/>.</summary>
public sealed record TownshipOfficer(Guid Id, string UserName, string Name);

internal static class TownshipOfficers
{
    private const string Select = """
        select distinct a.id, a.user_name, a.name
        from posts p join accounts a on a.id = p.person
        where p.role = 'officer' and p.valid_from <= $2 and (p.valid_to is null or p.valid_to >= $2)
            and (a.ended_on is null or a.ended_on >= $2)
        """;

    public static Statement Of(string organization, DateOnly on) =>
        Statement.Of($"{Select} and p.organization = $1 order by a.user_name", P.Text(organization), P.Date(on));

    public static Statement OfFinding(Guid finding, DateOnly on) =>
        Statement.Of(
            $"""
            {Select} and p.organization = (select organization from findings where county_code = $3 and id = $1) order by a.user_name
            """,
            P.Uuid(finding),
            P.Date(on),
            P.Text(RowId.CountyOf(finding))
        );

    public static TownshipOfficer From(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2));
}
