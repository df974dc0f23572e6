using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Persistence.Import;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enforcement.Tests.Deadlines;

/// <summary>A case that waits in a window of the party while the term of the case runs, and what is done to its clocks.</summary>
public abstract class ClockBench : IAsyncLifetime
{
    protected TestDatabase Database { get; private set; } = null!;
    protected CaseBench Bench { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        Bench = await CaseBench.CreateAsync(Database, TestDefinitions.Window);
        await Bench.WithDeadlinesAsync();
    }

    public async Task DisposeAsync()
    {
        await Bench.DisposeAsync();
        await Database.DisposeAsync();
    }

    protected ClockVerbs Verbs => new(Bench.Steps);

    protected async Task<string> NumberAsync(CaseFile it) =>
        await Bench.AskAsync<string>($"select number from cases where id = '{it.Key.Id}'");

    /// <summary>The term for the whole case.</summary>
    protected Task<Guid> ClockAsync(CaseFile it) =>
        Bench.AskAsync<Guid>($"select id from clocks where rule = 'DL-PEN-02' and case_id = '{it.Key.Id}'");

    protected Task<DateTimeOffset> LegalDueAsync(Guid clock) => AskTimeAsync($"select due_legal from clocks where id = '{clock}'");

    protected async Task<Clock> SuspendAsync(CaseFile it, Guid clock, string ground, Actor? by = null, DateOnly? from = null) =>
        await Verbs.SuspendAsync(
            by ?? CaseBench.Head,
            await NumberAsync(it),
            clock,
            ground,
            "《中华人民共和国行政处罚法》",
            "望靖中〔2026〕1号",
            from,
            CancellationToken.None
        );

    protected Reckoner Reckoner =>
        new(new ScopedReads(Database.Database, Bench.StepServices.Seal), Bench.Steps, NullLogger<Reckoner>.Instance);

    protected async Task<Clock> ExtendAsync(CaseFile it, Guid clock, int days, string? minutes = null) =>
        await Verbs.ExtendAsync(CaseBench.Head, await NumberAsync(it), clock, days, "望靖延〔2026〕1号", minutes, CancellationToken.None);

    protected async Task<Clock> LaterAsync(CaseFile it, Guid clock, Actor? by = null) =>
        await Verbs.TakeLaterRuleAsync(
            by ?? CaseBench.Head,
            await NumberAsync(it),
            clock,
            "新旧规定衔接办法第二条",
            CancellationToken.None
        );

    /// <summary>A shipped rule with another length from a day on.</summary>
    protected async Task WordAsync(string code, string term, string later, string from)
    {
        var shipped = System.Text.Encoding.UTF8.GetString(EmbeddedFile.Open("deadlines.csv").Content).Split('\n');
        var row = shipped.Single(line => line.StartsWith($"{code},,", StringComparison.Ordinal));
        var sheet =
            $"{shipped[0]}\n{row.Replace($",{term},", $",{later},", StringComparison.Ordinal).Replace("2021-07-15", from, StringComparison.Ordinal)}\n";
        var report = await new Importer(Database.Database, Bench.Clock, []).ImportAsync(
            new DeadlineRuleList(),
            new ImportFile("rule.csv", System.Text.Encoding.UTF8.GetBytes(sheet)),
            new ImportPaper("湘司发〔2026〕3号", new DateOnly(2026, 11, 20), "system"),
            CancellationToken.None
        );
        report.Outcome.ShouldBe(ImportOutcome.Imported);
        await Bench.Service<DeadlineBook>().ReadAsync(CancellationToken.None);
    }

    protected Task<CaseFile> OpenAsync(string served) => Bench.OpenAsync("window", data: new JsonObject { ["noticeServedOn"] = served });

    protected async Task CompleteAsync(Guid id, string outcome)
    {
        await using var step = await Bench.Complete.RunAsync(CaseBench.Officer, id, new TaskCompletion(outcome), CancellationToken.None);
    }

    protected async Task<IEnumerable<string>> NodesAsync(CaseFile it) => (await Bench.OpenTasksAsync(it.Key)).Select(task => task.Node);

    protected Task<DateTimeOffset> DueAsync(CaseFile it) =>
        AskTimeAsync($"select due_legal from tasks where node = 'window' and case_id = '{it.Key.Id}'");

    protected async Task<DateTimeOffset> AskTimeAsync(string sql) => new(await Bench.AskAsync<DateTime>(sql), TimeSpan.Zero);

    protected async Task SweepAsync(string at)
    {
        Bench.Clock.SetUtcNow(At(at));
        await Bench.Service<TimerSweep>().RunAsync(At(at), CancellationToken.None);
    }

    protected async Task RemindAsync(string at)
    {
        var sweep = new LadderSweep(Database.Database, Bench.StepServices.Seal, Bench.Service<DeadlineBook>());
        await sweep.RunAsync(At(at), CancellationToken.None);
    }

    protected static DateTimeOffset At(string local) =>
        new(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(8));
}
