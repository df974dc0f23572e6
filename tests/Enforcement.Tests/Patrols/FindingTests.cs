using System.Net;
using System.Net.Http.Json;
using System.Text;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Enforcement.Tests.Patrols.PatrolBench;

namespace Enforcement.Tests.Patrols;

public sealed class FindingTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private HttpClient wang = null!;

    public async Task InitializeAsync()
    {
        await service.StaffAsync();
        wang = await service.CallerAsync("wang");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_finding_is_registered_read_and_listed()
    {
        var id = await wang.RegisterAsync(
            Finding(
                location: new { latitude = 28.4411, longitude = 112.7702 },
                facts: new { volume = 24, townships = 1 },
                parties: new[] { new { kind = "unknown" } },
                officers: ["wang", "li"]
            )
        );
        var one = await wang.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/findings/{id}");
        one.GetProperty("organization").GetString().ShouldBe(Jinggang);
        one.GetProperty("state").GetString().ShouldBe("open");
        one.GetProperty("location").GetProperty("latitude").GetDecimal().ShouldBe(28.4411m);
        one.GetProperty("facts").GetProperty("volume").GetDecimal().ShouldBe(24);
        one.GetProperty("officers").GetArrayLength().ShouldBe(2);
        one.GetProperty("foundAt").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 11, 24, 0, 30, 0, TimeSpan.Zero));
        one.GetProperty("events")[0].GetProperty("action").GetString().ShouldBe("finding.registered");
        (await wang.GetStringAsync("/api/findings?state=open&source=patrol&q=三车")).ShouldContain(id.ToString());
        (await wang.GetAsync("/api/findings.xlsx")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Pages_of_the_list_join_without_loss_or_repetition()
    {
        for (var i = 0; i < 5; i++)
            await wang.RegisterAsync(Finding(place: "分页村", description: $"第{i}条"));
        var seen = new List<string>();
        var after = "";
        do
        {
            var page = await wang.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/findings?q=分页村&limit=2{after}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            after = page.GetProperty("next").GetString() is { } next ? $"&after={next}" : "";
        } while (after.Length > 0);
        seen.Count.ShouldBe(5);
        seen.Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public async Task Similar_open_findings_nearby_are_told_and_others_are_not()
    {
        var near = await wang.RegisterAsync(Finding("路边有三车渣土", "甲地", new { latitude = 28.3000, longitude = 112.7000 }));
        var far = await wang.RegisterAsync(Finding("路边有三车渣土", "乙地", new { latitude = 28.3100, longitude = 112.7000 }));
        var other = await wang.RegisterAsync(
            Finding("商贩占道经营", "丙地", new { latitude = 28.3001, longitude = 112.7000 }, matterCode: null)
        );

        var answer = await wang.PostAsJsonAsync(
            "/api/findings",
            Finding("路边倒了渣土", "丁地", new { latitude = 28.3020, longitude = 112.7000 })
        );

        var similar = (await answer.JsonAsync()).GetProperty("similar").EnumerateArray().ToList();
        similar.ShouldHaveSingleItem().GetProperty("id").GetGuid().ShouldBe(near);
        similar[0].GetProperty("metres").GetInt32().ShouldBeInRange(200, 240);
        similar.ShouldNotContain(it => it.GetProperty("id").GetGuid() == far || it.GetProperty("id").GetGuid() == other);
    }

    [Theory]
    [InlineData("""{"foundAt":"2026-11-24","place":"x","source":"patrol"}""", "description")]
    [InlineData("""{"description":"a\u0000b","place":"x","source":"patrol"}""", "description")]
    [InlineData("""{"description":"a","place":"x","source":"rumour"}""", "source")]
    [InlineData("""{"description":"a","place":"x","source":"patrol","foundAt":"2026-11-26T08:00:00+08:00"}""", "foundAt")]
    [InlineData("""{"description":"a","place":"x","source":"patrol","foundAt":"yesterday"}""", "foundAt")]
    [InlineData("""{"description":"a","place":"x","source":"patrol","matterCode":"XX-99"}""", "matterCode")]
    [InlineData("""{"description":"a","place":"x","source":"patrol","location":{"latitude":99,"longitude":1}}""", "location")]
    [InlineData("""{"description":"a","place":"x","source":"patrol","location":"here"}""", "location")]
    [InlineData("""{"description":"a","place":"x","source":"patrol","officers":["zhao"]}""", "officers")]
    [InlineData("""{"description":"a","place":"x","source":"patrol","facts":{"area":-1}}""", "facts.area")]
    [InlineData("""{"description":"a","place":"x","source":"patrol","parties":[{"kind":"person"}]}""", "parties.name")]
    [InlineData("""{"description":"a","place":"x","source":"patrol","attachments":["1"]}""", "attachments")]
    public async Task What_cannot_be_read_is_malformed_by_field(string body, string field)
    {
        var answer = await PostAsync("/api/findings", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.JsonAsync())
            .GetProperty("errors")
            .TryGetProperty(field, out _)
            .ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{"description":1}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData("""{"description":"\ud800","place":"x","source":"patrol"}""")]
    [InlineData("""{"description":"a","place":"x","source":"patrol","facts":{"harm":"\ud800"}}""")]
    [InlineData("""{"description":"a","place":"x","source":"patrol","officers":[null],"parties":[null]}""")]
    public async Task Nothing_a_client_sends_is_a_fault_of_ours(string body) =>
        (await PostAsync("/api/findings", body)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_text_of_a_megabyte_is_malformed_and_markup_is_only_text()
    {
        var answer = await wang.PostAsJsonAsync("/api/findings", Finding(new string('长', 1_000_000)));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var id = await wang.RegisterAsync(Finding("<script>alert(1)</script>", "<b>村</b>"));
        var page = await wang.GetStringAsync($"/findings/{id}");
        page.ShouldNotContain("<script>alert(1)");
        page.ShouldContain("&lt;script&gt;");
    }

    [Theory]
    [InlineData("?state=gone")]
    [InlineData("?source=x")]
    [InlineData("?from=2026-02-30")]
    [InlineData("?limit=0")]
    [InlineData("?after=zzz")]
    [InlineData("?q=a%00b")]
    public async Task A_list_that_cannot_be_asked_for_is_malformed(string query) =>
        (await wang.GetAsync("/api/findings" + query)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Another_township_sees_nothing_of_it_and_the_command_centre_does()
    {
        var id = await wang.RegisterAsync();
        var zhao = await service.CallerAsync("zhao");
        (await zhao.GetAsync($"/api/findings/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await zhao.GetStringAsync("/api/findings")).ShouldNotContain(id.ToString());
        (await zhao.PostAsJsonAsync($"/api/findings/{id}/dismissal", new { kind = "no-violation", reason = "无" })).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await zhao.PostAsJsonAsync($"/api/findings/{id}/case", Case())).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var duty = await service.CallerAsync("duty");
        (await duty.GetStringAsync("/api/findings")).ShouldContain(id.ToString());
        (await duty.PostAsJsonAsync($"/api/findings/{id}/dismissal", new { kind = "no-violation", reason = "无" })).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden
        );
    }

    [Fact]
    public async Task Direct_SQL_without_a_seal_or_with_anothers_sees_no_finding()
    {
        var id = await wang.RegisterAsync();
        var seal = service.Services.GetRequiredService<ScopeSeal>();
        (await SeenAsync(id, null)).ShouldBe((0, 0));
        (
            await SeenAsync(
                id,
                connection => Statement.Of("select set_config('app.scope', '*||', true), set_config('app.seal', '00', true)")
            )
        ).ShouldBe((0, 0));
        (await SeenAsync(id, connection => seal.Open(new Scope([Qiaoyi], []), connection))).ShouldBe((0, 0));
        (await SeenAsync(id, connection => seal.Open(new Scope([Jinggang], []), connection))).ShouldBe((1, 1));
        (await SeenAsync(id, connection => seal.Open(new Scope([], ["43"]), connection))).ShouldBe((1, 1));
    }

    [Fact]
    public async Task The_same_key_registers_once_and_answers_again()
    {
        var finding = Finding(place: "只登记一次");
        var first = await SendAsync("/api/findings", finding, "key-once");
        var again = await SendAsync("/api/findings", finding, "key-once");
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await again.JsonAsync()).GetProperty("id").GetGuid().ShouldBe((await first.JsonAsync()).GetProperty("id").GetGuid());
        (await (await SendAsync("/api/findings", Finding(place: "另一处"), "key-once")).CodeAsync()).ShouldBe("idempotency.mismatch");
        (await service.Database.ScalarAsync<long>("select count(*) from findings where place = '只登记一次'")).ShouldBe(1);
    }

    [Theory]
    [InlineData("corrected-on-the-spot")]
    [InlineData("first-light-educated")]
    [InlineData("no-violation")]
    [InlineData("other-body")]
    [InlineData("party-not-found")]
    public async Task It_is_closed_without_a_case_once(string kind)
    {
        var id = await wang.RegisterAsync();
        var answer = await wang.PostAsJsonAsync($"/api/findings/{id}/dismissal", new { kind, reason = "当场清理完毕" });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await wang.PostAsJsonAsync($"/api/findings/{id}/dismissal", new { kind, reason = "再次" })).CodeAsync()).ShouldBe(
            "finding.dismissed"
        );
        (await (await wang.PostAsJsonAsync($"/api/findings/{id}/case", Case())).CodeAsync()).ShouldBe("finding.dismissed");
        var one = await wang.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/findings/{id}");
        one.GetProperty("dismissal").GetProperty("kind").GetString().ShouldBe(kind);
        one.GetProperty("dismissal").GetProperty("by").GetString().ShouldBe("王建国");
        one.GetProperty("events").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_duplicate_names_the_one_that_stays()
    {
        var stays = await wang.RegisterAsync();
        var goes = await wang.RegisterAsync();
        foreach (var of in new[] { null, "x", goes.ToString(), Guid.Empty.ToString() })
            (
                await wang.PostAsJsonAsync(
                    $"/api/findings/{goes}/dismissal",
                    new
                    {
                        kind = "duplicate",
                        reason = "同一处",
                        duplicateOf = of,
                    }
                )
            ).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var answer = await wang.PostAsJsonAsync(
            $"/api/findings/{goes}/dismissal",
            new
            {
                kind = "duplicate",
                reason = "同一处",
                duplicateOf = stays,
            }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_grid_worker_registers_and_decides_nothing()
    {
        var grid = await service.CallerAsync("grid");
        var id = await grid.RegisterAsync();
        var dismissal = await grid.PostAsJsonAsync($"/api/findings/{id}/dismissal", new { kind = "no-violation", reason = "无" });
        dismissal.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await dismissal.CodeAsync()).ShouldBe("finding.grid-worker");
        (await (await grid.PostAsJsonAsync($"/api/findings/{id}/case", Case())).CodeAsync()).ShouldBe("finding.grid-worker");
    }

    [Fact]
    public async Task The_command_centre_registers_for_a_township_of_its_county()
    {
        var duty = await service.CallerAsync("duty");
        (await (await duty.PostAsJsonAsync("/api/findings", Finding())).CodeAsync()).ShouldBe("finding.no-township");
        var answer = await duty.PostAsJsonAsync(
            "/api/findings",
            new
            {
                description = "群众来电反映",
                place = "桥驿社区",
                source = "hotline",
                organization = Qiaoyi,
            }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var zhao = await service.CallerAsync("zhao");
        (await zhao.GetStringAsync("/api/findings")).ShouldContain("群众来电反映");
    }

    [Fact]
    public async Task The_chain_of_a_finding_proves_what_happened()
    {
        var id = await wang.RegisterAsync();
        await wang.PostAsJsonAsync($"/api/findings/{id}/dismissal", new { kind = "no-violation", reason = "核实无违法" });
        var texts = await service.Database.ColumnAsync<string>("select content from finding_events where finding_id = $1 order by seq", id);
        var hashes = await service.Database.ColumnAsync<byte[]>("select hash from finding_events where finding_id = $1 order by seq", id);
        var head = new byte[32];
        foreach (var (text, hash) in texts.Zip(hashes))
            (head = Enforcement.Cases.Journal.HashOf(head, text)).ShouldBe(hash);
        (await service.Database.ScalarAsync<byte[]>("select event_head from findings where id = $1", id)).ShouldBe(head);
    }

    private static object Case() =>
        new
        {
            matterCode = "CG-02",
            violationDate = "2026-11-20",
            procedure = "ordinary",
            officers = new[] { "wang", "li" },
        };

    private Task<HttpResponseMessage> PostAsync(string path, string json) =>
        wang.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    private async Task<HttpResponseMessage> SendAsync(string path, object body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        return await wang.SendAsync(request);
    }

    private async Task<(long Findings, long Events)> SeenAsync(Guid id, Func<NpgsqlConnection, Statement>? scope)
    {
        await using var connection = await service.Database.App.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        if (scope is not null)
            batch.BatchCommands.Add(scope(connection).ToCommand());
        batch.BatchCommands.Add(
            Statement
                .Of(
                    "select (select count(*) from findings where id = $1), (select count(*) from finding_events where finding_id = $1)",
                    P.Uuid(id)
                )
                .ToCommand()
        );
        await using var reader = await batch.ExecuteReaderAsync();
        if (scope is not null)
            await reader.NextResultAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
