using Enforcement.Powers;
using Enforcement.Shell;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using MiniExcelLibs;

namespace Enforcement.Tests.Powers;

public sealed class MatterEndpointTests(PowerFixture shipped) : IClassFixture<PowerFixture>
{
    private const string Jinggang = "430112106";
    private readonly BusinessTime time = new(shipped.Clock, BusinessTime.DefaultZone);

    [Fact]
    public async Task A_township_is_told_what_it_may_act_on_and_by_which_paper()
    {
        var answer = await ListAsync(organization: Jinggang);
        answer.Items.ShouldNotContain(item => item.Code == "CG-06");
        var village = answer.Items.Single(item => item.Code == "GT-01");
        village.Basis.ShouldBe("《城乡规划法》第六十五条");
        village.Confirmed.ShouldBeTrue();
        village.Facts.ShouldBe(["area", "harm", "townships"]);
        village.Held.ShouldNotBeNull().Document.ShouldBe("《城乡规划法》第六十五条");
        answer.Items.Single(item => item.Code == "CG-03").Penalties.Single(penalty => penalty.Kind == "fine").Maximum.ShouldBe(20000);
        answer.Next.ShouldBeNull();
    }

    [Fact]
    public async Task The_day_decides_which_version_is_told_and_all_are_shown()
    {
        (await ListAsync(on: "2026-04-30", q: "渔业法")).Items.ShouldHaveSingleItem().To.ShouldBe(new DateOnly(2026, 4, 30));
        var now = (await ListAsync(on: "2026-05-01", q: "渔业法")).Items.ShouldHaveSingleItem();
        now.From.ShouldBe(new(2026, 5, 1));
        now.Versions.Count.ShouldBe(2);
    }

    [Fact]
    public async Task All_words_must_occur_in_either_language()
    {
        (await ListAsync(q: "villager house")).Items.ShouldHaveSingleItem().Code.ShouldBe("GT-03");
        (await ListAsync(q: "建筑 垃圾")).Items.Select(item => item.Code).ShouldContain("CG-06");
        (await ListAsync(q: "没有这样的事项")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_join_without_loss_or_repetition()
    {
        var codes = new List<string>();
        string? after = null;
        do
        {
            var page = await ListAsync(limit: "7", after: after);
            codes.AddRange(page.Items.Select(item => item.Code + item.Variant));
            after = page.Next;
        } while (after is not null);
        codes.ShouldBe((await ListAsync()).Items.Select(item => item.Code + item.Variant));
        codes.Count.ShouldBe(61);
    }

    [Theory]
    [InlineData("2026-02-30", null, null, "on")]
    [InlineData(null, "0", null, "limit")]
    [InlineData(null, "x", null, "limit")]
    [InlineData(null, null, "行政处分", "category")]
    public async Task What_cannot_be_read_is_malformed(string? on, string? limit, string? category, string field) =>
        (await Should.ThrowAsync<MalformedException>(() => ListAsync(on: on, limit: limit, category: category)))
            .Faults.ShouldHaveSingleItem()
            .Field.ShouldBe(field);

    [Fact]
    public async Task The_list_is_a_workbook_too()
    {
        var file = (FileContentHttpResult)
            await MatterEndpoints.WorkbookAsync(null, Jinggang, null, null, null, shipped.Lists, time, CancellationToken.None);
        var rows = (await new MemoryStream(file.FileContents.ToArray()).QueryAsync(useHeaderRow: true))
            .Cast<IDictionary<string, object>>()
            .ToList();
        rows.Count.ShouldBe((await ListAsync(organization: Jinggang)).Items.Count);
        rows.ShouldContain(row => row.Values.Contains("《城乡规划法》第六十五条"));
    }

    private async Task<MatterPageAnswer> ListAsync(
        string? on = null,
        string? organization = null,
        string? q = null,
        string? category = null,
        string? limit = null,
        string? after = null
    )
    {
        var result = await MatterEndpoints.ListAsync(
            on,
            organization,
            q,
            category,
            null,
            limit,
            after,
            new DefaultHttpContext().Request,
            shipped.Lists,
            time,
            CancellationToken.None
        );
        return ((Ok<MatterPageAnswer>)result).Value!;
    }
}
