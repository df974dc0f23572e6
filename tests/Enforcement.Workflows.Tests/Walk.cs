using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests;

/// <summary>Walks one instance from wait to wait, saving and loading it in between, and remembers what it wrote.</summary>
internal sealed class Walk
{
    private readonly WorkflowEngine engine;
    private DateTimeOffset now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private long seed;

    public Walk(JsonObject definition, EngineOptions? options = null, JsonObject? input = null)
        : this(definition.Compile(), options, input) { }

    public Walk(WorkflowGraph graph, EngineOptions? options = null, JsonObject? input = null)
    {
        Graph = graph;
        engine = new WorkflowEngine(options);
        Instance = Keep(
            engine.Start(
                graph,
                new StartStimulus
                {
                    Now = now,
                    Seed = ++seed,
                    Input = input,
                }
            )
        );
    }

    public WorkflowGraph Graph { get; private set; }
    public WorkflowInstance Instance { get; private set; }
    public List<string> Lines { get; } = [];
    public List<Effect> Effects { get; } = [];

    /// <summary>As their bursts told of them; what is kept of those that are open is on the instance.</summary>
    public List<Incident> Incidents { get; } = [];
    public string Text => string.Join(' ', Lines);
    public string Waits => string.Join(' ', Instance.Bookmarks.Select(bookmark => bookmark.Node.Id));

    /// <summary>Where it stands: <c>Suspended at A B</c>, <c>Finished</c>, with the number of incidents if there are any.</summary>
    public string State =>
        $"{Instance.SubStatus}{(Waits.Length > 0 ? " at " + Waits : "")}{(Instance.Incidents.Count > 0 ? $" with {Instance.Incidents.Count}" : "")}";

    public Walk Resume(string nodeId, JsonObject? input = null)
    {
        Instance = Keep(
            engine.Resume(
                Instance,
                new ResumeStimulus
                {
                    Now = now = now.AddDays(1),
                    Seed = ++seed,
                    BookmarkId = Instance.Bookmarks.First(bookmark => bookmark.Node.Id == nodeId).Id,
                    Input = input,
                }
            )
        );
        return this;
    }

    public Walk Retry(string nodeId)
    {
        Instance = Keep(
            engine.Retry(
                Instance,
                new RetryStimulus
                {
                    Now = now,
                    Seed = ++seed,
                    ActivityInstanceId = Instance.Incidents.First(incident => incident.Node.Id == nodeId).ActivityInstanceId,
                }
            )
        );
        return this;
    }

    public Walk CancelStep(string nodeId)
    {
        Instance = Keep(
            engine.CancelActivity(
                Instance,
                new CancelActivityStimulus
                {
                    Now = now,
                    Seed = ++seed,
                    ActivityInstanceId = Instance.Open.First(open => open.Node.Id == nodeId).ActivityInstanceId,
                }
            )
        );
        return this;
    }

    /// <summary>Goes on in another version; the move is told as <c>move.step-passed-over N</c>.</summary>
    public string MoveTo(JsonObject definition, params (string From, string To)[] byHand)
    {
        var target = definition.Compile();
        var move = Instance.MoveTo(
            target,
            byHand.ToDictionary(
                pair => Graph.Nodes.Single(node => node.Id == pair.From).NodeId,
                pair => target.Nodes.Single(node => node.Id == pair.To).NodeId
            )
        );
        if (move.Instance is { } moved)
        {
            Graph = target;
            Instance = WorkflowInstance.Load(Graph, moved.Save());
        }
        return string.Join(
            ", ",
            move.Refusals.Concat(move.Notes)
                .Select(it => $"{it.Code} {it.NodeId.Split(':')[^1]}{(it.Detail is null ? "" : "/" + it.Detail)}")
        );
    }

    public Walk Cancel()
    {
        Instance = Keep(engine.Cancel(Instance, new CancelStimulus { Now = now, Seed = ++seed }));
        return this;
    }

    private WorkflowInstance Keep(Burst burst)
    {
        burst.Result.ShouldBe(BurstResult.Ran);
        Lines.AddRange(burst.Effects.OfType<LineWritten>().Select(line => line.Text));
        Effects.AddRange(burst.Effects);
        Incidents.AddRange(burst.Incidents);
        var saved = burst.Instance.Save();
        if (burst.Instance.Status == WorkflowStatus.Running)
            burst
                .Instance.MoveTo(Graph, new Dictionary<string, string>())
                .Instance.ShouldNotBeNull()
                .Save()
                .ShouldBe(saved, "a move to the same version changes nothing");
        return WorkflowInstance.Load(Graph, saved);
    }
}
