using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.BrowserTests.Harness;

/// <summary>What the sample people do beside what a test is about: by the API, as a program of theirs would.</summary>
public sealed class Colleagues(string address)
{
    private const string Officer = "jinggang-officer1";

    private readonly Dictionary<string, Task<HttpClient>> callers = [];

    public async Task<JsonElement> PostAsync(string userName, string path, object body)
    {
        var answer = await (await CallerAsync(userName)).PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <returns>The code of the refusal.</returns>
    public async Task<string?> RefusedAsync(string userName, string path, object body)
    {
        var answer = await (await CallerAsync(userName)).PostAsJsonAsync(path, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
    }

    public async Task<JsonElement> GetAsync(string userName, string path) =>
        await (await CallerAsync(userName)).GetFromJsonAsync<JsonElement>(path);

    /// <summary>An officer of the first township finds something.</summary>
    public async Task<Guid> RegisterAsync(string matterCode, string description, string place)
    {
        var location = new { latitude = 28.4712, longitude = 112.7735 };
        var foundAt = "2026-11-24T08:10:00+08:00";
        var answer = await PostAsync(
            Officer,
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

    /// <returns>The number of the case.</returns>
    public async Task<string> OpenAsync(Guid finding, string matterCode, string intent)
    {
        string[] officers = [Officer, "jinggang-officer2"];
        var answer = await PostAsync(
            Officer,
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

    /// <summary>Three trucks of waste at a place: the lead is transferred to the urban management department of the county.</summary>
    /// <returns>The number of the township's case.</returns>
    public async Task<string> TransferAsync(string place)
    {
        var finding = await RegisterAsync("CG-06", "路边倾倒三车建筑垃圾，约十八立方米，倾倒人不明。", place);
        var number = await OpenAsync(finding, "CG-06", "transfer");
        await AnswerAsync(Officer, number, "not-competent", new { checkedFacts = "现场有三堆建筑垃圾，已拍照固定。" });
        await AnswerAsync(
            Officer,
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
        await ApproveTransferAsync(number);
        return number;
    }

    /// <summary>The second officer signs the proposed transfer of a lead, and the head of the squad approves it.</summary>
    public async Task ApproveTransferAsync(string number)
    {
        await AnswerAsync("jinggang-officer2", number, "sign");
        await AnswerAsync("jinggang-squad", number, "approve", new { transferSquadView = "同意移送。" });
    }

    /// <summary>Building material on both sides of the border: the case goes to a body of another county, approved by the township's head.</summary>
    /// <returns>The number of the township's case.</returns>
    public async Task<string> SendOverTheBorderAsync(string place, string receiver, string receiverRegion)
    {
        var finding = await RegisterAsync("CG-02", "界边占道堆放建筑材料，跨两县乡镇，货主在邻县。", place);
        var number = await OpenAsync(finding, "CG-02", "file");
        await AnswerAsync(Officer, number, "confirmed", new { checkedFacts = "堆放处跨两个乡镇，已拍照固定。", townships = 2 });
        await AnswerAsync(
            Officer,
            number,
            "submit",
            new
            {
                receiver,
                receiverRegion,
                sceneSecured = true,
                transferSummary = "堆放地点多在贵机关辖区，附照片。",
            },
            "jinggang-officer2"
        );
        await AnswerAsync("jinggang-officer2", number, "sign");
        await AnswerAsync("jinggang-head", number, "approve", new { transferHeadView = "同意移送。" });
        return number;
    }

    /// <summary>The task of a case that waits for this person is done.</summary>
    public async Task AnswerAsync(string userName, string number, string outcome, object? fields = null, string? coSigner = null) =>
        await PostAsync(
            userName,
            $"/api/tasks/{await TaskAsync(userName, number)}/completion",
            new
            {
                outcome,
                fields = fields ?? new { },
                coSigner,
            }
        );

    /// <summary>The open task of a case that this person may answer.</summary>
    public async Task<Guid> TaskAsync(string userName, string number)
    {
        foreach (var view in new[] { "mine", "team" })
        {
            var list = await GetAsync(userName, $"/api/tasks?view={view}&limit=200");
            foreach (var task in list.GetProperty("items").EnumerateArray())
                if (task.GetProperty("caseNumber").GetString() == number)
                    return task.GetProperty("id").GetGuid();
        }
        throw new InvalidOperationException($"Nobody waits for {number} here.");
    }

    /// <summary>The letter that the first township's case sent: of several the one that was neither returned nor sent on.</summary>
    public async Task<Guid> LetterAsync(string number)
    {
        var list = await GetAsync(Officer, "/api/escalations?side=sent&limit=200");
        return list.GetProperty("items")
            .EnumerateArray()
            .Single(letter =>
                letter.GetProperty("caseNumber").GetString() == number
                && letter.GetProperty("status").GetString() is not ("returned" or "redirected")
            )
            .GetProperty("id")
            .GetGuid();
    }

    private Task<HttpClient> CallerAsync(string userName) =>
        callers.TryGetValue(userName, out var known) ? known : callers[userName] = SignInAsync(userName);

    private async Task<HttpClient> SignInAsync(string userName)
    {
        var caller = new HttpClient { BaseAddress = new Uri(address) };
        var answer = await caller.PostAsJsonAsync("/api/session", new { userName, password = SamplePeople.DefaultPassword });
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        var session = await caller.GetFromJsonAsync<JsonElement>("/api/session");
        caller.DefaultRequestHeaders.Add(Api.CsrfHeader, session.GetProperty("csrfToken").GetString());
        return caller;
    }
}
