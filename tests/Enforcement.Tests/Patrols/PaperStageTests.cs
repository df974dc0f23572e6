using System.Text.Json.Nodes;
using Enforcement.Patrols.PaperCases;
using Enforcement.Processes;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;

namespace Enforcement.Tests.Patrols;

/// <summary>What a definition says of the stages at which paper cases are brought in.</summary>
public sealed class PaperStageTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public void A_stage_is_not_offered_where_a_term_runs_and_nothing_typed_says_since_when()
    {
        var stage = PaperStage.All.Single(it => it.Node == "investigation");
        var definition = JsonNode.Parse(File.ReadAllText(Path.Combine(ShippedDefinitions.Folder, "township-case.json")))!;
        var clock = definition["root"]!["activities"]!.AsArray().Single(it => it!["id"]!.GetValue<string>() == "startCaseClock")!;
        clock["from"] = JsonNode.Parse("""{"typeName":"String","expression":{"type":"Literal","value":"nobodyTypesIt"}}""");

        OfferedStage.Of(stage, service.CompileShipped("township-case")).ShouldNotBeNull().Clocks.Single().Since.ShouldBe("filedOn");
        OfferedStage.Of(stage, service.Compile(definition.ToJsonString())).ShouldBeNull();
    }

    [Fact]
    public void The_check_before_publishing_begins_at_each_of_them_too()
    {
        var township = service.CompileShipped("township-case");

        township.Catalog.BeginsAt(township).Count().ShouldBe(PaperStage.All.Count);
        township.Catalog.BeginsAt(service.CompileShipped("county-case")).ShouldBeEmpty("its cases come by letter");
    }
}
