using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Shell;
using Microsoft.AspNetCore.Mvc;

namespace Enforcement.Handoffs.Exchange;

public sealed record KeyRequest(string? Organization);

internal static class ExchangeEndpoints
{
    /// <summary>Where installations speak to each other: open to strangers, because the signature says who it is.</summary>
    public const string Path = "/api/handoffs/exchange";

    /// <summary>Files of forty-five megabytes, a third more as base64, and the message.</summary>
    internal const int MostBytes = 64 * 1024 * 1024;

    /// <summary>Of what a refused message claims, to be kept.</summary>
    private const int LongestWord = 60;

    public static void MapExchange(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(Path, TakeAsync)
            .AllowAnonymous()
            .WithMetadata(new RequestSizeLimitAttribute(MostBytes))
            .WithTags("Handoffs")
            .WithSummary("A signed message of another installation; answered with a signed receipt.");

        var peers = routes.MapApi("/handoffs/peers").WithTags("Handoffs");
        peers
            .MapGet(
                "",
                async (IActing acting, Peers all, CancellationToken cancel) =>
                    TypedResults.Ok(
                        new
                        {
                            items = (await all.AllAsync(await acting.GetAsync(cancel), cancel)).Select(PeerAnswer.Of),
                            next = (string?)null,
                        }
                    )
            )
            .WithSummary("Other installations with their pinned keys; for system admins.");
        peers.MapPost(
            "",
            async (PeerRequest request, IActing acting, Peers all, CancellationToken cancel) =>
                TypedResults.Ok(PeerAnswer.Of(await all.AddAsync(await acting.GetAsync(cancel), request, cancel)))
        );
        peers.MapPost(
            "/{id:guid}/revocation",
            async (Guid id, IActing acting, Peers all, CancellationToken cancel) =>
            {
                await all.RevokeAsync(await acting.GetAsync(cancel), id, cancel);
                return TypedResults.NoContent();
            }
        );
        peers.MapPost(
            "/bodies",
            async (OutsideBodyRequest request, IActing acting, Peers all, CancellationToken cancel) =>
            {
                await all.AddBodyAsync(await acting.GetAsync(cancel), request, cancel);
                return TypedResults.NoContent();
            }
        );
        var posts = routes.MapApi("/handoffs/posts").WithTags("Handoffs");
        posts
            .MapGet(
                "",
                async (IActing acting, Peers all, CancellationToken cancel) =>
                    TypedResults.Ok(new { items = await all.WaitingAsync(await acting.GetAsync(cancel), cancel), next = (string?)null })
            )
            .WithSummary("What other installations have not taken yet, and what was given up; for system admins.");
        posts.MapPost(
            "/{id:guid}/resend",
            async (Guid id, IActing acting, Peers all, CancellationToken cancel) =>
            {
                await all.SayAgainAsync(await acting.GetAsync(cancel), id, cancel);
                return TypedResults.NoContent();
            }
        );
        posts
            .MapPost(
                "/{id:guid}/give-up",
                async (Guid id, IActing acting, GiveUpMessage give, CancellationToken cancel) =>
                {
                    await give.RunAsync(await acting.GetAsync(cancel), id, cancel);
                    return TypedResults.NoContent();
                }
            )
            .WithSummary("Gives up what waits because it is not taken; an offer goes as a package from then on.");
        var pairs = routes.MapApi("/handoffs/pairs").WithTags("Handoffs");
        pairs
            .MapGet(
                "",
                async (IActing acting, Pairs all, CancellationToken cancel) =>
                    TypedResults.Ok(new { items = await all.AllAsync(await acting.GetAsync(cancel), cancel), next = (string?)null })
            )
            .WithSummary("How far each pair of bodies has counted; for system admins.");
        pairs
            .MapPost(
                "/reset",
                async (PairRequest request, IActing acting, Pairs all, CancellationToken cancel) =>
                    TypedResults.Ok(await all.ResetAsync(await acting.GetAsync(cancel), request, cancel))
            )
            .WithSummary(
                "Sets the counters of a pair after a restored backup: `sent` is what the other side has received, `received` what it has sent; neither below what is certain."
            );
        var keys = routes.MapApi("/handoffs/keys").WithTags("Handoffs");
        keys.MapGet(
            "",
            async (IActing acting, Keys all, CancellationToken cancel) =>
                TypedResults.Ok(
                    new { items = (await all.AllAsync(await acting.GetAsync(cancel), cancel)).Select(KeyAnswer.Of), next = (string?)null }
                )
        );
        keys.MapPost(
            "",
            async (KeyRequest request, IActing acting, Keys all, CancellationToken cancel) =>
                TypedResults.Ok(KeyAnswer.Of(await all.MakeAsync(await acting.GetAsync(cancel), request.Organization, cancel)))
        );
        keys.MapPost(
            "/{id:guid}/revocation",
            async (Guid id, IActing acting, Keys all, CancellationToken cancel) =>
            {
                await all.RevokeAsync(await acting.GetAsync(cancel), id, cancel);
                return TypedResults.NoContent();
            }
        );
    }

    /// <summary>Nothing of the files is read, and nothing is kept in memory for them, before it is certain whose message it is.</summary>
    private static async Task<IResult> TakeAsync(HttpContext http, TakeMessage take, RefusalLog refusals, CancellationToken cancel)
    {
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        using var seat = refusals.Listen(address);
        if (seat is null)
            return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
        var (jws, message) = (default(string), default(Message));
        try
        {
            var body = new ExchangeBody(http.Request.BodyReader);
            jws = await body.MessageAsync(cancel);
            message = await take.VerifyAsync(jws, cancel);
            var files = message.Kind == MessageKinds.Offer ? await body.FilesAsync(cancel) : [];
            return TypedResults.Text(await take.RunAsync(message, jws!, files, cancel), "application/jose");
        }
        catch (ExchangeRefusal refused)
        {
            await refusals.KeepAsync(
                refused.Code,
                address,
                Said(jws),
                SHA256.HashData(Encoding.UTF8.GetBytes(jws ?? "")),
                message is null ? Refused.Stranger : Refused.Peer,
                cancel
            );
            return Results.Json(
                new
                {
                    status = refused.Status,
                    code = refused.Code,
                    title = Texts.Of("refused.title"),
                    detail = Texts.Of($"refused.{refused.Code}"),
                },
                contentType: "application/problem+json",
                statusCode: refused.Status
            );
        }
    }

    /// <summary>Who it claims to be, and what; shortened.</summary>
    private static string Said(string? jws)
    {
        return Jws.Read(jws)?.Payload is { } claim
            ? $"{Word(claim, "from")} → {Word(claim, "to")} {Word(claim, "kind")} {Word(claim, "seq")} {Word(claim, "id")}"
            : "";

        static string Word(JsonObject json, string name) =>
            json[name]?.ToString() is { } word && Cut(word) is var kept && kept.IsStorable() ? kept : "?";

        // Never between the two halves of a character.
        static string Cut(string word) =>
            word.Length <= LongestWord ? word : word[..(char.IsHighSurrogate(word[LongestWord - 1]) ? LongestWord - 1 : LongestWord)];
    }
}

public sealed record PeerAnswer(
    Guid Id,
    string Organization,
    string Address,
    string KeyId,
    string PublicKey,
    DateOnly ValidFrom,
    DateOnly ValidTo,
    DateTimeOffset? RevokedAt
)
{
    public static PeerAnswer Of(Peer it) =>
        new(it.Id, it.Organization, it.Address, it.KeyId, Convert.ToBase64String(it.PublicKey), it.ValidFrom, it.ValidTo, it.RevokedAt);
}

public sealed record KeyAnswer(
    Guid Id,
    string Organization,
    string KeyId,
    string PublicKey,
    DateTimeOffset MadeAt,
    DateTimeOffset? RevokedAt
)
{
    public static KeyAnswer Of(OwnKey it) =>
        new(it.Id, it.Organization, it.KeyId, Convert.ToBase64String(it.PublicKey), it.MadeAt, it.RevokedAt);
}
