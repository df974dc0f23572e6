using System.Security.Cryptography;
using Enforcement.Evidence;
using Enforcement.Handoffs;
using Enforcement.Handoffs.Exchange;
using Enforcement.Handoffs.Incoming;
using Enforcement.Handoffs.Links;
using Enforcement.Identity;
using Enforcement.Tests.Evidence;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Handoffs;

/// <summary>The table of who may: every verb of handoffs, every role, and every side.</summary>
public sealed class WhoMayHandOffTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private const string Department = "430112-water";

    private static readonly string[] Carriers =
    [
        Roles.Officer,
        Roles.SquadHead,
        Roles.AgencyHead,
        Roles.CountyHandler,
        Roles.UnitHead,
        Roles.CountyIntake,
    ];

    private static readonly string[] Deciders = [Roles.UnitHead, Roles.SquadHead, Roles.AgencyHead];

    private static readonly string[] Registry = [Roles.CountyIntake, Roles.SquadHead, Roles.Officer];

    private static readonly string[] Admins = [Roles.SystemAdmin];

    /// <summary>Of whose body, and in which posts; no body: of any.</summary>
    private static readonly Dictionary<string, (string? Body, string[] Roles)> May = new()
    {
        ["package"] = (HandoffHouse.Township, Carriers),
        ["link"] = (HandoffHouse.Township, Carriers),
        ["link-revocation"] = (HandoffHouse.Township, Carriers),
        ["paper-answer"] = (HandoffHouse.Township, Carriers),
        ["register"] = (null, Registry),
        ["receipt"] = (Department, Registry),
        ["acceptance"] = (Department, Deciders),
        ["return"] = (Department, Deciders),
        ["objection"] = (Department, [Roles.AgencyHead, Roles.UnitHead]),
        ["negotiation"] = (Department, [Roles.AgencyHead, Roles.UnitHead]),
        ["opening"] = (Department, Deciders),
        ["feedback"] = (Department, [Roles.UnitHead, Roles.CountyHandler, Roles.SquadHead, Roles.AgencyHead]),
        ["peers"] = (null, Admins),
        ["peer-added"] = (null, Admins),
        ["peer-revoked"] = (null, Admins),
        ["body-added"] = (null, Admins),
        ["refused"] = (null, Admins),
        ["waiting"] = (null, Admins),
        ["said-again"] = (null, Admins),
        ["given-up"] = (null, Admins),
        ["pairs"] = (null, Admins),
        ["pair-reset"] = (null, Admins),
        ["keys"] = (null, Admins),
        ["key-made"] = (null, Admins),
        ["key-revoked"] = (null, Admins),
    };

    public static TheoryData<string> Verbs => [.. May.Keys];

    private int counted;

    public Task InitializeAsync() => service.ArrangeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Every role, at the body whose it is, at a body beside it, at the other side and at a body that has nothing to do with it.</summary>
    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Only_the_posts_of_the_table_may(string verb)
    {
        var (body, roles) = May[verb];
        var thing = await PreparedAsync(verb);
        foreach (var organization in (string[])[HandoffHouse.Township, HandoffHouse.Neighbour, Department, HandoffHouse.Outside])
        foreach (var role in Roles.All)
        {
            var actor = new Actor(
                Guid.CreateVersion7(TestService.Morning),
                role,
                role,
                [new Post(organization, role)],
                new Scope([organization], [])
            );

            var fault = await Record.ExceptionAsync(() => DoAsync(verb, actor, thing));

            var what = $"{verb} by {role} of {organization}: {fault?.Message}";
            if (MaySee(verb, body, organization) && roles.Contains(role) && IsTheirs(verb, body, organization))
            {
                fault.ShouldBeNull(what);
                thing = await PreparedAsync(verb);
            }
            else if (MaySee(verb, body, organization))
                fault.ShouldBeOfType<NotAllowedException>(what);
            else
                fault.ShouldBeOfType<NotVisibleException>(what);
        }
    }

    private static bool IsTheirs(string verb, string? body, string organization) =>
        body is null ? verb != "register" || organization != HandoffHouse.Outside : body == organization;

    /// <summary>The receiver sees the letter that went to it; nobody else sees what is between the two.</summary>
    private static bool MaySee(string verb, string? body, string organization) =>
        body is null || body == organization || (body == HandoffHouse.Township && organization == HandoffHouse.Outside);

    private async Task<(Guid Id, Guid Part)> PreparedAsync(string verb)
    {
        var of = service.Services;
        var admin = await service.ActorAsync("ho-admin");
        switch (verb)
        {
            case "package" or "link" or "paper-answer":
                return (await service.HandOverAsync(), default);
            case "link-revocation":
                var handoff = await service.HandOverAsync();
                var link = await of.GetRequiredService<MakeLink>().RunAsync(await service.ActorAsync("ho-officer"), handoff, 3, default);
                return (handoff, link.Id);
            case "peer-revoked":
                return ((await PinAsync(admin)).Id, default);
            case "key-revoked":
                return ((await of.GetRequiredService<Keys>().MakeAsync(admin, Department, default)).Id, default);
            case "said-again" or "given-up":
                var post = RowId.New("430112", service.Clock.GetUtcNow());
                await service.Database.ExecuteAsync(
                    """
                    insert into handoff_posts (id, own_org, peer_org, kind, handoff_id, county_code, body, state, next_at, created_at, last_error)
                    values ($1, 'a', 'b', 'release', gen_random_uuid(), '430112', '{}', $2, now(), now(), 'exchange.away')
                    """,
                    post,
                    verb == "given-up" ? "waiting" : "dead"
                );
                return (post, default);
            case "pair-reset":
                await service.Database.ExecuteAsync(
                    "insert into handoff_pairs (own_org, peer_org) values ('a', 'b') on conflict do nothing"
                );
                return default;
            case "receipt" or "acceptance" or "return" or "objection" or "negotiation" or "opening" or "feedback":
                var letter = await RegisterAsync(await service.ActorAsync("ho-clerk"));
                if (verb is "opening" or "feedback")
                    await of.GetRequiredService<AcceptIncoming>()
                        .RunAsync(await service.ActorAsync("ho-unit"), letter.Id, "CG-02", null, default);
                if (verb == "opening")
                    await service.Database.ExecuteAsync("update incoming_letters set case_id = null where id = $1", letter.Id);
                if (verb is "receipt" or "negotiation")
                    await service.Database.ExecuteAsync(
                        """
                        update incoming_letters set way = 'peer', state = $3, sender_org = $2, handoff_id = gen_random_uuid()
                        where id = $1
                        """,
                        letter.Id,
                        HandoffHouse.Outside,
                        verb == "receipt" ? "offered" : "objected"
                    );
                return (letter.Id, default);
            default:
                return default;
        }
    }

    private async Task DoAsync(string verb, Actor actor, (Guid Id, Guid Part) thing)
    {
        var of = service.Services;
        var (peers, keys, pairs) = (of.GetRequiredService<Peers>(), of.GetRequiredService<Keys>(), of.GetRequiredService<Pairs>());
        switch (verb)
        {
            case "package":
                await of.GetRequiredService<DownloadPackage>().RunAsync(actor, thing.Id, default);
                break;
            case "link":
                await of.GetRequiredService<MakeLink>().RunAsync(actor, thing.Id, 3, default);
                break;
            case "link-revocation":
                await of.GetRequiredService<RevokeLink>().RunAsync(actor, thing.Id, thing.Part, default);
                break;
            case "paper-answer":
                await of.GetRequiredService<RegisterPaperAnswer>()
                    .RunAsync(
                        actor,
                        thing.Id,
                        new AnswerRequest("signed", "王某某", null, null, null, null, null, null, null),
                        new IncomingFile(AttachmentTests.Jpeg(), "回执.jpg"),
                        default
                    );
                break;
            case "register":
                await RegisterAsync(actor);
                break;
            case "receipt":
                await of.GetRequiredService<SignForIncoming>().RunAsync(actor, thing.Id, default);
                break;
            case "acceptance":
                await of.GetRequiredService<AcceptIncoming>().RunAsync(actor, thing.Id, "CG-02", null, default);
                break;
            case "return":
                await of.GetRequiredService<ReturnIncoming>().RunAsync(actor, thing.Id, ["照片"], null, default);
                break;
            case "objection":
                await of.GetRequiredService<ObjectToIncoming>().RunAsync(actor, thing.Id, "无", "无", default);
                break;
            case "negotiation":
                await of.GetRequiredService<NegotiateIncoming>().RunAsync(actor, thing.Id, "请再看一看", default);
                break;
            case "opening":
                await of.GetRequiredService<OpenIncoming>().RunAsync(actor, thing.Id, "CG-02", null, default);
                break;
            case "feedback":
                await of.GetRequiredService<TellResult>().RunAsync(actor, thing.Id, "decided", null, default);
                break;
            case "peers":
                await peers.AllAsync(actor, default);
                break;
            case "peer-added":
                await PinAsync(actor);
                break;
            case "peer-revoked":
                await peers.RevokeAsync(actor, thing.Id, default);
                break;
            case "body-added":
                await peers.AddBodyAsync(
                    actor,
                    new OutsideBodyRequest($"3603{++counted:D2}-water", "水利局", "水利局", "Water bureau", "县"),
                    default
                );
                break;
            case "refused":
                await peers.RefusedAsync(actor, default);
                break;
            case "waiting":
                await peers.WaitingAsync(actor, default);
                break;
            case "said-again":
                await peers.SayAgainAsync(actor, thing.Id, default);
                break;
            case "given-up":
                await of.GetRequiredService<GiveUpMessage>().RunAsync(actor, thing.Id, default);
                break;
            case "pairs":
                await pairs.AllAsync(actor, default);
                break;
            case "pair-reset":
                await pairs.ResetAsync(actor, new PairRequest("a", "b", 1, 1), default);
                break;
            case "keys":
                await keys.AllAsync(actor, default);
                break;
            case "key-made":
                await keys.MakeAsync(actor, Department, default);
                break;
            case "key-revoked":
                await keys.RevokeAsync(actor, thing.Id, default);
                break;
            default:
                throw new InvalidOperationException(verb);
        }
    }

    private async Task<Peer> PinAsync(Actor admin)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return await service
            .Services.GetRequiredService<Peers>()
            .AddAsync(
                admin,
                new PeerRequest(
                    HandoffHouse.Outside,
                    "https://handoffs.example",
                    Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
                    // Of a day to come: what is handed over meanwhile is no peer's.
                    "2030-01-01",
                    "2030-12-31"
                ),
                default
            );
    }

    private Task<IncomingLetter> RegisterAsync(Actor clerk) =>
        service
            .Services.GetRequiredService<RegisterIncoming>()
            .RunAsync(
                clerk,
                new IncomingRequest(
                    null,
                    "上栗县水利局",
                    "360322",
                    $"栗水移{++counted}-{Guid.CreateVersion7(TestService.Morning)}",
                    "2026-11-20",
                    null,
                    "跨界倾倒",
                    null,
                    null,
                    null,
                    "三车渣土",
                    null
                ),
                new IncomingFile(AttachmentTests.Jpeg(), "来函.jpg"),
                default
            );
}
