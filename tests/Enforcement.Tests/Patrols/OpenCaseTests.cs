using System.Net;
using System.Net.Http.Json;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using static Enforcement.Tests.Patrols.PatrolBench;

namespace Enforcement.Tests.Patrols;

public sealed class OpenCaseTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private const string Held = "CG-02";
    private const string NotHeld = "CG-06";

    private HttpClient wang = null!;

    public async Task InitializeAsync()
    {
        await service.StaffAsync();
        wang = await service.CallerAsync("wang");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_finding_becomes_a_case_with_its_photos_parties_and_facts()
    {
        var photo = await Evidence.AttachmentTests.UploadAsync(wang, Evidence.AttachmentTests.Jpeg());
        var id = await wang.RegisterAsync(
            Finding(
                facts: new { area = 12.5, partyKind = "person" },
                parties: new[] { new { kind = "person", name = "张三" } },
                attachments: [photo.ToString()]
            )
        );

        var answer = await OpenAsync(id, facts: new { area = 13 });

        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        var opened = await answer.JsonAsync();
        var number = opened.GetProperty("number").GetString()!;
        number.ShouldStartWith("430112-2026-");
        opened.GetProperty("instanceId").GetGuid().ShouldBe(opened.GetProperty("id").GetGuid());
        var caseId = opened.GetProperty("id").GetGuid();
        (await service.Database.ScalarAsync<string>("select stage from cases where id = $1", caseId)).ShouldBe("lead-check");
        (await service.Database.ScalarAsync<string>("select data ->> 'area' from cases where id = $1", caseId)).ShouldBe("13");
        (await service.Database.ScalarAsync<string>("select data ->> 'discoveredOn' from cases where id = $1", caseId)).ShouldBe(
            "2026-11-24"
        );
        (await service.Database.ScalarAsync<string>("select name from case_parties where case_id = $1", caseId)).ShouldBe("张三");
        (
            await service.Database.ScalarAsync<string>(
                "select string_agg(a.user_name, ',' order by a.user_name) from cases c join accounts a on a.id = any (c.officers) where c.id = $1",
                caseId
            )
        ).ShouldBe("li,wang");
        (await service.Database.ScalarAsync<Guid>("select case_id from attachments where id = $1", photo)).ShouldBe(caseId);
        var finding = await wang.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/findings/{id}");
        finding.GetProperty("state").GetString().ShouldBe("case");
        finding.GetProperty("case").GetProperty("number").GetString().ShouldBe(number);
        (await (await OpenAsync(id)).CodeAsync()).ShouldBe("finding.already-a-case");
        (await wang.GetAsync($"/cases/{number}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_matter_outside_the_list_is_refused_with_the_right_way_on()
    {
        var id = await wang.RegisterAsync(Finding(matterCode: NotHeld));
        var refused = await OpenAsync(id, matter: NotHeld);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = await refused.JsonAsync();
        problem.GetProperty("code").GetString().ShouldBe("power.not-delegated");
        problem.GetProperty("suggestion").GetProperty("intent").GetString().ShouldBe("transfer");
        problem.GetProperty("suggestion").GetProperty("organization").GetString()!.ShouldStartWith("430112-");
        (await service.Database.ScalarAsync<long>("select count(*) from cases where finding_id = $1", id)).ShouldBe(0);

        (await OpenAsync(id, matter: NotHeld, intent: "transfer")).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Two_who_open_a_case_from_one_finding_at_once_make_one()
    {
        var id = await wang.RegisterAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync(id)));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            (await answer.CodeAsync()).ShouldBe("finding.already-a-case");
        (await service.Database.ScalarAsync<long>("select count(*) from cases where finding_id = $1", id)).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_key_opens_one_case_and_answers_again()
    {
        var id = await wang.RegisterAsync();
        var first = await (await OpenAsync(id, key: "open-once")).JsonAsync();
        var again = await OpenAsync(id, key: "open-once");
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await again.JsonAsync()).GetProperty("number").GetString().ShouldBe(first.GetProperty("number").GetString());
    }

    [Fact]
    public async Task Two_different_certified_officers_of_the_township_are_asked_for()
    {
        var id = await wang.RegisterAsync();
        (await (await OpenAsync(id, officers: ["wang"])).CodeAsync()).ShouldBe("finding.two-officers");
        (await (await OpenAsync(id, officers: ["wang", "WANG"])).CodeAsync()).ShouldBe("finding.two-officers");
        (await (await OpenAsync(id, officers: ["wang", "chen"])).CodeAsync()).ShouldBe("finding.officer-no-certificate");
        (await OpenAsync(id, officers: ["wang", "zhao"])).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await OpenAsync(id, officers: ["wang", "nobody"])).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("urban-management", true)]
    [InlineData("城管", true)]
    [InlineData("water", false)]
    [InlineData("水利", false)]
    public async Task A_certificate_counts_for_the_field_that_it_names_by_code_or_by_word(string written, bool isEnough)
    {
        var person = await service.PersonAsync($"written-{written}", Roles.Officer, Jinggang);
        await service.Database.ExecuteAsync("update certificates set fields = $2 where person = $1", person, new[] { written });
        await service.Services.GetRequiredService<CertificateDirectory>().RefreshAsync(CancellationToken.None, now: true);
        var answer = await OpenAsync(await wang.RegisterAsync(), officers: ["wang", $"written-{written}"]);
        if (isEnough)
            answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        else
            (await answer.CodeAsync()).ShouldBe("finding.officer-no-certificate");
    }

    [Fact]
    public async Task Days_and_codes_that_cannot_be_are_refused()
    {
        var id = await wang.RegisterAsync(Finding(foundAt: "2026-11-10T08:00:00+08:00"));
        (await OpenAsync(id, on: "2026-12-01")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await OpenAsync(id, on: "2026-02-30")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await (await OpenAsync(id, on: "2026-11-12")).CodeAsync()).ShouldBe("finding.violation-after-found");
        (await OpenAsync(id, matter: "XX-99")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await OpenAsync(id, intent: "forget")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await (await OpenAsync(id, on: "2026-11-09", procedure: "summary")).CodeAsync()).ShouldBe("finding.summary-not-yet");
    }

    private async Task<HttpResponseMessage> OpenAsync(
        Guid id,
        string matter = Held,
        string on = "2026-11-20",
        string procedure = "ordinary",
        IReadOnlyList<string>? officers = null,
        string? intent = null,
        object? facts = null,
        string? key = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/findings/{id}/case")
        {
            Content = JsonContent.Create(
                new
                {
                    matterCode = matter,
                    violationDate = on,
                    procedure,
                    officers = officers ?? ["wang", "li"],
                    intent,
                    facts,
                }
            ),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await wang.SendAsync(request);
    }
}
