using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Documents;
using Enforcement.Documents.Data;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Persistence.Import;
using Enforcement.Powers;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enforcement.Tests.Documents;

public sealed class SideTaskTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private CaseBench bench = null!;

    public async Task InitializeAsync()
    {
        bench = await CaseBench.WithDocumentsAsync(database, TestDefinitions.BackAndForth);
        await bench.WithDeadlinesAsync();
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task Registered_goods_are_to_be_decided_on_within_seven_working_days_of_the_day_typed_in()
    {
        var key = await BeginAsync(SideTasks.RegisterEvidence);
        await SignedAsync(
            key,
            "registerEvidence",
            "registered",
            new JsonObject
            {
                ["partyName"] = "李某某",
                ["goodsList"] = "水泥二十袋",
                ["goodsPlace"] = "镇仓库",
                ["goodsKeeper"] = "王某",
                ["goodsApprovedBy"] = "赵某,2026年11月23日",
                ["goodsServedOn"] = "2026-11-23",
                ["goodsServedWay"] = "direct",
            }
        );

        (await KindsAsync(key)).ShouldBe(["D5 served", "F5 approved"]);
        var decide = (await bench.OpenTasksAsync(key)).Single(task => task.Node == "decideRegisteredGoods");
        (
            await bench.AskAsync<string>("select (due_legal - interval '1 second')::date::text from tasks where id = $1", P.Uuid(decide.Id))
        ).ShouldBe("2026-12-02");

        await SignedAsync(key, "decideRegisteredGoods", "return", new JsonObject { ["goodsDecisionReason"] = "证据已固定" });
        (await KindsAsync(key)).ShouldBe(["D5 served", "D6 approved", "F5 approved"]);
        (await bench.OpenTasksAsync(key)).Single().Node.ShouldBe("there");
    }

    [Fact]
    public async Task An_order_to_correct_is_inspected_again_after_its_term()
    {
        var key = await BeginAsync(SideTasks.OrderToCorrect);
        await SignedAsync(
            key,
            "orderToCorrect",
            "ordered",
            new JsonObject
            {
                ["partyName"] = "李某某",
                ["correctViolation"] = "占道堆放",
                ["correctContent"] = "清理",
                ["correctBy"] = "2026-12-01",
                ["correctServedOn"] = "2026-11-24",
                ["correctServedWay"] = "direct",
            },
            lawApplied: true
        );
        (await KindsAsync(key)).ShouldBe(["D3 served", "F5 approved"]);
        var again = (await bench.OpenTasksAsync(key)).Single(task => task.Node == "reinspection");
        (
            await bench.AskAsync<string>(
                "select (due_internal - interval '1 second')::date::text from tasks where id = $1",
                P.Uuid(again.Id)
            )
        ).ShouldBe("2026-12-04");
    }

    [Fact]
    public async Task Only_handlers_begin_one_and_one_of_a_kind_at_a_time()
    {
        var caseFile = await bench.OpenAsync("back-and-forth");
        var verb = bench.Service<OpenSideTask>();
        (
            await Should.ThrowAsync<NotAllowedException>(() => verb.RunAsync(CaseBench.Head, caseFile.Number, "register-evidence", default))
        ).Code.ShouldBe("side-task.handlers-only");
        await Should.ThrowAsync<NotVisibleException>(() =>
            verb.RunAsync(CaseBench.Stranger, caseFile.Number, "register-evidence", default)
        );
        await Should.ThrowAsync<MalformedException>(() => verb.RunAsync(CaseBench.Officer, caseFile.Number, "seize-all", default));

        await verb.RunAsync(CaseBench.Officer, caseFile.Number, "register-evidence", default);
        (
            await Should.ThrowAsync<RefusedException>(() => verb.RunAsync(CaseBench.Partner, caseFile.Number, "register-evidence", default))
        ).Code.ShouldBe("side-task.already-open");
    }

    private async Task<CaseKey> BeginAsync(string kind)
    {
        var caseFile = await bench.OpenAsync("back-and-forth");
        await bench.Service<OpenSideTask>().RunAsync(CaseBench.Officer, caseFile.Number, kind, default);
        return caseFile.Key;
    }

    private async Task SignedAsync(CaseKey key, string node, string outcome, JsonObject fields, bool lawApplied = false)
    {
        if (lawApplied)
            await bench.ExecuteAsync($"update cases set data = data || '{{\"lawApplied\": \"条例第三十六条\"}}' where id = '{key.Id}'");
        var task = (await bench.OpenTasksAsync(key)).Single(open => open.Node == node);
        await using (await bench.Complete.RunAsync(CaseBench.Officer, task.Id, new TaskCompletion(outcome, fields), default)) { }
        var signature = (await bench.OpenTasksAsync(key)).Single(open => open.Node == node && open.Id != task.Id);
        await using (await bench.Complete.RunAsync(CaseBench.Partner, signature.Id, new TaskCompletion("sign"), default)) { }
    }

    private Task<string[]> KindsAsync(CaseKey key) =>
        bench.AskAsync<string[]>("select array_agg(kind || ' ' || state order by kind) from documents where case_id = $1", P.Uuid(key.Id));
}
