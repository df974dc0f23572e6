using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Identity;

/// <summary>Reads who somebody is today: name, posts, what they stand in for, and what they may see.</summary>
public sealed class People(Database database, OrganizationDirectory organizations, BusinessTime time)
{
    /// <summary>Null: there is no such person, or their account has ended.</summary>
    public async Task<Actor?> FindAsync(Guid person, CancellationToken cancel)
    {
        await organizations.RefreshAsync(cancel);
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            Statement
                .Of(
                    "select user_name, name from accounts where id = $1 and (ended_on is null or ended_on >= $2)",
                    P.Uuid(person),
                    P.Date(time.Today)
                )
                .ToCommand()
        );
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    select organization, role, null::uuid, null::text from posts
                    where person = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2)
                    union all
                    select s.organization, s.role, s.absent, a.name from stand_ins s
                    join accounts a on a.id = s.absent
                    join posts p on p.person = s.absent and p.organization = s.organization and p.role = s.role
                        and p.valid_from <= $2 and (p.valid_to is null or p.valid_to >= $2)
                    where s.deputy = $1 and $2 between s.valid_from and s.valid_to and s.ended_at is null
                    order by 1, 2
                    """,
                    P.Uuid(person),
                    P.Date(time.Today)
                )
                .ToCommand()
        );
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            return null;
        var (userName, name) = (reader.GetString(0), reader.GetString(1));
        await reader.NextResultAsync(cancel);
        var posts = new List<Post>();
        while (await reader.ReadAsync(cancel))
            posts.Add(
                new Post(
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.IsDBNull(2) ? null : new Principal(reader.GetGuid(2), reader.GetString(3))
                )
            );
        return new Actor(person, userName, name, posts, ScopeOf(posts));
    }

    private Scope ScopeOf(IReadOnlyList<Post> posts) =>
        new(
            [.. posts.Select(post => post.Organization).Distinct()],
            [
                .. posts
                    .Where(post => Roles.SeeTheirRegion.Contains(post.Role))
                    .Select(post => organizations.Find(post.Organization)?.Region)
                    .OfType<string>()
                    .Where(region => region.Length <= 6)
                    .Distinct(),
            ]
        );
}
