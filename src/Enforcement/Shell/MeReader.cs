using Enforcement.Identity;

namespace Enforcement.Shell;

/// <summary>Who is signed in, in words for the header.</summary>
public sealed record Me(string Name, IReadOnlyList<string> Posts, bool IsSample, Func<string, bool> Holds);

public sealed class MeReader(IActing acting, OrganizationDirectory organizations, IHostEnvironment environment)
{
    public async Task<Me> ReadAsync(HttpContext http)
    {
        var actor = await acting.GetAsync(http.RequestAborted);
        return new Me(
            actor.Name,
            [
                .. actor.Posts.Select(post =>
                    post.StandsInFor is { } absent
                        ? Texts.Of("shell.post-for", organizations.NameOf(post.Organization), Texts.Of($"role.{post.Role}"), absent.Name)
                        : Texts.Of("shell.post", organizations.NameOf(post.Organization), Texts.Of($"role.{post.Role}"))
                ),
            ],
            environment.IsDevelopment() && actor.Posts.Any(post => organizations.Find(post.Organization)?.IsSample == true),
            actor.Holds
        );
    }
}
