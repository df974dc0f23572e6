using System.Net;
using System.Net.Http.Json;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Harness.Forms;

namespace Enforcement.Tests.Tasks;

/// <summary>The pages of tasks without their scripts, and two officers who are not at the same moment of the day.</summary>
public sealed class TaskPageTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private const string Township = "430112109";

    public Task InitializeAsync() => service.BodyAsync(Township, Township, "长沙市望城区靖港镇人民政府");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_answer_that_comes_second_is_refused_by_name_and_keeps_every_word()
    {
        var task = await service.OpenCaseAsync(Township, "page-first", "page-second");
        var (first, second) = (await service.CallerAsync("page-first"), await service.CallerAsync("page-second"));
        var form = Hidden(await second.GetStringAsync($"/tasks/{task}"), "complete");
        (await first.PostAsync($"/api/tasks/{task}/claim", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        form.Add(new StringContent("submit"), "outcome");
        form.Add(new StringContent("这些字要留下"), "f.facts");
        form.Add(new StringContent("备注也要留下"), "comment");

        var answer = await second.PostAsync($"/tasks/{task}", form);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("task.claimed-by-another");
        page.ShouldContain("这些字要留下");
        page.ShouldContain("备注也要留下");
    }

    [Theory]
    [InlineData("/tasks/{0}")]
    [InlineData("/tasks?view=team")]
    public async Task A_claim_that_comes_second_is_refused_by_name(string address)
    {
        var names = address.Length > 10 ? new[] { "list-first", "list-second" } : ["claim-first", "claim-second"];
        var task = await service.OpenCaseAsync(Township, names);
        var (first, second) = (await service.CallerAsync(names[0]), await service.CallerAsync(names[1]));
        var path = address.Replace("{0}", $"{task}", StringComparison.Ordinal);
        var form = Hidden(await second.GetStringAsync(path), "claim");
        form.Add(new StringContent($"{task}"), "id");
        (await first.PostAsync($"/api/tasks/{task}/claim", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var answer = await second.PostAsync(path, form);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("task.claimed-by-another");
    }

    [Fact]
    public async Task A_task_is_claimed_from_the_worklist()
    {
        var task = await service.OpenCaseAsync(Township, "row-officer", "row-partner");
        var caller = await service.CallerAsync("row-officer");
        var form = Hidden(await caller.GetStringAsync("/tasks?view=team"), "claim");
        form.Add(new StringContent($"{task}"), "id");

        var answer = await caller.PostAsync("/tasks?view=team", form);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        (await caller.GetStringAsync("/tasks?view=mine")).ShouldContain($"/tasks/{task}");
    }

    [Fact]
    public async Task A_request_that_comes_again_is_answered_as_the_first_time_and_another_query_is_another_request()
    {
        var task = await service.OpenCaseAsync(Township, "again-officer", "again-partner");
        var caller = await service.CallerAsync("again-officer");
        caller.DefaultRequestHeaders.Add("Idempotency-Key", $"claim-{task}");

        for (var time = 0; time < 2; time++)
        {
            var answer = await caller.PostAsync($"/api/tasks/{task}/claim", null);
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            (await answer.Content.ReadAsStringAsync()).ShouldBe("");
        }
        var other = await caller.PostAsync($"/api/tasks/{task}/claim?other=1", null);
        other.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await other.Content.ReadAsStringAsync()).ShouldContain("idempotency.mismatch");
    }

    [Fact]
    public async Task What_the_second_officer_did_not_sign_is_on_the_page_again()
    {
        var task = await service.OpenCaseAsync(Township, "sign-first", "sign-second");
        await service.Database.ExecuteAsync("update tasks set spec = jsonb_set(spec, '{twoOfficers}', 'true') where id = $1", task);
        var (first, second) = (await service.CallerAsync("sign-first"), await service.CallerAsync("sign-second"));
        var answer = new
        {
            outcome = "drop",
            fields = new
            {
                facts = "查无实据",
                endedOn = "2026-11-20",
                why = "违法事实不能成立",
            },
            comment = "请合议",
        };
        (await first.PostAsJsonAsync($"/api/tasks/{task}/completion", answer)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var signature = await service.Database.ScalarAsync<Guid>("select id from tasks where parent_task_id = $1", task);
        (
            await second.PostAsJsonAsync($"/api/tasks/{signature}/completion", new { outcome = "refuse", comment = "还缺一份笔录" })
        ).StatusCode.ShouldBe(HttpStatusCode.OK);

        var page = await first.GetStringAsync($"/tasks/{task}");

        page.ShouldContain("查无实据");
        page.ShouldContain("请合议");
        page.ShouldMatch("value=\"drop\"[^>]*checked|checked[^>]*value=\"drop\"");
    }
}
