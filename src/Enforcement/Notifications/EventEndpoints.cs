using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Notifications;

/// <param name="Type"><c>case</c>, or <c>heartbeat</c> with nothing else.</param>
public sealed record Change(string Type, string? Number = null, string? Stage = null);

/// <summary><c>GET /api/events</c>: what changed in the viewer's scope.</summary>
internal static class EventEndpoints
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes
            .MapApi("/events")
            .WithTags("Notifications")
            .MapGet(
                "",
                async (
                    IActing acting,
                    ChangeFeed feed,
                    ChangeReader reader,
                    People people,
                    IHostApplicationLifetime lifetime,
                    CancellationToken cancel
                ) =>
                    TypedResults.ServerSentEvents(
                        ReadAsync(await acting.GetAsync(cancel), feed, reader, people, lifetime.ApplicationStopping, cancel)
                    )
            );

    /// <summary>
    /// Who the viewer is, is asked anew at each heartbeat, so that a post that ended shows nothing more. The stream ends after some minutes of
    /// heartbeats: the browser comes back by itself, and only if it is still signed in.
    /// </summary>
    private static async IAsyncEnumerable<SseItem<Change>> ReadAsync(
        Actor actor,
        ChangeFeed feed,
        ChangeReader reader,
        People people,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        const int mostHeartbeats = 20;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping);
        using var listening = feed.Listen();
        yield return new SseItem<Change>(new Change("heartbeat"), "heartbeat");
        for (var beats = 0; beats < mostHeartbeats; )
        {
            var (news, open) = await NextAsync(listening, both.Token);
            if (!open)
                yield break;
            if (news is null)
            {
                beats++;
                if (await people.FindAsync(actor.PersonId, cancel) is not { } today)
                    yield break;
                actor = today;
                yield return new SseItem<Change>(new Change("heartbeat"), "heartbeat");
                continue;
            }
            foreach (var change in await reader.SeenAsync(actor.Scope, news, cancel))
                yield return new SseItem<Change>(change, "case");
        }
    }

    private static async Task<(IReadOnlyList<CaseKey>? News, bool Open)> NextAsync(Listening listening, CancellationToken cancel)
    {
        using var beat = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        beat.CancelAfter(Heartbeat);
        try
        {
            return await listening.News.WaitToReadAsync(beat.Token) && listening.News.TryRead(out var news) ? (news, true) : (null, false);
        }
        catch (OperationCanceledException)
        {
            return (null, !cancel.IsCancellationRequested);
        }
    }
}

/// <summary>Of the cases that changed, those that a scope sees: row-level security decides.</summary>
internal sealed class ChangeReader(Database database, ScopeSeal seal)
{
    public async Task<IReadOnlyList<Change>> SeenAsync(Scope scope, IReadOnlyList<CaseKey> cases, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(scope, connection).ToCommand());
        batch.BatchCommands.Add(
            Statement
                .Of(
                    "select number, stage from cases where (county_code, id) in (select * from unnest($1::text[], $2::uuid[])) order by number",
                    P.Texts(cases.Select(key => key.County)),
                    P.Uuids(cases.Select(key => key.Id))
                )
                .ToCommand()
        );
        var seen = new List<Change>();
        await using var row = await batch.ExecuteReaderAsync(cancel);
        await row.NextResultAsync(cancel);
        while (await row.ReadAsync(cancel))
            seen.Add(new Change("case", row.GetString(0), row.GetString(1)));
        return seen;
    }
}
