using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Designer.DesignerBench;

namespace Enforcement.Tests.Designer;

/// <summary>Cases as Studio's instance pages read them.</summary>
public sealed class InstanceTests(DesignerBench bench) : IClassFixture<DesignerBench>
{
    private const string Township = "430112109";
    private const string Elsewhere = "430624101";

    [Fact]
    public async Task A_running_case_is_listed_with_its_path_and_what_it_waits_for()
    {
        var id = await CaseAsync("draw-one", "draw-two");

        var list = await ListAsync(new { definitionId = "looks", statuses = new[] { "Running" } });
        var row = list["items"]!.AsArray().Single(it => it!["id"]!.GetValue<Guid>() == id)!;
        row["subStatus"]!.GetValue<string>().ShouldBe("Suspended");
        row["definitionVersionId"]!.GetValue<string>().ShouldBe("looks-1");

        var whole = await GetAsync(bench.Admin, $"/workflow-instances/{id}");
        whole["workflowState"]!["status"]!.GetValue<string>().ShouldBe("Running");
        var definition = await GetAsync(bench.Admin, "/workflow-definitions/by-id/looks-1");
        var nodes = definition["root"]!["activities"]!.AsArray().Select(it => it!["nodeId"]!.GetValue<string>()).ToList();
        var report = await ReadAsync(
            await bench.Admin.PostAsJsonAsync(
                "/elsa/api/activity-executions/report",
                new { workflowInstanceId = id, activityNodeIds = nodes }
            )
        );
        var stats = report["stats"]!.AsArray().ToDictionary(it => it!["activityId"]!.GetValue<string>(), it => it!.AsObject());
        stats["start"]["completedCount"]!.GetValue<int>().ShouldBe(1);
        stats["report"]["isBlocked"]!.GetValue<bool>().ShouldBeTrue();
        stats.ShouldNotContainKey("approve");

        var journal = await ReadAsync(
            await bench.Admin.PostAsJsonAsync(
                $"/elsa/api/workflow-instances/{id}/journal?skip=0&take=110",
                new { filter = new { excludedActivityTypes = new[] { "Elsa.Workflow", "Elsa.Flowchart" } } }
            )
        );
        journal["items"]!.AsArray().Select(it => $"{it!["activityId"]} {it["eventName"]}").ShouldContain("report Suspended");
        var runs = await GetAsync(bench.Admin, $"/activity-executions/list?WorkflowInstanceId={id}&ActivityNodeId={nodes[1]}");
        var run = runs["items"]!.AsArray().Single()!;
        run["activityState"]!["Role"]!.GetValue<string>().ShouldBe("officer");
        (await GetAsync(bench.Admin, $"/activity-executions/by-id?id={run["id"]}"))["status"]!.GetValue<string>().ShouldBe("Running");
    }

    [Fact]
    public async Task What_cases_run_on_is_neither_deleted_nor_retracted_and_the_count_is_told()
    {
        await CaseAsync("draw-three", "draw-four");
        var running = await bench.Service.Database.ScalarAsync<long>(
            "select count(*) from instances where status = 'running' and definition_version_id = 'looks-1'"
        );
        foreach (
            var answer in new[]
            {
                await bench.Admin.DeleteAsync("/elsa/api/workflow-definitions/looks"),
                await bench.Admin.DeleteAsync("/elsa/api/workflow-definition-versions/looks-1"),
                await bench.Admin.PostAsJsonAsync("/elsa/api/workflow-definitions/looks/retract", new { }),
                await bench.Admin.PostAsJsonAsync(
                    "/elsa/api/bulk-actions/delete/workflow-definitions/by-definition-id",
                    new { definitionIds = new[] { "looks" } }
                ),
            }
        )
            (await RefusedAsync(answer, "designer.cases-run")).ShouldContain($" {running} ");
    }

    [Fact]
    public async Task A_case_is_not_moved_in_the_designer()
    {
        var id = await CaseAsync("draw-five", "draw-six");
        await RefusedAsync(await bench.Admin.DeleteAsync($"/elsa/api/workflow-instances/{id}"), "designer.not-offered");
        await RefusedAsync(await bench.Admin.PostAsJsonAsync($"/elsa/api/cancel/workflow-instances/{id}", new { }), "designer.not-offered");
    }

    [Fact]
    public async Task The_page_of_the_definition_tells_what_runs_on_it()
    {
        await CaseAsync("draw-seven", "draw-eight");
        var page = await (await bench.Admin.GetAsync("/workflows")).Content.ReadAsStringAsync();
        page.ShouldContain("looks");
        page.ShouldContain("第 1 版：");
    }

    [Fact]
    public async Task A_case_of_another_region_is_not_there_and_still_keeps_its_definition()
    {
        await bench.Service.BodyAsync(Elsewhere, Elsewhere, "文星镇");
        var own = await CaseAsync("draw-nine", "draw-ten");
        var task = await bench.Service.OpenCaseAsync(Elsewhere, "draw-far", "draw-farther");
        var other = await bench.Service.Database.ScalarAsync<Guid>("select case_id from tasks where id = $1", task);

        var listed = await ListAsync(new { definitionId = "looks", pageSize = 100 });
        var ids = listed["items"]!.AsArray().Select(it => it!["id"]!.GetValue<Guid>()).ToList();
        ids.ShouldContain(own);
        ids.ShouldNotContain(other);
        listed["totalCount"]!.GetValue<long>().ShouldBe(ids.Count);
        string[] paths =
        [
            $"/elsa/api/workflow-instances/{other}",
            $"/elsa/api/workflow-instances/{other}/execution-state",
            $"/elsa/api/workflow-instances/{other}/variables",
            $"/elsa/api/activity-executions/list?workflowInstanceId={other}",
            $"/elsa/api/activity-execution-summaries/list?workflowInstanceId={other}",
            $"/elsa/api/activity-executions/by-id?id={other:N}-0",
            $"/studio/instance?id={other}",
        ];
        foreach (var path in paths)
            (await bench.Admin.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        (await bench.Admin.PostAsJsonAsync($"/elsa/api/workflow-instances/{other}/journal", new { })).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await bench.Admin.PostAsJsonAsync("/elsa/api/activity-executions/report", new { workflowInstanceId = other })).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await (await bench.Admin.GetAsync("/workflows")).Content.ReadAsStringAsync()).ShouldContain($"第 1 版：{ids.Count} 件");
        (await RefusedAsync(await bench.Admin.DeleteAsync("/elsa/api/workflow-definitions/looks"), "designer.cases-run")).ShouldContain(
            $" {ids.Count + 1} "
        );
    }

    [Fact]
    public async Task An_instance_elsewhere_is_not_there()
    {
        (await bench.Admin.GetAsync($"/elsa/api/workflow-instances/{Guid.Empty}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await bench.Admin.GetAsync("/studio/instance?id=nonsense")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<Guid> CaseAsync(params string[] officers)
    {
        var task = await bench.Service.OpenCaseAsync(Township, officers);
        return await bench.Service.Database.ScalarAsync<Guid>("select case_id from tasks where id = $1", task);
    }

    private async Task<JsonObject> ListAsync(object query) =>
        await ReadAsync(await bench.Admin.PostAsJsonAsync("/elsa/api/workflow-instances", query));
}
