using System.Text.Json.Nodes;
using Enforcement.Designer.Palette;

namespace Enforcement.Tests.Designer;

public sealed class ScriptTypesTests
{
    [Theory]
    [InlineData("""{"root":{"fields":{"expression":"text"}}}""")]
    [InlineData("""{"root":{"fields":{"expression":["value"]}}}""")]
    [InlineData("""{"root":{"fact":{"expression":7}}}""")]
    [InlineData("""{"root":{"fields":{"expression":{"value":"[1, {\"name\": 7}]"}}}}""")]
    [InlineData("""{"root":[{"fields":"x","fact":[]}],"variables":[1,{"name":[]},{"isArray":"yes"}]}""")]
    [InlineData("""{"root":7,"variables":{}}""")]
    public void A_draft_in_which_anything_stands_anywhere_still_has_its_case_declared(string draft) =>
        ScriptTypes.Of(JsonNode.Parse(draft)!.AsObject()).ShouldContain("declare const Case: CaseFacts;");

    [Fact]
    public void Names_of_fields_and_facts_are_declared_at_the_case() =>
        ScriptTypes
            .Of(
                JsonNode
                    .Parse(
                        """
                        {"root":{"activities":[
                            {"fields":{"expression":{"value":"[{\"name\":\"harm\"}]"}}},{"fact":{"expression":{"value":"servedOn"}}}]}}
                        """
                    )!
                    .AsObject()
            )
            .ShouldSatisfyAllConditions(text => text.ShouldContain("harm?: any;"), text => text.ShouldContain("servedOn?: any;"));
}
