using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Documents;
using Enforcement.Documents.Data;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Persistence.Import;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Enforcement.Tests.Documents;

public sealed class CaseDocumentTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly JsonObject Facts = new()
    {
        ["factsFound"] = "占道堆放水泥二十袋 <b>未清理</b>",
        ["evidenceList"] = "现场照片",
        ["partyName"] = "李某某",
        ["lawApplied"] = "《城市市容和环境卫生管理条例》第三十六条",
        ["discretionStep"] = "一般",
        ["proposedKind"] = "warning",
    };

    private static readonly JsonObject ServedToday = new() { ["noticeServedOn"] = "2026-11-24", ["noticeServedWay"] = "direct" };

    private CaseBench bench = null!;

    public async Task InitializeAsync()
    {
        bench = await CaseBench.WithDocumentsAsync(database, Notice);
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task An_answer_drafts_its_document_and_the_approving_one_freezes_it_with_number_and_hash()
    {
        var key = await DraftedAsync();
        (await StateAsync(key, "E3")).ShouldBe("draft");

        await using var step = await DoAsync(CaseBench.Head, key, "done");
        step.RoundTrips.ShouldBe(3);

        (await StateAsync(key, "E3")).ShouldBe("approved");
        var html = await AskAsync<string>(key, "html");
        html.ShouldContain(await AskAsync<string>(key, "number"));
        html.ShouldContain("水泥二十袋 &lt;b&gt;未清理");
        (await AskAsync<byte[]>(key, "sha256")).ShouldBe(LegalDocument.HashOf(html));
        var entry = await bench.AskAsync<string>(
            "select content from journal where case_id = $1 and content like '%document.approved%'",
            P.Uuid(key.Id)
        );
        entry.ShouldContain(Convert.ToHexStringLower(LegalDocument.HashOf(html)));
        (await bench.VerifyAsync(key)).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task A_document_that_wants_a_fact_is_not_approved_and_names_it()
    {
        var key = await DraftedAsync(without: "lawApplied");
        var refused = await Should.ThrowAsync<RefusedException>(() => DoAsync(CaseBench.Head, key, "done"));
        refused.Code.ShouldBe("document.incomplete");
        refused.Message.ShouldContain("法律依据");
        (await StateAsync(key, "E3")).ShouldBe("draft");
    }

    [Fact]
    public async Task Service_makes_the_receipt_and_takes_two_round_trips()
    {
        var key = await ApprovedAsync();
        await using var step = await DoAsync(CaseBench.Officer, key, "served", ServedToday);
        step.RoundTrips.ShouldBe(2);
        (await StateAsync(key, "E3")).ShouldBe("served");
        (await StateAsync(key, "F5")).ShouldBe("approved");
        (await AskAsync<string>(key, "html", "F5")).ShouldContain(await AskAsync<string>(key, "number"));
    }

    [Theory]
    [InlineData("2026-11-23", "service.before-approval-date")]
    [InlineData("2026-11-25", "service.future-date")]
    [InlineData(null, "service.no-date")]
    public async Task A_service_on_an_impossible_day_is_refused(string? day, string code)
    {
        var key = await ApprovedAsync();
        var fields = new JsonObject { ["noticeServedWay"] = "direct" };
        if (day is not null)
            fields["noticeServedOn"] = day;
        (await Should.ThrowAsync<RefusedException>(() => DoAsync(CaseBench.Officer, key, "served", fields))).Code.ShouldBe(code);
        (await StateAsync(key, "E3")).ShouldBe("approved");
    }

    [Fact]
    public async Task What_was_not_approved_cannot_be_served()
    {
        var key = await DraftedAsync();
        await using (await DoAsync(CaseBench.Head, key, "skip")) { }
        (await Should.ThrowAsync<RefusedException>(() => DoAsync(CaseBench.Officer, key, "served", ServedToday))).Code.ShouldBe(
            "document.not-approved"
        );
    }

    [Fact]
    public async Task A_new_notice_replaces_the_old_which_stays_as_it_was()
    {
        var key = await ApprovedAsync();
        var first = await AskAsync<string>(key, "number");
        await using (await DoAsync(CaseBench.Officer, key, "again", new JsonObject())) { }
        await using (await DoAsync(CaseBench.Officer, key, "done", Facts)) { }
        await using (await DoAsync(CaseBench.Head, key, "done")) { }

        var rows = await bench.AskAsync<string[]>(
            "select array_agg(state || ' ' || (replaced_by is not null) order by ordinal) from documents where case_id = $1 and kind = 'E3'",
            P.Uuid(key.Id)
        );
        rows.ShouldBe(["approved true", "approved false"]);
        (
            await bench.AskAsync<string>("select number from documents where case_id = $1 and ordinal = 1 and kind = 'E3'", P.Uuid(key.Id))
        ).ShouldBe(first);
    }

    [Fact]
    public async Task Only_the_head_declares_void_and_the_number_keeps_its_row()
    {
        var key = await ApprovedAsync();
        var (id, number) = (await AskAsync<Guid>(key, "id"), await AskAsync<string>(key, "number"));
        var verb = bench.Service<VoidDocument>();
        (await Should.ThrowAsync<NotAllowedException>(() => verb.RunAsync(CaseBench.Officer, id, "写错", default))).Code.ShouldBe(
            "document.head-only"
        );
        await Should.ThrowAsync<NotVisibleException>(() => verb.RunAsync(CaseBench.Stranger, id, "写错", default));
        await Should.ThrowAsync<MalformedException>(() => verb.RunAsync(CaseBench.Head, id, " ", default));

        await verb.RunAsync(CaseBench.Head, id, "当事人姓名写错", default);

        (await StateAsync(key, "E3")).ShouldBe("void");
        (await bench.AskAsync<string>("select void_reason from numbers where text = $1", P.Text(number))).ShouldBe("当事人姓名写错");
        (await Should.ThrowAsync<RefusedException>(() => verb.RunAsync(CaseBench.Head, id, "再次", default))).Code.ShouldBe(
            "document.already-void"
        );
        (await Should.ThrowAsync<RefusedException>(() => DoAsync(CaseBench.Officer, key, "served", ServedToday))).Code.ShouldBe(
            "document.not-approved"
        );
    }

    [Fact]
    public async Task A_wrong_one_is_issued_anew_in_one_step_and_then_served()
    {
        var key = await ApprovedAsync();
        var (id, number) = (await AskAsync<Guid>(key, "id"), await AskAsync<string>(key, "number"));
        var verb = bench.Service<ReissueDocument>();
        (await Should.ThrowAsync<NotAllowedException>(() => verb.RunAsync(CaseBench.Officer, id, "写错", new(), default))).Code.ShouldBe(
            "document.head-only"
        );
        await Should.ThrowAsync<NotVisibleException>(() => verb.RunAsync(CaseBench.Stranger, id, "写错", new(), default));
        await Should.ThrowAsync<MalformedException>(() => verb.RunAsync(CaseBench.Head, id, "", new(), default));
        await Should.ThrowAsync<MalformedException>(() => verb.RunAsync(CaseBench.Head, id, "写错", new("a\0"), default));

        var fresh = await verb.RunAsync(CaseBench.Head, id, "当事人姓名写错", new("李某明"), default);

        fresh.Number.ShouldNotBe(number);
        (await AskAsync<string>(key, "html")).ShouldContain("李某明：");
        (await AskAsync<string>(key, "html")).ShouldContain(fresh.Number!);
        var rows = await bench.AskAsync<string[]>(
            "select array_agg(state || ' ' || coalesce(replaced_by::text, '-') order by ordinal) from documents where case_id = $1 and kind = 'E3'",
            P.Uuid(key.Id)
        );
        rows.ShouldBe([$"void {fresh.Id}", "approved -"]);
        (await bench.AskAsync<string>("select void_reason from numbers where text = $1", P.Text(number))).ShouldBe("当事人姓名写错");
        var journal = await bench.AskAsync<string[]>("select array_agg(content) from journal where case_id = $1", P.Uuid(key.Id));
        foreach (var act in (string[])["document.voided", "fact.corrected", "document.reissued"])
            journal.Count(entry => entry.Contains(act, StringComparison.Ordinal)).ShouldBe(1, act);
        (await bench.AskAsync<string>("select xmin::text from documents where id = $1", P.Uuid(id))).ShouldBe(
            await bench.AskAsync<string>("select xmin::text from documents where id = $1", P.Uuid(fresh.Id))
        );
        (await Should.ThrowAsync<RefusedException>(() => verb.RunAsync(CaseBench.Head, id, "再次", new(), default))).Code.ShouldBe(
            "document.replaced"
        );

        await using (await DoAsync(CaseBench.Officer, key, "served", ServedToday)) { }
        (await StateAsync(key, "E3")).ShouldBe("served");
        (await Should.ThrowAsync<RefusedException>(() => verb.RunAsync(CaseBench.Head, fresh.Id, "再次", new(), default))).Code.ShouldBe(
            "document.already-served"
        );
        (await bench.VerifyAsync(key)).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_void_before_gets_its_successor_and_its_service_goes_on()
    {
        var key = await ApprovedAsync();
        var id = await AskAsync<Guid>(key, "id");
        await bench.Service<VoidDocument>().RunAsync(CaseBench.Head, id, "当事人姓名写错", default);
        var verb = bench.Service<ReissueDocument>();

        await verb.RunAsync(CaseBench.Head, id, "重新制作", new(), default);

        (await StateAsync(key, "E3")).ShouldBe("approved");
        (await Should.ThrowAsync<RefusedException>(() => verb.RunAsync(CaseBench.Head, id, "再次", new(), default))).Code.ShouldBe(
            "document.replaced"
        );
        await using (await DoAsync(CaseBench.Officer, key, "served", ServedToday)) { }
        (await StateAsync(key, "E3")).ShouldBe("served");
    }

    [Fact]
    public async Task A_draft_cannot_be_issued_anew()
    {
        var key = await DraftedAsync();
        (
            await Should.ThrowAsync<RefusedException>(async () =>
                await bench.Service<ReissueDocument>().RunAsync(CaseBench.Head, await AskAsync<Guid>(key, "id"), "写错", new(), default)
            )
        ).Code.ShouldBe("document.not-approved");
    }

    [Theory]
    [InlineData("html = html || '.'")]
    [InlineData("sha256 = '\\x00'")]
    [InlineData("number = '望靖罚〔2026〕99号'")]
    [InlineData("state = 'draft', html = null, sha256 = null, approved_at = null")]
    [InlineData("kind = 'F2'")]
    public async Task A_frozen_text_cannot_be_changed_even_by_SQL(string change)
    {
        var key = await ApprovedAsync();
        foreach (var source in new[] { database.App, database.Owner })
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(bench.StepServices.Seal.Open(Scope.Everything, connection).ToCommand());
            batch.BatchCommands.Add(
                Statement.Of($"update documents set {change} where case_id = $1 and kind = 'E3'", P.Uuid(key.Id)).ToCommand()
            );
            (await Should.ThrowAsync<PostgresException>(() => batch.ExecuteNonQueryAsync())).SqlState.ShouldBe("23001");
        }
        await using var app = await database.App.OpenConnectionAsync();
        await using var delete = new NpgsqlCommand("delete from documents", app);
        (await Should.ThrowAsync<PostgresException>(() => delete.ExecuteNonQueryAsync())).SqlState.ShouldBe("42501");
    }

    [Fact]
    public async Task Sixteen_approvals_at_once_draw_numbers_without_gap_or_double()
    {
        var cases = new List<CaseKey>();
        for (var i = 0; i < 16; i++)
            cases.Add(await DraftedAsync());
        await Task.WhenAll(
            cases.Select(async key =>
            {
                await using var step = await DoAsync(CaseBench.Head, key, "done");
            })
        );
        var numbers = await bench.AskAsync<int[]>("select array_agg(n order by n) from numbers where word = '罚告'");
        numbers.ShouldBe(Enumerable.Range(1, numbers.Length));
        foreach (var key in cases)
            (await AskAsync<string>(key, "html")).ShouldContain(await AskAsync<string>(key, "number"));
    }

    [Fact]
    public async Task A_kind_without_a_template_refuses_the_step()
    {
        await using var step = await bench.Steps.BeginAsync(
            CaseBench.Officer,
            CaseOf.Case((await bench.OpenAsync("notice")).Key.Id),
            default
        );
        var documents = step.Main.Part<CaseDocuments>();
        var occasion = new DocumentOccasion("x", step.Today);
        foreach (var (kind, code) in ((string, string)[])[("I4", "document.missing"), ("ZZ", "document.unknown-kind")])
        {
            var refused = await Should.ThrowAsync<RefusedException>(async () =>
                await documents.DraftAsync(step.Main, kind, occasion, default)
            );
            refused.Code.ShouldBe(code);
            refused.Message.ShouldNotContain(kind);
            refused.Extensions["kind"].ShouldBe(kind);
        }
    }

    private static string Notice { get; } =
        TestDefinitions.Flowchart(
            "notice",
            [
                TestDefinitions.Node("start", "Elsa.Start"),
                TestDefinitions.Task(
                    "draft",
                    ("fields", TestDefinitions.Json(Facts.Select(fact => Field(fact.Key, "multiline")))),
                    ("documents", TestDefinitions.Json(new[] { new { code = "E3" } }))
                ),
                TestDefinitions.Task(
                    "approve",
                    ("role", TestDefinitions.Literal("agency-head")),
                    ("outcomes", Outcomes("done", "skip")),
                    ("documents", TestDefinitions.Json(new[] { new { code = "E3", approve = new[] { "done" } } }))
                ),
                TestDefinitions.Task(
                    "serve",
                    ("outcomes", Outcomes("served", "again")),
                    ("fields", TestDefinitions.Json(new[] { Field("noticeServedOn", "date"), Field("noticeServedWay", "text") })),
                    (
                        "documents",
                        TestDefinitions.Json(
                            new[]
                            {
                                new
                                {
                                    code = "E3",
                                    serve = true,
                                    outcomes = new[] { "served" },
                                },
                            }
                        )
                    )
                ),
                TestDefinitions.Task("after"),
            ],
            ["start>draft", "draft:done>approve", "approve:done>serve", "approve:skip>serve", "serve:again>draft", "serve:served>after"]
        );

    private static object Field(string name, string type) =>
        new
        {
            name,
            label = new { zh = name },
            type,
        };

    private static object Outcomes(params string[] names) =>
        TestDefinitions.Json(names.Select(name => new { name, label = new { zh = name } }));

    private async Task<CaseKey> DraftedAsync(string? without = null)
    {
        var caseFile = await bench.OpenAsync("notice");
        var facts = Facts.DeepClone().AsObject();
        if (without is not null)
            facts.Remove(without);
        await using (await DoAsync(CaseBench.Officer, caseFile.Key, "done", facts)) { }
        return caseFile.Key;
    }

    private async Task<CaseKey> ApprovedAsync()
    {
        var key = await DraftedAsync();
        await using (await DoAsync(CaseBench.Head, key, "done")) { }
        return key;
    }

    private async Task<Step> DoAsync(Actor actor, CaseKey key, string outcome, JsonObject? fields = null) =>
        await bench.Complete.RunAsync(
            actor,
            (await bench.OpenTasksAsync(key)).Single().Id,
            new TaskCompletion(outcome, fields?.DeepClone().AsObject()),
            CancellationToken.None
        );

    private Task<string> StateAsync(CaseKey key, string kind) => AskAsync<string>(key, "state", kind);

    private Task<T> AskAsync<T>(CaseKey key, string column, string kind = "E3") =>
        bench.AskAsync<T>(
            $"select {column} from documents where county_code = $1 and case_id = $2 and kind = $3 order by ordinal desc limit 1",
            P.Text(key.County),
            P.Uuid(key.Id),
            P.Text(kind)
        );
}
