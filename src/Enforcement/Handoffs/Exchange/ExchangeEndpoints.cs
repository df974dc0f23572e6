using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Persistence;
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

    private static async Task<IResult> TakeAsync(
        HttpContext http,
        TakeMessage take,
        ScopedReads reads,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, cancel);
        var (jws, files) = Read(body.ToArray());
        try
        {
            var message = await take.VerifyAsync(jws, cancel);
            return TypedResults.Text(await take.RunAsync(message, jws!, files, cancel), "application/jose");
        }
        catch (ExchangeRefusal refused)
        {
            await KeepAsync(reads, time, http, refused.Code, jws ?? "", cancel);
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

    private static (string? Message, JsonObject Files) Read(byte[] body)
    {
        try
        {
            var json = JsonNode.Parse(body) as JsonObject;
            return ((string?)json?["message"], json?["files"] as JsonObject ?? []);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            return (null, []);
        }
    }

    private static Task KeepAsync(ScopedReads reads, BusinessTime time, HttpContext http, string code, string jws, CancellationToken cancel)
    {
        var claim = Jws.Read(jws)?.Payload;
        var said = claim is null
            ? ""
            : $"{Word(claim, "from")} → {Word(claim, "to")} {Word(claim, "kind")} {Word(claim, "seq")} {Word(claim, "id")}";
        return reads.WriteAsync(
            Scope.Everything,
            [
                RefusalTable.Insert(
                    code,
                    http.Connection.RemoteIpAddress?.ToString() ?? "",
                    said,
                    SHA256.HashData(Encoding.UTF8.GetBytes(jws)),
                    time.Now
                ),
            ],
            cancel
        );

        static string Word(JsonObject json, string name) =>
            json[name]?.ToString() is { } word && word.IsStorable()
                ? word.Length > 60
                    ? word[..60]
                    : word
                : "?";
    }
}

/// <summary>What came from outside and was refused.</summary>
internal static class RefusalTable
{
    public static Statement Insert(string code, string address, string said, byte[] hash, DateTimeOffset at) =>
        Statement.Of(
            "insert into handoff_refusals (id, at, code, address, said, message_hash) values ($1, $2, $3, $4, $5, $6)",
            P.Uuid(Guid.CreateVersion7(at)),
            P.Time(at),
            P.Text(code),
            P.Text(address),
            P.Text(said),
            P.Bytes(hash)
        );
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
