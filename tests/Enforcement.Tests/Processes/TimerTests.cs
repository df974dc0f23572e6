using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Processes.TestDefinitions;

namespace Enforcement.Tests.Processes;

/// <summary>Timers are rows: nobody has to be awake when they fall due.</summary>
public sealed class TimerTests : IAsyncLifetime
{
    /// <summary>Waits as long as the case says, draws a number (which shows who was first), then one more task.</summary>
    private static readonly string Waits = Flowchart(
        "waits",
        [
            Node("start", "Elsa.Start"),
            Node("wait", "Elsa.Delay", ("timeSpan", Script("return Case.wait"))),
            Node("number", "Enforcement.AllotNumber", ("word", Literal("时")), ("fact", Literal("turn"))),
            Task("after"),
        ],
        ["start>wait", "wait>number", "number>after"]
    );

    /// <summary>Every hour, for ever.</summary>
    private static readonly string Hourly = Flowchart(
        "hourly",
        [
            Node("start", "Elsa.Start"),
            Node("hour", "Elsa.Cron", ("cronExpression", Literal("0 * * * *"))),
            Node("number", "Enforcement.AllotNumber", ("word", Literal("点")), ("fact", Literal("hour"))),
        ],
        ["start>hour", "hour>number", "number>hour"]
    );

    /// <summary>Closes at once, while a timer of another branch still runs.</summary>
    private static readonly string ClosesEarly = Flowchart(
        "closes-early",
        [
            Node("start", "Elsa.Start"),
            Node("wait", "Elsa.Delay", ("timeSpan", Literal("1.00:00:00"))),
            Task("decide"),
            Node("close", "Enforcement.CloseCase", ("outcome", Literal("archived"))),
            Node("late", "Elsa.Delay", ("timeSpan", Literal("1.00:00:00"))),
        ],
        ["start>wait", "start>decide", "decide:done>close", "close>late"]
    );

    private TestDatabase database = null!;
    private CaseBench bench = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        bench = await CaseBench.CreateAsync(database, Waits, Hourly, ClosesEarly);
    }

    public async Task DisposeAsync()
    {
        await bench.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task After_a_week_of_downtime_each_fires_once_oldest_first_on_a_service_that_has_just_started()
    {
        var cases = new Dictionary<string, CaseFile>();
        foreach (var days in new[] { "5", "1", "3", "9" })
            cases[days] = await OpenAsync($"{days}.00:00:00");
        var hourly = await bench.OpenAsync("hourly");

        await using var restarted = await CaseBench.CreateAsync(database);
        restarted.Clock.SetUtcNow(bench.Clock.GetUtcNow().AddDays(7));
        (await SweepAsync(restarted)).ShouldBe(4);

        (await TurnsAsync()).ShouldBe([cases["1"].Key.Id, cases["3"].Key.Id, cases["5"].Key.Id]);
        (await bench.AskAsync<long>("select count(*) from numbers where word = '点'")).ShouldBe(1);
        (await DueAsync(hourly)).ShouldBe(restarted.Clock.GetUtcNow().AddHours(1));
        (await SweepAsync(restarted)).ShouldBe(0);
        restarted.Clock.Advance(TimeSpan.FromDays(2));
        (await SweepAsync(restarted)).ShouldBe(2);
        (await TurnsAsync())[^1].ShouldBe(cases["9"].Key.Id);
    }

    [Fact]
    public async Task More_than_one_page_is_due_and_all_of_it_fires_in_order()
    {
        const int Most = 205;
        var expected = new List<Guid>();
        for (var i = 0; i < Most; i++)
            expected.Add((await OpenAsync($"00:{i / 60:00}:{i % 60:00}.5")).Key.Id);

        bench.Clock.Advance(TimeSpan.FromHours(1));
        (await SweepAsync(bench)).ShouldBe(Most);

        (await TurnsAsync()).ShouldBe(expected);
    }

    [Fact]
    public async Task One_that_fails_stays_due_and_holds_up_nobody()
    {
        var broken = await OpenAsync("01:00:00");
        var fine = await OpenAsync("02:00:00");
        await bench.ExecuteAsync($"create table kept as select id, state from instances where id = '{broken.Key.Id}'");
        await bench.ExecuteAsync($"update instances set state = '\\x00' where id = '{broken.Key.Id}'");

        bench.Clock.Advance(TimeSpan.FromDays(1));
        (await SweepAsync(bench)).ShouldBe(1);
        (await TurnsAsync()).ShouldBe([fine.Key.Id]);
        (await SweepAsync(bench)).ShouldBe(0);

        await bench.ExecuteAsync("update instances i set state = k.state from kept k where k.id = i.id");
        (await SweepAsync(bench)).ShouldBe(1);
        (await TurnsAsync()).ShouldBe([fine.Key.Id, broken.Key.Id]);
    }

    [Fact]
    public async Task Two_sweeps_at_once_fire_a_timer_once()
    {
        await OpenAsync("01:00:00");
        await using var another = await CaseBench.CreateAsync(database);
        bench.Clock.Advance(TimeSpan.FromDays(1));
        another.Clock.SetUtcNow(bench.Clock.GetUtcNow());

        var fired = await System.Threading.Tasks.Task.WhenAll(SweepAsync(bench), SweepAsync(another));

        fired.Sum().ShouldBe(1);
        (await TurnsAsync()).Length.ShouldBe(1);
    }

    [Fact]
    public async Task The_timers_of_a_closed_case_are_gone_with_it()
    {
        var file = await bench.OpenAsync("closes-early");
        (await bench.AskAsync<long>("select count(*) from timers")).ShouldBe(1);

        await using var step = await bench.Complete.RunAsync(
            CaseBench.Officer,
            (await bench.OpenTasksAsync(file.Key)).Single().Id,
            new("done"),
            default
        );

        (await bench.AskAsync<string>("select state from cases where id = $1", P.Uuid(file.Key.Id))).ShouldBe("closed");
        (await bench.AskAsync<long>("select count(*) from timers")).ShouldBe(0);
    }

    private Task<CaseFile> OpenAsync(string wait) => bench.OpenAsync("waits", data: new JsonObject { ["wait"] = wait });

    private static Task<int> SweepAsync(CaseBench at) => at.Service<TimerSweep>().RunAsync(at.Clock.GetUtcNow(), CancellationToken.None);

    /// <summary>The cases in the order in which their timers fired.</summary>
    private async Task<Guid[]> TurnsAsync() =>
        await bench.AskAsync<Guid[]>("select coalesce(array_agg(case_id order by n), '{}') from numbers where word = '时'");

    private async Task<DateTimeOffset> DueAsync(CaseFile file) =>
        await bench.AskAsync<DateTime>("select due_at from timers where case_id = $1", P.Uuid(file.Key.Id));

    private static object Script(string value) => new { typeName = "String", expression = new { type = "JavaScript", value } };
}
