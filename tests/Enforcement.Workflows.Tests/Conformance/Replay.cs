using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests.Conformance;

/// <summary>Runs a definition as the trace was taken, saving and loading the instance after every burst.</summary>
public sealed class Replay
{
    private static readonly DateTimeOffset Began = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private readonly Trace trace;
    private readonly WorkflowGraph graph;
    private readonly WorkflowEngine engine;
    private readonly List<LogEntry> log = [];
    private readonly List<string> lines = [];
    private int bursts;

    public Replay(Trace trace, WorkflowDefinition definition, Func<WorkflowReference, WorkflowDefinition?>? others = null)
    {
        this.trace = trace;
        var catalog = new ActivityCatalog(ActivityCatalog.BuiltIn);
        graph = WorkflowGraph.Compile(definition, catalog, others);
        engine = new WorkflowEngine(
            new EngineOptions
            {
                InlineWorkflows = id =>
                    others?.Invoke(new WorkflowReference(null, id, null, null)) is { } child
                        ? WorkflowGraph.Compile(child, catalog, others)
                        : null,
            }
        );
    }

    public void MatchesTheTrace()
    {
        var input = new JsonObject { ["Who"] = "Ann", ["Input1"] = "Foo" };
        var instance = Keep(
            engine.Start(
                graph,
                new StartStimulus
                {
                    Now = Began,
                    Seed = 1,
                    Input = input,
                }
            )
        );
        foreach (var round in trace.Rounds)
        {
            instance.SubStatus.ShouldBe(WorkflowSubStatus.Suspended);
            instance
                .Bookmarks.Select(bookmark => $"{bookmark.Name}@{bookmark.Node.Id}")
                .ShouldBe(round.Bookmarks, $"round after {bursts} bursts");
            var next = instance.Bookmarks.FirstOrDefault(bookmark => round.Resumed is null || bookmark.Node.Id == round.Resumed);
            if (next is not null)
                instance = Keep(
                    engine.Resume(
                        instance,
                        new ResumeStimulus
                        {
                            Now = Began.AddDays(bursts),
                            Seed = bursts,
                            BookmarkId = next.Id,
                        }
                    )
                );
        }
        StartedAsElsaLogsIt().Select(Called).ShouldBe(trace.Started);
        log.Where(entry => entry.Kind is LogKind.Canceled or LogKind.Faulted)
            .Select(entry => $"{entry.Kind}({Called(entry.Node)}:{entry.Node.Activity.Descriptor.ShortName})")
            .ShouldBe(trace.Events);
        lines.ShouldBe(trace.Lines);
        instance.Status.ToString().ShouldBe(trace.Status);
        instance.SubStatus.ToString().ShouldBe(trace.SubStatus);
        instance.Incidents.Count.ShouldBe(trace.Incidents);
        instance.Bookmarks.Count.ShouldBe(trace.BookmarksLeft ?? 0);
        if (trace.Message is not null)
            instance.Incidents[0].Message.ShouldStartWith(trace.Message); // Ours goes on with the cause.
        JsonNode
            .DeepEquals(
                new JsonObject(instance.Output.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))),
                JsonNode.Parse(trace.Output)
            )
            .ShouldBeTrue(trace.Output);
    }

    private WorkflowInstance Keep(Burst burst)
    {
        burst.Result.ShouldBe(BurstResult.Ran);
        bursts++;
        log.AddRange(burst.Log);
        lines.AddRange(burst.Effects.OfType<LineWritten>().Select(line => line.Text));
        return WorkflowInstance.Load(graph, burst.Instance.Save());
    }

    /// <summary>Elsa logs the start of an activity as a resume while another run of the same node waits; our log calls every start a start.</summary>
    private IEnumerable<ActivityNode> StartedAsElsaLogsIt()
    {
        var waiting = new Dictionary<int, ActivityNode>();
        foreach (var entry in log)
        {
            if (entry.Kind == LogKind.Suspended)
                waiting[entry.ActivityInstanceId] = entry.Node;
            else if (entry.Kind == LogKind.Started && entry.Node.Parent is not null && !waiting.ContainsValue(entry.Node))
                yield return entry.Node;
            else
                waiting.Remove(entry.ActivityInstanceId);
        }
    }

    private static string Called(ActivityNode node) => node.Name ?? node.Id;
}
