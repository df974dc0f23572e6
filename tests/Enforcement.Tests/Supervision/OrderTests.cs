using System.Net;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Supervision.SupervisionBench;

namespace Enforcement.Tests.Supervision;

/// <summary>Orders and urgings through the API; everything that is not allowed is refused by name.</summary>
public sealed class OrderTests : IAsyncLifetime
{
    private const string Orders = "/api/supervision-orders";

    private TestService service = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.StaffAsync();
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task An_order_has_a_number_and_a_term_is_answered_sent_back_answered_again_and_accepted()
    {
        var it = await service.OpenAsync();
        var issued = await service.DoneAsync("sv-command", Orders, new { caseNumber = it.Number, demand = "三日内报送调查进展。" });
        var id = issued.GetProperty("id").GetGuid();
        issued.GetProperty("number").GetString().ShouldBe("望指督〔2026〕1号");
        issued.GetProperty("dueAt").GetDateTimeOffset().ShouldBe(At("2026-11-28T00:00"));

        (await service.RefusedAsync("sv-command", $"{Orders}/{id}/acceptance", new { })).ShouldBe((409, "order.not-answered"));
        (await service.RefusedAsync("sv-command", $"{Orders}/{id}/answer", new { text = "代答" })).ShouldBe((403, "order.addressee-only"));
        service.MoveTo("2026-11-30T09:00");
        (await service.ReadAsync("sv-head", $"{Orders}/{id}")).GetProperty("overdue").GetBoolean().ShouldBeTrue();
        await service.DoneAsync("sv-head", $"{Orders}/{id}/answer", new { text = "正在调查。" });
        (await service.RefusedAsync("sv-head", $"{Orders}/{id}/answer", new { text = "再答" })).ShouldBe((409, "order.answered"));
        (await service.RefusedAsync("sv-head", $"{Orders}/{id}/return", new { reason = "自退" })).ShouldBe((403, "order.issuer-only"));
        (await service.RefusedAsync("sv-command", $"{Orders}/{id}/return", new { reason = "" })).ShouldBe((400, "malformed"));

        var returned = await service.DoneAsync("sv-command", $"{Orders}/{id}/return", new { reason = "没有时间表。" });
        (returned.GetProperty("state").GetString(), returned.GetProperty("dueAt").GetDateTimeOffset()).ShouldBe(
            ("issued", At("2026-12-04T00:00"))
        );
        await service.DoneAsync("sv-squad", $"{Orders}/{id}/answer", new { text = "周五前提交终结报告。" });
        await service.DoneAsync("sv-command", $"{Orders}/{id}/acceptance", new { });
        (await service.RefusedAsync("sv-command", $"{Orders}/{id}/withdrawal", new { reason = "晚了" })).ShouldBe((409, "order.over"));
        (await service.RefusedAsync("sv-head", $"{Orders}/{id}/answer", new { text = "又答" })).ShouldBe((409, "order.over"));

        (await service.ReadAsync("sv-officer", $"{Orders}/{id}")).GetProperty("rounds").GetArrayLength().ShouldBe(2);
        (
            await service.Database.ColumnAsync<string>(
                "select content::jsonb ->> 'action' from journal where content like '%\"action\":\"order.%' order by seq"
            )
        ).ShouldBe(["order.issued", "order.answered", "order.returned", "order.answered", "order.accepted"]);
        (await service.Database.ScalarAsync<long>("select count(*) from numbers where subject = 'supervision-order'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_closed_case_is_supervised_with_a_reason_or_not_at_all()
    {
        var it = await service.OpenAsync();
        foreach (var (node, who) in new[] { ("check", "sv-officer"), ("review", "sv-reviewer"), ("again", "sv-officer") })
            await service.DoAsync(it, node, who);
        (await service.RefusedAsync("sv-command", Orders, new { caseNumber = it.Number, demand = "补正案卷。" })).ShouldBe(
            (409, "order.case-closed")
        );
        (
            await service.RefusedAsync(
                "sv-command",
                Orders,
                new
                {
                    caseNumber = it.Number,
                    demand = "补正案卷。",
                    reason = " ",
                }
            )
        ).ShouldBe((409, "order.case-closed"));
        var issued = await service.DoneAsync(
            "sv-command",
            Orders,
            new
            {
                caseNumber = it.Number,
                demand = "补正案卷。",
                reason = "案卷评查发现缺送达回证。",
            }
        );
        var id = issued.GetProperty("id").GetGuid();
        (await service.ReadAsync("sv-head", $"{Orders}/{id}")).GetProperty("afterClosing").GetString().ShouldBe("案卷评查发现缺送达回证。");
        await service.DoneAsync("sv-head", $"{Orders}/{id}/answer", new { text = "已补正。" });
        using var command = await service.CallerAsync("sv-command");
        (await command.GetStringAsync($"/supervision/orders/new?case={it.Number}")).ShouldContain("结案后督办的理由");
        (await command.GetStringAsync($"/supervision/orders/{id}")).ShouldContain("案卷评查发现缺送达回证。");
    }

    [Fact]
    public async Task A_closure_of_the_county_puts_off_the_answer_to_an_order()
    {
        await service.ShutAsync("2026-11-25", "2026-11-26");
        var it = await service.OpenAsync();
        var issued = await service.DoneAsync("sv-command", Orders, new { caseNumber = it.Number, demand = "报送调查进展。" });
        issued.GetProperty("dueAt").GetDateTimeOffset().ShouldBe(At("2026-12-02T00:00"));
    }

    [Fact]
    public async Task Only_superiors_of_the_region_order_and_only_bodies_that_take_part()
    {
        var it = await service.OpenAsync();
        object Order(string? organization = null, int days = 3, string demand = "报送进展") =>
            new
            {
                caseNumber = it.Number,
                organization,
                demand,
                days,
            };
        (await service.RefusedAsync("sv-head", Orders, Order())).ShouldBe((403, "order.supervisors-only"));
        (await service.RefusedAsync("sv-stranger", Orders, Order())).ShouldBe((404, "not-found"));
        (await service.RefusedAsync("sv-command", Orders, Order("430112110"))).ShouldBe((409, "order.no-part"));
        (await service.RefusedAsync("sv-command", Orders, Order(Centre))).ShouldBe((409, "order.to-oneself"));
        (await service.RefusedAsync("sv-command", Orders, Order(days: 61))).ShouldBe((400, "malformed"));
        (await service.RefusedAsync("sv-command", Orders, Order(demand: " "))).ShouldBe((400, "malformed"));
        (await service.Database.ScalarAsync<long>("select count(*) from supervision_orders")).ShouldBe(0);

        var id = (await service.DoneAsync("sv-supervisor", Orders, Order())).GetProperty("id").GetGuid();
        await service.DoneAsync("sv-supervisor", $"{Orders}/{id}/withdrawal", new { reason = "已电话答复。" });
        (await service.RefusedAsync("sv-neighbour", $"{Orders}/{id}/answer", new { text = "代答" })).ShouldBe((404, "not-found"));
        (await service.RefusedAsync("sv-head", $"{Orders}/{id}/answer", new { text = "答" })).ShouldBe((409, "order.over"));
    }

    [Fact]
    public async Task Whoever_has_the_case_is_urged_once_a_day_by_heads_and_superiors()
    {
        var it = await service.OpenAsync();
        var path = $"/api/cases/{it.Number}/urgings";
        (await service.RefusedAsync("sv-officer", path, new { })).ShouldBe((403, "urging.not-yours"));
        (await service.RefusedAsync("sv-neighbour", path, new { })).ShouldBe((404, "not-found"));
        (await service.DoneAsync("sv-head", path, new { words = "请抓紧核查。" })).GetProperty("organization").GetString().ShouldBe(Town);
        (await service.RefusedAsync("sv-head", path, new { })).ShouldBe((409, "urging.today"));
        await service.DoneAsync("sv-command", path, new { });
        service.MoveTo("2026-11-25T09:00");
        await service.DoneAsync("sv-head", path, new { });
        (
            await service.Database.ScalarAsync<long>("select count(*) from outbox where payload ->> 'key' = 'notice.case-urged-words'")
        ).ShouldBe(2);

        await service.Database.ExecuteAsync("update case_holdings set kind = 'party'");
        (await service.RefusedAsync("sv-supervisor", path, new { })).ShouldBe((409, "urging.nobody"));
        foreach (var (node, who) in new[] { ("check", "sv-officer"), ("review", "sv-reviewer"), ("again", "sv-officer") })
            await service.DoAsync(it, node, who);
        (await service.RefusedAsync("sv-supervisor", path, new { })).ShouldBe((409, "urging.case-closed"));
    }

    [Fact]
    public async Task The_form_from_the_case_page_gives_an_order_and_the_page_answers_beside_it_when_it_is_refused()
    {
        var it = await service.OpenAsync();
        using var command = await service.CallerAsync("sv-command");
        (await command.GetStringAsync($"/cases/{it.Number}")).ShouldContain($"/supervision/orders/new?case={it.Number}");
        var address = $"/supervision/orders/new?case={it.Number}";
        var page = await command.GetStringAsync(address);
        using var empty = Forms.Hidden(page, "order");
        (await (await command.PostAsync(address, empty)).Content.ReadAsStringAsync()).ShouldContain("is-invalid");
        using var form = Forms.Hidden(page, "order");
        form.Add(new StringContent(Town), "organization");
        form.Add(new StringContent("限期报送。"), "demand");
        form.Add(new StringContent("5"), "days");
        var answer = await command.PostAsync(address, form);
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await command.GetStringAsync(answer.Headers.Location)).ShouldContain("限期报送。");

        using var urge = Forms.Hidden(await command.GetStringAsync($"/cases/{it.Number}"), "urge");
        (await command.PostAsync($"/cases/{it.Number}", urge)).StatusCode.ShouldBe(HttpStatusCode.Found);
        using var again = Forms.Hidden(await command.GetStringAsync($"/cases/{it.Number}"), "urge");
        (await (await command.PostAsync($"/cases/{it.Number}", again)).Content.ReadAsStringAsync()).ShouldContain("urging.today");
        using var head = await service.CallerAsync("sv-head");
        (await head.GetStringAsync(address)).ShouldContain("order.supervisors-only");
    }
}
