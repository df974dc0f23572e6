using Enforcement.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Enforcement.Identity;

public sealed record SamplePerson(string UserName, string Name, string Organization, IReadOnlyList<string> Roles);

/// <summary>The invented people of Development: listed for whoever tries the product, with one password for all.</summary>
public static class SamplePeople
{
    /// <summary>Setting <c>Development:Password</c>. Exists in Development only.</summary>
    public const string DefaultPassword = "Township-2026!";

    /// <summary>The township that is staffed in full comes first.</summary>
    private const string First = "430112106";

    public static async Task<IReadOnlyList<SamplePerson>> ReadAsync(EnforcementDb db, CancellationToken cancel = default)
    {
        var rows = await db
            .Database.SqlQuery<Row>(
                $"""
                select a.user_name, a.name, p.organization, p.role from accounts a
                join (
                    select person, organization, role from posts
                    union select deputy, organization, role from stand_ins
                ) p on p.person = a.id
                where a.is_sample
                order by (p.organization = {First}) desc, p.organization, a.staff_type <> 'civil-servant',
                    exists (select from certificates c where c.person = a.id and c.valid_to < current_date), p.role <> 'officer', a.user_name
                """
            )
            .ToListAsync(cancel);
        return
        [
            .. rows.GroupBy(row => (row.UserName, row.Name, row.Organization))
                .Select(group => new SamplePerson(
                    group.Key.UserName,
                    group.Key.Name,
                    group.Key.Organization,
                    [.. group.Select(row => row.Role)]
                )),
        ];
    }

    private sealed record Row(string UserName, string Name, string Organization, string Role);
}
