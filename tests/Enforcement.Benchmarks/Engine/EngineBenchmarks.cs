using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Enforcement.Benchmarks.Harness;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Benchmarks.Engine;

/// <summary>
/// The engine alone, in memory: a transition of <c>township-case.json</c>, a definition of 200 nodes, and the expressions that the shipped
/// definitions and their notices use.
/// </summary>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.FromHours(8));

    /// <summary>Knows the activities of the service; nothing below asks its database.</summary>
    internal static BenchmarkService Service { get; set; } = null!;

    private WorkflowEngine engine = null!;
    private ActivityCatalog catalog = null!;
    private string largeText = null!;
    private Waiting transition = null!;
    private Waiting large = null!;
    private Waiting script = null!;
    private Waiting liquid = null!;

    [GlobalSetup]
    public void SetUp()
    {
        (catalog, engine) = (Service.Of<ActivityCatalog>(), Service.Of<WorkflowEngine>());
        largeText = Drawn.Chain(200);
        var township = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "workflows", "township-case.json"));
        transition = Wait(township, "confirmed");
        large = Wait(largeText, "Done");
        script = Wait(Drawn.AfterAWait("JavaScript", "Case.fine != null && Number(Case.fine) > 0"), "Done");
        liquid = Wait(Drawn.AfterAWait("Liquid", "{{ Case.title }}：{{ Case.fine }} 元"), "Done");
    }

    [Benchmark(Description = "township-case: state read, one transition, state written")]
    public byte[] Transition() => Resume(transition);

    [Benchmark(Description = "200 nodes: compile")]
    public WorkflowGraph CompileLarge() => WorkflowGraph.Compile(WorkflowDefinition.Parse(largeText), catalog);

    [Benchmark(Description = "200 nodes: start, run to the first wait")]
    public Burst StartLarge() => engine.Start(large.Graph, Start());

    [Benchmark(Description = "200 nodes: one resume")]
    public byte[] ResumeLarge() => Resume(large);

    [Benchmark(Description = "a resume that evaluates JavaScript")]
    public byte[] JavaScript() => Resume(script);

    [Benchmark(Description = "a resume that evaluates Liquid")]
    public byte[] Liquid() => Resume(liquid);

    private byte[] Resume(Waiting it) => engine.Resume(WorkflowInstance.Load(it.Graph, it.State), it.Stimulus).Instance.Save();

    private Waiting Wait(string definition, string outcome)
    {
        var graph = WorkflowGraph.Compile(WorkflowDefinition.Parse(definition), catalog);
        if (!graph.CanBePublished)
            throw new InvalidOperationException(string.Join("; ", graph.Faults.Select(fault => $"{fault.NodeId} {fault.Message}")));
        var started = engine.Start(graph, Start()).Instance;
        return new Waiting(
            graph,
            started.Save(),
            new ResumeStimulus
            {
                BookmarkId = started.Bookmarks[0].Id,
                Input = new JsonObject { ["outcome"] = outcome, ["fields"] = new JsonObject() },
                Now = Now,
                Seed = 1,
                Facts = Facts(),
            }
        );
    }

    private static StartStimulus Start() =>
        new()
        {
            Now = Now,
            Seed = 1,
            Facts = Facts(),
        };

    private static JsonObject Facts() =>
        new()
        {
            ["county"] = "430112",
            ["ownerOrg"] = "430112106",
            ["handlerOrg"] = "430112106",
            ["title"] = "占道堆放物料",
            ["fine"] = 300,
            ["crimeSuspected"] = true,
            ["matterCode"] = "CG-02",
            ["violationDate"] = "2026-11-20",
            ["officers"] = new JsonArray(),
        };

    private sealed record Waiting(WorkflowGraph Graph, byte[] State, ResumeStimulus Stimulus);
}
