using System.Net;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Powers.Admission.DutyBench;

namespace Enforcement.Tests.Powers.Admission;

public sealed class MisfitTests(TestService service) : IClassFixture<TestService>
{
    private const string Misfits = "/api/duties/misfits";

    [Fact]
    public async Task A_township_reports_what_does_not_fit_and_the_county_answers_once()
    {
        var filed = await service.DoneAsync("jinggang-officer1", Misfits, Wish());
        filed.GetProperty("number").GetString().ShouldBe("望靖规反〔2026〕1号");
        var answer = $"{Misfits}/{filed.GetProperty("id").GetGuid()}/answer";
        (await service.RefusedAsync("jinggang-head", answer, new { text = "自答" })).ShouldBe((403, "misfit.county-only"));
        (await service.RefusedAsync("command", answer, new { text = "代答" })).ShouldBe((403, "misfit.county-only"));
        (await service.RefusedAsync("qiaoyi-head", answer, new { text = "代答" })).ShouldBe((404, "not-found"));
        (await service.RefusedAsync("yuelu-coordinator", answer, new { text = "代答" })).ShouldBe((404, "not-found"));
        await service.DoneAsync("coordinator", answer, new { text = "下月修订。" });
        (await service.RefusedAsync("supervisor", answer, new { text = "再答" })).ShouldBe((409, "misfit.answered"));
        (await service.ReadAsync("jinggang-officer2", $"{Misfits}?state=answered")).GetRawText().ShouldContain("下月修订。");
        (await service.ReadAsync("qiaoyi-officer1", Misfits)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Only_townships_report_and_only_what_has_a_code()
    {
        (await service.RefusedAsync("agriculture-unit", Misfits, Wish())).ShouldBe((403, "misfit.townships-only"));
        (await service.RefusedAsync("jinggang-grid", Misfits, Wish())).ShouldBe((403, "misfit.townships-only"));
        (await service.RefusedAsync("jinggang-officer1", Misfits, Wish(subject: "weather"))).ShouldBe((400, "malformed"));
        (await service.RefusedAsync("jinggang-officer1", Misfits, Wish(code: " "))).ShouldBe((400, "malformed"));
        (await service.RefusedAsync("jinggang-officer1", Misfits, Wish(report: ""))).ShouldBe((400, "malformed"));
    }

    [Fact]
    public async Task The_page_files_keeps_what_was_typed_and_answers()
    {
        using var officer = await service.SampleAsync("qiaoyi-officer1");
        var page = await officer.GetStringAsync("/duties/misfits?subject=matter&code=CG-02");
        page.ShouldContain("value=\"CG-02\"");
        page.ShouldNotContain("[misfits.");
        var form = Forms.Hidden(page, "misfit");
        form.Add(new StringContent("matter"), "subject");
        form.Add(new StringContent(""), "code");
        form.Add(new StringContent("条文与实际不符"), "report");
        WebUtility
            .HtmlDecode(await (await officer.PostAsync("/duties/misfits", form)).Content.ReadAsStringAsync())
            .ShouldContain(">条文与实际不符<");
        form = Forms.Hidden(page, "misfit");
        form.Add(new StringContent("matter"), "subject");
        form.Add(new StringContent("CG-02"), "code");
        form.Add(new StringContent("条文与实际不符"), "report");
        (await officer.PostAsync("/duties/misfits", form)).StatusCode.ShouldBe(HttpStatusCode.Found);

        var id = await service.Database.ScalarAsync<Guid>("select id from misfits where township = $1", Neighbour);
        using var supervisor = await service.SampleAsync("supervisor");
        var list = await supervisor.GetStringAsync($"/duties/misfits?open={id}");
        var answer = Forms.Hidden(list, $"answer-{id}");
        answer.Add(new StringContent("已转司法局研究。"), "text");
        (await supervisor.PostAsync("/duties/misfits", answer)).StatusCode.ShouldBe(HttpStatusCode.Found);
        WebUtility.HtmlDecode(await officer.GetStringAsync("/duties/misfits")).ShouldContain("已转司法局研究。");
    }

    private static object Wish(string subject = "deadline-rule", string code = "DL-PEN-02", string report = "九十日对鉴定案件不够。") =>
        new
        {
            subject,
            code,
            report,
        };
}
