using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Enforcement.Tests.Processes;
using static Enforcement.Tests.Designer.DesignerBench;
using static Enforcement.Tests.Processes.TestDefinitions;

namespace Enforcement.Tests.Designer;

/// <summary>What a task asks for, as a table on its own page beside the editor.</summary>
public sealed class TaskFieldsTests(DesignerBench bench) : IClassFixture<DesignerBench>
{
    [Fact]
    public async Task Fields_are_replaced_in_the_draft_and_nothing_else_of_it_changes()
    {
        var drawn = await DrawnAsync("replaced");
        var read = await FieldsAsync(drawn);
        Names(read).ShouldBe("amount, harm");
        var fields = read["fields"]!.AsArray();
        var last = fields[1]!.DeepClone();
        fields.RemoveAt(1);
        fields.Insert(0, last);
        fields.Add(Field("seenOn", "date"));

        var saved = await ReadAsync(await PutAsync(bench.Admin, drawn, read["version"], fields));

        Names(saved).ShouldBe("harm, amount, seenOn");
        var now = await GetAsync(bench.Admin, $"/workflow-definitions/by-definition-id/{Id(drawn)}");
        var task = Activity(now, "ask");
        var kept = JsonNode.Parse(task["fields"]!["expression"]!["value"]!.GetValue<string>())!.AsArray();
        kept[1]!["min"]!.GetValue<int>().ShouldBe(5, "what the table does not show stays");
        foreach (var it in new[] { task, Activity(drawn, "ask") })
        {
            it.Remove("fields");
            it.Remove("nodeId");
        }
        JsonNode.DeepEquals(task, Activity(drawn, "ask")).ShouldBeTrue($"{task}\n{Activity(drawn, "ask")}");
    }

    [Fact]
    public async Task A_page_of_the_designer_that_was_read_before_does_not_take_them_back_and_one_that_is_read_anew_saves_on()
    {
        var drawn = await DrawnAsync("taken-back");
        var read = await FieldsAsync(drawn);
        await ReadAsync(await PutAsync(bench.Admin, drawn, read["version"], [Field("only", "text")]));

        drawn["description"] = "画布上的旧内容";
        await RefusedAsync(await SaveAsync(bench.Admin, drawn), "designer.edited-by-other");

        var anew = await GetAsync(bench.Admin, $"/workflow-definitions/by-definition-id/{Id(drawn)}");
        anew["description"] = "画布上的新内容";
        await SavedAsync(bench.Admin, anew);
        anew["description"] = "没有等到回答，又画了一笔";
        await SavedAsync(bench.Admin, anew);
        Names(await FieldsAsync(drawn)).ShouldBe("only");
    }

    [Fact]
    public async Task Who_edits_what_another_admin_has_saved_since_is_told_and_nothing_is_lost()
    {
        var drawn = await DrawnAsync("two-admins");
        var read = await FieldsAsync(drawn);
        await ReadAsync(await PutAsync(bench.Second, drawn, read["version"], [Field("hers", "text")]));

        var answer = await PutAsync(bench.Admin, drawn, read["version"], [Field("his", "text")]);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("designer.edited-by-other");
        Names(await FieldsAsync(drawn)).ShouldBe("hers");
    }

    [Theory]
    [InlineData("0.name", """{"name":"","label":{"zh":"甲"},"type":"text"}""")]
    [InlineData("0.name", """{"name":"金额","label":{"zh":"甲"},"type":"text"}""")]
    [InlineData("0.label", """{"name":"a","label":{"zh":" "},"type":"text"}""")]
    [InlineData("0.label", """{"name":"a","label":null,"type":"text"}""")]
    [InlineData("0.type", """{"name":"a","label":{"zh":"甲"},"type":"colour"}""")]
    [InlineData("0.options", """{"name":"a","label":{"zh":"甲"},"type":"choice"}""")]
    [InlineData("0.options", """{"name":"a","label":{"zh":"甲"},"type":"choice","options":[{"value":"x","label":{"zh":""}}]}""")]
    [InlineData("0.options", """{"name":"a","label":{"zh":"甲"},"type":"choice","options":[null]}""")]
    [InlineData("0.pattern", """{"name":"a","label":{"zh":"甲"},"type":"text","pattern":"("}""")]
    [InlineData("0.max", """{"name":"a","label":{"zh":"甲"},"type":"number","min":2,"max":1}""")]
    public async Task What_nobody_could_fill_in_is_refused_by_row_and_column(string where, string field)
    {
        var drawn = await DrawnAsync($"refused {where} {field.Length}");
        var read = await FieldsAsync(drawn);

        var answer = await PutAsync(bench.Admin, drawn, read["version"], [JsonNode.Parse(field)]);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"{where}\"");
        Names(await FieldsAsync(drawn)).ShouldBe("amount, harm");
    }

    [Fact]
    public async Task Others_see_no_task_and_what_is_no_task_has_no_fields()
    {
        var drawn = await DrawnAsync("not-for-all");
        var path = $"/api/workflows/{Id(drawn)}/tasks/ask/fields";
        (await bench.Officer.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await bench.Officer.PutAsJsonAsync(path, new { version = "x", fields = new JsonArray() })).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await bench.Admin.GetAsync($"/api/workflows/{Id(drawn)}/tasks/start/fields")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_page_sorts_removes_adds_previews_on_a_phone_and_keeps_what_was_typed_wrongly()
    {
        var drawn = await DrawnAsync("page");
        var path = $"/workflows/definitions/{Id(drawn)}/tasks/ask";
        var page = await bench.Admin.GetStringAsync(path);
        page.ShouldContain("phone-screen");
        var typed = Typed(page);
        typed["0.order"] = "99";
        typed["1.zh"] = "";
        typed["2.name"] = "note";
        typed["2.zh"] = "备注说明";

        var refused = await PostAsync(path, typed, "preview");
        refused.ShouldContain("备注说明");
        refused.ShouldContain("is-invalid");
        Names(await FieldsAsync(drawn)).ShouldBe("amount, harm");

        typed["1.zh"] = "危害情况";
        typed["1.type"] = "choice";
        typed["1.options"] = "low | 轻微 | Minor\nhigh | 严重";
        var previewed = await PostAsync(path, typed, "preview");
        previewed.ShouldContain("严重</option>");
        Names(await FieldsAsync(drawn)).ShouldBe("amount, harm", "a preview saves nothing");

        await PostAsync(path, typed, "save");
        var saved = await FieldsAsync(drawn);
        Names(saved).ShouldBe("harm, note, amount");
        saved["fields"]![0]!["options"]![0]!["label"]!["en"]!.GetValue<string>().ShouldBe("Minor");
    }

    private async Task<string> PostAsync(string path, Dictionary<string, string> typed, string verb)
    {
        typed["do"] = verb;
        var answer = await bench.Admin.PostAsync(path, new FormUrlEncodedContent(typed));
        return answer.StatusCode is HttpStatusCode.Found or HttpStatusCode.SeeOther ? "" : await answer.Content.ReadAsStringAsync();
    }

    /// <summary>What a browser would send of the form as it is.</summary>
    private static Dictionary<string, string> Typed(string page)
    {
        var form = page[page.IndexOf("task-fields", StringComparison.Ordinal)..page.IndexOf("phone-screen", StringComparison.Ordinal)];
        var typed = new Dictionary<string, string>();
        foreach (Match input in Regex.Matches(form, "<input[^>]*>"))
            if (Attribute(input.Value, "name") is { } name && !input.Value.Contains("checkbox", StringComparison.Ordinal))
                typed[name] = WebUtility.HtmlDecode(Attribute(input.Value, "value") ?? "");
        foreach (Match list in Regex.Matches(form, "<select[^>]*>.*?</select>", RegexOptions.Singleline))
            typed[Attribute(list.Value, "name")!] = Regex.Match(list.Value, "value=\"([a-z]+)\" selected").Groups[1].Value;
        return typed;

        static string? Attribute(string tag, string name) =>
            Regex.Match(tag, $" {name}=\"([^\"]*)\"") is { Success: true } found ? found.Groups[1].Value : null;
    }

    private async Task<JsonObject> DrawnAsync(string name)
    {
        var model = JsonNode
            .Parse(
                Flowchart(
                    name,
                    [
                        Node("start", "Elsa.Start"),
                        Node(
                            "ask",
                            "Enforcement.Task",
                            ("title", Literal("询问")),
                            ("role", Literal("officer")),
                            ("outcomes", Objects("""[{"name":"done","label":{"zh":"完成"}}]""")),
                            (
                                "fields",
                                Objects(
                                    """
                                    [{"name":"amount","label":{"zh":"数额"},"type":"number","min":5},
                                     {"name":"harm","label":{"zh":"危害"},"type":"multiline","required":true}]
                                    """
                                )
                            )
                        ),
                        Node("end", "Elsa.End"),
                    ],
                    ["start>ask", "ask:done>end"]
                )
            )!
            .AsObject();
        model.Remove("definitionId");
        model.Remove("id");
        model["name"] = name;
        return (await SavedAsync(bench.Admin, model))["workflowDefinition"]!.AsObject();
    }

    private static object Objects(string json) => new { typeName = "Object", expression = new { type = "Object", value = json } };

    private static JsonObject Field(string name, string type) =>
        new()
        {
            ["name"] = name,
            ["label"] = new JsonObject { ["zh"] = name },
            ["type"] = type,
        };

    private static string Id(JsonObject drawn) => drawn["definitionId"]!.GetValue<string>();

    private static string Names(JsonObject read) =>
        string.Join(", ", read["fields"]!.AsArray().Select(field => field!["name"]!.GetValue<string>()));

    private async Task<JsonObject> FieldsAsync(JsonObject drawn) =>
        await ReadAsync(await bench.Admin.GetAsync($"/api/workflows/{Id(drawn)}/tasks/ask/fields"));

    private static Task<HttpResponseMessage> PutAsync(HttpClient by, JsonObject drawn, JsonNode? version, JsonArray fields) =>
        by.PutAsJsonAsync(
            $"/api/workflows/{Id(drawn)}/tasks/ask/fields",
            new JsonObject { ["version"] = version?.DeepClone(), ["fields"] = fields.DeepClone() }
        );
}
