using System.Security.Claims;
using Enforcement.Persistence;
using Microsoft.AspNetCore.Identity;

namespace Enforcement.Identity;

/// <summary>The person behind a request: read once, when the request begins, so that every query states their scope.</summary>
internal sealed class HttpActing : IActing
{
    private Actor? actor;

    public ValueTask<Actor> GetAsync(CancellationToken cancel) =>
        actor is { } known
            ? ValueTask.FromResult(known)
            : throw new InvalidOperationException("Nobody is signed in: the route forgot to require it.");

    internal void Is(Actor person) => actor = person;
}

internal static class ActingMiddleware
{
    /// <summary>After authentication. A signed-in person whose account has ended is signed out.</summary>
    public static IApplicationBuilder UseActing(this IApplicationBuilder app) =>
        app.Use(
            async (http, next) =>
            {
                if (
                    http.User.Identity?.IsAuthenticated == true
                    && Guid.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), out var person)
                )
                {
                    if (await http.RequestServices.GetRequiredService<People>().FindAsync(person, http.RequestAborted) is { } actor)
                    {
                        http.RequestServices.GetRequiredService<HttpActing>().Is(actor);
                        http.RequestServices.GetRequiredService<ViewerScope>().Current = actor.Scope;
                    }
                    else
                    {
                        await http.RequestServices.GetRequiredService<SignInManager<Account>>().SignOutAsync();
                        http.User = new ClaimsPrincipal(new ClaimsIdentity());
                    }
                }
                await next(http);
            }
        );
}
