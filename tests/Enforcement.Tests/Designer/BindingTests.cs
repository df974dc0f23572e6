using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Processes.Bindings;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Patrols;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Enforcement.Tests.Designer.DesignerBench;

namespace Enforcement.Tests.Designer;

/// <summary>Which case takes which definition: a dated table that nobody changes alone. Each test has a field of its own.</summary>
public sealed class BindingTests(DesignerBench bench) : IClassFixture<DesignerBench>
{
    private const string Bindings = "/api/workflow-bindings";
    private const string Today = "2026-11-24";
    private const string Later = "2026-12-01";
    private const string County = "430112";

    [Fact]
    public async Task What_the_service_has_always_done_is_what_the_table_begins_with()
    {
        (await DefinitionOnAsync("township", "education")).ShouldBe("township-case");
        (await DefinitionOnAsync("county", "education")).ShouldBe("county-case");
        await CodeAsync(await bench.Admin.GetAsync(Resolution("township", "education", "2020-01-01")), "process.no-definition");
    }

    [Fact]
    public async Task What_one_asks_for_a_second_approves_and_the_log_says_who()
    {
        var other = await PublishedAsync("four-eyes-bound");
        var change = await AskedAsync(field: "culture", definition: other);
        (await DefinitionOnAsync("township", "culture", Later)).ShouldBe("township-case");

        await CodeAsync(await DecideAsync(bench.Admin, change, "approval"), "binding.own");
        await CodeAsync(await DecideAsync(bench.Admin, change, "decline", new { reason = "不需要了" }), "binding.own");
        await ReadAsync(await DecideAsync(bench.Second, change, "approval"));

        (await DefinitionOnAsync("township", "culture", "2026-11-30")).ShouldBe("township-case");
        (await DefinitionOnAsync("township", "culture", Later)).ShouldBe(other);
        (await DefinitionOnAsync("county", "culture", Later)).ShouldBe("county-case");
        await CodeAsync(await DecideAsync(bench.Second, change, "approval"), "binding.decided");
        (await LoggedAsync(change)).ShouldBe(["binding.asked draw-admin", "binding.approved draw-second"], ignoreOrder: true);
        var row = (await RowsAsync()).Single(it => it.GetProperty("definition").GetString() == other);
        row.GetProperty("standing").GetString().ShouldBe("planned");
        row.GetProperty("from").GetString().ShouldBe(Later);
    }

    [Fact]
    public async Task The_most_specific_row_counts_and_a_county_outweighs_a_field()
    {
        var (ofField, ofCounty, ofBoth) = (
            await PublishedAsync("of-field"),
            await PublishedAsync("of-county"),
            await PublishedAsync("of-both")
        );
        await BoundAsync(field: "forestry", definition: ofField, from: "2026-12-20");
        (await DefinitionOnAsync("township", "forestry", "2026-12-31")).ShouldBe(ofField);
        await BoundAsync(county: County, definition: ofCounty, from: "2026-12-20");
        (await DefinitionOnAsync("township", "forestry", "2026-12-31")).ShouldBe(ofCounty);
        await BoundAsync(field: "forestry", county: County, definition: ofBoth, from: "2026-12-20");
        (await DefinitionOnAsync("township", "forestry", "2026-12-31")).ShouldBe(ofBoth);
        (await DefinitionOnAsync("township", "heritage", "2026-12-31")).ShouldBe(ofCounty);

        await BoundAsync(county: County, definition: null, from: "2026-12-25");

        (await DefinitionOnAsync("township", "heritage", "2026-12-24")).ShouldBe(ofCounty);
        (await DefinitionOnAsync("township", "heritage", "2026-12-25")).ShouldBe("township-case");
    }

    [Fact]
    public async Task What_cannot_be_is_refused_by_name()
    {
        var other = await PublishedAsync("refusals");
        var (drawn, _) = await bench.AskedAsync("not-published-yet");
        await CodeAsync(await AskAsync(field: "fire", definition: drawn["definitionId"]!.GetValue<string>()), "binding.not-published");
        await CodeAsync(await AskAsync(field: "fire", definition: "nobody"), "binding.not-published");
        await CodeAsync(await AskAsync(field: "fire", definition: "county-case"), "binding.other-profile");
        await CodeAsync(await AskAsync(field: "fire", definition: other, level: "county"), "binding.other-profile");
        await CodeAsync(await AskAsync(field: "fire", definition: other, procedure: "summary"), "binding.other-profile");
        await CodeAsync(await AskAsync(field: "fire", definition: other, from: "2026-11-23"), "binding.past");
        await CodeAsync(await AskAsync(field: "fire", definition: null), "binding.unchanged");
        await CodeAsync(await AskAsync(definition: null), "binding.gap");
        await CodeAsync(await AskAsync(definition: "township-case"), "binding.unchanged");

        await BoundAsync(field: "fire", definition: other);
        await CodeAsync(await AskAsync(field: "fire", definition: other, from: "2026-12-02"), "binding.unchanged");
        var overlap = await AskAsync(field: "fire", definition: "township-case", from: "2026-11-30");
        (await CodeAsync(overlap, "binding.planned")).ShouldContain(Later);
        await BoundAsync(field: "fire", definition: null, from: "2026-12-10");
        (
            await CodeAsync(await AskAsync(field: "fire", definition: "township-case", from: "2026-12-05"), "binding.end-planned")
        ).ShouldContain("2026-12-10");
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_by_field()
    {
        var answer = await AskAsync(field: "astrology", county: "999999", definition: "township-case", level: "village", from: null);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        errors.EnumerateObject().Select(field => field.Name).ShouldBe(["level", "field", "county", "from"], ignoreOrder: true);
        (await bench.Admin.GetAsync($"{Bindings}?on=tomorrow")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task It_is_checked_again_when_it_is_approved()
    {
        var other = await PublishedAsync("gone-meanwhile");
        var change = await AskedAsync(field: "health", definition: other);
        (await bench.Admin.PostAsJsonAsync($"/elsa/api/workflow-definitions/{other}/retract", new { })).EnsureSuccessStatusCode();

        await CodeAsync(await DecideAsync(bench.Second, change, "approval"), "binding.not-published");

        (await DefinitionOnAsync("township", "health", Later)).ShouldBe("township-case");
    }

    [Fact]
    public async Task Of_two_changes_that_are_approved_at_once_one_is_refused()
    {
        var (one, another) = (await PublishedAsync("race-one"), await PublishedAsync("race-another"));
        var changes = new[] { await AskedAsync(field: "market", definition: one), await AskedAsync(field: "market", definition: another) };

        var answers = await Task.WhenAll(changes.Select(change => DecideAsync(bench.Second, change, "approval")));

        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBe(1);
        await CodeAsync(answers.Single(answer => !answer.IsSuccessStatusCode), "binding.planned");
        var third = await AskedAsync(field: "market", definition: null, from: "2026-12-20");
        var twice = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => DecideAsync(bench.Second, third, "approval")));
        await CodeAsync(twice.Single(answer => !answer.IsSuccessStatusCode), "binding.decided");
    }

    [Fact]
    public async Task Before_its_day_who_asked_or_approved_takes_it_back_and_what_it_ended_goes_on()
    {
        var (first, second) = (await PublishedAsync("goes-on"), await PublishedAsync("taken-back"));
        await BoundAsync(field: "transport", definition: first, from: Today);
        var change = await AskedAsync(field: "transport", definition: second);
        (await DecideAsync(bench.Second, change, "withdrawal")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await ReadAsync(await DecideAsync(bench.Second, change, "approval"));
        var onTop = await AskedAsync(field: "transport", definition: null, from: "2026-12-10");
        await ReadAsync(await DecideAsync(bench.Second, onTop, "approval"));

        await CodeAsync(await DecideAsync(bench.Second, change, "withdrawal"), "binding.end-planned");
        await ReadAsync(await DecideAsync(bench.Admin, onTop, "withdrawal"));
        (await DefinitionOnAsync("township", "transport", "2026-12-31")).ShouldBe(second);
        await ReadAsync(await DecideAsync(bench.Second, change, "withdrawal"));

        (await DefinitionOnAsync("township", "transport", "2026-12-31")).ShouldBe(first);
        (await RetractAsync(second)).ShouldBeNull();
        (await RetractAsync(first)).ShouldBe("designer.cases-open-on");
    }

    [Fact]
    public async Task A_second_admin_declines_with_a_reason_and_an_officer_knows_of_nothing()
    {
        var change = await AskedAsync(field: "emergency", definition: await PublishedAsync("declined-binding"));
        (await DecideAsync(bench.Second, change, "decline")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var path in new[] { Bindings, $"{Bindings}/changes", Resolution("township", "fire", Today) })
            (await bench.Officer.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await DecideAsync(bench.Officer, change, "approval")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await AskAsync(field: "emergency", definition: "township-case", by: bench.Officer)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var answer = await ReadAsync(await DecideAsync(bench.Second, change, "decline", new { reason = "尚未试运行" }));

        answer["note"]!.GetValue<string>().ShouldBe("尚未试运行");
        (await bench.Admin.GetStringAsync($"{Bindings}/changes")).ShouldNotContain(change.ToString());
    }

    [Fact]
    public async Task What_is_bound_now_or_later_is_not_retracted_and_keeps_its_profile()
    {
        var other = await PublishedAsync("kept-bound");
        await BoundAsync(field: "ecology", definition: other);

        (await RetractAsync(other)).ShouldBe("designer.cases-open-on");
        var next = await GetAsync(bench.Admin, $"/workflow-definitions/by-definition-id/{other}");
        next["customProperties"]!["enforcement"]!["profile"] = "county-ordinary";
        (await RefusedAsync(await SaveAsync(bench.Admin, next, publish: true), "publication.has-errors")).ShouldContain(
            "township-ordinary"
        );
    }

    /// <summary>The gate asks the copy of its node; the step that publishes asks the table.</summary>
    [Fact]
    public async Task A_binding_that_another_node_has_just_made_is_seen_by_who_publishes()
    {
        var other = await PublishedAsync("bound-elsewhere");
        var next = await GetAsync(bench.Admin, $"/workflow-definitions/by-definition-id/{other}");
        next["description"] = "第二版";
        var publication = await DesignerBench.AskAsync(bench.Admin, next);
        await InsertAsync("county", "water", other, Today, null);

        await CodeAsync(await DesignerBench.DecideAsync(bench.Second, publication, "approval"), "binding.other-profile");

        await bench.Service.Database.ExecuteAsync("delete from workflow_bindings where definition_id = $1", other);
    }

    [Fact]
    public async Task Two_rows_of_one_scope_never_overlap_in_the_database_either()
    {
        await InsertAsync("county", "housing", "county-case", Today, "2026-12-01");
        await InsertAsync("county", "housing", "county-case", "2026-12-01", null);
        var refused = await Should.ThrowAsync<PostgresException>(() =>
            InsertAsync("county", "housing", "county-case", "2026-11-30", "2026-12-01")
        );
        refused.SqlState.ShouldBe(PostgresErrorCodes.ExclusionViolation);
        refused.ConstraintName.ShouldBe("workflow_bindings_one_at_a_time");
        await bench.Service.Database.ExecuteAsync("delete from workflow_bindings where field = 'housing'");
    }

    [Fact]
    public async Task The_table_is_read_once_for_many_cases_and_again_after_a_change_here()
    {
        var bound = bench.Service.Services.GetRequiredService<BoundDefinitions>();
        var before = await bound.CurrentAsync(default);
        (await bound.CurrentAsync(default)).ShouldBeSameAs(before);

        await BoundAsync(field: "civil-affairs", definition: await PublishedAsync("read-again"));

        (await bound.CurrentAsync(default)).Rows.Count.ShouldBe(before.Rows.Count + 1);
    }

    [Fact]
    public async Task Cases_and_paper_cases_open_on_what_is_bound_on_the_day_and_those_that_run_stay()
    {
        // A house of its own: its clock goes on, and all its township's cases take another definition.
        var house = new DesignerBench();
        await house.InitializeAsync();
        try
        {
            await house.Service.StaffPaperAsync();
            var other = await PublishedAsync("really-opens", house);
            await BoundAsync(field: "urban-management", county: County, definition: other, from: "2026-11-26", house: house);
            var wang = await house.Service.CallerAsync("wang");
            var before = await OpenAsync(house, wang);
            (await VersionAsync(house, before)).ShouldStartWith("township-case-");

            house.Service.Clock.Advance(TimeSpan.FromDays(2));
            wang = await house.Service.CallerAsync("wang");
            var squad = await house.Service.CallerAsync(PaperCaseBench.Squad);

            (await VersionAsync(house, await OpenAsync(house, wang))).ShouldBe($"{other}-1");
            var paper = await squad.BroughtInAsync(PaperCaseBench.File("纸1", "investigation", PaperCaseBench.Begun));
            (await VersionAsync(house, paper)).ShouldBe($"{other}-1");
            (await VersionAsync(house, before)).ShouldStartWith("township-case-");
            var stages = await squad.GetFromJsonAsync<JsonElement>("/api/cases/paper/stages?matterCode=CG-02");
            stages.GetProperty("items").GetArrayLength().ShouldBe(6);
        }
        finally
        {
            await house.DisposeAsync();
        }
    }

    [Fact]
    public async Task Its_page_shows_the_table_and_takes_a_change_through_in_both_languages()
    {
        var other = await PublishedAsync("on-the-page");
        var page = await bench.Admin.GetStringAsync("/workflows/bindings");
        page.ShouldContain("适用流程");
        (await bench.Admin.GetStringAsync("/workflows")).ShouldContain("/workflows/bindings");
        var form = Forms.Hidden(page, "ask-binding");
        foreach (
            var (name, value) in new[]
            {
                ("cases", "ordinary/township"),
                ("field", "village-construction"),
                ("county", County),
                ("definition", other),
                ("from", Later),
            }
        )
            form.Add(new StringContent(value), name);
        var sent = await bench.Admin.PostAsync("/workflows/bindings", form);
        sent.StatusCode.ShouldBe(HttpStatusCode.Found, await sent.Content.ReadAsStringAsync());

        var change = (await bench.Second.GetFromJsonAsync<JsonElement>($"{Bindings}/changes"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(it => it.GetProperty("definition").GetString() == other)
            .GetProperty("id")
            .GetGuid();
        var english = new HttpRequestMessage(HttpMethod.Get, "/workflows/bindings");
        english.Headers.AcceptLanguage.ParseAdd("en");
        var shown = await (await bench.Second.SendAsync(english)).Content.ReadAsStringAsync();
        shown.ShouldNotContain("[bindings.");
        shown.ShouldContain("Village construction");
        var approved = await bench.Second.PostAsync("/workflows/bindings", Forms.Hidden(shown, $"approve-{change}"));
        approved.StatusCode.ShouldBe(HttpStatusCode.Found, await approved.Content.ReadAsStringAsync());

        (await DefinitionOnAsync("township", "village-construction", Later)).ShouldBe(other);
        (await bench.Second.GetStringAsync("/workflows/bindings?saved=approved")).ShouldContain("变更已核准");
    }

    [Fact]
    public async Task The_pages_say_what_a_case_takes_and_what_a_definition_is_bound_to()
    {
        const string question = "/workflows/bindings?of=ordinary%2Ftownship&field=market&county=" + County;
        (await bench.Admin.GetStringAsync($"{question}&on={Today}")).ShouldContain("/workflows/definitions/township-case");
        (await bench.Admin.GetStringAsync($"{question}&on=never")).ShouldContain("alert-warning");
        var board = await bench.Admin.GetStringAsync("/workflows");
        board.ShouldContain("适用于");
        board.ShouldNotContain("[designer.");
    }

    /// <summary>The township's procedure under another id, published.</summary>
    private async Task<string> PublishedAsync(string name, DesignerBench? house = null)
    {
        house ??= bench;
        var model = await GetAsync(house.Admin, "/workflow-definitions/by-definition-id/township-case");
        model.Remove("definitionId");
        model.Remove("id");
        model["name"] = name;
        var drawn = (await SavedAsync(house.Admin, model))["workflowDefinition"]!.AsObject();
        await ReadAsync(await DesignerBench.DecideAsync(house.Second, await DesignerBench.AskAsync(house.Admin, drawn), "approval"));
        return drawn["definitionId"]!.GetValue<string>();
    }

    private async Task BoundAsync(
        string? definition,
        string? field = null,
        string? county = null,
        string from = Later,
        DesignerBench? house = null
    )
    {
        var by = house ?? bench;
        var change = await IdAsync(await AskAsync(definition, field, county, from: from, by: by.Admin));
        await ReadAsync(await DecideAsync(by.Second, change, "approval"));
    }

    private async Task<Guid> AskedAsync(string? definition, string? field = null, string from = Later) =>
        await IdAsync(await AskAsync(definition, field, from: from));

    private static async Task<Guid> IdAsync(HttpResponseMessage answer) => (await ReadAsync(answer))["id"]!.GetValue<Guid>();

    private Task<HttpResponseMessage> AskAsync(
        string? definition,
        string? field = null,
        string? county = null,
        string level = "township",
        string procedure = "ordinary",
        string? from = Later,
        HttpClient? by = null
    ) =>
        (by ?? bench.Admin).PostAsJsonAsync(
            $"{Bindings}/changes",
            new
            {
                procedure,
                level,
                field,
                county,
                definition,
                from,
            }
        );

    private static Task<HttpResponseMessage> DecideAsync(HttpClient by, Guid change, string how, object? body = null) =>
        by.PostAsJsonAsync($"{Bindings}/changes/{change}/{how}", body ?? new { });

    private static string Resolution(string level, string field, string on) =>
        $"{Bindings}/resolution?procedure=ordinary&level={level}&field={field}&county={County}&on={on}";

    private async Task<string?> DefinitionOnAsync(string level, string field, string on = Today) =>
        (await ReadAsync(await bench.Admin.GetAsync(Resolution(level, field, on))))["definition"]!.GetValue<string>();

    private async Task<IReadOnlyList<JsonElement>> RowsAsync() =>
        [.. (await bench.Admin.GetFromJsonAsync<JsonElement>($"{Bindings}?on={Today}")).GetProperty("items").EnumerateArray()];

    /// <returns>Null: it is.</returns>
    private async Task<string?> RetractAsync(string definition)
    {
        var answer = await bench.Admin.PostAsJsonAsync($"/elsa/api/workflow-definitions/{definition}/retract", new { });
        return answer.IsSuccessStatusCode ? null : JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!.GetValue<string>();
    }

    private Task<List<string>> LoggedAsync(Guid change) =>
        bench.Service.Database.ColumnAsync<string>(
            "select what || ' ' || who from admin_log where \"new\" ->> 'change' = $1",
            change.ToString()
        );

    private Task InsertAsync(string level, string field, string definition, string from, string? until) =>
        bench.Service.Database.ExecuteAsync(
            """
            insert into workflow_bindings (id, procedure, level, field, definition_id, from_day, until_day)
            values (gen_random_uuid(), 'ordinary', $1, $2, $3, $4, $5)
            """,
            level,
            field,
            definition,
            Day(from),
            until is null ? DBNull.Value : Day(until)
        );

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<Guid> OpenAsync(DesignerBench house, HttpClient officer)
    {
        var now = house.Service.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8));
        var finding = await officer.RegisterAsync(PatrolBench.Finding(foundAt: now.AddMinutes(-30).ToString("O")));
        var answer = await officer.PostAsJsonAsync(
            $"/api/findings/{finding}/case",
            new
            {
                matterCode = "CG-02",
                violationDate = now.ToString("yyyy-MM-dd"),
                procedure = "ordinary",
                officers = new[] { "wang", "li" },
            }
        );
        return await IdAsync(answer);
    }

    private static Task<string?> VersionAsync(DesignerBench house, Guid caseId) =>
        house.Service.Database.ScalarAsync<string>("select definition_version_id from instances where id = $1", caseId);

    private static async Task<string> CodeAsync(HttpResponseMessage answer, string code)
    {
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict, problem.ToString());
        problem.GetProperty("code").GetString().ShouldBe(code);
        return problem.GetProperty("detail").GetString()!;
    }
}
