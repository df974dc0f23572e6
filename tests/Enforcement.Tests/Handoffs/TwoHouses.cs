using System.Collections.Concurrent;
using System.Net;
using Enforcement.Handoffs.Exchange;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Handoffs;

/// <summary>
/// Two installations with two databases: Wangcheng, which hands over, and Xiangyin, which takes. They know of each other what their admins pinned, and
/// speak over a wire that a test can make bad.
/// </summary>
public sealed class TwoHouses : IAsyncLifetime
{
    public const string Sender = HandoffHouse.Township;
    public const string Receiver = "430624-water";

    public Wire Wire { get; } = new();

    public TestService Wangcheng { get; private set; } = null!;

    public TestService Xiangyin { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Wangcheng = await MakeAsync();
        Xiangyin = await MakeAsync();
        Connect();
        await Wangcheng.ArrangeAsync();
        await Wangcheng.BodyAsync(Receiver, "430624", "湘阴县水利局", "outside", "water");
        await Xiangyin.BodyAsync(Receiver, "430624", "湘阴县水利局", "department", "water");
        await Xiangyin.BodyAsync(Sender, Sender, "靖港镇", "outside");
        await Xiangyin.PersonAsync("xy-clerk", Roles.CountyIntake, Receiver);
        await Xiangyin.PersonAsync("xy-unit", Roles.UnitHead, Receiver);
        await Xiangyin.PersonAsync("xy-admin", Roles.SystemAdmin, Receiver);
        await Wangcheng.Database.ExecuteAsync("update organizations set kind = 'outside' where code = $1", Receiver);
        await Xiangyin.Database.ExecuteAsync("update organizations set kind = 'outside' where code = $1", Sender);
        foreach (var house in (TestService[])[Wangcheng, Xiangyin])
            await house.Services.GetRequiredService<OrganizationDirectory>().RefreshAsync(default, now: true);
        var ours = await KeyAsync(Wangcheng, "ho-admin", Sender);
        var theirs = await KeyAsync(Xiangyin, "xy-admin", Receiver);
        await PinAsync(Wangcheng, "ho-admin", Receiver, theirs, "http://127.0.0.1:2");
        await PinAsync(Xiangyin, "xy-admin", Sender, ours, "http://127.0.0.1:1");
    }

    public async Task DisposeAsync()
    {
        await Wangcheng.DisposeAsync();
        await Xiangyin.DisposeAsync();
    }

    /// <summary>One of the two dies and comes again over its database.</summary>
    public async Task KillAsync(bool sender)
    {
        if (sender)
            Wangcheng = await Wangcheng.RestartAsync();
        else
            Xiangyin = await Xiangyin.RestartAsync();
        Connect();
    }

    public async Task<int> SayAsync(TestService house) =>
        await house.Services.GetRequiredService<ExchangeSweep>().RunAsync(house.Clock.GetUtcNow(), default);

    /// <summary>Until neither has anything to say.</summary>
    public async Task SettleAsync()
    {
        for (var (quiet, rounds) = (0, 0); quiet < 2; rounds++)
        {
            if (rounds > 60)
                throw new InvalidOperationException(
                    await Wangcheng.Database.ScalarAsync<string>(
                        "select string_agg(last_error, '; ') from handoff_posts where state = 'waiting'"
                    )
                        + await Xiangyin.Database.ScalarAsync<string>(
                            "select string_agg(last_error, '; ') from handoff_posts where state = 'waiting'"
                        )
                );
            Wangcheng.Clock.Advance(TimeSpan.FromHours(2));
            Xiangyin.Clock.Advance(TimeSpan.FromHours(2));
            var said = await SayAsync(Wangcheng) + await SayAsync(Xiangyin);
            quiet = said == 0 && await WaitingAsync() == 0 ? quiet + 1 : 0;
        }
    }

    public async Task<long> WaitingAsync() =>
        await Wangcheng.Database.ScalarAsync<long>("select count(*) from handoff_posts where state = 'waiting'")
        + await Xiangyin.Database.ScalarAsync<long>("select count(*) from handoff_posts where state = 'waiting'");

    public Task<Guid> IncomingAsync(Guid handoff) =>
        Xiangyin.Database.ScalarAsync<Guid>("select id from incoming_letters where handoff_id = $1", handoff);

    private void Connect() => Wire.Connect(Wangcheng.Server.CreateHandler(), Xiangyin.Server.CreateHandler());

    private Task<TestService> MakeAsync() =>
        TestService.CreateAsync(host =>
            host.ConfigureTestServices(services =>
                services.AddHttpClient("handoffs").ConfigurePrimaryHttpMessageHandler(() => new Wire.End(Wire))
            )
        );

    private static async Task<string> KeyAsync(TestService house, string admin, string organization)
    {
        var keys = house.Services.GetRequiredService<Keys>();
        return Convert.ToBase64String((await keys.MakeAsync(await house.ActorAsync(admin), organization, default)).PublicKey);
    }

    private static async Task PinAsync(TestService house, string admin, string organization, string key, string address) =>
        await house
            .Services.GetRequiredService<Peers>()
            .AddAsync(await house.ActorAsync(admin), new PeerRequest(organization, address, key, "2026-01-01", "2030-12-31"), default);
}

/// <summary>What lies between the two: port 1 is Wangcheng, port 2 Xiangyin. It may lose, double, delay and turn around what goes over it.</summary>
public sealed class Wire
{
    private HttpMessageInvoker one = null!;
    private HttpMessageInvoker two = null!;
    private readonly List<(int Port, byte[] Body)> late = [];
    private readonly Lock gate = new();
    private (string One, string Two) addresses = ("http://localhost", "http://localhost");

    /// <summary>Null: a good wire.</summary>
    public Random? Chance { get; set; }

    /// <summary>Everything that was sent, as an eavesdropper has it.</summary>
    public List<(int Port, byte[] Body)> Heard { get; } = [];

    /// <summary>Nobody is reached.</summary>
    public bool IsDown { get; set; }

    /// <summary>What is said arrives, and no answer does.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>The first that went to a side; null: nothing did yet.</summary>
    public byte[]? FirstTo(int port)
    {
        lock (gate)
            return Heard.Find(it => it.Port == port).Body;
    }

    /// <summary>How often it did what.</summary>
    public ConcurrentDictionary<string, int> Done { get; } = new();

    public void Connect(HttpMessageHandler wangcheng, HttpMessageHandler xiangyin) =>
        (one, two) = (new HttpMessageInvoker(wangcheng), new HttpMessageInvoker(xiangyin));

    /// <summary>To installations that listen at addresses.</summary>
    public void Connect(string wangcheng, string xiangyin)
    {
        addresses = (wangcheng, xiangyin);
        Connect(new SocketsHttpHandler(), new SocketsHttpHandler());
    }

    public async Task<HttpResponseMessage> SendAsync(int port, byte[] body, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{(port == 1 ? addresses.One : addresses.Two)}{ExchangeEndpoints.Path}")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        };
        return await (port == 1 ? one : two).SendAsync(request, cancel);
    }

    /// <exception cref="HttpRequestException">It was lost, there or back, or nobody listens.</exception>
    public async Task<HttpResponseMessage> CarryAsync(int port, byte[] body, CancellationToken cancel)
    {
        Count("sent");
        Keep(Heard, 1_000);
        if (IsDown)
            throw new HttpRequestException("nobody is there");
        if (LosesAnswers)
        {
            (await SendAsync(port, body, cancel)).Dispose();
            throw new HttpRequestException("the answer was lost");
        }
        if (Chance is null)
            return await SendAsync(port, body, cancel);
        if (Old() is var (to, old))
        {
            Count("turned around");
            (await SendAsync(to, old, cancel)).Dispose();
        }
        switch (Next(12))
        {
            case 0 or 1:
                Count("lost there");
                Keep(late);
                throw new HttpRequestException("lost on the way there");
            case 2 or 3:
                Count("lost back");
                (await SendAsync(port, body, cancel)).Dispose();
                throw new HttpRequestException("the answer was lost");
            case 4:
                Count("doubled");
                (await SendAsync(port, body, cancel)).Dispose();
                Keep(late);
                return await SendAsync(port, body, cancel);
            case 5:
                Count("no gateway");
                return new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html>") };
            case 6:
                Count("delayed");
                await Task.Delay(Next(200), cancel);
                return await SendAsync(port, body, cancel);
            default:
                return await SendAsync(port, body, cancel);
        }

        // An old one arrives now, before the new one.
        (int, byte[])? Old()
        {
            lock (gate)
                return late.Count > 0 && Chance.Next(3) == 0 ? late[Chance.Next(late.Count)] : null;
        }

        void Keep(List<(int, byte[])> these, int most = 10_000)
        {
            lock (gate)
                if (these.Count < most)
                    these.Add((port, body));
        }

        int Next(int below)
        {
            lock (gate)
                return Chance.Next(below);
        }
    }

    private void Count(string what) => Done.AddOrUpdate(what, 1, (_, before) => before + 1);

    internal sealed class End(Wire wire) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel) =>
            await wire.CarryAsync(request.RequestUri!.Port, await request.Content!.ReadAsByteArrayAsync(cancel), cancel);
    }
}
