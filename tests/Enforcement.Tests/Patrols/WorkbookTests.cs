using System.Net.Http.Json;
using Enforcement.Tests.Harness;
using MiniExcelLibs;
using static Enforcement.Tests.Patrols.PatrolBench;

namespace Enforcement.Tests.Patrols;

/// <summary>A workbook says the days that the page says, in the office's time.</summary>
public sealed class WorkbookTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private HttpClient wang = null!;

    public async Task InitializeAsync()
    {
        await service.StaffAsync();
        wang = await service.CallerAsync("wang");
        var finding = await wang.RegisterAsync();
        var opened = await wang.PostAsJsonAsync(
            $"/api/findings/{finding}/case",
            new
            {
                matterCode = "CG-02",
                violationDate = "2026-11-20",
                officers = new[] { "wang", "li" },
            }
        );
        opened.EnsureSuccessStatusCode();
        // Half past seven in the morning of the 24th here, and the end of the 27th.
        await service.Database.ExecuteAsync("update cases set opened_at = '2026-11-23T23:30:00Z'");
        await service.Database.ExecuteAsync("update tasks set due_internal = '2026-11-27T16:00:00Z', due_legal = '2026-11-30T16:00:00Z'");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_case_is_due_on_the_last_day_of_its_term()
    {
        var row = await RowAsync("/api/cases.xlsx");
        row["登记日期"].ShouldBe("2026-11-24");
        row["内部期限"].ShouldBe("2026-11-27");
    }

    [Fact]
    public async Task A_task_is_due_on_the_last_days_of_its_terms()
    {
        var row = await RowAsync("/api/tasks.xlsx?view=all");
        row["内部期限"].ShouldBe("2026-11-27");
        row["法定期限"].ShouldBe("2026-11-30");
    }

    private async Task<IDictionary<string, object>> RowAsync(string path)
    {
        var file = new MemoryStream(await wang.GetByteArrayAsync(path));
        return (await file.QueryAsync(useHeaderRow: true)).Cast<IDictionary<string, object>>().First();
    }
}
