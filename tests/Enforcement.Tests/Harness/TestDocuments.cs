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
        await using var step = await service.BeginCaseAsync(
            "paper",
            Definition,
            "decision",
            Facts.DeepClone().AsObject(),
            township,
            officers
        );
        var draft = await step
            .Main.Part<CaseDocuments>()
            .DraftAsync(step.Main, Decision, new DocumentOccasion("decision", step.Today), default);
        await step.CommitAsync(default);
        return (step.Case.Number, draft.Id);
    }

    /// <summary>The head approves the draft: it gets its number and its frozen text.</summary>
    public static async Task ApproveDecisionAsync(this TestService service, Guid draft, string head)
    {
        var actor = await service.ActorAsync(head);
        await using var step = await service
            .Services.GetRequiredService<Steps>()
            .BeginAsync(actor, CaseOf.Row("documents", draft), default);
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
}
