using System.Text;
using Enforcement.Persistence.Import;
using Enforcement.Powers.Lists;
using MiniExcelLibs;

namespace Enforcement.Tests.Powers;

public sealed class PowerImportTests : IAsyncLifetime
{
    private const string Header =
        "code,variant,validFrom,validTo,nameZh,nameEn,category,field,department,powerSource,usualHandler,basisZh,basisEn,summaryZh,summaryEn,facts,limitationYears,sourceTag,datesTag,status,confirmedBy,noteZh,noteEn";

    private PowerFixture powers = null!;

    public async Task InitializeAsync() => powers = await PowerFixture.CreateAsync();

    public Task DisposeAsync() => powers.DisposeAsync().AsTask();

    [Fact]
    public async Task One_bad_row_and_nothing_of_the_file_is_taken()
    {
        var report = await powers.ImportAsync(new MatterList(), $"{Header}\n{Row("XX-01", "2026-12-01")}\n{Row("XX-02", "2026-13-01")}\n");
        report.Outcome.ShouldBe(ImportOutcome.Rejected);
        (await powers.Database.ScalarAsync<long>("select count(*) from matters where code like 'XX%'")).ShouldBe(0);
        var fault = report.Faults.ShouldHaveSingleItem();
        (fault.Line, fault.Column, fault.Reason, fault.Value).ShouldBe((3, "validFrom", "date", "2026-13-01"));
        fault.Text.ShouldContain("2026-13-01");
    }

    [Fact]
    public async Task Every_fault_of_every_row_is_reported_at_once()
    {
        var report = await powers.ImportAsync(
            new MatterList(),
            $"{Header}\n{Row("XX-01", "2026-12-01", category: "行政处分")}\n{Row("", "2026-12-01", facts: "area;weight")}\n{Row("XX-03", "2026-12-01")}\n{Row("XX-03", "2026-12-01")}\n"
        );
        report
            .Faults.Select(fault => (fault.Line, fault.Column, fault.Reason))
            .ShouldBe([(2, "category", "unknown-code"), (3, "code", "required"), (3, "facts", "unknown-code"), (5, null, "twice")]);
    }

    [Fact]
    public async Task Wrong_headings_are_named()
    {
        var report = await powers.ImportAsync(new MatterList(), Header.Replace("nameZh", "name") + "\n" + Row("XX-01", "2026-12-01"));
        report.Faults.Select(fault => (fault.Column, fault.Reason)).ShouldBe([("name", "heading-unknown"), ("nameZh", "heading-missing")]);
    }

    [Fact]
    public async Task A_later_version_ends_the_one_before_and_both_stay()
    {
        var report = await powers.ImportAsync(new MatterList(), $"{Header}\n{Row("GT-01", "2027-01-01")}\n");
        (report.Outcome, report.Added, report.Ended).ShouldBe((ImportOutcome.Imported, 1, 1));

        var versions = (await powers.ListAsync()).VersionsOf("GT-01");
        versions.Select(version => (version.From, version.To)).ShouldBe([(new(2019, 4, 23), new(2026, 12, 31)), (new(2027, 1, 1), null)]);
        (await powers.ListAsync())
            .Find("GT-01", new(2026, 12, 31))
            .ShouldHaveSingleItem()
            .Basis.Chinese.ShouldBe("《城乡规划法》第六十五条");
        versions.Select(version => version.Paper).ShouldBe([null, new("望政发〔2026〕3号", new(2026, 11, 2))]);
    }

    [Fact]
    public async Task An_import_never_leaves_the_node_without_a_list()
    {
        await powers.ListAsync();
        await powers.ImportAsync(new MatterList(), $"{Header}\n{Row("XX-01", "2026-12-01")}\n");
        powers.Lists.Latest.Knows("GT-01").ShouldBeTrue();
        (await powers.ListAsync()).Knows("XX-01").ShouldBeTrue();
        powers.Lists.Latest.Knows("XX-01").ShouldBeTrue();
    }

    [Fact]
    public async Task What_another_node_imports_shows_within_a_minute()
    {
        await powers.ListAsync();
        var elsewhere = new Importer(powers.Database.Database, powers.Clock, []);
        await elsewhere.ImportAsync(
            new MatterList(),
            new("x.csv", Encoding.UTF8.GetBytes($"{Header}\n{Row("XX-01", "2026-12-01")}\n")),
            ImportPaper.Shipped,
            CancellationToken.None
        );
        (await powers.ListAsync()).Knows("XX-01").ShouldBeFalse();
        powers.Clock.Advance(TimeSpan.FromMinutes(1));
        (await powers.ListAsync()).Knows("XX-01").ShouldBeTrue();
    }

    [Fact]
    public async Task A_corrected_row_takes_the_place_of_the_old_one_which_is_kept()
    {
        await powers.ImportAsync(new MatterList(), $"{Header}\n{Row("XX-01", "2026-12-01")}\n");
        var report = await powers.ImportAsync(new MatterList(), $"{Header}\n{Row("XX-01", "2026-12-01", name: "新名称")}\n");
        (report.Added, report.Changed).ShouldBe((0, 1));
        (await powers.ListAsync()).VersionsOf("XX-01").ShouldHaveSingleItem().Name.Chinese.ShouldBe("新名称");
        (await powers.Database.ColumnAsync<string>("select name_zh from matter_versions where code = 'XX-01' order by id")).ShouldBe([
            "事项",
            "新名称",
        ]);
    }

    [Fact]
    public async Task Versions_that_overlap_or_leave_a_gap_are_refused()
    {
        var report = await powers.ImportAsync(
            new MatterList(),
            $"{Header}\n{Row("XX-01", "2026-01-01", "2026-12-01")}\n{Row("XX-01", "2026-12-01")}\n{Row("XX-02", "2026-01-01", "2026-05-01")}\n{Row("XX-02", "2026-12-01")}\n"
        );
        report.Faults.Select(fault => (fault.Line, fault.Reason)).ShouldBe([(2, "version-overlap"), (4, "version-gap")]);
    }

    [Fact]
    public async Task The_word_of_the_Hunan_plan_is_read_as_adjudication()
    {
        await powers.ImportAsync(new MatterList(), $"{Header}\n{Row("XX-01", "2026-12-01", category: "行政裁量")}\n");
        (await powers.ListAsync()).VersionsOf("XX-01").ShouldHaveSingleItem().Category.ShouldBe("adjudication");
    }

    [Fact]
    public async Task A_workbook_is_taken_as_well_and_the_same_bytes_only_once()
    {
        var cells = Header.Split(',').Zip(Row("XX-09", "2026-12-01").Split(','), (heading, cell) => (heading, cell));
        using var stream = new MemoryStream();
        await stream.SaveAsAsync(new[] { cells.ToDictionary(pair => pair.heading, object (pair) => pair.cell) });
        (await powers.ImportAsync(new MatterList(), stream.ToArray())).Added.ShouldBe(1);
        (await powers.ImportAsync(new MatterList(), stream.ToArray())).Outcome.ShouldBe(ImportOutcome.Unchanged);
    }

    [Fact]
    public async Task What_is_no_table_is_refused_and_not_a_fault_of_ours()
    {
        foreach (
            var content in new byte[][]
            {
                [],
                [0xFF, 0xFE, 0x00],
                "PK\u0003\u0004rubbish"u8.ToArray(),
                "\"open"u8.ToArray(),
                Encoding.UTF8.GetBytes(Header),
            }
        )
            (await powers.ImportAsync(new MatterList(), content)).Outcome.ShouldBe(ImportOutcome.Rejected);
    }

    [Fact]
    public async Task A_penalty_of_an_unknown_matter_is_refused()
    {
        var report = await powers.ImportAsync(
            new PenaltyList(),
            "code,variant,validFrom,line,kind,partyKind,minimum,maximum,unit,measuredBy,conditionZh,conditionEn,wordingZh,wordingEn,discretion\n"
                + "ZZ-99,,2026-01-01,1,fine,any,1,5,yuan,,,,,,may\nGT-02,,2019-04-23,1,fine,any,9,5,yuan,,,,,,may\n"
        );
        report.Faults.Select(fault => (fault.Line, fault.Reason)).ShouldBe([(2, "reference-unknown"), (3, "least-over-most")]);
    }

    private static string Row(
        string code,
        string from,
        string to = "",
        string name = "事项",
        string category = "行政处罚",
        string facts = "area;harm"
    ) =>
        $"{code},,{from},{to},{name},Matter,{category},housing,housing,delegated,township,《建筑法》第一条,Building Law art. 1,责令改正,order,{facts},2,L,L,confirmed,,,";
}
