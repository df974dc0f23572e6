using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Powers.Admission.Dispatch;
using Enforcement.Powers.Admission.Requests;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Powers.Admission;

/// <summary>The sample county with its duty list, and people of it as actors or as callers.</summary>
internal static class DutyBench
{
    public const string Town = "430112106";
    public const string Neighbour = "430112101";
    public const string Agriculture = "430112-agriculture";
    public const string Staffing = "430112-staffing";
    public const string Judicial = "430112-judicial";
    public const string Government = "430112-government";
    public const string Centre = "430112-command-centre";

    /// <summary>Somebody who holds one post, with the sight that goes with it.</summary>
    public static Actor Somebody(this TestService service, string role, string body)
    {
        var region = service.Services.GetRequiredService<OrganizationDirectory>().Find(body)!.Region;
        var regions = Roles.SeeTheirRegion.Contains(role) && region.Length <= 6 ? new[] { region } : [];
        return new Actor(
            RowId.New("430112", TestService.Morning),
            $"{role}@{body}",
            $"{role}@{body}",
            [new Post(body, role)],
            new Scope([body], regions)
        );
    }

    public static T Verb<T>(this TestService service)
        where T : notnull => service.Services.CreateScope().ServiceProvider.GetRequiredService<T>();

    public static AdmissionDraftRequest Draft(string title = "村级养老服务点巡查", string result = "action", params string[] townships) =>
        new(null, "township", title, null, result, "《湖南省养老服务条例》", townships is [] ? [Town] : townships, "1名", "无", "无", "无");

    public static DutyTaskRequest TaskWish(
        string item = "ZR-001",
        string? township = Town,
        string? village = null,
        string result = "action",
        string? urgent = null,
        string dueOn = "2027-12-31"
    ) => new(null, township, village, item, "本周巡查", "按事项要求办理。", result, dueOn, urgent);

    public static async Task<AdmissionRequest> DraftedAsync(this TestService service, params string[] townships) =>
        await service.Verb<DraftAdmission>().RunAsync(service.Somebody(Roles.UnitHead, Agriculture), Draft(townships: townships), default);

    public static async Task<AdmissionRequest> OpinedAsync(this TestService service)
    {
        var it = await service.DraftedAsync();
        return await service.Verb<GiveOpinion>().RunAsync(service.Somebody(Roles.AgencyHead, Town), it.Id, true, null, default);
    }

    public static async Task<AdmissionRequest> ReviewedAsync(this TestService service)
    {
        var it = await service.OpinedAsync();
        await service.Verb<ReviewAdmission>().RunAsync(service.Somebody(Roles.Supervisor, Staffing), it.Id, true, null, default);
        return await service.Verb<ReviewAdmission>().RunAsync(service.Somebody(Roles.Coordinator, Judicial), it.Id, true, null, default);
    }

    /// <summary>Signs in anew as one of the sample people: the clock moves on, and sessions end.</summary>
    public static Task<HttpClient> SampleAsync(this TestService service, string who) =>
        service.CallerAsync(who, SamplePeople.DefaultPassword);

    public static async Task<JsonElement> DoneAsync(this TestService service, string who, string path, object body)
    {
        using var caller = await service.SampleAsync(who);
        var answer = await caller.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Status and code of a refusal.</summary>
    public static async Task<(int Status, string? Code)> RefusedAsync(this TestService service, string who, string path, object body)
    {
        using var caller = await service.SampleAsync(who);
        var answer = await caller.PostAsJsonAsync(path, body);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, problem?["code"]?.GetValue<string>());
    }

    public static async Task<JsonElement> ReadAsync(this TestService service, string who, string path)
    {
        using var caller = await service.SampleAsync(who);
        return await caller.GetFromJsonAsync<JsonElement>(path);
    }
}
