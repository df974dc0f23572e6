using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Harness;

/// <summary>A case with one task, for looking at the task's page: a report of investigation with every kind of field, then an approval.</summary>
public static class TestCases
{
    private const string Report = """
        {
          "id": "looks-1", "definitionId": "looks", "name": "looks", "version": 1,
          "root": {
            "id": "flow", "type": "Elsa.Flowchart", "version": 1,
            "activities": [
              { "id": "start", "name": "start", "type": "Elsa.Start", "version": 1 },
              { "id": "report", "name": "report", "type": "Enforcement.Task", "version": 1,
                "title": LITERAL("调查终结报告"), "titleEn": LITERAL("Report of the investigation"), "role": LITERAL("officer"),
                "outcomes": JSON([
                  { "name": "submit", "label": { "zh": "提交审核", "en": "Submit for review" } },
                  { "name": "drop", "label": { "zh": "建议销案", "en": "Propose to drop the case" } }]),
                "fields": JSON([
                  { "name": "facts", "label": { "zh": "查明的事实", "en": "Facts established" }, "type": "multiline", "required": true },
                  { "name": "fine", "label": { "zh": "建议罚款（元）", "en": "Proposed fine (yuan)" }, "type": "money", "required": true, "outcomes": ["submit"] },
                  { "name": "endedOn", "label": { "zh": "调查终结日期", "en": "Investigation ended on" }, "type": "date", "required": true },
                  { "name": "why", "label": { "zh": "销案理由", "en": "Why to drop it" }, "type": "text", "required": true, "outcomes": ["drop"] }]) },
              { "id": "approve", "name": "approve", "type": "Enforcement.Task", "version": 1,
                "title": LITERAL("负责人审批"), "titleEn": LITERAL("Approval by the head"), "role": LITERAL("agency-head"),
                "outcomes": JSON([{ "name": "done", "label": { "zh": "同意", "en": "Approve" } }]) }
            ],
            "connections": [
              { "source": { "activity": "start", "port": "Done" }, "target": { "activity": "report", "port": "In" } },
              { "source": { "activity": "report", "port": "submit" }, "target": { "activity": "approve", "port": "In" } }
            ]
          }
        }
        """;

    /// <summary>Opens it for the officers of a township. The id of its one open task.</summary>
    public static async Task<Guid> OpenCaseAsync(this TestService service, string township, params string[] officers)
    {
        await using var step = await service.BeginCaseAsync("looks", Written(Report), "investigation", [], township, officers);
        step.Main.Record("case.opened", new JsonObject { ["matter"] = step.Case.MatterCode });
        await step.CommitAsync(CancellationToken.None);
        return await service.Database.ScalarAsync<Guid>("select id from tasks where case_id = $1", step.Case.Key.Id);
    }

    /// <summary>A step in which a case begins with these facts; commit and dispose it. The definition is published, the officers get accounts.</summary>
    public static async Task<Step> BeginCaseAsync(
        this TestService service,
        string definitionId,
        string definition,
        string stage,
        JsonObject facts,
        string township,
        params string[] officers
    )
    {
        await service.Database.ExecuteAsync(
            """
            insert into workflow_definitions (id, definition_id, version, name, content, content_hash, is_published, created_at, published_at)
            values ($1 || '-1', $1, 1, '测试流程', $2, '\x00', true, now(), now()) on conflict do nothing
            """,
            definitionId,
            definition
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
            Stage = stage,
            StageSince = now,
            OpenedAt = now,
            Data = new CaseData(facts),
        };
        var step = await service
            .Services.GetRequiredService<Steps>()
            .BeginNewAsync(await service.ActorAsync(officers[0]), CancellationToken.None);
        await step.OpenAsync(caseFile, definitionId, null, CancellationToken.None);
        return step;
    }

    public static async Task<Actor> ActorAsync(this TestService service, string userName)
    {
        var id = await service.Database.ScalarAsync<Guid>("select id from accounts where user_name = $1", userName);
        return (await service.Services.GetRequiredService<People>().FindAsync(id, CancellationToken.None))!;
    }

    /// <summary>LITERAL(…) and JSON(…) spelled out as Elsa writes an input.</summary>
    private static string Written(string sketch) =>
        Calls(
            Calls(sketch, "LITERAL(", value => Input("Literal", JsonNode.Parse(value)!.GetValue<string>())),
            "JSON(",
            value => Input("Object", value)
        );

    private static string Calls(string text, string call, Func<string, string> spell)
    {
        while (text.IndexOf(call, StringComparison.Ordinal) is var at and >= 0)
        {
            var end = call == "JSON(" ? text.IndexOf("])", at, StringComparison.Ordinal) + 1 : text.IndexOf(')', at);
            text = text[..at] + spell(text[(at + call.Length)..end]) + text[(end + 1)..];
        }
        return text;
    }

    private static string Input(string type, string value) =>
        JsonSerializer.Serialize(new { typeName = "Object", expression = new { type, value } });
}
