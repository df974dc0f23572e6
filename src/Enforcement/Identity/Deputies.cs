using Enforcement.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Enforcement.Identity;

/// <summary>Somebody who acts for an absent holder of a post, by a written authority, from a day to a day.</summary>
public sealed record Deputy(string Name, string Organization, string Role, string Authority, DateOnly ValidFrom, DateOnly ValidTo);

public static class Deputies
{
    /// <summary>Who stands in for a person today or later.</summary>
    public static Task<List<Deputy>> OfAsync(EnforcementDb db, Guid absent, DateOnly today, CancellationToken cancel) =>
        db
            .Database.SqlQuery<Deputy>(
                $"""
                select a.name, s.organization, s.role, s.authority, s.valid_from, s.valid_to from stand_ins s
                join accounts a on a.id = s.deputy
                where s.absent = {absent} and s.valid_to >= {today} and s.ended_at is null
                order by s.valid_from, a.name
                """
            )
            .ToListAsync(cancel);
}
