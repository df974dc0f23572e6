using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Processes.TestDefinitions;

namespace Enforcement.Tests.Designer;

/// <summary>Two workflow admins with a page of the designer each, and an officer who has none.</summary>
public sealed class DesignerBench : IAsyncLifetime
{
    private const string Township = "430112109";
    private const string Government = "430112-government";

    internal TestService Service { get; private set; } = null!;
    internal HttpClient Admin { get; private set; } = null!;
    internal HttpClient Second { get; private set; } = null!;
    internal HttpClient Officer { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Service = await TestService.CreateAsync();
        _ = Service.Services;
        await Service.BodyAsync(Township, Township, "靖港镇");
        await Service.BodyAsync(Government, "430112", "望城区人民政府", "government");
        await Service.PersonAsync("draw-admin", Roles.WorkflowAdmin, Government, "苏海涛");
        await Service.PersonAsync("draw-second", Roles.WorkflowAdmin, Government, "姜卫东");
        await Service.PersonAsync("draw-officer", Roles.Officer, Township);
        Admin = await Service.CallerAsync("draw-admin");
        Second = await Service.CallerAsync("draw-second");
        Officer = await Service.CallerAsync("draw-officer");
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    /// <summary>A definition that can be published, named after the test.</summary>
    internal static JsonObject Model(string name) =>
        JsonNode
            .Parse(
                Flowchart(
                    name,
                    [Node("start", "Elsa.Start"), Node("say", "Elsa.WriteLine", ("text", Literal("你好"))), Node("end", "Elsa.End")],
                    ["start>say", "say>end"]
                )
            )!
            .AsObject();

    /// <summary>Created in Studio, then drawn. The definition as Studio got it back.</summary>
    internal async Task<JsonObject> DrawnAsync(string name, HttpClient? by = null)
    {
        var model = Model(name);
        model.Remove("definitionId");
        model.Remove("id");
        model["name"] = name;
        return (await SavedAsync(by ?? Admin, model))["workflowDefinition"]!.AsObject();
    }

    internal static async Task<JsonObject> SavedAsync(HttpClient by, JsonObject model, bool publish = false) =>
        await ReadAsync(await SaveAsync(by, model, publish));

    internal static Task<HttpResponseMessage> SaveAsync(HttpClient by, JsonObject model, bool publish = false) =>
        by.PostAsJsonAsync("/elsa/api/workflow-definitions", new JsonObject { ["model"] = model.DeepClone(), ["publish"] = publish });

    internal static async Task<JsonObject> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    internal static async Task<JsonObject> GetAsync(HttpClient by, string path) => await ReadAsync(await by.GetAsync($"/elsa/api{path}"));

    /// <summary>What Studio would show: the texts of a 400.</summary>
    internal static async Task<string> RefusedAsync(HttpResponseMessage answer, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(400, text);
        var refusal = JsonNode.Parse(text)!.AsObject();
        refusal["code"]!.GetValue<string>().ShouldBe(code);
        return string.Join('\n', refusal["errors"]!["generalErrors"]!.AsArray().Select(it => it!.GetValue<string>()));
    }

    internal async Task<(JsonObject Definition, Guid Publication)> AskedAsync(string name)
    {
        var drawn = await DrawnAsync(name);
        return (drawn, await AskAsync(Admin, drawn));
    }

    internal static async Task<Guid> AskAsync(HttpClient by, JsonObject model)
    {
        var answer = await SaveAsync(by, model, publish: true);
        await ReadAsync(answer);
        return Guid.Parse(answer.Headers.GetValues("X-Enforcement-Publication").Single());
    }

    internal static Task<HttpResponseMessage> DecideAsync(HttpClient by, Guid publication, string how, object? body = null) =>
        by.PostAsJsonAsync($"/api/workflows/publications/{publication}/{how}", body ?? new { });

    internal static JsonObject Way(JsonObject definition, string from, string port) =>
        definition["root"]!["connections"]!
            .AsArray()
            .Single(it => it!["source"]!["activity"]!.GetValue<string>() == from && it["source"]!["port"]!.GetValue<string>() == port)!
            .AsObject();

    internal static JsonObject Activity(JsonObject definition, string id) =>
        definition["root"]!["activities"]!.AsArray().Select(it => it!.AsObject()).Single(it => it["id"]!.GetValue<string>() == id);
}
