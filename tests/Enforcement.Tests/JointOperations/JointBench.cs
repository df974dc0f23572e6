using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Tests.Evidence;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;
using Enforcement.Tests.Supervision;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.JointOperations;

/// <summary>A township with stations and a police post in it, three departments, the command centre; another township, another county.</summary>
internal static class JointBench
{
    public const string Town = "430112109";
    public const string Urban = "430112-urban-management";
    public const string Market = "430112-market";
    public const string Water = "430112-water";
    public const string Centre = "430112-command-centre";
    public const string Station = "430112109-market";
    public const string PolicePost = "430112109-police";
    public const string Neighbour = "430112110";
    public const string Elsewhere = "430104-market";
    public const string Operations = "/api/joint-operations";

    public static async Task StaffJointAsync(this TestService service)
    {
        _ = service.Services;
        await service.BodyAsync(Town, Town, "靖港镇");
        await service.BodyAsync(Neighbour, Neighbour, "乔口镇");
        await service.BodyAsync(Urban, "430112", "区城管局", "department", "urban-management");
        await service.BodyAsync(Market, "430112", "区市监局", "department", "market");
        await service.BodyAsync(Water, "430112", "区水利局", "department", "water");
        await service.BodyAsync(Centre, "430112", "区指挥中心", "department", "command-centre");
        await service.BodyAsync(Elsewhere, "430104", "岳麓市监局", "department", "market");
        await service.BodyAsync(Station, Town, "靖港市监所", "station", "market");
        await service.BodyAsync(PolicePost, Town, "靖港派出所", "station", "police");
        await service.Database.ExecuteAsync(
            "update organizations set owning_line = $1, command_line = $2 where code = $3",
            Market,
            Town,
            Station
        );
        await service.Services.GetRequiredService<OrganizationDirectory>().RefreshAsync(default, now: true);
        foreach (var (name, role, body) in People)
            await service.PersonAsync(name, role, body);
        await service.PersonAsync("jt-auxiliary", Roles.Officer, Town, "汪海涛");
        await service.PersonAsync("jt-grid", Roles.GridWorker, Town, "韦卫东");
        await service.Database.ExecuteAsync("update accounts set staff_type = 'auxiliary' where user_name = 'jt-auxiliary'");
        await service.Database.ExecuteAsync("update accounts set staff_type = 'grid-worker' where user_name = 'jt-grid'");
        await service.Database.ExecuteAsync(
            "update certificates set valid_to = '2026-10-31' where person = (select id from accounts where user_name = 'jt-expired')"
        );
        await service.Services.GetRequiredService<CertificateDirectory>().RefreshAsync(default, now: true);
    }

    private static readonly (string Name, string Role, string Body)[] People =
    [
        ("jt-officer", Roles.Officer, Town),
        ("jt-partner", Roles.Officer, Town),
        ("jt-expired", Roles.Officer, Town),
        ("jt-squad", Roles.SquadHead, Town),
        ("jt-head", Roles.AgencyHead, Town),
        ("jt-urban1", Roles.CountyHandler, Urban),
        ("jt-urban2", Roles.CountyHandler, Urban),
        ("jt-urban-unit", Roles.UnitHead, Urban),
        ("jt-market1", Roles.CountyHandler, Market),
        ("jt-market2", Roles.CountyHandler, Market),
        ("jt-market-unit", Roles.UnitHead, Market),
        ("jt-market-head", Roles.AgencyHead, Market),
        ("jt-water-unit", Roles.UnitHead, Water),
        ("jt-command", Roles.CommandCentre, Centre),
        ("jt-station", Roles.AgencyHead, Station),
        ("jt-station2", Roles.CountyHandler, Station),
        ("jt-police", Roles.AgencyHead, PolicePost),
        ("jt-neighbour", Roles.AgencyHead, Neighbour),
        ("jt-elsewhere", Roles.UnitHead, Elsewhere),
    ];

    public const string Plain = "plain-receiver";

    /// <summary>A definition with one task, for cases that a transfer opens.</summary>
    public static Task BeginPlainAsync(this TestService service) =>
        service.Database.ExecuteAsync(
            """
            insert into workflow_definitions (id, definition_id, version, name, content, content_hash, is_published, created_at, published_at)
            values ($1 || '-1', $1, 1, '测试流程', $2, '\x00', true, now(), now()) on conflict do nothing
            """,
            Plain,
            TestDefinitions.Flowchart(
                Plain,
                [TestDefinitions.Node("start", "Elsa.Start"), TestDefinitions.Task("check"), TestDefinitions.Node("end", "Elsa.End")],
                ["start>check", "check:done>end"]
            )
        );

    public static object Call(string level = "normal", string[]? bodies = null, string? caseNumber = null) =>
        new
        {
            reason = "占道经营与无照经营并存，多次劝导无效",
            matters = new[] { "CG-02", "SC-01" },
            place = "靖港古镇保粮街",
            from = "2026-11-24T10:00",
            to = "2026-11-24T16:00",
            bodies = bodies ?? [Urban, Market, Water],
            level,
            safetyPlan = "两组同进，录音录像，民警在场。",
            caseNumber,
        };

    public static async Task<Guid> WhistleAsync(this TestService service, object? call = null, string who = "jt-squad") =>
        (await service.DoneAsync(who, Operations, call ?? Call())).GetProperty("id").GetGuid();

    public static Task<JsonElement> ActAsync(this TestService service, string who, Guid id, string act, object? body = null) =>
        service.DoneAsync(who, $"{Operations}/{id}/{act}", body ?? new { });

    public static Task<(int Status, string? Code)> RefusedActAsync(
        this TestService service,
        string who,
        Guid id,
        string act,
        object? body = null
    ) => service.RefusedAsync(who, $"{Operations}/{id}/{act}", body ?? new { });

    public static object Coming(string at = "2026-11-24T10:30") => new { who = "两人", arrivesAt = at };

    public static object Sheet(params string[] officers) => new { officers, found = "现场查见占道堆放货物，未能出示营业执照。" };

    /// <summary>Answered, come and on record.</summary>
    public static async Task AttendAsync(this TestService service, Guid id, string who, params string[] officers)
    {
        await service.ActAsync(who, id, "answer", Coming());
        await service.ActAsync(who, id, "arrival");
        await service.ActAsync(who, id, "sheet", Sheet(officers));
    }

    public static async Task<Guid> PhotoAsync(this TestService service, string who)
    {
        using var caller = await service.CallerAsync(who);
        return await AttachmentTests.UploadAsync(caller, AttachmentTests.Jpeg());
    }
}
