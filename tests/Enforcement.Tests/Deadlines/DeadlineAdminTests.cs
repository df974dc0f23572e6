using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Deadlines;

/// <summary>Calendar, closures and rules as their admins change them: seen before, refused by name, and nothing half done.</summary>
public sealed class DeadlineAdminTests(TestService service) : IClassFixture<TestService>
{
    private static readonly object NewYear = new
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
                date = "2027-01-03",
                kind = "workday",
                name = "元旦",
            },
        },
    };

    [Fact]
    public async Task A_years_list_is_seen_before_it_is_loaded_and_faults_are_named_by_line()
    {
        var admin = await AdminAsync("looker", Roles.SecurityAdmin);
        var preview = await (await admin.PostAsJsonAsync("/api/calendar/2027/preview", NewYear)).Content.ReadFromJsonAsync<JsonElement>();
        preview.GetProperty("holidays").GetInt32().ShouldBe(1);
        preview.GetProperty("workedWeekends").GetInt32().ShouldBe(1);
        preview.GetProperty("wasKnown").GetBoolean().ShouldBeFalse();
        (await admin.GetFromJsonAsync<JsonElement>("/api/calendar/2027")).GetProperty("known").GetBoolean().ShouldBeFalse();

        var weekday = new
        {
            notice = "国办发明电〔2026〕9号",
            noticeDate = "2026-11-05",
            days = new[]
            {
                new
                {
                    date = "2027-01-04",
                    kind = "workday",
                    name = "元旦",
                },
            },
        };
        var refused = await admin.PutAsJsonAsync("/api/calendar/2027", weekday);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("worked-weekday");
        var other = await admin.PostAsJsonAsync("/api/calendar/2028/preview", NewYear);
        other.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var officer = await AdminAsync("no-admin", Roles.Officer);
        (await officer.PostAsJsonAsync("/api/calendar/2027/preview", NewYear)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_page_takes_a_list_as_text_and_keeps_it_when_something_is_wrong()
    {
        var admin = await AdminAsync("pager", Roles.SecurityAdmin);
        var page = "/deadlines/calendar";
        var form = Forms.Hidden(await admin.GetStringAsync(page), "load");
        foreach (
            var (name, value) in new Dictionary<string, string>
            {
                ["year"] = "2029",
                ["notice"] = "",
                ["noticeDate"] = "2028-11-05",
                ["days"] = "date,kind,name\n2029-01-01,holiday,元旦\n",
                ["act"] = "save",
            }
        )
            form.Add(new StringContent(value), name);
        var kept = WebUtility.HtmlDecode(await (await admin.PostAsync(page, form)).Content.ReadAsStringAsync());
        kept.ShouldContain("2029-01-01,holiday,元旦");
        kept.ShouldContain("is-invalid");
        service.Services.GetRequiredService<DeadlineBook>().Current.Calendar.KnownYears.ShouldNotContain(2029);
    }

    [Fact]
    public async Task A_closure_is_announced_for_ones_own_county_once_and_taken_back_once()
    {
        var admin = await AdminAsync("closer", Roles.SecurityAdmin);
        var body = new
        {
            county = "430112",
            from = "2026-12-14",
            to = "2026-12-15",
            reason = "冰雪",
            document = "望政办〔2026〕8号",
        };
        (await admin.PostAsJsonAsync("/api/calendar/closures", body with { county = "430121" })).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await admin.PostAsJsonAsync("/api/calendar/closures", body with { to = "2026-12-13" })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await admin.PostAsJsonAsync("/api/calendar/closures", body with { reason = " " })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var made = await (await admin.PostAsJsonAsync("/api/calendar/closures", body)).Content.ReadFromJsonAsync<JsonElement>();
        await service.BodyAsync("43-government", "43", "湖南省");
        await service.PersonAsync("province", Roles.SecurityAdmin, "43-government");
        var province = await service.CallerAsync("province");
        (await province.PostAsJsonAsync("/api/calendar/closures", body with { county = "439999" })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        var again = await admin.PostAsJsonAsync("/api/calendar/closures", body with { from = "2026-12-15", to = "2026-12-16" });
        (await again.Content.ReadAsStringAsync()).ShouldContain("closure.overlaps");

        var deadlines = service.Services.GetRequiredService<DeadlineBook>().Current;
        deadlines.CalendarOf("430112").IsWorking(new DateOnly(2026, 12, 14)).ShouldBeFalse();
        deadlines.Calendar.IsWorking(new DateOnly(2026, 12, 14)).ShouldBeTrue();
        deadlines.CalendarOf("430121").IsWorking(new DateOnly(2026, 12, 14)).ShouldBeTrue();

        var path = $"/api/calendar/closures/{made.GetProperty("id").GetString()}/withdrawal";
        (await admin.PostAsync(path, null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await (await admin.PostAsync(path, null)).Content.ReadAsStringAsync()).ShouldContain("closure.withdrawn");
        service
            .Services.GetRequiredService<DeadlineBook>()
            .Current.CalendarOf("430112")
            .IsWorking(new DateOnly(2026, 12, 14))
            .ShouldBeTrue();
    }

    [Fact]
    public async Task A_townships_admin_does_not_shut_the_county_nor_open_it_again()
    {
        await service.BodyAsync("430112109", "430112109", "靖港镇");
        await service.PersonAsync("town-security", Roles.SecurityAdmin, "430112109");
        var town = await service.CallerAsync("town-security");
        var body = new
        {
            county = "430112",
            from = "2027-03-01",
            to = "2027-03-02",
            reason = "冰雪",
            document = "靖政〔2027〕1号",
        };
        (await town.PostAsJsonAsync("/api/calendar/closures", body)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var admin = await AdminAsync("county-security", Roles.SecurityAdmin);
        var made = await (await admin.PostAsJsonAsync("/api/calendar/closures", body)).Content.ReadFromJsonAsync<JsonElement>();
        (await town.PostAsync($"/api/calendar/closures/{made.GetProperty("id").GetString()}/withdrawal", null)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        service
            .Services.GetRequiredService<DeadlineBook>()
            .Current.CalendarOf("430112")
            .IsWorking(new DateOnly(2027, 3, 1))
            .ShouldBeFalse();
    }

    [Fact]
    public async Task Two_admins_at_once_shut_the_county_once()
    {
        var admins = new[] { await AdminAsync("first", Roles.SecurityAdmin), await AdminAsync("second", Roles.SecurityAdmin) };
        var body = new
        {
            county = "430112",
            from = "2027-02-01",
            to = "2027-02-03",
            reason = "冰雪",
            document = "望政办〔2027〕1号",
        };
        var answers = await Task.WhenAll(
            admins.SelectMany(admin => Enumerable.Range(0, 3).Select(_ => admin.PostAsJsonAsync("/api/calendar/closures", body)))
        );
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(5);
    }

    [Fact]
    public async Task A_rule_gets_a_later_wording_and_keeps_its_older_ones()
    {
        var admin = await AdminAsync("ruler", Roles.SystemAdmin);
        var body = new
        {
            length = 5,
            unit = "WD",
            roll = "none",
            reminder = "B",
            validFrom = "2027-01-01",
            document = "望政办〔2026〕9号",
            documentDate = "2026-11-20",
        };
        const string path = "/api/deadlines/rules/DL-PEN-10";
        (await (await admin.PostAsJsonAsync($"{path}/preview", body)).Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("moved")
            .GetInt32()
            .ShouldBe(0);
        (await admin.PostAsJsonAsync($"{path}/wordings", body with { unit = "XX" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await admin.PostAsJsonAsync($"{path}/preview", body with { length = 25_000, unit = "Y" })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await admin.PostAsJsonAsync($"{path}/wordings", body with { document = "" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await admin.PostAsJsonAsync("/api/deadlines/rules/NO-SUCH/wordings", body)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var early = await admin.PostAsJsonAsync($"{path}/wordings", body with { validFrom = "2021-07-15" });
        (await early.Content.ReadAsStringAsync()).ShouldContain("deadline.rule-not-later");
        var same = await admin.PostAsJsonAsync($"{path}/wordings", body with { length = 3, reminder = "A" });
        (await same.Content.ReadAsStringAsync()).ShouldContain("deadline.rule-same");
        var officer = await AdminAsync("no-ruler", Roles.Officer);
        (await officer.PostAsJsonAsync($"{path}/wordings", body)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await admin.PostAsJsonAsync($"{path}/wordings", body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var deadlines = service.Services.GetRequiredService<DeadlineBook>().Current;
        deadlines.Find("DL-PEN-10", new DateOnly(2026, 12, 31))!.Term!.Value.Length.ShouldBe(3);
        deadlines.Find("DL-PEN-10", new DateOnly(2027, 1, 1))!.Term!.Value.Length.ShouldBe(5);
        (await admin.GetStringAsync("/deadlines/rules/DL-PEN-10")).ShouldContain("2027-01-01");
    }

    [Fact]
    public async Task The_calculator_knows_every_variant_of_a_rule_and_the_hour_from_which_hours_run()
    {
        var reader = await AdminAsync("reckoner", Roles.Officer);
        var urgent = await reader.GetFromJsonAsync<JsonElement>("/api/deadlines/calculation?rule=DL-TRF-04:urgent&start=2026-11-24");
        urgent.GetProperty("due").GetString().ShouldBe("2026-11-25");
        (await reader.GetAsync("/api/deadlines/calculation?rule=DL-TRF-04:other&start=2026-11-24")).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        var page = WebUtility.HtmlDecode(
            await reader.GetStringAsync("/deadlines/calculator?start=2026-11-27&time=15:30&length=24&unit=H&roll=none")
        );
        page.ShouldContain("2026-11-28 15:30");
        page.ShouldContain("value=\"DL-PEN-02:market\"");
    }

    [Fact]
    public async Task A_rule_of_a_field_says_so_and_is_found_by_it()
    {
        var reader = await AdminAsync("field-reader", Roles.Officer);
        var rules = (await reader.GetFromJsonAsync<JsonElement>("/api/deadlines/rules")).GetProperty("items").EnumerateArray().ToList();
        (string?, string?) Of(string code, string variant = "") =>
            rules
                .Where(rule => rule.GetProperty("code").GetString() == code && rule.GetProperty("variant").GetString() == variant)
                .Select(rule => (rule.GetProperty("field").GetString(), rule.GetProperty("inPlaceOf").GetString()))
                .First();
        Of("DL-LEAD-02").ShouldBe(("market", "DL-LEAD-DECISION"));
        Of("DL-LEAD-05").ShouldBe(("natural-resources", "DL-PEN-01"));
        Of("DL-PEN-02", "ecology").ShouldBe(("ecology", ""));
        Of("DL-PEN-02").ShouldBe(("", ""));
        rules
            .Where(rule => rule.GetProperty("general").GetBoolean())
            .Select(rule => rule.GetProperty("code").GetString())
            .ShouldBe(["DL-HN-01", "DL-HN-02", "DL-HN-03"]);

        var page = WebUtility.HtmlDecode(await reader.GetStringAsync("/deadlines/rules?field=market"));
        page.ShouldContain("DL-LEAD-02");
        page.ShouldNotContain("DL-LEAD-03");
        WebUtility.HtmlDecode(await reader.GetStringAsync("/deadlines/rules/DL-PEN-02?variant=ecology")).ShouldContain("生态环境");
    }

    [Theory]
    [InlineData("2026-11-09", null)]
    [InlineData("2026-11-10", 2027)]
    [InlineData("2027-03-01", 2027)]
    public void The_year_that_is_missing_is_asked_for_from_the_tenth_of_November_on(string today, int? year) =>
        CalendarReminder
            .MissingYear(ShippedCalendar.Value, DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBe(year);

    [Fact]
    public async Task The_security_admins_are_reminded_of_the_missing_year_once_a_day_in_the_morning()
    {
        await AdminAsync("reminded", Roles.SecurityAdmin);
        var sweep = service.Services.GetServices<ISweep>().OfType<CalendarReminder>().Single();
        var office = OfficeTime.China;
        var day = office.StartOf(new DateOnly(2027, 11, 11));
        (await sweep.RunAsync(day.AddHours(8), CancellationToken.None)).ShouldBe(0);
        (await sweep.RunAsync(day.AddHours(9), CancellationToken.None)).ShouldBeGreaterThan(0);
        (await sweep.RunAsync(day.AddHours(10), CancellationToken.None)).ShouldBe(0);
    }

    [Theory]
    [InlineData("/api/deadlines/rules.xlsx")]
    [InlineData("/api/deadlines/mine.xlsx?month=2026-11")]
    [InlineData("/api/calendar/closures.xlsx")]
    [InlineData("/api/outages.xlsx")]
    public async Task Lists_of_terms_are_workbooks_too(string path)
    {
        var answer = await (await AdminAsync("reader", Roles.Officer)).GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(Enforcement.Shell.Workbooks.Type);
        (await (await AdminAsync("reader2", Roles.Officer)).GetAsync("/api/deadlines/mine.xlsx?month=no")).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
    }

    [Theory]
    [InlineData("2026-11-23T09:00", HttpStatusCode.Found)]
    [InlineData("", HttpStatusCode.Found)]
    [InlineData("2026-12-01T09:00", HttpStatusCode.OK)]
    [InlineData("yesterday", HttpStatusCode.OK)]
    public async Task The_sweeps_are_run_by_hand_as_of_a_moment_that_has_been(string asOf, HttpStatusCode status)
    {
        var admin = await AdminAsync($"sweeper{asOf.Length}{asOf.Contains("12", StringComparison.Ordinal)}", Roles.SystemAdmin);
        var form = Forms.Hidden(await admin.GetStringAsync("/schedules"), "run");
        form.Add(new StringContent(asOf), "AsOf");
        var answer = await admin.PostAsync("/schedules", form);
        answer.StatusCode.ShouldBe(status);
        if (status == HttpStatusCode.OK)
            (await answer.Content.ReadAsStringAsync()).ShouldContain("is-invalid");
    }

    private async Task<HttpClient> AdminAsync(string name, string role)
    {
        await service.BodyAsync("430112", "430112", "望城区");
        await service.PersonAsync(name, role, "430112");
        return await service.CallerAsync(name);
    }
}
