using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Sample;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using static Enforcement.Tests.Patrols.PatrolBench;

namespace Enforcement.Tests.Patrols;

/// <summary>A township with its heads, a paper file that could be brought in, and somebody who works the case off afterwards.</summary>
internal static class PaperCaseBench
{
    public const string Squad = "paper-squad";
    public const string Head = "paper-head";

    private const int MostSteps = 60;

    /// <summary>Filed on 12 September: the ninety days end on 11 December, the first reminder was on 11 November, the next is on 26 November.</summary>
    public static JsonObject Begun => new() { ["foundOn"] = "2026-09-10", ["filedOn"] = "2026-09-12" };

    /// <summary>Served on 16 November: fifteen days end on 1 December, the first reminder is on 26 November.</summary>
    public static JsonObject Decided =>
        new()
        {
            ["foundOn"] = "2026-09-01",
            ["filedOn"] = "2026-09-05",
            ["noRecusal"] = true,
            ["reviewedOn"] = "2026-10-15",
            ["noticeServedOn"] = "2026-10-20",
            ["defence"] = "silent",
            ["hearing"] = "not-required",
            ["complex"] = false,
            ["minorOrFirst"] = false,
            ["decidedOn"] = "2026-11-12",
            ["decisionNumber"] = "望靖罚字〔2026〕第7号",
            ["decisionKind"] = "fine",
            ["decisionServedOn"] = "2026-11-16",
            ["fine"] = 500,
            ["notifiedFine"] = "500",
        };

    public static async Task StaffPaperAsync(this TestService service)
    {
        await service.StaffAsync();
        await service.PersonAsync(Squad, Roles.SquadHead, Jinggang, "孙队长");
        await service.PersonAsync(Head, Roles.AgencyHead, Jinggang, "周镇长");
    }

    public static JsonObject File(string number, string stage, JsonObject told, params (string Name, JsonNode? Value)[] otherwise)
    {
        var file = new JsonObject
        {
            ["paperNumber"] = number,
            ["stage"] = stage,
            ["matterCode"] = "CG-02",
            ["violationDate"] = "2026-08-30",
            ["description"] = "占道堆放建筑材料",
            ["place"] = "靖港镇芦江社区",
            ["officers"] = new JsonArray("wang", "li"),
            ["parties"] = new JsonArray(
                new JsonObject
                {
                    ["kind"] = "person",
                    ["name"] = "张三",
                    ["address"] = "靖港镇",
                }
            ),
            ["facts"] = new JsonObject
            {
                ["amount"] = 300,
                ["area"] = 6,
                ["volume"] = 1,
                ["harm"] = "none",
                ["partyKind"] = "person",
                ["repeat"] = 0,
                ["townships"] = 1,
            },
            ["crimeSuspected"] = false,
            ["told"] = told,
        };
        foreach (var (name, value) in otherwise)
            if (name.Split('.') is [var within, var inner])
                file[within]![inner] = value;
            else
                file[name] = value;
        return file;
    }

    /// <summary>A file that tells what happened to one of its terms.</summary>
    public static JsonObject WithTerm(
        string number,
        string rule,
        JsonObject told,
        JsonObject[] suspensions,
        JsonObject? extension = null,
        string stage = "investigation"
    ) =>
        File(
            number,
            stage,
            told,
            (
                "terms",
                new JsonObject
                {
                    [rule] = new JsonObject
                    {
                        ["suspensions"] = new JsonArray([.. suspensions.Select(it => it.DeepClone())]),
                        ["extension"] = extension?.DeepClone(),
                    },
                }
            )
        );

    public static JsonObject Suspension(string ground, string from, string? to = null) =>
        new()
        {
            ["ground"] = ground,
            ["basis"] = "《中华人民共和国行政处罚法》第六十条",
            ["document"] = "望靖中〔2026〕3号",
            ["from"] = from,
            ["to"] = to,
        };

    public static JsonObject Extension(JsonNode days, string grantedOn) =>
        new()
        {
            ["days"] = days,
            ["approval"] = "望靖延〔2026〕2号",
            ["grantedOn"] = grantedOn,
        };

    /// <summary>What the page sends of a case under investigation.</summary>
    public static IEnumerable<(string Name, string Value)> PageForm(string number, string filedOn) =>
        [
            ("paperNumber", number),
            ("matterCode", "CG-02"),
            ("violationDate", "2026-08-30"),
            ("officers", "wang"),
            ("officers", "li"),
            ("crimeSuspected", "false"),
            ("description", "占道堆放"),
            ("place", "芦江社区"),
            ("party.kind", "person"),
            ("party.name", "张三"),
            ("facts.amount", "300"),
            ("facts.area", "6"),
            ("facts.volume", "1"),
            ("facts.harm", "none"),
            ("facts.partyKind", "person"),
            ("facts.repeat", "0"),
            ("facts.townships", "1"),
            ("told.foundOn", "2026-09-10"),
            ("told.filedOn", filedOn),
        ];

    public static Task<HttpResponseMessage> BringInAsync(this HttpClient caller, JsonObject file) =>
        caller.PostAsJsonAsync("/api/cases/paper", file);

    public static async Task<Guid> BroughtInAsync(this HttpClient caller, JsonObject file)
    {
        var answer = await caller.BringInAsync(file);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.JsonAsync()).GetProperty("id").GetGuid();
    }

    /// <summary>Answers task after task by its first outcome, and lets windows lapse, until the case is closed. How it was closed.</summary>
    public static async Task<string?> WorkOffAsync(this TestService service, Guid caseId)
    {
        var answers = SampleCase.Answers();
        for (var count = 0; count < MostSteps; count++)
        {
            var next = await service.Database.ScalarAsync<string>(
                """
                select json_build_object('id', id, 'role', role, 'organization', organization, 'assignee', assignee, 'spec', spec,
                    'due', coalesce(due_legal, due_internal))::text
                from tasks where case_id = $1 and state = 'open' order by kind = 'counter-sign' desc, opened_at, id limit 1
                """,
                caseId
            );
            if (next is null)
                break;
            await AnswerAsync(service, JsonNode.Parse(next)!, answers);
        }
        return await service.Database.ScalarAsync<string>("select outcome from cases where id = $1", caseId);
    }

    private static async Task AnswerAsync(TestService service, JsonNode task, IReadOnlyDictionary<string, string> answers)
    {
        var spec = task["spec"]!.Deserialize<TaskSpec>(TaskTable.SpecJson)!;
        var outcome = spec.Outcomes[0].Name;
        if (spec.TimeoutOutcome == outcome)
        {
            service.Clock.SetUtcNow(task["due"]!.GetValue<DateTimeOffset>().AddMinutes(5));
            await service.Services.GetRequiredService<TimerSweep>().RunAsync(service.Clock.GetUtcNow(), CancellationToken.None);
            return;
        }
        service.Clock.Advance(TimeSpan.FromHours(1));
        var today = service.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd");
        var fields = new JsonObject();
        foreach (var field in spec.Fields.Where(field => field.IsAskedFor(outcome)))
            if (AnswerOf(field, today, answers) is { } answer)
                fields[field.Name] = answer;
        await using var step = await service
            .Services.GetRequiredService<CompleteTask>()
            .RunAsync(
                await WhoAsync(service, task),
                task["id"]!.GetValue<Guid>(),
                new TaskCompletion(outcome, fields),
                CancellationToken.None
            );
    }

    private static string? AnswerOf(TaskField field, string today, IReadOnlyDictionary<string, string> answers) =>
        field.Name switch
        {
            "partyName" => "张三",
            "proposedFine" or "fine" => "500",
            "proposedKind" or "decisionKind" => "fine",
            _ when field.Type == "date" => today,
            _ => answers.GetValueOrDefault(field.Name) ?? (field.Required ? field.Options?[0].Value ?? "无" : null),
        };

    private static async Task<Actor> WhoAsync(TestService service, JsonNode task)
    {
        var id = task["assignee"] is { } assigned
            ? assigned.GetValue<Guid>()
            : await service.Database.ScalarAsync<Guid>(
                """
                select person from posts p join accounts a on a.id = p.person
                where p.role = $1 and p.organization = $2 order by a.user_name in ('wang', 'paper-squad', 'paper-head') desc, a.user_name limit 1
                """,
                task["role"]!.GetValue<string>(),
                task["organization"]!.GetValue<string>()
            );
        return (await service.Services.GetRequiredService<People>().FindAsync(id, CancellationToken.None))!;
    }
}
