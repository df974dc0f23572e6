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

    public static async Task<Story> TellAsync(Colleagues people, TestService service)
    {
        var finding = await people.RegisterAsync("CG-02", "路口店外堆放水泥和钢管，占用人行道约六平方米。", "靖港社区复兴街二十一号门前");
        var ordinary = await people.RegisterAsync("CG-02", "店外堆放建筑材料，占用人行道约四平方米。", "靖港社区复兴街十八号门前");
        var number = await people.OpenAsync(ordinary, "CG-02", "file");
        var task = await people.TaskAsync("jinggang-officer1", number);
        var signed = await people.LetterAsync(await people.TransferAsync("格塘村老砖厂旁"));
        await people.PostAsync("urban-intake", $"/api/escalations/{signed}/receipt", new { });
        var last = await people.TransferAsync("新华联村渡口边");
        await AskForBindingAsync(people);
        var (overdue, card, order) = await SuperviseAsync(people, service);
        var documents = await people.GetAsync("jinggang-officer1", $"/api/cases/{last}/documents");
        return new Story(
            finding,
            task,
            last,
            await RunningAsync(people, number),
            await people.LetterAsync(last),
            signed,
            documents.GetProperty("items")[0].GetProperty("id").GetGuid(),
            await TrialAsync(people),
            OutdatedVersion,
            await MigrationAsync(people, service),
            overdue,
            card,
            order
        );
    }

    private static async Task<string> RunningAsync(Colleagues people, string number)
    {
        var clocks = (await people.GetAsync("jinggang-officer1", $"/api/cases/{number}/clocks")).GetProperty("items");
        return $"{number}/clocks/{clocks.EnumerateArray().First(clock => clock.GetProperty("state").GetString() == "running").GetProperty("id").GetGuid()}";
    }

    /// <summary>A case whose first term began a fortnight ago; the sweep finds it, and the command centre wants to know.</summary>
    private static async Task<(string Case, Guid Card, Guid Order)> SuperviseAsync(Colleagues people, TestService service)
    {
        var finding = await people.RegisterAsync("CG-02", "店外占道堆放砂石，至今未清理。", "靖港社区复兴街三十号门前");
        var number = await people.OpenAsync(finding, "CG-02", "file");
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
        var demand = "请说明核查超期原因，三个工作日内报送办理进展。";
        var order = await people.PostAsync("command", "/api/supervision-orders", new { caseNumber = number, demand });
        await people.PostAsync("command", $"/api/cases/{number}/urgings", new { words = "群众反映强烈，请抓紧核查。" });
        var outage = new { firstDay = "2026-11-11", what = "机房停电，服务停用半天。" };
        await people.PostAsync("sysadmin", "/api/outages", outage);
        var card = await service.Database.ScalarAsync<Guid>(
            "select id from cards where case_id = (select id from cases where number = $1)",
            number
        );
        return (number, card, order.GetProperty("id").GetGuid());
    }

    /// <summary>A version in which one step has another id is published while cases run on the one before.</summary>
    private static async Task<Guid> MigrationAsync(Colleagues people, TestService service)
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
        var asked = await people.PostAsync(
            "flowadmin1",
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

    private static async Task<Guid> TrialAsync(Colleagues people)
    {
        var started = await people.PostAsync("flowadmin1", "/api/workflows/trials", new { definitionId = "township-case" });
        return started.GetProperty("id").GetGuid();
    }

    /// <summary>A change of the binding table waits for flowadmin2.</summary>
    private static async Task AskForBindingAsync(Colleagues people) =>
        await people.PostAsync(
            "flowadmin1",
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
}
