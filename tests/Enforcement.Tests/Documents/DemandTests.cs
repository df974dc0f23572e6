using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
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
using static Enforcement.Tests.Processes.TestDefinitions;

namespace Enforcement.Tests.Documents;

/// <summary>From a fine that was not paid in time to the demand that says what is due.</summary>
public sealed class DemandTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private CaseBench bench = null!;

    public async Task InitializeAsync()
    {
        bench = await CaseBench.WithDocumentsAsync(database, Payment);
        await bench.WithDeadlinesAsync();
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task The_term_of_payment_lapses_and_the_demand_reckons_up_to_its_own_day()
    {
        // Served on Monday, 2 November: fifteen days end on the 17th, and on the 24th seven days have passed.
        var key = await DecidedAsync("2026-11-02");

        await AnswerAsync(key, "overdue");
        (await FactAsync(key, UnpaidFine.LastDayFact)).ShouldBe("2026-11-17");

        await AnswerAsync(key, "served", new JsonObject { ["demandServedOn"] = "2026-11-24", ["demandServedWay"] = "direct" });
        var html = await bench.AskAsync<string>("select html from documents where case_id = $1 and kind = 'G3'", P.Uuid(key.Id));
        html.ShouldContain("自2026年11月18日起至2026年11月24日止，加处罚款人民币壹佰零伍元整（¥105.00）");
        html.ShouldContain("合计人民币陆佰零伍元整（¥605.00）");
    }

    [Fact]
    public async Task A_fine_paid_in_time_leaves_no_lapsed_term()
    {
        var key = await DecidedAsync("2026-11-20");
        await AnswerAsync(key, "paid");
        (await FactAsync(key, UnpaidFine.LastDayFact)).ShouldBeNull();
    }

    private static string Payment { get; } =
        Flowchart(
            "payment",
            [
                Node("start", "Elsa.Start"),
                Task(
                    "pay",
                    ("clock", Literal("DL-EXE-01")),
                    ("clockFrom", Literal("decisionServedOn")),
                    ("timeoutOutcome", Literal("overdue")),
                    ("outcomes", Outcomes("paid", "overdue"))
                ),
                Task(
                    "demand",
                    ("outcomes", Outcomes("served")),
                    ("fields", Json(new[] { Field("demandServedOn", "date"), Field("demandServedWay", "text") })),
                    (
                        "documents",
                        Json(
                            new[]
                            {
                                new
                                {
                                    code = "G3",
                                    approve = new[] { "served" },
                                    serve = true,
                                },
                            }
                        )
                    )
                ),
                Task("after"),
            ],
            ["start>pay", "pay:paid>after", "pay:overdue>demand", "demand:served>after"]
        );

    private static object Field(string name, string type) =>
        new
        {
            name,
            label = new { zh = name },
            type,
        };

    private static object Outcomes(params string[] names) => Json(names.Select(name => new { name, label = new { zh = name } }));

    private async Task<CaseKey> DecidedAsync(string servedOn)
    {
        var data = new JsonObject
        {
            ["partyName"] = "李某某",
            ["factsFound"] = "占道堆放水泥二十袋",
            ["evidenceList"] = "现场照片",
            ["lawApplied"] = "《城市市容和环境卫生管理条例》第三十六条",
            ["noticeServedOn"] = "2026-10-20",
            ["decisionKind"] = "fine",
            ["decisionReasons"] = "事实清楚",
            ["fine"] = 500,
            ["decisionServedOn"] = servedOn,
        };
        var key = (await bench.OpenAsync("payment", data: data)).Key;
        await using var step = await bench.Steps.BeginAsync(CaseBench.Head, CaseOf.Case(key.Id), default);
        await step
            .Main.Part<CaseDocuments>()
            .ApproveAsync(step.Main, "F2", new DocumentOccasion("decision", step.Today), CaseBench.Head.Posts[0], default);
        await step.CommitAsync(default);
        return key;
    }

    private async Task AnswerAsync(CaseKey key, string outcome, JsonObject? fields = null)
    {
        var task = (await bench.OpenTasksAsync(key)).Single();
        await using var step = await bench.Complete.RunAsync(CaseBench.Officer, task.Id, new TaskCompletion(outcome, fields), default);
    }

    private Task<string?> FactAsync(CaseKey key, string name) =>
        database.ScalarAsync<string>("select data ->> $2 from cases where id = $1", key.Id, name);
}
