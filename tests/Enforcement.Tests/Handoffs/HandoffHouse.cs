using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Tests.Escalations;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Handoffs;

/// <summary>A township of Wangcheng and its people, in the whole service; letters that leave the installation for Shangli in Jiangxi.</summary>
internal static class HandoffHouse
{
    public const string Township = "430112109";
    public const string Neighbour = "430112108";
    public const string Outside = "360322-water";

    public static async Task ArrangeAsync(this TestService service)
    {
        _ = service.Services;
        await service.BodyAsync(Township, Township, "靖港镇");
        await service.BodyAsync(Neighbour, Neighbour, "茶亭镇");
        await service.BodyAsync("430112-water", "430112", "望城水利局", "department", "water");
        await service.BodyAsync(Outside, "360322", "上栗县水利局", "outside", "water");
        if (await service.Database.ScalarAsync<long>("select count(*) from accounts where user_name = 'ho-officer'") > 0)
            return;
        await service.PersonAsync("ho-officer", Roles.Officer, Township);
        await service.PersonAsync("ho-squad", Roles.SquadHead, Township);
        await service.PersonAsync("ho-head", Roles.AgencyHead, Township);
        await service.PersonAsync("ho-stranger", Roles.SquadHead, Neighbour);
        await service.PersonAsync("ho-clerk", Roles.CountyIntake, "430112-water");
        await service.PersonAsync("ho-unit", Roles.UnitHead, "430112-water");
        await service.PersonAsync("ho-admin", Roles.SystemAdmin, Township);
        await service.DefineAsync();
    }

    public static Task DefineAsync(this TestService service) =>
        service.Database.ExecuteAsync(
            """
            insert into workflow_definitions (id, definition_id, version, name, content, content_hash, is_published, created_at, published_at)
            values ('cross-region-1', 'cross-region', 1, 'cross-region', $1, '\x00', true, now(), now()) on conflict do nothing
            """,
            LetterDefinitions.Township("cross-region")
        );

    public static async Task<Actor> ActorAsync(this TestService service, string userName)
    {
        var id = await service.Database.ScalarAsync<Guid>("select id from accounts where user_name = $1", userName);
        return (await service.Services.GetRequiredService<People>().FindAsync(id, default))!;
    }

    /// <summary>A case of the township whose letter has just gone to a body outside; the letter, which is the handoff's id.</summary>
    public static async Task<Guid> HandOverAsync(
        this TestService service,
        string region = "360322",
        string function = "water",
        Func<Step, Task>? also = null
    ) => await HandOverAsync(service.Services, await service.ActorAsync("ho-officer"), region, function, also);

    public static async Task<Guid> HandOverAsync(
        IServiceProvider services,
        Actor officer,
        string region,
        string function,
        Func<Step, Task>? also = null
    )
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var caseFile = new CaseFile
        {
            Key = CaseKey.New("430112", now),
            Number = "",
            Kind = CaseKind.Township,
            OwnerOrg = Township,
            HandlerOrg = Township,
            Title = "跨界河道倾倒建筑垃圾",
            MatterCode = "CG-02",
            MatterVersion = 1,
            ViolationOn = new DateOnly(2026, 11, 20),
            Procedure = "ordinary",
            Intent = "transfer",
            Officers = [officer.PersonId],
            Stage = "lead-check",
            StageSince = now,
            OpenedAt = now,
            Data = new CaseData(new JsonObject { ["description"] = "三辆货车倾倒", ["place"] = "界河左岸" }),
        };
        Guid task;
        await using (var step = await services.GetRequiredService<Steps>().BeginNewAsync(officer, default))
        {
            await step.OpenAsync(caseFile, "cross-region", null, default);
            step.Main.Write(CaseTable.AddParty(caseFile.Key, new Party("person", "贺某"), 1, now));
            if (also is not null)
                await also(step);
            await step.CommitAsync(default);
            task = step.Main.Part<OpenTasks>().Open.Single().Id;
        }
        return await SendAsync(services, officer, task, region, function);
    }

    /// <summary>What came back goes out again; the letter that continues it.</summary>
    public static async Task<Guid> SupplementAsync(this TestService service, Guid returned) =>
        await SendAsync(
            service.Services,
            await service.ActorAsync("ho-officer"),
            await service.Database.ScalarAsync<Guid>(
                "select t.id from tasks t join handoffs h on h.case_id = t.case_id where h.id = $1 and t.state = 'open'",
                returned
            ),
            "430624",
            "water"
        );

    private static async Task<Guid> SendAsync(IServiceProvider services, Actor officer, Guid task, string region, string function)
    {
        await using var sent = await services
            .GetRequiredService<CompleteTask>()
            .RunAsync(
                officer,
                task,
                new TaskCompletion(
                    "done",
                    new JsonObject
                    {
                        ["receiver"] = function,
                        ["receiverRegion"] = region,
                        ["transferSummary"] = "线索和照片",
                    }
                ),
                default
            );
        return sent.Main.Part<CaseLetters>().All[^1].Id;
    }

    public static Task<string?> StateAsync(this TestService service, Guid letter) =>
        service.Database.ScalarAsync<string>("select state from escalations where id = $1", letter);

    public static async Task<string> CodeAsync(this HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()!;
}
