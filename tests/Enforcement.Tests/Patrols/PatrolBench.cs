using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Patrols;

/// <summary>Two townships with their people and a small definition, for what happens before a case.</summary>
internal static class PatrolBench
{
    public const string Jinggang = "430112109";
    public const string Qiaoyi = "430112110";

    public static async Task StaffAsync(this TestService service)
    {
        _ = service.Services;
        await service.BodyAsync(Jinggang, Jinggang, "靖港镇");
        await service.BodyAsync(Qiaoyi, Qiaoyi, "桥驿镇");
        await service.BodyAsync("430112-command-centre", "430112", "指挥中心", "department", "command-centre");
        await OfficerAsync(service, "wang", "王建国", Jinggang);
        await OfficerAsync(service, "li", "李明", Jinggang);
        await OfficerAsync(service, "zhao", "赵强", Qiaoyi);
        await OfficerAsync(service, "chen", "陈旧", Jinggang, certifiedTo: "2026-10-31");
        await service.PersonAsync("grid", Roles.GridWorker, Jinggang, "周网格");
        await service.PersonAsync("duty", Roles.CommandCentre, "430112-command-centre", "值班员");
        var definition = TestDefinitions.BackAndForth.Replace("back-and-forth", "township-case", StringComparison.Ordinal);
        await service.Database.ExecuteAsync(
            """
            insert into workflow_definitions (id, definition_id, version, name, content, content_hash, is_published, created_at, published_at)
            select 'township-case-test', 'township-case', 0, 'test', $1, '\x00', true, now(), now()
            where not exists (select from workflow_definitions where definition_id = 'township-case')
            """,
            definition
        );
    }

    public static object Finding(
        string description = "三车建筑垃圾倾倒在路边",
        string place = "芦江村三组",
        object? location = null,
        string? matterCode = "CG-02",
        string? foundAt = null,
        object? parties = null,
        object? facts = null,
        IReadOnlyList<string>? attachments = null,
        IReadOnlyList<string>? officers = null
    ) =>
        new
        {
            description,
            foundAt = foundAt ?? "2026-11-24T08:30:00+08:00",
            place,
            location,
            matterCode,
            source = "patrol",
            parties,
            facts,
            attachments,
            officers,
        };

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    public static async Task<string> CodeAsync(this HttpResponseMessage answer) =>
        (await answer.JsonAsync()).GetProperty("code").GetString()!;

    public static async Task<Guid> RegisterAsync(this HttpClient caller, object? finding = null)
    {
        var answer = await caller.PostAsJsonAsync("/api/findings", finding ?? Finding());
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.JsonAsync()).GetProperty("id").GetGuid();
    }

    private static async Task OfficerAsync(
        TestService service,
        string userName,
        string name,
        string township,
        string certifiedTo = "2030-12-31"
    )
    {
        if (await service.Database.ScalarAsync<Guid>("select id from accounts where user_name = $1", userName) != default)
            return;
        var id = await service.PersonAsync(userName, Roles.Officer, township, name);
        await service.Database.ExecuteAsync(
            "update certificates set valid_to = $2 where person = $1",
            id,
            DateOnly.Parse(certifiedTo, System.Globalization.CultureInfo.InvariantCulture)
        );
        await service.Services.GetRequiredService<CertificateDirectory>().RefreshAsync(CancellationToken.None, now: true);
    }
}
