using Enforcement.Shell;

namespace Enforcement.Identity;

/// <param name="Days">How many days it shall work; null: 90.</param>
public sealed record TokenRequest(string? Name, int? Days);

/// <summary>A token as its owner sees it: never what it reads as.</summary>
public sealed record TokenAnswer(
    Guid Id,
    string Name,
    DateTimeOffset CreatedAt,
    DateOnly ExpiresOn,
    DateOnly? LastUsedOn,
    DateTimeOffset? RevokedAt
)
{
    public static TokenAnswer Of(AccessToken token) =>
        new(token.Id, token.Name, token.CreatedAt, token.ExpiresOn, token.LastUsedOn, token.RevokedAt);
}

internal static class AccessTokenEndpoints
{
    public static void MapAccessTokens(this IEndpointRouteBuilder routes)
    {
        var tokens = routes.MapApi("/tokens").WithTags("Session");
        tokens
            .MapGet(
                "",
                async (IActing acting, AccessTokens own, CancellationToken cancel) =>
                    TypedResults.Ok(
                        new
                        {
                            items = (await own.OfAsync(await acting.GetAsync(cancel), cancel)).Select(TokenAnswer.Of),
                            next = (string?)null,
                        }
                    )
            )
            .WithSummary("One's own access tokens, the newest first.");
        tokens.MapPost("", MakeAsync).WithSummary("Makes one; what it reads as is answered once. Needs a sign-in with a password.");
        tokens
            .MapDelete(
                "/{id:guid}",
                async (Guid id, IActing acting, AccessTokens own, CancellationToken cancel) =>
                {
                    await own.RevokeAsync(await acting.GetAsync(cancel), id, cancel);
                    return TypedResults.NoContent();
                }
            )
            .WithSummary("Revokes it; it stops working at once.");
    }

    private static async Task<IResult> MakeAsync(
        TokenRequest request,
        HttpContext http,
        IActing acting,
        AccessTokens own,
        CancellationToken cancel
    )
    {
        // Else a leaked token would make itself a successor before it is revoked.
        if (http.User.Identity?.AuthenticationType == AccessTokenScheme.Name)
            throw new NotAllowedException("token.by-token");
        var (token, secret) = await own.MakeAsync(await acting.GetAsync(cancel), request.Name, request.Days, cancel);
        return TypedResults.Created(
            $"/api/tokens/{token.Id}",
            new
            {
                token.Id,
                token.Name,
                token.CreatedAt,
                token.ExpiresOn,
                token = secret,
            }
        );
    }
}
