using System.Net;
using System.Net.Http.Json;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Supervision;
using static Enforcement.Tests.JointOperations.JointBench;

namespace Enforcement.Tests.JointOperations;

/// <summary>Checks of enterprises: registered before entry, merged, capped.</summary>
public sealed class CheckTests : IAsyncLifetime
{
    private const string Checks = "/api/enterprise-checks";
    private const string Code = "91430112MA4L12345X";

    private TestService service = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.StaffJointAsync();
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task Nobody_enters_an_enterprise_at_the_record_sheet_without_a_registered_check_of_their_own_and_of_that_day()
    {
        var theirs = await RegisterAsync("jt-urban-unit", field: "urban-management");
        var tomorrow = await RegisterAsync("jt-market-unit", from: "2026-11-25");
        var id = await service.WhistleAsync(Call(bodies: [Market]));
        await service.ActAsync("jt-market1", id, "answer", Coming());
        await service.ActAsync("jt-market1", id, "arrival");
        object Sheet(Guid? checkId, string? enterprise = "靖港食品有限公司") =>
            new
            {
                officers = new[] { "jt-market1", "jt-market2" },
                found = "进入生产车间检查。",
                enterprise,
                checkId,
            };
        (await service.RefusedActAsync("jt-market1", id, "sheet", Sheet(null))).ShouldBe((409, "check.not-registered"));
        (await service.RefusedActAsync("jt-market1", id, "sheet", Sheet(theirs))).ShouldBe((409, "check.not-registered"));
        (await service.RefusedActAsync("jt-market1", id, "sheet", Sheet(tomorrow))).ShouldBe((409, "check.not-that-day"));
        var today = await RegisterAsync("jt-market-unit");
        await service.ActAsync("jt-market1", id, "sheet", Sheet(today));
        (await service.ReadAsync("jt-market1", $"{Checks}/{today}")).GetProperty("check").GetProperty("operationId").GetGuid().ShouldBe(id);
        (await service.RefusedAsync("jt-market-unit", $"{Checks}/{today}/withdrawal", new { reason = "不查了" })).ShouldBe(
            (409, "check.over")
        );
    }

    [Fact]
    public async Task Planned_checks_are_capped_for_a_year_and_a_field_and_a_complaint_is_outside_the_cap_with_its_reason()
    {
        for (var n = 0; n < 3; n++)
            await RegisterAsync("jt-market-unit");
        (await service.RefusedAsync("jt-market-unit", Checks, Check())).ShouldBe((409, "check.capped"));
        (await service.RefusedAsync("jt-market-unit", Checks, Check(ground: "complaint"))).ShouldBe((400, "malformed"));
        await service.DoneAsync("jt-market-unit", Checks, Check(ground: "complaint", reason: "12345 工单 88 号"));
        await service.DoneAsync("jt-market-unit", Checks, Check(from: "2027-01-05"));
        await RegisterAsync("jt-urban-unit", field: "urban-management");
        (await service.RefusedAsync("jt-market1", Checks, Check())).ShouldBe((403, "check.heads-only"));
        (await service.RefusedAsync("jt-market-unit", Checks, Check(code: "91430112"))).ShouldBe((400, "malformed"));
        (await service.RefusedAsync("jt-market-unit", Checks, Check(from: "2026-11-23"))).ShouldBe((400, "malformed"));
    }

    [Fact]
    public async Task A_check_of_another_body_within_a_window_is_offered_and_the_two_become_one_visit()
    {
        var urban = await RegisterAsync("jt-urban-unit", from: "2026-12-01", field: "urban-management");
        var registered = await service.DoneAsync("jt-market-unit", Checks, Check(from: "2026-12-20"));
        var market = registered.GetProperty("check").GetProperty("id").GetGuid();
        registered.GetProperty("offers").EnumerateArray().Select(offer => offer.GetProperty("id").GetGuid()).ShouldBe([urban]);
        var other = (await service.DoneAsync("jt-squad", Checks, Check(code: "91430112MA4L99999Y")))
            .GetProperty("check")
            .GetProperty("id")
            .GetGuid();
        (await service.RefusedAsync("jt-market-unit", $"{Checks}/{market}/merging", new { with = other })).ShouldBe(
            (409, "check.other-enterprise")
        );
        (await service.RefusedAsync("jt-urban1", $"{Checks}/{market}/merging", new { with = urban })).ShouldBe((403, "check.heads-only"));

        using var unit = await service.CallerAsync("jt-market-unit");
        var page = await unit.GetStringAsync($"/enterprise-checks/{market}");
        page.ShouldContain("可以综合查一次");
        page.ShouldNotContain("[checks.");
        using var form = Forms.Hidden(page, $"merge-{urban}");
        (await unit.PostAsync($"/enterprise-checks/{market}", form)).StatusCode.ShouldBe(HttpStatusCode.Found);
        var merged = (await service.ReadAsync("jt-market1", $"{Checks}/{market}")).GetProperty("check");
        (merged.GetProperty("from").GetString(), merged.GetProperty("mergedInto").GetGuid()).ShouldBe(("2026-12-01", urban));
        (await service.RefusedAsync("jt-market-unit", $"{Checks}/{market}/merging", new { with = urban })).ShouldBe((409, "check.merged"));
        (await service.Database.ScalarAsync<long>("select count(*) from outbox where payload ->> 'key' = 'notice.check-merged'")).ShouldBe(
            3
        );
        using var elsewhere = await service.CallerAsync("jt-elsewhere");
        (await elsewhere.GetAsync($"{Checks}/{market}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unit.GetStringAsync("/enterprise-checks?view=county")).ShouldNotContain("[checks.");
    }

    [Fact]
    public async Task What_ran_out_is_neither_offered_nor_merged_and_a_merging_says_who_and_when()
    {
        var over = await RegisterAsync("jt-urban-unit", from: "2026-11-24", field: "urban-management");
        service.MoveTo("2026-11-25T09:00");
        var registered = await service.DoneAsync("jt-market-unit", Checks, Check(from: "2026-11-26"));
        registered.GetProperty("offers").GetArrayLength().ShouldBe(0);
        var market = registered.GetProperty("check").GetProperty("id").GetGuid();
        (await service.ReadAsync("jt-market-unit", $"{Checks}/{market}")).GetProperty("offers").GetArrayLength().ShouldBe(0);
        (await service.RefusedAsync("jt-market-unit", $"{Checks}/{market}/merging", new { with = over })).ShouldBe((409, "check.expired"));
        var open = await RegisterAsync("jt-urban-unit", from: "2026-11-27", field: "urban-management");
        service.MoveTo("2026-11-25T10:15");
        var merging = (await service.DoneAsync("jt-market-unit", $"{Checks}/{market}/merging", new { with = open })).GetProperty("merging");
        merging.GetProperty("by").GetProperty("name").GetString().ShouldBe("jt-market-unit");
        (await service.ReadAsync("jt-market1", $"{Checks}/{market}"))
            .GetProperty("check")
            .GetProperty("merging")
            .GetProperty("at")
            .GetDateTimeOffset()
            .ShouldBe(SupervisionBench.At("2026-11-25T10:15"));
        using var reader = await service.CallerAsync("jt-market1");
        (await reader.GetStringAsync($"/enterprise-checks/{market}")).ShouldContain("jt-market-unit · 2026-11-25 10:15");
    }

    [Fact]
    public async Task A_record_that_names_another_enterprise_than_its_check_is_refused_by_name()
    {
        var check = await RegisterAsync("jt-market-unit");
        var id = await service.WhistleAsync(Call(bodies: [Market]));
        await service.ActAsync("jt-market1", id, "answer", Coming());
        await service.ActAsync("jt-market1", id, "arrival");
        object Sheet(string enterprise) =>
            new
            {
                officers = new[] { "jt-market1", "jt-market2" },
                found = "进入生产车间检查。",
                enterprise,
                checkId = check,
            };
        using (var market = await service.CallerAsync("jt-market1"))
        {
            var refused = await (await market.PostAsJsonAsync($"{Operations}/{id}/sheet", Sheet("隔壁食品厂"))).Content.ReadAsStringAsync();
            refused.ShouldContain("check.names-another");
            refused.ShouldContain("靖港食品有限公司");
        }
        await service.ActAsync("jt-market1", id, "sheet", Sheet(" 靖港食品　有限公司"));
    }

    [Fact]
    public async Task A_countys_own_cap_comes_before_the_one_for_every_county()
    {
        await service.Database.ExecuteAsync(
            "insert into check_caps (county, field, per_year, source_tag) values ('430112', 'market', 1, 'D'), ('430104', 'market', 9, 'D')"
        );
        await RegisterAsync("jt-market-unit");
        (await service.RefusedAsync("jt-market-unit", Checks, Check())).ShouldBe((409, "check.capped"));
        for (var n = 0; n < 4; n++)
            await RegisterAsync("jt-elsewhere");
    }

    private static object Check(
        string from = "2026-11-24",
        string field = "market",
        string ground = "planned",
        string? reason = null,
        string code = Code
    ) =>
        new
        {
            enterprise = "靖港食品有限公司",
            creditCode = code,
            field,
            from,
            ground,
            reason,
        };

    private async Task<Guid> RegisterAsync(string who, string from = "2026-11-24", string field = "market") =>
        (await service.DoneAsync(who, Checks, Check(from, field))).GetProperty("check").GetProperty("id").GetGuid();
}
