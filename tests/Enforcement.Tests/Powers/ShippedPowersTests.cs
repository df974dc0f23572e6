using System.Text.RegularExpressions;
using Enforcement.Documents.Data;
using Enforcement.Persistence.Import;
using Enforcement.Powers;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Tests.Powers;

public sealed class ShippedPowersTests(PowerFixture shipped) : IClassFixture<PowerFixture>
{
    private const string Jinggang = "430112106";
    private const string Gaotangling = "430112001";
    private static readonly DateOnly Today = new(2026, 11, 24);

    [Fact]
    public async Task Sixty_matters_are_on_the_list()
    {
        (await shipped.Database.ScalarAsync<long>("select count(*) from matters")).ShouldBe(60);
        (await shipped.Database.ScalarAsync<long>("select count(*) from matter_versions where superseded_by is null")).ShouldBe(62);
        var penaltyMatters = (await shipped.ListAsync()).MattersFor(null, Today, new(Category: MatterCategories.Penalty));
        penaltyMatters.Where(held => held.Version.Penalties.Count == 0).ShouldHaveSingleItem().Version.Code.ShouldBe("NY-07");
    }

    [Fact]
    public async Task Shipping_the_same_files_again_changes_nothing()
    {
        var before = await shipped.Database.ScalarAsync<long>("select count(*) from data_imports");
        await shipped.ShipAsync();
        (await shipped.Database.ScalarAsync<long>("select count(*) from data_imports")).ShouldBe(before);
    }

    [Fact]
    public async Task Each_basis_is_printed_as_officers_print_it()
    {
        var list = await shipped.ListAsync();
        var bases = list.MattersFor(null, Today).Select(held => held.Version).Where(version => version.IsConfirmed).ToList();
        foreach (var version in bases)
        foreach (var part in version.Basis.Chinese.Split('；'))
            Regex
                .IsMatch(
                    part,
                    "^《[^《》]+》(（\\d{4}年修[正订]）)?第[一二三四五六七八九十百零]+条(第[一二三四五六七八九十]+款)?(第（[一二三四五六七八九十]+）项)?(、第[一二三四五六七八九十百零]+条)?$"
                )
                .ShouldBeTrue($"{version.Code}: {part}");
        list.VersionsOf("CG-06").ShouldHaveSingleItem().Basis.Chinese.ShouldBe("《固体废物污染环境防治法》第一百一十一条第一款第（四）项");
    }

    [Fact]
    public async Task What_is_not_known_for_certain_is_not_confirmed()
    {
        var open = (await shipped.ListAsync()).MattersFor(null, Today).Select(held => held.Version).Where(version => !version.IsConfirmed);
        open.Select(version => version.Code)
            .Distinct()
            .ShouldBe(["CG-05", "CG-06", "GF-01", "HB-01", "HB-02", "HB-03", "HB-04", "HB-05", "NY-07", "SC-02", "ZJ-02"]);
    }

    [Fact]
    public async Task Every_category_in_use_has_duties_and_accountability_and_every_code_has_a_name()
    {
        var list = await shipped.ListAsync();
        foreach (var category in MatterCategories.All)
        {
            list.DutiesOf(category).ShouldContain(duty => !duty.IsAccountability);
            list.DutiesOf(category).ShouldContain(duty => duty.IsAccountability);
            Texts.Has($"powers.category.{category}").ShouldBeTrue(category);
        }
        foreach (var version in list.MattersFor(null, Today).Select(held => held.Version))
        {
            Texts.Has($"powers.field.{version.Field}").ShouldBeTrue(version.Field);
            Texts.Has($"powers.department.{version.Department}").ShouldBeTrue(version.Department);
        }
    }

    [Fact]
    public async Task Towns_hold_what_the_statute_gives_to_towns_and_streets_do_not()
    {
        var list = await shipped.ListAsync();
        foreach (var code in new[] { "GT-01", "CZ-01" })
        {
            list.CompetenceOf(Jinggang, code, Today).IsHeld.ShouldBeTrue();
            list.CompetenceOf(Gaotangling, code, Today).IsHeld.ShouldBeFalse();
            list.CompetenceOf("430223101", code, Today).IsHeld.ShouldBeTrue("a town of another county");
        }
    }

    [Fact]
    public async Task Each_township_has_its_own_list()
    {
        var list = await shipped.ListAsync();
        string[] Codes(string organization) => [.. list.MattersFor(organization, Today).Select(held => held.Version.Code)];
        Codes(Jinggang).ShouldNotBe(Codes("430112107"));
        Codes(Jinggang).ShouldContain("JT-01");
        Codes("430112107").ShouldNotContain("JT-01");
        Codes(Gaotangling).ShouldContain("YJ-05");
        Codes("430112-urban-management").ShouldBe(["CG-01", "CG-02", "CG-03", "CG-04", "CG-05", "CG-05", "CG-06", "CG-07"]);
    }

    [Fact]
    public async Task A_matter_taken_back_in_2025_is_held_for_violations_before_and_not_after()
    {
        var list = await shipped.ListAsync();
        var before = list.CompetenceOf(Jinggang, "ZJ-04", new(2025, 6, 30));
        before.IsHeld.ShouldBeTrue();
        before.IsRecalledBy(Today).ShouldBeTrue();
        list.CompetenceOf(Jinggang, "ZJ-04", new(2025, 7, 1)).IsHeld.ShouldBeFalse();
        list.RecalledFrom(Jinggang).ShouldHaveSingleItem().RecallDocument.ShouldContain("示例");
    }

    [Fact]
    public async Task The_service_may_add_to_the_list_but_neither_rewrite_nor_remove_what_was()
    {
        foreach (
            var sql in new[]
            {
                "update matter_versions set basis_zh = 'x'",
                "delete from matter_versions",
                "update data_imports set document = 'x'",
            }
        )
        {
            await using var command = shipped.Database.App.CreateCommand(sql);
            (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState.ShouldBe("42501");
        }
    }

    [Fact]
    public async Task Sixty_seven_kinds_of_documents_are_taken()
    {
        await using var own = await PowerFixture.CreateAsync();
        var file = new ShippedFile(new DocumentKindList(), "documents.csv", 1);
        (await own.Importer.ImportShippedAsync(file.List, file.Open(), CancellationToken.None)).Added.ShouldBe(67);
        (await own.Database.ScalarAsync<string>("select word from document_kinds where code = 'F2'")).ShouldBe("罚");
    }
}
