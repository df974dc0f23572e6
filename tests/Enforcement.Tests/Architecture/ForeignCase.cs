using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Tests.Evidence;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Architecture;

/// <summary>
/// What a township of Wangcheng has that a stranger must not learn of, made through the API as its people make it: a finding with a photo, a filed
/// case with its documents and clocks, and a case that was handed to a department by letter.
/// </summary>
internal sealed class ForeignCase
{
    public const string Township = "430112109";
    public const string Department = "430112-urban-management";
    public const string StrangersTownship = "430624101";

    /// <summary>Occur in nothing else: an answer that holds one of them has told something.</summary>
    private const string Place = "枫树坳九十七号砖窑旁";

    private const string Party = "贺无双";

    private readonly TestService service;

    private ForeignCase(TestService service) => this.service = service;

    public HttpClient Officer { get; private set; } = null!;
    public HttpClient Stranger { get; private set; } = null!;
    public string Number { get; private set; } = null!;
    public string LetterCaseNumber { get; private set; } = null!;
    public Guid Case { get; private set; }
    public Guid Finding { get; private set; }
    public Guid Attachment { get; private set; }
    public Guid Task { get; private set; }
    public Guid Clock { get; private set; }
    public Guid Document { get; private set; }
    public Guid Letter { get; private set; }
    public Guid Token { get; private set; }
    public Guid Operation { get; private set; }
    public Guid Assistance { get; private set; }

    /// <summary>What only those who take part may read.</summary>
    public IReadOnlyList<string> Secrets =>
        [
            Place,
            Party,
            Number,
            LetterCaseNumber,
            Case.ToString(),
            Letter.ToString(),
            Document.ToString(),
            Operation.ToString(),
            Assistance.ToString(),
        ];

    public static async Task<ForeignCase> MakeAsync(TestService service)
    {
        var made = new ForeignCase(service);
        await made.StaffAsync();
        await made.FileAsync();
        await made.HandOverAsync();
        await made.AskOthersAsync();
        return made;
    }

    private async Task StaffAsync()
    {
        _ = service.Services;
        await service.BodyAsync(Township, Township, "靖港镇");
        await service.BodyAsync(Department, "430112", "城管综合执法局", "department", "urban-management");
        await service.BodyAsync(StrangersTownship, StrangersTownship, "文星镇");
        await service.PersonAsync("fc-officer", Roles.Officer, Township);
        await service.PersonAsync("fc-partner", Roles.Officer, Township);
        await service.PersonAsync("fc-squad", Roles.SquadHead, Township);
        await service.PersonAsync("fc-head", Roles.AgencyHead, Township);
        await service.PersonAsync("fc-stranger", Roles.Officer, StrangersTownship);
        Officer = await service.CallerAsync("fc-officer");
        Stranger = await service.CallerAsync("fc-stranger");
        var token = await Officer.PostAsJsonAsync("/api/tokens", new { name = "巡查终端" });
        Token = (await JsonAsync(token)).GetProperty("id").GetGuid();
    }

    private async Task FileAsync()
    {
        (Finding, Case, Number) = await OpenAsync("file");
        await AnswerAsync(Case, "leadCheck", "confirmed", "fc-officer");
        await AnswerAsync(Case, "filingDraft", "submit", "fc-officer");
        await AnswerAsync(Case, "squadOpinion", "support", "fc-squad");
        await AnswerAsync(Case, "filingDecision", "file", "fc-head");
        Task = await service.Database.ScalarAsync<Guid>("select id from tasks where case_id = $1 and state = 'open' limit 1", Case);
        Clock = await service.Database.ScalarAsync<Guid>("select id from clocks where case_id = $1 limit 1", Case);
        Document = await service.Database.ScalarAsync<Guid>("select id from documents where case_id = $1 limit 1", Case);
        foreach (var id in new[] { Task, Clock, Document })
            id.ShouldNotBe(default);
    }

    private async Task HandOverAsync()
    {
        (_, var handed, LetterCaseNumber) = await OpenAsync("transfer");
        await AnswerAsync(handed, "leadCheck", "confirmed", "fc-officer");
        await AnswerAsync(handed, "leadTransferDraft", "submit", "fc-officer");
        await AnswerAsync(handed, "leadTransferApproval", "approve", "fc-squad");
        Letter = await service.Database.ScalarAsync<Guid>("select id from escalations where case_id = $1", handed);
        Letter.ShouldNotBe(default);
    }

    /// <summary>A joint operation, a letter that stops the terms, a question and a check.</summary>
    private async Task AskOthersAsync()
    {
        var squad = await service.CallerAsync("fc-squad");
        var called = await squad.PostAsJsonAsync(
            "/api/joint-operations",
            new
            {
                reason = $"{Place}联合整治",
                matters = new[] { "CG-02" },
                place = Place,
                to = "2026-11-24T18:00",
                bodies = new[] { Department },
                level = "normal",
                safetyPlan = "录音录像",
                caseNumber = Number,
            }
        );
        Operation = (await JsonAsync(called)).GetProperty("id").GetGuid();
        await JsonAsync(await squad.PostAsJsonAsync($"/api/joint-operations/{Operation}/arrival", new { }));
        var sent = await squad.PostAsJsonAsync(
            "/api/assistance",
            new
            {
                asked = Department,
                kind = "testing",
                matter = $"鉴定{Place}的垃圾",
                basis = "依据",
                items = new[] { Place },
                contact = Party,
                caseNumber = Number,
                days = 10,
            }
        );
        Assistance = (await JsonAsync(sent)).GetProperty("id").GetGuid();
        await JsonAsync(
            await squad.PostAsJsonAsync(
                "/api/guidance",
                new
                {
                    department = Department,
                    question = $"{Place}如何处理",
                    facts = Place,
                }
            )
        );
        await JsonAsync(
            await squad.PostAsJsonAsync(
                "/api/enterprise-checks",
                new
                {
                    enterprise = Party,
                    creditCode = "91430112MA4L12345X",
                    field = "market",
                    from = "2026-11-24",
                }
            )
        );
    }

    private async Task<(Guid Finding, Guid Case, string Number)> OpenAsync(string intent)
    {
        Attachment = await AttachmentTests.UploadAsync(Officer, AttachmentTests.Jpeg());
        var facts = new { area = 12.5, partyKind = "person" };
        var found = await Officer.PostAsJsonAsync(
            "/api/findings",
            new
            {
                description = $"{Place}堆放三车建筑垃圾",
                foundAt = "2026-11-24T08:30:00+08:00",
                place = Place,
                matterCode = "CG-02",
                source = "patrol",
                parties = new[] { new { kind = "person", name = Party } },
                facts,
                attachments = new[] { Attachment },
            }
        );
        var finding = (await JsonAsync(found)).GetProperty("id").GetGuid();
        var opened = await JsonAsync(
            await Officer.PostAsJsonAsync(
                $"/api/findings/{finding}/case",
                new
                {
                    matterCode = "CG-02",
                    violationDate = "2026-11-23",
                    procedure = "ordinary",
                    officers = new[] { "fc-officer", "fc-partner" },
                    intent,
                    facts,
                }
            )
        );
        return (finding, opened.GetProperty("id").GetGuid(), opened.GetProperty("number").GetString()!);
    }

    /// <summary>One answers, and where two officers are asked for, the partner signs in a session of their own.</summary>
    private async Task AnswerAsync(Guid caseId, string node, string outcome, string by)
    {
        var caller = await service.CallerAsync(by);
        var task = await service.Database.ScalarAsync<Guid>(
            "select id from tasks where case_id = $1 and node = $2 and state = 'open'",
            caseId,
            node
        );
        task.ShouldNotBe(default, $"{node} is not open");
        var asked = await caller.GetFromJsonAsync<JsonElement>($"/api/tasks/{task}");
        await JsonAsync(await caller.PostAsJsonAsync($"/api/tasks/{task}/completion", new { outcome, fields = Fields(asked, outcome) }));
        var signature = await service.Database.ScalarAsync<Guid>("select id from tasks where parent_task_id = $1 and state = 'open'", task);
        if (signature == default)
            return;
        var partner = await service.CallerAsync("fc-partner");
        await JsonAsync(await partner.PostAsJsonAsync($"/api/tasks/{signature}/completion", new { outcome = "sign" }));
    }

    private static JsonObject Fields(JsonElement task, string outcome)
    {
        var fields = new JsonObject();
        foreach (var field in task.GetProperty("fields").EnumerateArray())
        {
            var outcomes = field.GetProperty("outcomes");
            var name = field.GetProperty("name").GetString()!;
            if (outcomes.ValueKind == JsonValueKind.Array && !outcomes.EnumerateArray().Any(asked => asked.GetString() == outcome))
                continue;
            fields[name] = field.GetProperty("type").GetString() switch
            {
                "boolean" => field.GetProperty("required").GetBoolean(),
                "number" => name == "repeat" ? 0 : 1,
                "money" => 100,
                "date" => "2026-11-24",
                "choice" => field.GetProperty("options")[0].GetProperty("value").GetString(),
                _ => "已现场核实",
            };
        }
        return fields;
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{answer.RequestMessage!.RequestUri}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
