using System.Net;
using System.Text.Json;
using Enforcement.Tests.Harness;
using MiniExcelLibs;
using static Enforcement.Tests.Supervision.SupervisionBench;

namespace Enforcement.Tests.Supervision;

/// <summary>The overdue board, the account of why a case is late, outages and the workbooks.</summary>
public sealed class BoardTests : IAsyncLifetime
{
    private TestService service = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.StaffAsync();
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task What_is_due_within_a_working_day_is_soon_and_what_is_over_is_counted_by_body()
    {
        var it = await service.OpenAsync();
        (await RowsAsync("sv-head", "/api/overdue")).ShouldBeEmpty();
        // The check is due at the end of Thursday.
        service.MoveTo("2026-11-25T09:00");
        (await RowsAsync("sv-head", "/api/overdue")).Select(row => row.GetProperty("daysOver").GetInt32()).ShouldBe([-1]);
        (await RowsAsync("sv-head", "/api/overdue?status=overdue")).ShouldBeEmpty();
        service.MoveTo("2026-11-28T09:00");
        await service.GiveCardsAsync();
        var row = (await RowsAsync("sv-head", "/api/overdue?status=overdue")).ShouldHaveSingleItem();
        (row.GetProperty("caseNumber").GetString(), row.GetProperty("organization").GetString()).ShouldBe((it.Number, Town));
        (row.GetProperty("daysOver").GetInt32(), row.GetProperty("cards").GetInt32()).ShouldBe((2, 1));
        (await RowsAsync("sv-head", "/api/overdue?status=legal")).ShouldBeEmpty();
        (await RowsAsync("sv-head", $"/api/overdue?q={it.Number}")).Count.ShouldBe(1);
        (await RowsAsync("sv-head", $"/api/overdue?organization={Bureau}")).ShouldBeEmpty();

        var bodies = (await service.ReadAsync("sv-supervisor", "/api/overdue")).GetProperty("bodies");
        bodies
            .EnumerateArray()
            .Select(body => (body.GetProperty("organization").GetString(), body.GetProperty("overdue").GetInt32()))
            .ShouldBe([(Town, 1)]);
    }

    [Fact]
    public async Task Heads_see_their_body_superiors_their_region_and_officers_are_refused()
    {
        await service.OpenAsync();
        service.MoveTo("2026-11-30T09:00");
        foreach (var who in new[] { "sv-squad", "sv-head", "sv-command", "sv-supervisor", "sv-coordinator" })
            (await RowsAsync(who, "/api/overdue")).Count.ShouldBe(1, who);
        foreach (var who in new[] { "sv-neighbour", "sv-stranger" })
            (await RowsAsync(who, "/api/overdue")).ShouldBeEmpty(who);
        using var officer = await service.CallerAsync("sv-officer");
        (await officer.GetAsync("/api/overdue")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await officer.GetStringAsync("/supervision")).ShouldContain("board.heads-only");
        (await officer.GetAsync("/api/overdue.xlsx")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_board_is_read_page_by_page()
    {
        for (var count = 0; count < 5; count++)
            await service.OpenAsync();
        service.MoveTo("2026-11-30T09:00");
        var (seen, after) = (new List<Guid>(), "");
        do
        {
            var page = await service.ReadAsync(
                "sv-head",
                $"/api/overdue?limit=2{(after.Length > 0 ? $"&after={Uri.EscapeDataString(after)}" : "")}"
            );
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetGuid()));
            after = page.GetProperty("next").GetString() ?? "";
        } while (after.Length > 0);
        seen.Count.ShouldBe(5);
        seen.Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public async Task Why_a_case_is_late_is_told_with_hands_cards_and_answers()
    {
        var (it, card) = await service.WithYellowAsync();
        await service.DoneAsync("sv-officer", $"/api/cards/{card}/answer", new { text = "当事人外出未归。" });
        await service.DoneAsync("sv-head", $"/api/cases/{it.Number}/urgings", new { words = "请抓紧核查。" });
        using var head = await service.CallerAsync("sv-head");
        var page = await head.GetStringAsync($"/cases/{it.Number}/why-late");
        foreach (var words in new[] { "超期原因说明", "内部审批", "靖港镇", "7.4 天", "超过内部期限", "当事人外出未归。", "请抓紧核查。" })
            page.ShouldContain(words);
        using var stranger = await service.CallerAsync("sv-stranger");
        (await stranger.GetAsync($"/cases/{it.Number}/why-late")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Outages_are_recorded_by_system_admins_and_known_to_all()
    {
        var outage = new
        {
            firstDay = "2026-11-20",
            lastDay = "2026-11-21",
            what = "机房停电",
        };
        (await service.RefusedAsync("sv-head", "/api/outages", outage)).ShouldBe((403, "outage.system-admins-only"));
        await service.DoneAsync("sv-system", "/api/outages", outage);
        foreach (
            var wrong in new object[]
            {
                new
                {
                    firstDay = "2026-11-20",
                    lastDay = "2026-11-19",
                    what = "停电",
                },
                new
                {
                    firstDay = "2026-11-20",
                    lastDay = "2026-11-25",
                    what = "停电",
                },
                new { firstDay = "0001-01-01", what = "停电" },
                new
                {
                    firstDay = "2006-11-20",
                    lastDay = "2026-11-20",
                    what = "停电",
                },
                new { firstDay = "昨天", what = "停电" },
                new { what = "停电" },
                new { firstDay = "2026-11-20" },
            }
        )
            (await service.RefusedAsync("sv-system", "/api/outages", wrong)).ShouldBe((400, "malformed"));
        (await RowsAsync("sv-officer", "/api/outages")).Select(row => row.GetProperty("what").GetString()).ShouldBe(["机房停电"]);
        (await service.Database.ScalarAsync<long>("select count(*) from admin_log where what = 'outage.recorded'")).ShouldBe(1);
    }

    [Fact]
    public async Task Workbooks_of_the_board_cards_and_orders_hold_words_and_never_formulas()
    {
        var (it, card) = await service.WithYellowAsync();
        await service.DoneAsync("sv-officer", $"/api/cards/{card}/answer", new { text = "=HYPERLINK(\"http://x\")" });
        await service.DoneAsync("sv-command", "/api/supervision-orders", new { caseNumber = it.Number, demand = "+1 报送" });
        using var command = await service.CallerAsync("sv-command");
        (await SheetAsync(command, "/api/cards.xlsx"))["说明"].ShouldBe("'=HYPERLINK(\"http://x\")");
        (await SheetAsync(command, "/api/supervision-orders.xlsx"))["督办要求"].ShouldBe("'+1 报送");
        var overdue = await SheetAsync(command, "/api/overdue.xlsx");
        (overdue["登记号"], overdue["经办单位"], overdue["内部期限"]).ShouldBe((it.Number, "靖港镇", "2026-11-26"));
    }

    private async Task<List<JsonElement>> RowsAsync(string who, string path) =>
        [.. (await service.ReadAsync(who, path)).GetProperty("items").EnumerateArray()];

    private static async Task<IDictionary<string, object>> SheetAsync(HttpClient caller, string path)
    {
        var file = new MemoryStream(await caller.GetByteArrayAsync(path));
        return (await file.QueryAsync(useHeaderRow: true)).Cast<IDictionary<string, object>>().First();
    }
}
