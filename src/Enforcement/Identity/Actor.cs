namespace Enforcement.Identity;

/// <summary>Who acts, in which posts, and what they may see. Given to every verb; never taken from a thread or a static.</summary>
public sealed record Actor(Guid PersonId, string UserName, string Name, IReadOnlyList<Post> Posts, Scope Scope)
{
    /// <summary>The service itself: timers, silence, outbox. The journal names it, never the last person who clicked.</summary>
    public static Actor System { get; } = new(Guid.Empty, "system", "system", [], Scope.Everything);

    /// <summary>The client's <c>Idempotency-Key</c> and what was sent under it, where there is one.</summary>
    public RequestKey? Request { get; init; }

    public bool IsSystem => PersonId == Guid.Empty;

    public bool Holds(string role, string organization) => Posts.Any(post => post.Role == role && post.Organization == organization);

    public bool Holds(string role) => Posts.Any(post => post.Role == role);

    public bool BelongsTo(string organization) => Posts.Any(post => post.Organization == organization);

    /// <summary>The post that entitles to an act: one's own before one held for somebody else.</summary>
    public Post? PostFor(string role, string organization) =>
        Posts
            .Where(post => post.Role == role && post.Organization == organization)
            .OrderBy(post => post.StandsInFor is not null)
            .FirstOrDefault();
}

/// <summary>A role held at an organisation today; <paramref name="StandsInFor"/> names the absent holder where a dated written authority lends it.</summary>
public sealed record Post(string Organization, string Role, Principal? StandsInFor = null);

/// <summary>The same key and body answer the first answer again; another body under the same key is refused.</summary>
public sealed record RequestKey(string Key, byte[] BodyHash);

public sealed record Principal(Guid PersonId, string Name);

/// <summary>
/// What a person may see: the organisations they belong to, and whole regions for those who supervise one. Handed to PostgreSQL sealed
/// (<c>ScopeSeal</c>), so that row-level security believes the service and nobody else.
/// </summary>
/// <param name="Organizations">Codes; rows in which one of them takes part are visible.</param>
/// <param name="Regions">County (6), city (4) or province (2) digits; every case of the region is visible.</param>
/// <param name="All">The service's own work.</param>
public sealed record Scope(IReadOnlyList<string> Organizations, IReadOnlyList<string> Regions, bool All = false)
{
    public static Scope Everything { get; } = new([], [], All: true);

    public static Scope Nothing { get; } = new([], []);
}

/// <summary>The person behind the current request or job.</summary>
public interface IActing
{
    /// <exception cref="InvalidOperationException">Nobody is signed in: the route forgot to require it.</exception>
    ValueTask<Actor> GetAsync(CancellationToken cancel);
}
