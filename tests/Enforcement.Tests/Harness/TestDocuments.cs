using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Documents;
using Enforcement.Identity;
using Enforcement.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Harness;

/// <summary>A case with a penalty decision 行政处罚决定书, for reading it, printing it, issuing it anew.</summary>
public static class TestDocuments
{
    private const string Decision = "F2";

    /// <summary>One task that waits; nothing of the document hangs on it.</summary>
    private const string Definition = """
        {
          "id": "paper-1", "definitionId": "paper", "name": "paper", "version": 1,
          "root": {
            "id": "flow", "type": "Elsa.Flowchart", "version": 1,
            "activities": [
              { "id": "serve", "name": "serve", "type": "Enforcement.Task", "version": 1,
                "title": { "typeName": "String", "expression": { "type": "Literal", "value": "送达" } },
                "role": { "typeName": "String", "expression": { "type": "Literal", "value": "officer" } },
                "outcomes": { "typeName": "Object", "expression": { "type": "Object", "value": "[{\"name\":\"done\",\"label\":{\"zh\":\"完成\"}}]" } } }
            ],
            "connections": []
          }
        }
        """;

    /// <summary>Opens the case for two officers of a township and drafts its decision.</summary>
    public static async Task<(string CaseNumber, Guid Id)> DraftDecisionAsync(
        this TestService service,
        string township,
        params string[] officers
    )
    {
        await service.Database.ExecuteAsync(
            """
            insert into workflow_definitions (id, definition_id, version, name, content, content_hash, is_published, created_at, published_at)
            values ('paper-1', 'paper', 1, 'paper', $1, '\x00', true, now(), now()) on conflict do nothing
            """,
            Definition
        );
        var ids = new List<Guid>();
        foreach (var officer in officers)
            ids.Add(await service.PersonAsync(officer, Roles.Officer, township));
        var now = service.Clock.GetUtcNow().ToUniversalTime();
        var caseFile = new CaseFile
        {
            Key = CaseKey.New(township[..6], now),
            Number = "",
            Kind = CaseKind.Township,
            OwnerOrg = township,
            HandlerOrg = township,
            Title = "建材店占用人行道堆放水泥和钢管",
            MatterCode = "CG-02",
            MatterVersion = 1,
            ViolationOn = new DateOnly(2026, 11, 20),
            Procedure = "ordinary",
            Intent = "file",
            Officers = ids,
            Stage = "decision",
            StageSince = now,
            OpenedAt = now,
            Data = new CaseData(Facts.DeepClone().AsObject()),
        };
        await using var step = await Steps(service).BeginNewAsync(await ActorAsync(service, officers[0]), default);
        var work = await step.OpenAsync(caseFile, "paper", null, default);
        var draft = await work.Part<CaseDocuments>().DraftAsync(work, Decision, new DocumentOccasion("decision", step.Today), default);
        await step.CommitAsync(default);
        return (caseFile.Number, draft.Id);
    }

    /// <summary>The head approves the draft: it gets its number and its frozen text.</summary>
    public static async Task ApproveDecisionAsync(this TestService service, Guid draft, string head)
    {
        var actor = await ActorAsync(service, head);
        await using var step = await Steps(service).BeginAsync(actor, CaseOf.Row("documents", draft), default);
        var post = actor.PostFor(Roles.AgencyHead, step.Case.OwnerOrg);
        await step
            .Main.Part<CaseDocuments>()
            .ApproveAsync(step.Main, Decision, new DocumentOccasion("decision", step.Today), post, default);
        await step.CommitAsync(default);
    }

    private static JsonObject Facts { get; } =
        new()
        {
            ["partyName"] = "望城区靖港镇某建材经营部",
            ["partyKind"] = "unit",
            ["partyAddress"] = "靖港镇芦江社区",
            ["factsFound"] =
                "2026年11月20日，本机关执法人员巡查发现你（单位）在门前人行道堆放水泥二十袋、钢管三捆，占用面积约六平方米。\n经责令限期改正，你（单位）逾期未清理。",
            ["evidenceList"] = "现场检查笔录一份；现场照片三张；询问笔录一份；责令改正通知书及送达回证各一份。",
            ["lawApplied"] = "《城市市容和环境卫生管理条例》第三十六条第（二）项",
            ["noticeServedOn"] = "2026-11-16",
            ["statementWindowOutcome"] = "silent",
            ["decisionKind"] = "fine",
            ["fine"] = 1000,
            ["decisionReasons"] = "违法事实清楚，证据确凿，情节一般。",
            ["orderContent"] = "立即清理人行道上堆放的物料。",
        };

    private static Steps Steps(TestService service) => service.Services.GetRequiredService<Steps>();

    private static async Task<Actor> ActorAsync(TestService service, string userName)
    {
        var id = await service.Database.ScalarAsync<Guid>("select id from accounts where user_name = $1", userName);
        return (await service.Services.GetRequiredService<People>().FindAsync(id, default))!;
    }
}
