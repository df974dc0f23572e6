using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Persistence;
using Enforcement.Supervision.Cards;
using Npgsql;

namespace Enforcement.Supervision.Orders;

/// <summary>A reminder on record 催办.</summary>
/// <param name="Organization">Who had the case, and was urged.</param>
public sealed record Urging(
    Guid Id,
    string Organization,
    string? Role,
    Guid? PersonId,
    string? Words,
    Signer By,
    DateTimeOffset At,
    DateOnly Day
);

internal static class UrgingTable
{
    public static CaseSql OfCase { get; } =
        new(id =>
            $"""
                select id, organization, role, person_id, words, by, at, day from urgings
                where county_code = $1 and case_id = {id} order by at, id
                """
        );

    public static Urging From(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.IsDBNull(2) ? null : row.GetString(2),
            row.IsDBNull(3) ? null : row.GetGuid(3),
            row.IsDBNull(4) ? null : row.GetString(4),
            row.Json<Signer>(5)!,
            row.GetFieldValue<DateTimeOffset>(6),
            row.GetFieldValue<DateOnly>(7)
        );

    public static Statement Insert(CaseKey key, Urging it) =>
        Statement.Of(
            """
            insert into urgings (county_code, id, case_id, organization, role, person_id, words, urged_by, by, at, day)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            P.Text(key.County),
            P.Uuid(it.Id),
            P.Uuid(key.Id),
            P.Text(it.Organization),
            P.Text(it.Role),
            P.Uuid(it.PersonId),
            P.Text(it.Words),
            P.Uuid(it.By.Id),
            StoredJson.Of(it.By),
            P.Time(it.At),
            P.Date(it.Day)
        );
}
