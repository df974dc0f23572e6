using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Shell;
using Enforcement.Supervision.Cards;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.BrowserTests.Harness;

/// <summary>What the sample people have done before somebody looks: findings, a case at its lead check, letters at every desk.</summary>
/// <param name="Finding">Open, with a similar one near.</param>
/// <param name="Task">The lead check of an ordinary case, for jinggang-officer1.</param>
/// <param name="Case">A case whose lead was transferred, with a letter and a document.</param>
/// <param name="Running">A term that runs at the ordinary case, below <c>/cases/</c>.</param>
/// <param name="Delivered">Waits for the registry of the urban management department.</param>
/// <param name="Signed">Waits for its unit head.</param>
/// <param name="Document">The letter's text as it was approved.</param>
/// <param name="Trial">A trial run of the township's procedure, at its first task.</param>
/// <param name="Outdated">A version on which a case runs though a newer one is published.</param>
/// <param name="Migration">flowadmin1 has asked to lead that case over.</param>
/// <param name="Overdue">A case whose lead check is long overdue.</param>
/// <param name="Card">The yellow card for it.</param>
/// <param name="Order">The command centre's order about it.</param>
public sealed record Story(
    Guid Finding,
    Guid Task,
    string Case,
    string Running,
    Guid Delivered,
    Guid Signed,
    Guid Document,
    Guid Trial,
    string Outdated,
    Guid Migration,
    string Overdue,
    Guid Card,
    Guid Order
)
{
    private const string OutdatedVersion = "township-case-1";

    public static async Task<Story> TellAsync(string address, TestService service)
    {
        var officer = await CallerAsync(address, "jinggang-officer1");
        var finding = await RegisterAsync(officer, "CG-02", "路口店外堆放水泥和钢管，占用人行道约六平方米。", "靖港社区复兴街二十一号门前");
        var ordinary = await RegisterAsync(officer, "CG-02", "店外堆放建筑材料，占用人行道约四平方米。", "靖港社区复兴街十八号门前");
        var number = await OpenAsync(officer, ordinary, "CG-02", "file");
        var task = await TaskAsync(officer, number);
        var accepted = await TransferAsync(address, officer, "格塘村老砖厂旁");
        var signed = await LetterAsync(address, "jinggang-officer1", accepted);
        var registry = await CallerAsync(address, "urban-intake");
        await PostAsync(registry, $"/api/escalations/{signed}/receipt", new { });
        var last = await TransferAsync(address, officer, "新华联村渡口边");
        await AskForBindingAsync(address);
        var (overdue, card, order) = await SuperviseAsync(address, officer, service);
        var documents = await officer.GetFromJsonAsync<JsonElement>($"/api/cases/{last}/documents");
        return new Story(
            finding,
            task,
            last,
            await RunningAsync(officer, number),
            await LetterAsync(address, "jinggang-officer1", last),
            signed,
            documents.GetProperty("items")[0].GetProperty("id").GetGuid(),
            await TrialAsync(address),
            OutdatedVersion,
            await MigrationAsync(address, service),
            overdue,
            card,
            order
        );
    }

    private static async Task<string> RunningAsync(HttpClient officer, string number)
    {
        var clocks = (await officer.GetFromJsonAsync<JsonElement>($"/api/cases/{number}/clocks")).GetProperty("items");
        return $"{number}/clocks/{clocks.EnumerateArray().First(clock => clock.GetProperty("state").GetString() == "running").GetProperty("id").GetGuid()}";
    }

    /// <summary>A case whose first term began a fortnight ago; the sweep finds it, and the command centre wants to know.</summary>
    private static async Task<(string Case, Guid Card, Guid Order)> SuperviseAsync(string address, HttpClient officer, TestService service)
    {
        var finding = await RegisterAsync(officer, "CG-02", "店外占道堆放砂石，至今未清理。", "靖港社区复兴街三十号门前");
        var number = await OpenAsync(officer, finding, "CG-02", "file");
        await service.Database.ExecuteAsync(
            """
            update clocks set started_on = '2026-11-10', due_internal = '2026-11-19T16:00:00Z', due_legal = '2026-11-19T16:00:00Z'
            where case_id = (select id from cases where number = $1)
            """,
            number
        );
        await service.Database.ExecuteAsync(
            "update card_watches set since = '2020-01-01', look_at = '2020-01-01' where case_id = (select id from cases where number = $1)",
            number
        );
        await service.Services.GetRequiredService<CardSweep>().RunAsync(service.Clock.GetUtcNow(), CancellationToken.None);
        var centre = await CallerAsync(address, "command");
        var demand = "请说明核查超期原因，三个工作日内报送办理进展。";
        var order = await PostAsync(centre, "/api/supervision-orders", new { caseNumber = number, demand });
        await PostAsync(centre, $"/api/cases/{number}/urgings", new { words = "群众反映强烈，请抓紧核查。" });
        var outage = new { firstDay = "2026-11-11", what = "机房停电，服务停用半天。" };
        await PostAsync(await CallerAsync(address, "sysadmin"), "/api/outages", outage);
        var card = await service.Database.ScalarAsync<Guid>(
            "select id from cards where case_id = (select id from cases where number = $1)",
            number
        );
        return (number, card, order.GetProperty("id").GetGuid());
    }

    /// <summary>A version in which one step has another id is published while cases run on the one before.</summary>
    private static async Task<Guid> MigrationAsync(string address, TestService service)
    {
        await service.Database.ExecuteAsync("update workflow_definitions set is_published = false where id = $1", OutdatedVersion);
        await service.Database.ExecuteAsync(
            """
            insert into workflow_definitions (id, definition_id, version, name, content, content_hash, is_published, created_at, published_at)
            select 'township-case-2', definition_id, 2, name,
                regexp_replace(content, '"(id|activity)": *"closing"', '"\1": "closingApproval"', 'g'), '\x02', true, now(), now()
            from workflow_definitions where id = $1
            """,
            OutdatedVersion
        );
        var asked = await PostAsync(
            await CallerAsync(address, "flowadmin1"),
            "/api/workflows/migrations",
            new
            {
                from = OutdatedVersion,
                to = "township-case-2",
                reason = "审批步骤改了编号，在办案件改按新版本办理。",
            }
        );
        return asked.GetProperty("id").GetGuid();
    }

    private static async Task<Guid> TrialAsync(string address)
    {
        var admin = await CallerAsync(address, "flowadmin1");
        var started = await PostAsync(admin, "/api/workflows/trials", new { definitionId = "township-case" });
        return started.GetProperty("id").GetGuid();
    }

    /// <summary>A change of the binding table waits for flowadmin2.</summary>
    private static async Task AskForBindingAsync(string address) =>
        await PostAsync(
            await CallerAsync(address, "flowadmin1"),
            "/api/workflow-bindings/changes",
            new
            {
                procedure = "ordinary",
                level = "township",
                field = "water",
                county = "430112",
                definition = "township-case",
                from = "2027-01-04",
            }
        );

    private static async Task<string> TransferAsync(string address, HttpClient officer, string place)
    {
        var finding = await RegisterAsync(officer, "CG-06", "路边倾倒三车建筑垃圾，约十八立方米，倾倒人不明。", place);
        var number = await OpenAsync(officer, finding, "CG-06", "transfer");
        await AnswerAsync(officer, number, "not-competent", new { checkedFacts = "现场有三堆建筑垃圾，已拍照固定。" });
        await AnswerAsync(
            officer,
            number,
            "submit",
            new
            {
                receiver = "urban-management",
                sceneSecured = true,
                transferSummary = "倾倒建筑垃圾的线索。",
            },
            "jinggang-officer2"
        );
        await AnswerAsync(await CallerAsync(address, "jinggang-officer2"), number, "sign");
        await AnswerAsync(await CallerAsync(address, "jinggang-squad"), number, "approve", new { transferSquadView = "同意移送。" });
        return number;
    }

    private static async Task<Guid> RegisterAsync(HttpClient officer, string matterCode, string description, string place)
    {
        var location = new { latitude = 28.4712, longitude = 112.7735 };
        var foundAt = "2026-11-24T08:10:00+08:00";
        var answer = await PostAsync(
            officer,
            "/api/findings",
            new
            {
                description,
                place,
                matterCode,
                location,
                foundAt,
                source = "patrol",
                facts = new { area = 6, volume = 18 },
            }
        );
        return answer.GetProperty("id").GetGuid();
    }

    private static async Task<string> OpenAsync(HttpClient officer, Guid finding, string matterCode, string intent)
    {
        string[] officers = ["jinggang-officer1", "jinggang-officer2"];
        var answer = await PostAsync(
            officer,
            $"/api/findings/{finding}/case",
            new
            {
                matterCode,
                violationDate = "2026-11-23",
                procedure = "ordinary",
                officers,
                intent,
            }
        );
        return answer.GetProperty("number").GetString()!;
    }

    private static async Task AnswerAsync(
        HttpClient person,
        string number,
        string outcome,
        object? fields = null,
        string? coSigner = null
    ) =>
        await PostAsync(
            person,
            $"/api/tasks/{await TaskAsync(person, number)}/completion",
            new
            {
                outcome,
                fields = fields ?? new { },
                coSigner,
            }
        );

    /// <summary>The open task of a case that this person may answer.</summary>
    private static async Task<Guid> TaskAsync(HttpClient person, string number)
    {
        foreach (var view in new[] { "mine", "team" })
        {
            var list = await person.GetFromJsonAsync<JsonElement>($"/api/tasks?view={view}&limit=200");
            foreach (var task in list.GetProperty("items").EnumerateArray())
                if (task.GetProperty("caseNumber").GetString() == number)
                    return task.GetProperty("id").GetGuid();
        }
        throw new InvalidOperationException($"Nobody waits for {number} here.");
    }

    private static async Task<Guid> LetterAsync(string address, string userName, string number)
    {
        var list = await (await CallerAsync(address, userName)).GetFromJsonAsync<JsonElement>("/api/escalations?side=sent&limit=200");
        return list.GetProperty("items")
            .EnumerateArray()
            .Single(letter => letter.GetProperty("caseNumber").GetString() == number)
            .GetProperty("id")
            .GetGuid();
    }

    private static async Task<HttpClient> CallerAsync(string address, string userName)
    {
        var caller = new HttpClient { BaseAddress = new Uri(address) };
        await PostAsync(caller, "/api/session", new { userName, password = SamplePeople.DefaultPassword });
        var session = await caller.GetFromJsonAsync<JsonElement>("/api/session");
        caller.DefaultRequestHeaders.Add(Api.CsrfHeader, session.GetProperty("csrfToken").GetString());
        return caller;
    }

    private static async Task<JsonElement> PostAsync(HttpClient caller, string path, object body)
    {
        var answer = await caller.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}
