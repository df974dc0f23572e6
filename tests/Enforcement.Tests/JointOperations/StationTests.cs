using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Enforcement.Identity;
using Enforcement.JointOperations;
using Enforcement.JointOperations.Stations;
using Enforcement.Persistence;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Supervision;
using Microsoft.Extensions.DependencyInjection;
using static Enforcement.Tests.JointOperations.JointBench;

namespace Enforcement.Tests.JointOperations;

/// <summary>Stations under a township's command: directives, how they answer, appraisal and consent.</summary>
public sealed class StationTests : IAsyncLifetime
{
    private const string Directives = "/api/station-directives";
    private const string Consents = "/api/personnel-consents";

    private TestService service = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.StaffJointAsync();
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task A_township_tasks_its_station_which_answers_within_its_term_and_reports()
    {
        var issued = await service.DoneAsync("jt-squad", Directives, new { station = Station, task = "核查保粮街三家店铺执照" });
        var id = issued.GetProperty("id").GetGuid();
        issued.GetProperty("number").GetString().ShouldBe("靖109调〔2026〕1号");
        issued.GetProperty("dueAt").GetDateTimeOffset().ShouldBe(SupervisionBench.At("2026-11-26T00:00"));
        (await service.RefusedAsync("jt-station", $"{Directives}/{id}/report", new { result = "好" })).ShouldBe(
            (409, "directive.not-answered")
        );
        (await service.RefusedAsync("jt-squad", $"{Directives}/{id}/answer", new { words = "代答" })).ShouldBe(
            (403, "directive.not-yours")
        );
        (await service.RefusedAsync("jt-neighbour", $"{Directives}/{id}/answer", new { words = "代答" })).ShouldBe((404, "not-found"));
        await service.DoneAsync("jt-station2", $"{Directives}/{id}/answer", new { words = "李某下午到场" });
        (await service.RefusedAsync("jt-station", $"{Directives}/{id}/refusal", new { reason = "改主意", basis = "无" })).ShouldBe(
            (409, "directive.answered")
        );
        (await service.DoneAsync("jt-station", $"{Directives}/{id}/report", new { result = "两家已办照" }))
            .GetProperty("state")
            .GetString()
            .ShouldBe("reported");
        (await service.RefusedAsync("jt-squad", $"{Directives}/{id}/withdrawal", new { reason = "晚了" })).ShouldBe(
            (409, "directive.over")
        );
    }

    [Fact]
    public async Task Police_and_those_under_anothers_command_are_not_tasked_and_a_letter_is_offered()
    {
        using var squad = await service.CallerAsync("jt-squad");
        var answer = await squad.PostAsJsonAsync(Directives, new { station = PolicePost, task = "出警" });
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe("directive.request-only");
        problem.GetProperty("suggestion").GetProperty("page").GetString().ShouldBe($"/assistance/new?asked={PolicePost}");
        (await service.RefusedAsync("jt-squad", Directives, new { station = Market, task = "查" })).ShouldBe(
            (409, "directive.not-under-command")
        );
        (await service.RefusedAsync("jt-neighbour", Directives, new { station = Station, task = "查" })).ShouldBe(
            (409, "directive.not-under-command")
        );
        (await service.RefusedAsync("jt-officer", Directives, new { station = Station, task = "查" })).ShouldBe(
            (403, "directive.township-heads-only")
        );

        var page = await squad.GetStringAsync("/station-directives");
        using var form = Forms.Hidden(page, "directive");
        form.Add(new StringContent(PolicePost), "station");
        form.Add(new StringContent("出警维持秩序"), "task");
        var refused = await (await squad.PostAsync("/station-directives", form)).Content.ReadAsStringAsync();
        refused.ShouldContain($"/assistance/new?asked={PolicePost}");
        refused.ShouldContain("出警维持秩序");
        refused.ShouldNotContain("[directives.");
        (await squad.GetStringAsync($"/assistance/new?asked={PolicePost}")).ShouldContain($"<option value=\"{PolicePost}\" selected");
    }

    [Fact]
    public async Task What_is_late_is_told_once_and_counts_in_the_years_list_without_any_fine()
    {
        var first = (
            await service.DoneAsync(
                "jt-squad",
                Directives,
                new
                {
                    station = Station,
                    task = "甲",
                    urgent = true,
                }
            )
        ).GetProperty("id").GetGuid();
        var second = (await service.DoneAsync("jt-squad", Directives, new { station = Station, task = "乙" })).GetProperty("id").GetGuid();
        await service.WhistleAsync(Call("red", [Station]));
        service.MoveTo("2026-11-24T11:00");
        await service.DoneAsync("jt-station", $"{Directives}/{first}/answer", new { words = "即去" });
        service.MoveTo("2026-11-27T12:00");
        (await SweepAsync()).ShouldBe(2);
        (await SweepAsync()).ShouldBe(0);
        await service.DoneAsync("jt-station", $"{Directives}/{second}/refusal", new { reason = "不属本所职责", basis = "三定规定" });

        var line = (await service.ReadAsync("jt-head", "/api/station-appraisals?year=2026")).GetProperty("items").EnumerateArray().Single();
        var figures = line.GetProperty("figures");
        (
            figures.GetProperty("asked").GetInt32(),
            figures.GetProperty("onTime").GetInt32(),
            figures.GetProperty("late").GetInt32(),
            figures.GetProperty("refused").GetInt32()
        ).ShouldBe((3, 1, 2, 1));
        // One day and a half begun twice over, and three days and more of a call at red.
        figures.GetProperty("lateDays").GetInt32().ShouldBe(2 + 4);
        figures.GetProperty("averageHours").GetDecimal().ShouldBe(38.5m);
        figures
            .EnumerateObject()
            .Select(figure => figure.Name)
            .ShouldBe(["asked", "onTime", "late", "refused", "absent", "averageHours", "lateDays"]);
        (await service.ReadAsync("jt-neighbour", "/api/station-appraisals")).GetProperty("items").GetArrayLength().ShouldBe(0);
        using var market = await service.CallerAsync("jt-market-head");
        (await CellsAsync(market, "/api/station-appraisals.xlsx?year=2026")).ShouldContain("靖港市监所");
        (await CellsAsync(market, "/api/station-appraisals.xlsx?year=2026")).ShouldContain("38.5");
        using var neighbour = await service.CallerAsync("jt-neighbour");
        (await CellsAsync(neighbour, "/api/station-appraisals.xlsx?year=2026")).ShouldNotContain("靖港市监所");
    }

    [Fact]
    public async Task The_figures_of_a_station_are_the_same_for_all_that_may_read_them_and_nobodys_else()
    {
        await service.DoneAsync("jt-squad", Directives, new { station = Station, task = "甲" });
        await service.WhistleAsync(Call(bodies: [Station]));
        // An operation that neither the township nor the department takes part in.
        await service.WhistleAsync(Call(bodies: [Station]), "jt-urban-unit");
        foreach (var who in new[] { "jt-head", "jt-market-head", "jt-station", "jt-command" })
            (await service.ReadAsync(who, "/api/station-appraisals?year=2026"))
                .GetProperty("items")
                .EnumerateArray()
                .Single(line => line.GetProperty("station").GetString() == Station)
                .GetProperty("figures")
                .GetProperty("asked")
                .GetInt32()
                .ShouldBe(3, who);
        (
            await service.DoneAsync(
                "jt-head",
                "/api/station-appraisals",
                new
                {
                    station = Station,
                    person = "李所长",
                    grade = "competent",
                    words = "应答及时。",
                }
            )
        ).GetProperty("figures").GetProperty("asked").GetInt32().ShouldBe(3);
        // Asked behind the pages, too.
        var reads = service.Services.GetRequiredService<ScopedReads>();
        foreach (var (body, seen) in new[] { (Town, 1), (Market, 1), (Station, 1), (Urban, 0), (Neighbour, 0) })
            (
                await reads.RowsAsync(
                    new Scope([body], []),
                    StationFiguresReader.Figures(
                        [Station],
                        SupervisionBench.At("2026-01-01T00:00"),
                        SupervisionBench.At("2027-01-01T00:00"),
                        SupervisionBench.At("2026-11-24T09:00")
                    ),
                    StationFiguresReader.From,
                    default
                )
            ).Count.ShouldBe(seen, body);
    }

    /// <summary>All words of a workbook.</summary>
    private static async Task<string> CellsAsync(HttpClient caller, string path)
    {
        using var workbook = new ZipArchive(await caller.GetStreamAsync(path));
        var words = new StringBuilder();
        foreach (var part in workbook.Entries.Where(part => part.FullName.StartsWith("xl/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(part.Open());
            words.Append(await reader.ReadToEndAsync());
        }
        return words.ToString();
    }

    [Fact]
    public async Task The_head_of_the_township_appraises_once_a_year_with_the_figures_of_the_day()
    {
        await service.DoneAsync("jt-squad", Directives, new { station = Station, task = "甲" });
        object Appraisal(string grade = "competent") =>
            new
            {
                station = Station,
                person = "李所长",
                grade,
                words = "应答及时。",
            };
        (await service.RefusedAsync("jt-squad", "/api/station-appraisals", Appraisal())).ShouldBe((403, "station.head-of-township-only"));
        (await service.RefusedAsync("jt-head", "/api/station-appraisals", Appraisal("best"))).ShouldBe((400, "malformed"));
        (await service.DoneAsync("jt-head", "/api/station-appraisals", Appraisal()))
            .GetProperty("figures")
            .GetProperty("asked")
            .GetInt32()
            .ShouldBe(1);
        (await service.RefusedAsync("jt-head", "/api/station-appraisals", Appraisal())).ShouldBe((409, "station.appraised"));
        (
            await service.Database.ScalarAsync<long>(
                "select count(*) from outbox where payload ->> 'key' = 'notice.station-appraised' and payload ->> 'organization' = $1",
                Market
            )
        ).ShouldBe(2);
        // The police stand in the township's command line on paper, and under nobody's command.
        await CommandAsync(PolicePost, null, Town);
        (
            await service.RefusedAsync(
                "jt-head",
                "/api/station-appraisals",
                new
                {
                    station = PolicePost,
                    person = "王所长",
                    grade = "competent",
                    words = "好",
                }
            )
        ).ShouldBe((409, "station.not-under-command"));
        (await service.Database.ScalarAsync<long>("select count(*) from station_appraisals")).ShouldBe(1);
        using var market = await service.CallerAsync("jt-market-head");
        var page = await market.GetStringAsync($"/stations/{Station}");
        page.ShouldContain("李所长");
        page.ShouldNotContain("[stations.");
        using var neighbour = await service.CallerAsync("jt-neighbour");
        (await neighbour.GetAsync($"/stations/{Station}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_personnel_step_is_not_carried_out_without_the_party_committees_consent()
    {
        object Step(string person) =>
            new
            {
                station = Station,
                person,
                step = "transfer",
                reason = "任职满五年",
            };
        (await service.RefusedAsync("jt-head", Consents, Step("李所长"))).ShouldBe((403, "consent.department-heads-only"));
        // Whoever no township commands is appointed without its word.
        await service.BodyAsync("430112110-market", Neighbour, "乔口市监所", "station", "market");
        await CommandAsync("430112110-market", Market, null);
        (
            await service.RefusedAsync(
                "jt-market-head",
                Consents,
                new
                {
                    station = "430112110-market",
                    person = "李所长",
                    step = "transfer",
                    reason = "任职满五年",
                }
            )
        ).ShouldBe((409, "station.not-under-command"));
        (await service.Database.ScalarAsync<long>("select count(*) from personnel_consents")).ShouldBe(0);
        var id = (await service.DoneAsync("jt-market-head", Consents, Step("李所长"))).GetProperty("id").GetGuid();
        object Close(bool carriedOut) => new { carriedOut, words = "按程序办理" };
        (await service.RefusedAsync("jt-market-head", $"{Consents}/{id}/closing", Close(true))).ShouldBe((409, "consent.no-opinion"));
        (
            await service.RefusedAsync(
                "jt-station",
                $"{Consents}/{id}/opinion",
                new
                {
                    agrees = true,
                    meetingOn = "2026-11-23",
                    document = "1",
                }
            )
        ).ShouldBe((404, "not-found"));
        (
            await service.RefusedAsync(
                "jt-market-head",
                $"{Consents}/{id}/opinion",
                new
                {
                    agrees = true,
                    meetingOn = "2026-11-23",
                    document = "1",
                }
            )
        ).ShouldBe((403, "consent.not-yours"));
        (
            await service.RefusedAsync(
                "jt-head",
                $"{Consents}/{id}/opinion",
                new
                {
                    agrees = false,
                    meetingOn = "2026-11-23",
                    document = "1",
                }
            )
        ).ShouldBe((400, "malformed"));
        await service.DoneAsync(
            "jt-head",
            $"{Consents}/{id}/opinion",
            new
            {
                agrees = false,
                meetingOn = "2026-11-23",
                document = "靖党纪要〔2026〕30号",
                words = "请待春节后",
            }
        );
        (await service.RefusedAsync("jt-market-head", $"{Consents}/{id}/closing", Close(true))).ShouldBe((409, "consent.disagreed"));
        (await service.DoneAsync("jt-market-head", $"{Consents}/{id}/closing", Close(false)))
            .GetProperty("state")
            .GetString()
            .ShouldBe("dropped");

        var next = (await service.DoneAsync("jt-market-head", Consents, Step("张所长"))).GetProperty("id").GetGuid();
        using var head = await service.CallerAsync("jt-head");
        var page = await head.GetStringAsync($"/stations/{Station}");
        using var form = Forms.Hidden(page, $"opinion-{next}");
        form.Add(new StringContent("true"), "agrees");
        form.Add(new StringContent("2026-11-23"), "meetingOn");
        form.Add(new StringContent("靖党纪要〔2026〕31号"), "document");
        (await head.PostAsync($"/stations/{Station}", form)).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await service.DoneAsync("jt-market-head", $"{Consents}/{next}/closing", Close(true)))
            .GetProperty("state")
            .GetString()
            .ShouldBe("carried-out");
    }

    private async Task CommandAsync(string station, string? owning, string? command)
    {
        await service.Database.ExecuteAsync(
            "update organizations set owning_line = nullif($2, ''), command_line = nullif($3, '') where code = $1",
            station,
            owning ?? "",
            command ?? ""
        );
        await service.Services.GetRequiredService<OrganizationDirectory>().RefreshAsync(default, now: true);
    }

    private Task<int> SweepAsync() => service.Services.GetRequiredService<JointSweep>().RunAsync(service.Clock.GetUtcNow(), default);
}
