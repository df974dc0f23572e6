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

/// <summary>The table of who may: every verb of handoffs, every role, the body whose it is and one whose it is not.</summary>
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

    private static readonly Dictionary<string, (string Body, string[] Roles)> May = new()
    {
        ["package"] = (HandoffHouse.Township, Carriers),
        ["link"] = (HandoffHouse.Township, Carriers),
        ["paper-answer"] = (HandoffHouse.Township, Carriers),
        ["register"] = (Department, [Roles.CountyIntake, Roles.SquadHead, Roles.Officer]),
        ["acceptance"] = (Department, [Roles.UnitHead, Roles.SquadHead, Roles.AgencyHead]),
        ["return"] = (Department, [Roles.UnitHead, Roles.SquadHead, Roles.AgencyHead]),
        ["objection"] = (Department, [Roles.AgencyHead, Roles.UnitHead]),
        ["feedback"] = (Department, [Roles.UnitHead, Roles.CountyHandler, Roles.SquadHead, Roles.AgencyHead]),
        ["peers"] = (Department, [Roles.SystemAdmin]),
        ["keys"] = (Department, [Roles.SystemAdmin]),
    };

    private int counted;

    public Task InitializeAsync() => service.ArrangeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("package")]
    [InlineData("link")]
    [InlineData("paper-answer")]
    [InlineData("register")]
    [InlineData("acceptance")]
    [InlineData("return")]
    [InlineData("objection")]
    [InlineData("feedback")]
    [InlineData("peers")]
    [InlineData("keys")]
    public async Task Only_the_posts_of_the_table_may(string verb)
    {
        var (body, roles) = May[verb];
        var thing = await PreparedAsync(verb);
        foreach (var organization in (string[])[body, HandoffHouse.Neighbour])
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
            if (roles.Contains(role) && (organization == body || verb is "peers" or "keys" or "register"))
            {
                if (verb != "register" || organization == body)
                    fault.ShouldBeNull(what);
                thing = await PreparedAsync(verb);
            }
            else if (organization == body || verb is "peers" or "keys" or "register")
                fault.ShouldBeOfType<NotAllowedException>(what);
            else
                fault.ShouldBeOfType<NotVisibleException>(what);
        }
    }

    private async Task<Guid> PreparedAsync(string verb)
    {
        if (verb is "package" or "link" or "paper-answer")
            return await service.HandOverAsync();
        if (verb is "peers" or "keys" or "register")
            return Guid.Empty;
        var letter = await RegisterAsync(await service.ActorAsync("ho-clerk"));
        if (verb == "feedback")
            await service
                .Services.GetRequiredService<AcceptIncoming>()
                .RunAsync(await service.ActorAsync("ho-unit"), letter.Id, "CG-02", null, default);
        return letter.Id;
    }

    private async Task DoAsync(string verb, Actor actor, Guid thing)
    {
        var of = service.Services;
        switch (verb)
        {
            case "package":
                var view = await of.GetRequiredService<HandoffReader>().FindAsync(actor, thing, default);
                if (!HandoffRights.Open(actor, view.Handoff, view.LetterState).Contains("package"))
                    throw new NotAllowedException("handoff.not-yours");
                break;
            case "link":
                await of.GetRequiredService<MakeLink>().RunAsync(actor, thing, 3, default);
                break;
            case "paper-answer":
                await of.GetRequiredService<RegisterPaperAnswer>()
                    .RunAsync(
                        actor,
                        thing,
                        new AnswerRequest("signed", "王某某", null, null, null, null, null, null, null),
                        new IncomingFile(AttachmentTests.Jpeg(), "回执.jpg"),
                        default
                    );
                break;
            case "register":
                await RegisterAsync(actor);
                break;
            case "acceptance":
                await of.GetRequiredService<AcceptIncoming>().RunAsync(actor, thing, "CG-02", null, default);
                break;
            case "return":
                await of.GetRequiredService<ReturnIncoming>().RunAsync(actor, thing, ["照片"], null, default);
                break;
            case "objection":
                await of.GetRequiredService<ObjectToIncoming>().RunAsync(actor, thing, "无", "无", default);
                break;
            case "feedback":
                await of.GetRequiredService<TellResult>().RunAsync(actor, thing, "decided", null, default);
                break;
            case "peers":
                await of.GetRequiredService<Peers>().AllAsync(actor, default);
                break;
            case "keys":
                await of.GetRequiredService<Keys>().MakeAsync(actor, Department, default);
                break;
        }
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
