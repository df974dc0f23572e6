using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Persistence;
using Enforcement.Supervision.Board;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
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
    public async Task The_count_by_body_is_of_what_the_filter_shows()
    {
        var it = await service.OpenAsync();
        var other = await service.OpenAsync();
        await service.DoAsync(other, "check", "sv-officer");
        service.MoveTo("2026-12-01T09:00");
        foreach (
            var (query, expected) in new[]
            {
                ("", new[] { (Town, 1, 0), (Bureau, 0, 1) }),
                ("?status=overdue", [(Town, 1, 0)]),
                ("?status=soon", [(Bureau, 0, 1)]),
                ("?status=legal", []),
                ($"?organization={Bureau}", [(Bureau, 0, 1)]),
                ($"?q={it.Number}", [(Town, 1, 0)]),
                ($"?q={other.Number}&status=overdue", []),
            }
        )
            (await service.ReadAsync("sv-supervisor", $"/api/overdue{query}"))
                .GetProperty("bodies")
                .EnumerateArray()
                .Select(body =>
                    (
                        body.GetProperty("organization").GetString()!,
                        body.GetProperty("overdue").GetInt32(),
                        body.GetProperty("soon").GetInt32()
                    )
                )
                .ShouldBe(expected, query);
        using var supervisor = await service.CallerAsync("sv-supervisor");
        var page = await supervisor.GetStringAsync($"/supervision?organization={Bureau}");
        page.ShouldContain($"<option value=\"{Town}\">", Case.Insensitive, "another body can be chosen still");
    }

    [Fact]
    public async Task A_day_on_which_the_county_is_shut_is_no_working_day_of_the_horizon()
    {
        await service.OpenAsync();
        // Wednesday; the check is due at the end of Thursday, and Thursday is the next working day of the country.
        service.MoveTo("2026-11-25T09:00");
        foreach (var who in new[] { "sv-head", "sv-supervisor" })
            (await RowsAsync(who, "/api/overdue")).Count.ShouldBe(1, who);
        await service.ShutAsync("2026-11-30", "2026-12-01");
        var later = await service.OpenAsync();
        // Due at the end of Friday. On Friday the next working day of the county is Wednesday.
        service.MoveTo("2026-11-27T09:00");
        await service.DoAsync(later, "check", "sv-officer");
        await service.Database.ExecuteAsync(
            "update clocks set due_internal = '2026-12-02T10:00+08:00' where rule = 'DL-REV-01' and case_id = $1",
            later.Key.Id
        );
        foreach (var who in new[] { "sv-head", "sv-supervisor" })
            (await RowsAsync(who, "/api/overdue?status=soon")).Count.ShouldBe(1, who);
    }

    [Fact]
    public async Task What_is_over_elsewhere_is_not_read()
    {
        var it = await service.OpenAsync();
        service.MoveTo("2026-11-30T09:00");
        // Ten thousand terms that are over in another county, and as many of another township of this one.
        foreach (var (county, town) in new[] { ("430624", "430624101"), ("430112", "430112110") })
            await service.Database.ExecuteAsync(
                """
                with made as (
                    insert into cases select (jsonb_populate_record(c, jsonb_build_object('county_code', $2, 'id', gen_random_uuid(),
                        'number', $2 || '-' || n, 'owner_org', $3, 'handler_org', $3))).*
                    from cases c, generate_series(1, 10000) n where c.id = $1
                    returning county_code, id, owner_org, opened_at)
                insert into case_holdings (county_code, case_id, seq, organization, kind, from_at)
                select county_code, id, 1, owner_org, 'handling', opened_at from made
                """,
                it.Key.Id,
                county,
                town
            );
        await service.Database.ExecuteAsync(
            """
            insert into clocks select (jsonb_populate_record(k, jsonb_build_object('county_code', c.county_code, 'id', gen_random_uuid(),
                'case_id', c.id, 'task_id', null))).*
            from clocks k, cases c where k.case_id = $1 and k.rule = 'DL-INT-APPROVAL' and c.id <> $1
            """,
            it.Key.Id
        );
        await service.Database.ExecuteAsync("analyze cases");
        await service.Database.ExecuteAsync("analyze clocks");

        (await RowsAsync("sv-head", "/api/overdue")).ShouldHaveSingleItem();
        (await ReadOfClocksAsync("sv-head")).ShouldBeLessThan(100, "a head reads the open cases of the body");
        (await RowsAsync("sv-supervisor", "/api/overdue?limit=20")).Count.ShouldBe(20);
        (await ReadOfClocksAsync("sv-supervisor")).ShouldBeLessThan(1_000, "a superior reads a page of the county");
    }

    /// <summary>How many rows of clocks and cases one page of the board reads.</summary>
    private async Task<long> ReadOfClocksAsync(string who)
    {
        var actor = await service.ActorAsync(who);
        var page = service.Services.GetRequiredService<OverdueReader>().PageOf(actor, new OverdueQuery(), 20);
        // The counters of a pooled connection still hold what it read for somebody else within the last second.
        var soFar = Statement.Of(
            """
            select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint from pg_stat_xact_user_tables
            where relname in ('clocks', 'cases')
            """
        );
        return await service
            .Services.GetRequiredService<ScopedReads>()
            .ReadAsync(
                actor.Scope,
                [soFar, page, soFar],
                async reader =>
                {
                    var before = (await reader.RowsAsync(row => row.GetInt64(0), default)).Single();
                    await reader.RowsAsync(row => row.GetGuid(0), default);
                    return (await reader.RowsAsync(row => row.GetInt64(0), default)).Single() - before;
                },
                default
            );
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
        var told = await head.GetFromJsonAsync<JsonElement>($"/api/cases/{it.Number}/why-late");
        var term = told.GetProperty("terms").EnumerateArray().ShouldHaveSingleItem();
        (term.GetProperty("ruleName").GetString(), term.GetProperty("daysOver").GetInt32()).ShouldBe(("内部审批", 5));
        term.GetProperty("hands")[0].GetProperty("organizationName").GetString().ShouldBe("靖港镇");
        term.GetProperty("cards")[0].GetProperty("answer").GetProperty("text").GetString().ShouldBe("当事人外出未归。");
        told.GetProperty("urgings")[0].GetProperty("words").GetString().ShouldBe("请抓紧核查。");
        using var stranger = await service.CallerAsync("sv-stranger");
        (await stranger.GetAsync($"/api/cases/{it.Number}/why-late")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
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
        (await SheetAsync(command, $"/api/cases/{it.Number}/clocks.xlsx"))["规则"].ShouldNotBeNull();
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
