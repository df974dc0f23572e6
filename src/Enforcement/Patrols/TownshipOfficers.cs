using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Powers;
using Npgsql;

namespace Enforcement.Patrols;

/// <summary>An enforcement officer of a township today.</summary>
/// <param name="IsCertified">A certificate is valid today, and covers the field that was asked about.</param>
public sealed record TownshipOfficer(Guid Id, string UserName, string Name, bool IsCertified);

internal static class TownshipOfficers
{
    private const string Select = """
        select distinct a.id, a.user_name, a.name,
            a.staff_type not in ('auxiliary', 'grid-worker')
            and exists (
                select from certificates c
                where c.person = a.id and $2 between c.valid_from and c.valid_to and ($3 is null or c.fields = '{}' or c.fields && $3))
        from posts p join accounts a on a.id = p.person
        where p.role = 'officer' and p.valid_from <= $2 and (p.valid_to is null or p.valid_to >= $2)
            and (a.ended_on is null or a.ended_on >= $2)
        """;

    public static Statement Of(string organization, DateOnly on) =>
        Statement.Of($"{Select} and p.organization = $1 order by a.user_name", P.Text(organization), P.Date(on), Fields(null));

    /// <param name="field">Of the matter; the certificate must cover it.</param>
    public static Statement OfFinding(Guid finding, DateOnly on, string? field) =>
        Statement.Of(
            $"""
            {Select} and p.organization = (select organization from findings where county_code = $4 and id = $1) order by a.user_name
            """,
            P.Uuid(finding),
            P.Date(on),
            Fields(field),
            P.Text(RowId.CountyOf(finding))
        );

    public static TownshipOfficer From(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetBoolean(3));

    private static NpgsqlParameter Fields(string? field) =>
        new()
        {
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text,
            Value = field is null ? DBNull.Value : new[] { field, Powers.Fields.OnCertificate(field) },
        };
}
