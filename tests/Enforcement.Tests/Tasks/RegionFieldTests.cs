using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Shell;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Tasks;

public sealed class RegionFieldTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TaskField Field = new("receiverRegion", new LocalText("受移送地区"), "region", Required: true);

    [Fact]
    public void A_county_is_kept_by_its_six_digits()
    {
        Read("430624").ShouldBe("430624");
        Read(" 430624 ").ShouldBe("430624");
    }

    [Theory]
    [InlineData("湘阴县", "unknown")]
    [InlineData("43062", "unknown")]
    [InlineData("4306241", "unknown")]
    [InlineData("４３０６２４", "unknown")]
    [InlineData(" ", "required")]
    public void What_is_no_code_of_a_county_is_refused_beside_the_field(string typed, string fault) =>
        Should.Throw<MalformedException>(() => Read(typed)).Faults.ShouldBe([("receiverRegion", fault)]);

    [Fact]
    public async Task A_county_is_offered_once_somebody_is_known_there_and_read_by_its_name()
    {
        await database.ExecuteAsync(
            "insert into regions (code, name) values ('4306', '岳阳市'), ('430624', '湘阴县'), ('430602', '岳阳楼区') on conflict do nothing"
        );
        await database.ExecuteAsync(
            """
            insert into organizations (code, region, kind, function, legal_name, short_name, name_en, document_word, valid_from)
            values ('430624-water', '430624', 'department', 'water', '湘阴县水利局', '湘阴水利局', 'Xiangyin Water', '湘阴水', '2020-01-01')
            """
        );
        var organizations = new OrganizationDirectory(database.Database);
        await organizations.RefreshAsync(default);

        organizations.Counties.ShouldContain(new County("430624", "湘阴县", "岳阳市"));
        organizations.Counties.ShouldNotContain(county => county.Code == "430602");
        FieldText.Of(Field, JsonValue.Create("430624"), organizations).ShouldBe("湘阴县");
        FieldText.Of(Field, JsonValue.Create("360322"), organizations).ShouldBe("360322");
    }

    private static string Read(string typed) =>
        FieldValidation.Read(
            new TaskSpec
            {
                Title = new LocalText("跨区域移送呈批"),
                Outcomes = [new TaskOutcome("submit", new LocalText("提交"))],
                Fields = [Field],
            },
            "submit",
            new JsonObject { ["receiverRegion"] = typed },
            new DateOnly(2026, 11, 24)
        )["receiverRegion"]!.GetValue<string>();
}
