using Enforcement.Processes;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Processes;

public sealed class ShippedDefinitionsTests(TestService service) : IClassFixture<TestService>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("enforcement-workflows-");

    [Fact]
    public async Task A_file_with_a_join_that_a_rework_loop_skips_is_refused_with_the_path_and_its_neighbours_are_not_loaded()
    {
        Write("a-plain.json", "a-plain", Plain);
        Write("b-rework.json", "b-rework", Rework);

        var refused = await Should.ThrowAsync<InvalidOperationException>(() => Load());

        refused.Message.ShouldContain("b-rework.json");
        refused.Message.ShouldContain("flow.join-skipped");
        refused.Message.ShouldContain("check [False]");
        (await CountAsync("a-plain")).ShouldBe(0);
    }

    [Fact]
    public async Task A_changed_file_is_a_new_version_and_an_unchanged_one_is_not()
    {
        Write("c.json", "c-plain", Plain);
        (await Load()).ShouldBe(1);
        (await Load()).ShouldBe(0);
        Write("c.json", "c-plain", Plain.Replace("\"one\"", "\"first\"", StringComparison.Ordinal));
        (await Load()).ShouldBe(1);
        (await CountAsync("c-plain")).ShouldBe(2);
        (
            await service.Database.ScalarAsync<long>(
                "select count(*) from workflow_definitions where definition_id = 'c-plain' and is_published"
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task A_changed_file_does_not_push_aside_what_an_office_has_published_itself()
    {
        Write("d.json", "d-own", Plain);
        await Load();
        await service.Database.ExecuteAsync("update workflow_definitions set is_published = false where definition_id = 'd-own'");
        await service.Database.ExecuteAsync(
            """
            insert into workflow_definitions (id, definition_id, version, name, content, content_hash, is_published, created_at, published_at, published_by)
            select 'd-own-2', definition_id, 2, name, content, '\x02', true, created_at, created_at, gen_random_uuid()
            from workflow_definitions where id = 'd-own-1'
            """
        );
        Write("d.json", "d-own", Plain.Replace("\"one\"", "\"first\"", StringComparison.Ordinal));

        (await Load()).ShouldBe(1);

        (
            await service.Database.ScalarAsync<string>("select id from workflow_definitions where definition_id = 'd-own' and is_published")
        ).ShouldBe("d-own-2");
        (await CountAsync("d-own")).ShouldBe(3);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private const string Plain = """
        "activities": [{ "id": "one", "type": "Elsa.WriteLine", "version": 1, "text": { "typeName": "String", "expression": { "type": "Literal", "value": "1" } } }],
        "connections": []
        """;

    // One branch goes round before it comes to the join: counted twice where it leaves, it is never one of two.
    private const string Rework = """
        "start": "fork",
        "activities": [
          { "id": "fork", "type": "Elsa.FlowFork", "version": 1, "branches": { "typeName": "String[]", "expression": { "type": "Literal", "value": "[\"A\", \"B\"]" } } },
          { "id": "a", "type": "Elsa.Event", "version": 1, "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "a" } } },
          { "id": "check", "type": "Elsa.FlowDecision", "version": 1, "condition": { "typeName": "Boolean", "expression": { "type": "JavaScript", "value": "getVariable('good')" } } },
          { "id": "b", "type": "Elsa.Event", "version": 1, "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "b" } } },
          { "id": "join", "type": "Elsa.FlowJoin", "version": 1, "mode": { "typeName": "FlowJoinMode", "expression": { "type": "Literal", "value": "WaitAll" } } }
        ],
        "connections": [
          { "source": { "activity": "fork", "port": "A" }, "target": { "activity": "a", "port": "In" } },
          { "source": { "activity": "fork", "port": "B" }, "target": { "activity": "b", "port": "In" } },
          { "source": { "activity": "a", "port": "Done" }, "target": { "activity": "check", "port": "In" } },
          { "source": { "activity": "check", "port": "False" }, "target": { "activity": "a", "port": "In" } },
          { "source": { "activity": "check", "port": "True" }, "target": { "activity": "join", "port": "In" } },
          { "source": { "activity": "b", "port": "Done" }, "target": { "activity": "join", "port": "In" } }
        ]
        """;

    private void Write(string file, string id, string flow) =>
        File.WriteAllText(
            Path.Combine(folder.FullName, file),
            $$"""
            {
              "definitionId": "{{id}}", "id": "{{id}}-1", "name": "{{id}}", "version": 1,
              "variables": [{ "id": "good", "name": "good", "typeName": "Boolean", "isArray": false, "value": "false" }],
              "root": { "id": "flow", "type": "Elsa.Flowchart", "version": 1, {{flow}} }
            }
            """
        );

    private Task<int> Load() =>
        service.Services.GetRequiredService<ShippedDefinitions>().LoadAsync(folder.FullName, CancellationToken.None);

    private Task<long> CountAsync(string definition) =>
        service.Database.ScalarAsync<long>("select count(*) from workflow_definitions where definition_id = $1", definition);
}
