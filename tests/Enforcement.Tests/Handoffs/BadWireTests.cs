using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Enforcement.Handoffs.Exchange;
using Enforcement.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace Enforcement.Tests.Handoffs;

/// <summary>
/// Two installations, each a process of the service over a database of its own, exchange cases over HTTP while messages are lost, doubled, delayed, turned
/// around and forged, and both processes are killed at random. In the merged history exactly one side has the duty at each instant. A handful here; a thousand
/// transfers with <c>LONG=1</c>.
/// </summary>
public sealed class BadWireTests(ITestOutputHelper output)
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("LONG") == "1";

    /// <summary>That have passed the duty; what was returned, taken back or expired is not counted.</summary>
    private static readonly int Transfers = IsLong ? 1_000 : 10;

    private static readonly int Kills = IsLong ? 25 : 2;

    /// <summary>Few enough that the address of all is still listened to.</summary>
    private static readonly int Forgeries = IsLong ? 20 : 2;

    private static readonly TimeSpan Patience = IsLong ? TimeSpan.FromMinutes(25) : TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Exactly_one_side_has_the_duty_at_each_instant()
    {
        var seed = Environment.GetEnvironmentVariable("SEED") is { } given ? int.Parse(given) : 20261124;
        output.WriteLine($"SEED={seed}");
        var chance = new Random(seed);
        var began = Stopwatch.GetTimestamp();
        var houses = new TwoHouses();
        await houses.InitializeAsync();
        var since = TimeProvider.System.GetUtcNow();
        await using var wangcheng = new Installation(houses.Wangcheng.Database, "sender", FreePort(), Transfers, since);
        await using var xiangyin = new Installation(houses.Xiangyin.Database, "receiver", FreePort(), Transfers, since);
        await using var wires = await WiresAsync(houses);
        try
        {
            houses.Wire.Connect(wangcheng.Address, xiangyin.Address);
            houses.Wire.Chance = new Random(seed);
            wangcheng.Start(chance.Next());
            xiangyin.Start(chance.Next());
            var (killed, forged) = (0, 0);
            while (!await IsDoneAsync(houses))
            {
                Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Patience, $"{await ReleasedAsync(houses)} transfers, {killed} kills");
                await Task.Delay(chance.Next(50, 400));
                await wangcheng.DemandAliveAsync();
                await xiangyin.DemandAliveAsync();
                await JudgeAsync(houses);
                var released = await ReleasedAsync(houses);
                if (forged < Forgeries && released >= Transfers * forged / Forgeries && await ForgeAsync(houses))
                    forged++;
                if (killed < Kills && released >= (long)Transfers * killed / Kills && released > 0)
                {
                    var one = chance.Next(2) == 0 ? wangcheng : xiangyin;
                    await Task.Delay(chance.Next(300));
                    await one.KillAsync();
                    killed++;
                    await JudgeAsync(houses);
                    one.Start(chance.Next());
                }
            }
            await JudgeAsync(houses);
            await wangcheng.KillAsync();
            await xiangyin.KillAsync();

            await JudgeAsync(houses);
            var passed = await houses.Wangcheng.Database.ColumnAsync<Guid>(
                "select id from handoffs where released_at is not null order by id"
            );
            var held = await houses.Xiangyin.Database.ColumnAsync<Guid>(
                "select handoff_id from incoming_letters where state = 'held' order by handoff_id"
            );
            held.ShouldBe(passed, ignoreOrder: true);
            passed.Count.ShouldBeGreaterThanOrEqualTo(Transfers);
            killed.ShouldBe(Kills);
            (await houses.Wangcheng.Database.ScalarAsync<long>("select count(*) from handoffs where way <> 'peer'")).ShouldBe(0);
            // The wire was bad, in each of its ways.
            foreach (var way in (string[])["lost there", "lost back", "doubled", "turned around", "no gateway", "delayed"])
                houses.Wire.Done.GetValueOrDefault(way).ShouldBeGreaterThan(0, way);
            // One case here for each that was released, and never two.
            (await houses.Xiangyin.Database.ScalarAsync<long>("select count(*) from cases")).ShouldBe(passed.Count);
            (
                await houses.Xiangyin.Database.ScalarAsync<long>(
                    "select count(*) from handoff_refusals where code in ('exchange.forged', 'exchange.key-not-valid')"
                )
            ).ShouldBe(forged);
            var all = await houses.Wangcheng.Database.ScalarAsync<long>("select count(*) from handoffs");
            output.WriteLine(
                $"{all} handoffs, {passed.Count} transfers, {killed} kills, {forged} forged, {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s; "
                    + string.Join(", ", houses.Wire.Done.OrderBy(it => it.Key).Select(it => $"{it.Key} {it.Value}"))
            );
            output.WriteLine(
                string.Join(
                    ", ",
                    await houses.Wangcheng.Database.ColumnAsync<string>(
                        "select state || ' ' || count(*) from escalations group by state order by 1"
                    )
                )
            );
        }
        finally
        {
            await wangcheng.DisposeAsync();
            await xiangyin.DisposeAsync();
            await houses.DisposeAsync();
        }
    }

    /// <summary>What the two have written down, put together: at no instant both, at no instant neither.</summary>
    private static async Task JudgeAsync(TwoHouses houses)
    {
        // Theirs first: what they hold now was released before; what is released here later is no fault.
        var theirs = await houses.Xiangyin.Database.ColumnAsync<string>(
            "select handoff_id || ' ' || extract(epoch from duty_from) from incoming_letters where duty_from is not null"
        );
        var ours = (
            await houses.Wangcheng.Database.ColumnAsync<string>(
                "select id || ' ' || extract(epoch from released_at) from handoffs where released_at is not null"
            )
        ).ToHashSet();
        // Theirs begins at the very instant at which ours ended, and only then; whatever is not released is ours.
        theirs.Where(held => !ours.Contains(held)).ShouldBeEmpty();
        // Nothing was released that they had not accepted with their signature, and none of those was taken back there.
        var released = ours.Select(line => Guid.Parse(line.Split(' ')[0])).ToList();
        var bound = await houses.Xiangyin.Database.ColumnAsync<Guid>(
            "select handoff_id from incoming_letters where state in ('accepted', 'held') and handoff_id = any ($1)",
            (object)released.ToArray()
        );
        bound.Count.ShouldBe(released.Count);
        (
            await houses.Wangcheng.Database.ScalarAsync<long>(
                """
                select count(*) from handoffs h where released_at is not null
                    and not exists (select from handoff_inbox i where i.handoff_id = h.id and i.kind = 'accepted' and i.outcome = 'taken')
                """
            )
        ).ShouldBe(0);
    }

    private static Task<long> ReleasedAsync(TwoHouses houses) =>
        houses.Wangcheng.Database.ScalarAsync<long>("select count(*) from handoffs where released_at is not null");

    private static async Task<bool> IsDoneAsync(TwoHouses houses) =>
        await ReleasedAsync(houses) >= Transfers
        && await houses.Wangcheng.Database.ScalarAsync<long>("select count(*) from escalations where state in ('delivered', 'signed')") == 0
        && await houses.WaitingAsync() == 0
        // A kill may have come between the commit of a step and the next look.
        && await houses.WaitingAsync() == 0;

    /// <summary>Another word under the signature of something that was really said. False: nothing was, or nobody listens.</summary>
    private static async Task<bool> ForgeAsync(TwoHouses houses)
    {
        if (houses.Wire.FirstTo(2) is not { } heard)
            return false;
        var said = JsonNode.Parse(heard)!;
        var parts = ((string)said["message"]!).Split('.');
        var claim = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        (claim["kind"], claim["seq"]) = ("release", 1_000_000);
        parts[1] = System.Buffers.Text.Base64Url.EncodeToString(CanonicalJson.Of(claim));
        said["message"] = string.Join('.', parts);
        try
        {
            using var answer = await houses.Wire.SendAsync(2, Encoding.UTF8.GetBytes(said.ToJsonString()), default);
            answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Two listeners that carry what comes to the other side, over the bad wire; the addresses that the admins have pinned.</summary>
    private static async Task<WebApplication> WiresAsync(TwoHouses houses)
    {
        var (toWangcheng, toXiangyin) = (FreePort(), FreePort());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{toWangcheng}", $"http://127.0.0.1:{toXiangyin}");
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            try
            {
                using var answer = await houses.Wire.CarryAsync(
                    http.Connection.LocalPort == toWangcheng ? 1 : 2,
                    body.ToArray(),
                    http.RequestAborted
                );
                http.Response.StatusCode = (int)answer.StatusCode;
                await answer.Content.CopyToAsync(http.Response.Body);
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException or OperationCanceledException)
            {
                http.Abort();
            }
        });
        await app.StartAsync();
        await houses.Wangcheng.Database.ExecuteAsync("update handoff_peers set address = $1", $"http://127.0.0.1:{toXiangyin}");
        await houses.Xiangyin.Database.ExecuteAsync("update handoff_peers set address = $1", $"http://127.0.0.1:{toWangcheng}");
        return app;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
