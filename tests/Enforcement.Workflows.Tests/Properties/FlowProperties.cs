using CsCheck;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests.Properties;

/// <summary>Random flowcharts. Up to a hundred thousand with <c>LONG=1</c>, one in a hundred of them otherwise.</summary>
public sealed class FlowProperties
{
    private const int MaxBursts = 10;
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly PublishLimits Small = new() { Positions = 300, Moves = 1_000 };
    private static readonly EngineOptions Exact = new() { MaxStepsPerBurst = SlowFlow.MaxSteps * 2 };
    private static readonly EngineOptions Seen = new()
    {
        IncidentStrategy = IncidentStrategy.StopBranch,
        NoSilentLoss = true,
        MaxStepsPerBurst = 100,
    };

    [Fact]
    public void The_engine_does_what_the_slow_rules_say() =>
        RandomChart.Any.Sample(
            chart =>
            {
                var rules = new SlowFlow(chart, new Dice(chart.Seed));
                rules.Start();
                if (rules.IsEndless)
                    return true;
                var graph = chart.Compile(new Dice(chart.Seed));
                var engine = new WorkflowEngine(Exact);
                var log = new List<string>();
                var burst = engine.Start(graph, new StartStimulus { Now = Now, Seed = 1 });
                var turns = new Random(chart.Seed);
                for (var bursts = 0; ; bursts++)
                {
                    log.AddRange(WordsOf(burst));
                    if (rules.IsEndless)
                        return true;
                    if (!log.SequenceEqual(rules.Log))
                        throw new InvalidOperationException(
                            $"engine {string.Join(' ', log)}\nrules  {string.Join(' ', rules.Log)}\n{chart}"
                        );
                    burst.Instance.SubStatus.ShouldBe(
                        rules.HasFailed ? WorkflowSubStatus.Faulted
                        : rules.IsOver ? WorkflowSubStatus.Finished
                        : WorkflowSubStatus.Suspended
                    );
                    // A wait whose step failed stays, so that a retry finds it; the rules know nothing of retries.
                    if (rules.HasFailed)
                        return true;
                    burst.Instance.Bookmarks.Select(bookmark => bookmark.Node.Id).ShouldBe(rules.Waits.Select(RandomChart.Name));
                    if (rules.IsOver || rules.Waits.Count == 0 || bursts == MaxBursts)
                        return true;
                    var which = turns.Next(rules.Waits.Count);
                    rules.Resume(which);
                    burst = engine.Resume(burst.Instance, Resume(burst.Instance.Bookmarks[which].Id));
                }
            },
            iter: TestSize.Of(100_000),
            print: chart => chart.ToString()
        );

    [Fact]
    public void Saving_and_loading_at_every_wait_changes_nothing() =>
        Gen.Select(RandomChart.Any, Gen.Bool)
            .Sample(
                (chart, isMended) =>
                {
                    var (kept, loaded) = (new Dice(chart.Seed), new Dice(chart.Seed));
                    var (graph, other) = (chart.Compile(kept, isMended), chart.Compile(loaded, isMended));
                    var engine = new WorkflowEngine(Seen);
                    var one = engine.Start(graph, new StartStimulus { Now = Now, Seed = 1 });
                    var two = engine.Start(other, new StartStimulus { Now = Now, Seed = 1 });
                    var turns = new Random(chart.Seed);
                    for (var bursts = 0; bursts < MaxBursts; bursts++)
                    {
                        WordsOf(two).ShouldBe(WordsOf(one));
                        two.Instance.Save().ShouldBe(one.Instance.Save());
                        if (one.Instance.Bookmarks.Count == 0)
                            return;
                        var which = one.Instance.Bookmarks[turns.Next(one.Instance.Bookmarks.Count)].Id;
                        one = engine.Resume(one.Instance, Resume(which));
                        two = engine.Resume(WorkflowInstance.Load(other, two.Instance.Save()), Resume(which));
                    }
                },
                iter: TestSize.Of(20_000),
                print: pair => pair.ToString()
            );

    [Fact]
    public void Every_order_of_ending_parallel_waits_comes_to_a_legal_state() =>
        Gen.Select(RandomChart.Any, Gen.Bool)
            .Sample(
                (chart, isMended) =>
                {
                    var engine = new WorkflowEngine(Seen);
                    var graph = chart.Compile(new Dice(chart.Seed), isMended);
                    var left = 150;
                    Try(engine.Start(graph, new StartStimulus { Now = Now, Seed = 1 }), 0);

                    void Try(Burst burst, int depth)
                    {
                        var instance = burst.Instance;
                        var isLegal =
                            instance.SubStatus == WorkflowSubStatus.Finished
                            || (
                                instance.SubStatus == WorkflowSubStatus.Suspended && instance.Bookmarks.Count + instance.Incidents.Count > 0
                            );
                        isLegal.ShouldBeTrue($"{instance.SubStatus} {chart}");
                        foreach (var bookmark in instance.Bookmarks)
                        {
                            if (depth < 6 && left-- > 0)
                                Try(engine.Resume(instance, Resume(bookmark.Id)), depth + 1);
                        }
                    }
                },
                iter: TestSize.Of(20_000),
                print: pair => pair.ToString()
            );

    [Fact]
    public void What_may_be_published_loses_nothing_in_any_run() =>
        Gen.Select(RandomChart.Any, Gen.Bool)
            .Sample(
                (chart, isMended) =>
                {
                    var dice = new Dice(chart.Seed);
                    var graph = chart.Compile(dice, isMended);
                    if (PublishCheck.Of(graph, Small).Any(Speaks))
                        return;
                    var engine = new WorkflowEngine(Seen);
                    for (var run = 0; run < 5; run++)
                    {
                        var burst = engine.Start(graph, new StartStimulus { Now = Now, Seed = 1 });
                        var turns = new Random(chart.Seed + run);
                        for (var bursts = 0; bursts < MaxBursts && burst.Instance.Bookmarks.Count > 0; bursts++)
                            burst = engine.Resume(
                                burst.Instance,
                                Resume(burst.Instance.Bookmarks[turns.Next(burst.Instance.Bookmarks.Count)].Id)
                            );
                        burst.Instance.Incidents.ShouldBeEmpty(chart.ToString());
                    }
                },
                iter: TestSize.Of(20_000),
                print: pair => pair.ToString()
            );

    [Fact]
    public void A_mended_join_never_loses_a_branch() =>
        RandomChart.Any.Sample(
            chart =>
                PublishCheck
                    .Of(chart.Compile(new Dice(chart.Seed), isMended: true), Small)
                    .Where(fault => fault.Code is "flow.join-skipped" or "flow.join-dead-path" or "flow.waits-for-nothing")
                    .ShouldBeEmpty(chart.ToString()),
            iter: TestSize.Of(20_000),
            print: chart => chart.ToString()
        );

    private static bool Speaks(GraphFault fault) =>
        fault.Severity == FaultSeverity.Error || fault.Code is "flow.not-fully-explored" or "flow.multiplies" or "flow.join-dead-path";

    private static ResumeStimulus Resume(int bookmarkId) =>
        new()
        {
            Now = Now,
            Seed = 2,
            BookmarkId = bookmarkId,
        };

    private static IEnumerable<string> WordsOf(Burst burst) =>
        burst
            .Log.Where(entry => entry.Node.Parent?.Parent is not null)
            .Select(entry =>
                (
                    entry.Kind switch
                    {
                        LogKind.Started => "+",
                        LogKind.Completed => ".",
                        LogKind.Canceled => "-",
                        LogKind.Faulted => "!",
                        _ => "",
                    },
                    entry.Node.Id[1..]
                )
            )
            .Where(word => word.Item1 != "")
            .Select(word => word.Item1 + word.Item2);
}
