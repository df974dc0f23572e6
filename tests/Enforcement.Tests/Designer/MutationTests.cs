using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Enforcement.Tests.Architecture;
using static Enforcement.Tests.Designer.DesignerBench;

namespace Enforcement.Tests.Designer;

/// <summary>
/// What a broken or hostile client sends to Elsa's routes, and to ours beside the editor: real bodies with parts missing, swapped, of other types, too
/// deep or too long. LONG=1 sends ten thousand, otherwise a hundred of the same row.
/// </summary>
public sealed class MutationTests(DesignerBench bench) : IClassFixture<DesignerBench>
{
    private static readonly int Bodies = Environment.GetEnvironmentVariable("LONG") is { Length: > 0 } ? 10_000 : 100;

    private static readonly Func<JsonNode?>[] Others =
    [
        () => null,
        () => JsonValue.Create(""),
        () => JsonValue.Create("\u0000"),
        () => JsonValue.Create(-1),
        () => JsonValue.Create(1e300),
        () => JsonValue.Create(true),
        () => JsonValue.Create(new string('长', 20_000)),
        () => new JsonArray(),
        () => new JsonArray(1, "x", new JsonObject()),
        () => new JsonObject(),
        () =>
            new JsonObject
            {
                ["type"] = "Elsa.Flowchart",
                ["id"] = 7,
                ["activities"] = "none",
            },
        () =>
            new JsonObject
            {
                ["expression"] = new JsonObject { ["type"] = "Object", ["value"] = "[{" },
            },
        () => JsonNode.Parse(string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40))),
    ];

    /// <summary>Elsa's, and the table of a task's fields, simulations and bindings.</summary>
    private static readonly string[] Ways =
    [
        "/elsa/api/",
        "/api/workflows/{definition}/",
        "/api/workflows/simulations/",
        "/api/workflow-bindings",
    ];

    [Fact]
    public async Task No_body_faults_and_what_is_refused_changes_nothing()
    {
        var definition = await GetAsync(bench.Admin, "/workflow-definitions/by-definition-id/county-case");
        definition["definitionId"] = (await bench.DrawnAsync("mutated"))["definitionId"]!.DeepClone();
        definition["id"] = null;
        await SavedAsync(bench.Admin, definition);
        var doors = Door.Of(bench.Service)
            .Where(door => Ways.Any(way => door.Pattern.StartsWith(way, StringComparison.Ordinal)) && door.Method != "GET")
            .ToList();
        doors.Count.ShouldBeGreaterThan(20);
        var random = new Random(20261124);
        var faults = new List<string>();
        for (var round = 0; round < Bodies; round++)
        {
            var door =
                round % 2 == 0 ? doors[round / 2 % doors.Count] : doors.First(it => it.ToString() == "POST /elsa/api/workflow-definitions");
            var body = Sound(door, definition);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                Change(body, random);
            var text = random.Next(20) == 0 ? CutOff(body.ToJsonString(), random) : body.ToJsonString();
            var before = await DigestAsync();

            using var request = new HttpRequestMessage(new(door.Method), PathOf(door, definition, random));
            request.Content = new StringContent(text, Encoding.UTF8, "application/json");
            using var answer = await bench.Admin.SendAsync(request);

            if ((int)answer.StatusCode >= 500)
                faults.Add($"{door}: {(int)answer.StatusCode} for {Short(text)}");
            if ((int)answer.StatusCode >= 400 && await DigestAsync() != before)
                faults.Add($"{door}: {(int)answer.StatusCode}, and something was saved of {Short(text)}");
            await CanBeOpenedAsync(faults, door, text);
            if (answer.IsSuccessStatusCode && door.Pattern.StartsWith("/elsa/api/workflow-definitions", StringComparison.Ordinal))
                await CanBeCheckedAsync(faults, definition["definitionId"]!.GetValue<string>(), door, text);
        }
        faults.ShouldBeEmpty();
    }

    /// <summary>Whatever was taken can be read again: a draft that faults would shut its admin out.</summary>
    private async Task CanBeOpenedAsync(List<string> faults, Door door, string text)
    {
        using var list = await bench.Admin.GetAsync("/elsa/api/workflow-definitions?versionOptions=Latest");
        if (!list.IsSuccessStatusCode)
        {
            faults.Add($"the list after {door}: {(int)list.StatusCode} for {Short(text)}");
            return;
        }
        foreach (var row in JsonNode.Parse(await list.Content.ReadAsStringAsync())!["items"]!.AsArray())
        {
            using var one = await bench.Admin.GetAsync($"/elsa/api/workflow-definitions/by-definition-id/{row!["definitionId"]}");
            if (!one.IsSuccessStatusCode)
                faults.Add($"{row["definitionId"]} after {door}: {(int)one.StatusCode} for {Short(text)}");
        }
    }

    private async Task CanBeCheckedAsync(List<string> faults, string definition, Door door, string text)
    {
        using var check = await bench.Admin.GetAsync($"/api/workflows/{definition}/check");
        if (check.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NotFound))
            faults.Add($"the check after {door}: {(int)check.StatusCode} for {Short(text)}");
    }

    private static JsonObject Sound(Door door, JsonObject definition) =>
        door.Pattern switch
        {
            "/elsa/api/workflow-definitions" => new JsonObject { ["model"] = definition.DeepClone(), ["publish"] = false },
            "/elsa/api/workflow-definitions/import" => definition.DeepClone().AsObject(),
            "/elsa/api/workflow-instances" => new JsonObject
            {
                ["page"] = 0,
                ["pageSize"] = 10,
                ["definitionIds"] = new JsonArray("county-case"),
                ["statuses"] = new JsonArray("Running"),
                ["timestampFilters"] = new JsonArray(
                    new JsonObject
                    {
                        ["column"] = "CreatedAt",
                        ["operator"] = "Is",
                        ["timestamp"] = "2026-11-24T00:00:00Z",
                    }
                ),
            },
            "/api/workflows/{definition}/tasks/{node}/fields" => new JsonObject
            {
                ["fields"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "view",
                        ["label"] = new JsonObject { ["zh"] = "意见", ["en"] = "View" },
                        ["type"] = "choice",
                        ["options"] = new JsonArray(
                            new JsonObject
                            {
                                ["value"] = "yes",
                                ["label"] = new JsonObject { ["zh"] = "同意" },
                            }
                        ),
                    }
                ),
            },
            "/api/workflow-bindings/changes" => new JsonObject
            {
                ["procedure"] = "ordinary",
                ["level"] = "township",
                ["field"] = "water",
                ["county"] = "430112",
                ["definition"] = "township-case",
                ["from"] = "2027-01-04",
            },
            "/api/workflows/{definition}/simulations" => new JsonObject { ["publication"] = null, ["oneOf"] = 100 },
            _ => new JsonObject
            {
                ["reason"] = "不作修改。",
                ["ids"] = new JsonArray("county-case-1"),
                ["definitionIds"] = new JsonArray("nobody-knows"),
                ["filter"] = new JsonObject { ["eventNames"] = new JsonArray("Faulted") },
                ["workflowInstanceId"] = Guid.Empty.ToString(),
                ["activityNodeIds"] = new JsonArray("x"),
                ["versionOptions"] = "Latest",
                ["input"] = new JsonObject(),
            },
        };

    private static string PathOf(Door door, JsonObject definition, Random random) =>
        door
            .Pattern.Replace("{definitionId}", random.Next(3) == 0 ? "%E6%9C%AA" : definition["definitionId"]!.GetValue<string>())
            // Not the one that is drawn on: what is saved on our pages shuts out pages of Studio that were read before.
            .Replace("{definition}", "county-case")
            .Replace("{node}", "investigation")
            .Replace("{id:guid}", Guid.Empty.ToString())
            .Replace("{version:int}", "1")
            .Replace("{typeName}", "Enforcement.Task")
            .Replace("{inputName}", "Role")
            .Replace("{id}", random.Next(3) == 0 ? "a~1.1" : Guid.Empty.ToString());

    /// <summary>One place of the tree, chosen by chance, becomes something else.</summary>
    private static void Change(JsonNode node, Random random)
    {
        for (var depth = random.Next(1, 8); depth > 0; depth--)
        {
            var inner = Children(node).Where(it => it is JsonObject { Count: > 0 } or JsonArray { Count: > 0 }).ToList();
            if (inner.Count == 0)
                break;
            node = inner[random.Next(inner.Count)]!;
        }
        var other = Others[random.Next(Others.Length)]();
        switch (node)
        {
            case JsonObject { Count: > 0 } it:
                var name = it.ElementAt(random.Next(it.Count)).Key;
                if (random.Next(4) == 0)
                    it.Remove(name);
                else
                    it[name] = other;
                break;
            case JsonArray { Count: > 0 } it:
                it[random.Next(it.Count)] = other;
                break;
        }
    }

    private static IEnumerable<JsonNode?> Children(JsonNode node) =>
        node switch
        {
            JsonObject it => it.Select(pair => pair.Value),
            JsonArray it => it,
            _ => [],
        };

    private async Task<string?> DigestAsync() =>
        await bench.Service.Database.ScalarAsync<string>(
            """
            select (select coalesce(string_agg(f::text, '' order by definition_id), '') from workflow_drafts f)
                || (select count(*) from workflow_publications) || (select string_agg(id || is_published, ',' order by id) from workflow_definitions)
                || (select count(*) from trials) || (select count(*) from workflow_simulations)
                || (select string_agg(c::text, '' order by id) from workflow_binding_changes c)
                || (select string_agg(b::text, '' order by b::text) from workflow_bindings b)
            """
        );

    private static string CutOff(string text, Random random) => text[..^Math.Min(random.Next(1, 5), text.Length)];

    private static string Short(string text) => text.Length > 300 ? text[..300] + "…" : text;
}
