using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Deadlines;

public sealed class DeadlineEndpointTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("start=2026-02-12&length=7&unit=WD", "2026-02-28")]
    [InlineData("start=2026-09-20&length=15&unit=CD&roll=forward", "2026-10-08")]
    [InlineData("start=2026-01-05&length=90&unit=CD&roll=back", "2026-04-03")]
    [InlineData("start=2026-10-15&length=-7&unit=WD", "2026-09-30")]
    [InlineData("start=2026-09-10&length=30&unit=CD&pauses=2026-09-15/2026-09-27", "2026-10-22")]
    [InlineData("start=2026-09-30&rule=DL-REV-03", "2026-10-13")]
    public async Task A_sum_comes_out_to_the_day(string query, string due)
    {
        var answer = await (await OfficerAsync()).GetFromJsonAsync<JsonElement>($"/api/deadlines/calculation?{query}");
        answer.GetProperty("due").GetString().ShouldBe(due);
        answer.GetProperty("provisional").GetBoolean().ShouldBeFalse();
        answer.GetProperty("steps").GetArrayLength().ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData("2026-02-12T09:00")]
    [InlineData("2026-02-12T09:00:00")]
    [InlineData("2026-02-12T09:00:00%2B08:00")]
    [InlineData("2026-02-12T01:00:00Z")]
    public async Task An_instant_without_an_offset_is_office_time_to_the_minute_and_to_the_second(string start)
    {
        var answer = await (await OfficerAsync()).GetFromJsonAsync<JsonElement>(
            $"/api/deadlines/calculation?start={start}&length=2&unit=H"
        );
        DateTimeOffset
            .Parse(answer.GetProperty("due").GetString()!, CultureInfo.InvariantCulture)
            .ShouldBe(new DateTimeOffset(2026, 2, 12, 11, 0, 0, TimeSpan.FromHours(8)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("start=2026-13-45&length=7&unit=WD")]
    [InlineData("start=2026-02-12&length=seven&unit=WD")]
    [InlineData("start=2026-02-12&length=7&unit=XX")]
    [InlineData("start=2026-02-12&length=999999999&unit=Y")]
    [InlineData("start=2026-02-12&length=7&unit=WD&roll=sideways")]
    [InlineData("start=2026-02-12&length=7&unit=WD&pauses=2026-03-01/2026-02-01")]
    [InlineData("start=2026-02-12&rule=NO-SUCH")]
    [InlineData("start=%00&length=7&unit=WD")]
    public async Task What_cannot_be_read_is_named(string query)
    {
        var answer = await (await OfficerAsync()).GetAsync($"/api/deadlines/calculation?{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("errors");
    }

    [Fact]
    public async Task All_ninety_eight_terms_are_there_and_those_without_a_fixed_length_say_so()
    {
        await OfficerAsync();
        var rules = service.Services.GetRequiredService<DeadlineBook>().Current.Rules;
        rules.Select(rule => rule.Code).Distinct().Count(code => !Internal.Contains(code)).ShouldBe(98);
        rules
            .Where(rule => rule.Term is null)
            .Select(rule => rule.Code)
            .Distinct()
            .ShouldBe(["DL-EXE-05", "DL-EXE-12", "DL-LEAD-DECISION", "DL-PEN-01", "DL-PEN-04", "DL-PEN-12"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_year_is_loaded_by_the_security_admin_and_by_nobody_else()
    {
        var body = new
        {
            notice = "国办发明电〔2026〕9号",
            noticeDate = "2026-11-05",
            days = new[]
            {
                new
                {
                    date = "2027-01-01",
                    kind = "holiday",
                    name = "元旦",
                },
                new
                {
                    date = "2027-01-02",
                    kind = "holiday",
                    name = "元旦",
                },
            },
        };
        (await (await OfficerAsync()).PutAsJsonAsync("/api/calendar/2027", body)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await service.PersonAsync("security", Roles.SecurityAdmin, "430112109");
        var admin = await service.CallerAsync("security");
        (await admin.PutAsJsonAsync("/api/calendar/2028", body)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await admin.PutAsJsonAsync("/api/calendar/2027", body with { days = [null!] })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await admin.PutAsJsonAsync("/api/calendar/2027", body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await admin.GetFromJsonAsync<JsonElement>("/api/calendar/2027")).GetProperty("known").GetBoolean().ShouldBeTrue();
        (await admin.GetFromJsonAsync<JsonElement>("/api/calendar/2026")).GetProperty("workingDays").GetInt32().ShouldBe(248);
    }

    [Fact]
    public async Task Calculator_and_rules_are_pages()
    {
        var officer = await OfficerAsync();
        (await officer.GetStringAsync("/deadlines/calculator?start=2026-02-12&length=7&unit=WD")).ShouldContain("2026-02-28");
        (await officer.GetStringAsync("/deadlines/calculator?start=2026-02-12&length=x&unit=WD")).ShouldContain("不是有效的数字");
        (await officer.GetStringAsync("/deadlines/rules")).ShouldContain("《中华人民共和国行政处罚法》第六十条");
    }

    [Fact]
    public async Task The_clocks_of_a_case_that_one_does_not_see_are_not_there()
    {
        var officer = await OfficerAsync();
        (await officer.GetAsync("/api/cases/NOSUCH/clocks")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var clock = $"/api/cases/NOSUCH/clocks/{Guid.Empty}";
        (await officer.PostAsJsonAsync($"{clock}/suspension", new { })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await officer.PostAsJsonAsync($"{clock}/extension", new { days = "x" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await officer.PostAsJsonAsync($"{clock}/extension", new { days = 3, approval = "1" })).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await officer.PostAsJsonAsync($"{clock}/resumption", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_rules_are_found_by_word_and_by_kind()
    {
        var page = await (await OfficerAsync()).GetStringAsync("/deadlines/rules?q=dl-pen&kind=legal");
        page.ShouldContain("DL-PEN-02");
        page.ShouldNotContain("DL-PEN-10");
        page.ShouldNotContain("DL-EXE-01");
    }

    private static readonly string[] Internal =
    [
        "DL-LEAD-CHECK",
        "DL-LEAD-DECISION",
        "DL-LEAD-FILING",
        "DL-INT-APPROVAL",
        "DL-INT-DEMAND",
        "DL-INT-PERFORM",
        "DL-INT-STATEMENT",
        "DL-TRF-REVIEW",
        "DL-TRF-14",
        "DL-TRF-15",
    ];

    private async Task<HttpClient> OfficerAsync()
    {
        await service.BodyAsync("430112109", "430112109", "靖港镇");
        await service.PersonAsync("zhao", Roles.Officer, "430112109");
        return await service.CallerAsync("zhao");
    }
}
