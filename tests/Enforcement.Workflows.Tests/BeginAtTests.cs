using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests;

/// <summary>An instance whose beginning happened elsewhere: it stands at a node in the middle, and goes on from there as any other.</summary>
public sealed class BeginAtTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly WorkflowEngine Engine = new(
        new EngineOptions { IncidentStrategy = IncidentStrategy.StopBranch, NoSilentLoss = true }
    );

    /// <summary>Two ways lead to D, one of them past the wait; E leads back to the wait.</summary>
    private static readonly WorkflowGraph Graph = Draw.Envelope(
            Draw.Chart("S > A, W; A > D; W > D; D > E", ("W", Draw.Event("go")), ("E", Draw.Event("on")))
        )
        .Compile();

    [Fact]
    public void It_waits_at_the_named_node_and_nothing_before_it_has_run()
    {
        var burst = Engine.Start(Graph, At("W"));

        burst.Effects.ShouldBeEmpty();
        burst.Instance.Bookmarks.ShouldHaveSingleItem().Node.Id.ShouldBe("W");
        burst.Instance.Status.ShouldBe(WorkflowStatus.Running);
    }

    [Fact]
    public void A_join_behind_it_does_not_wait_for_the_branches_that_were_never_begun()
    {
        var saved = Engine.Start(Graph, At("W")).Instance.Save();

        var burst = Go(WorkflowInstance.Load(Graph, saved), "go");

        burst.Effects.ShouldBe([new LineWritten("D")]);
        burst.Incidents.ShouldBeEmpty();
        var last = Go(burst.Instance, "on");
        last.Instance.Status.ShouldBe(WorkflowStatus.Finished);
        last.Incidents.ShouldBeEmpty();
    }

    [Fact]
    public void A_way_that_leads_back_before_it_is_walked_as_drawn()
    {
        var graph = Draw.Envelope(Draw.Chart("S > A; A > W; W > B; B > A", ("A", Draw.Event("early")), ("W", Draw.Event("go")))).Compile();

        var back = Go(Engine.Start(graph, At("W", graph)).Instance, "go");
        back.Instance.Bookmarks.ShouldHaveSingleItem().Node.Id.ShouldBe("A");
        Go(back.Instance, "early").Instance.Bookmarks.ShouldHaveSingleItem().Node.Id.ShouldBe("W");
    }

    [Fact]
    public void It_can_be_led_over_to_another_version()
    {
        var later = Draw.Envelope(Draw.Chart("S > A, W; A > D; W > D; D > E; E > F", ("W", Draw.Event("go")), ("E", Draw.Event("on"))))
            .Compile();

        var move = Engine.Start(Graph, At("W")).Instance.MoveTo(later, new Dictionary<string, string>());

        move.Refusals.ShouldBeEmpty();
        Go(move.Instance!, "go").Effects.ShouldBe([new LineWritten("D")]);
    }

    [Fact]
    public void No_instance_begins_at_a_node_that_is_unknown_or_stands_deeper()
    {
        var nested = Draw.Envelope(Draw.Chart("S > C", ("C", Draw.Chart("X > Y")))).Compile();
        var deep = nested.Nodes.Single(node => node.Id == "Y").NodeId;

        nested.CanBeginAt(deep).ShouldBeFalse();
        nested.CanBeginAt("nowhere").ShouldBeFalse();
        Should.Throw<ArgumentException>(() => Engine.Start(nested, At("Y", nested)));
    }

    private static Burst Go(WorkflowInstance instance, string eventName) =>
        Engine.ResumeEvent(
            instance,
            new EventStimulus
            {
                EventName = eventName,
                Payload = (JsonNode?)null,
                Now = Now,
                Seed = 1,
            }
        );

    private static StartStimulus At(string id, WorkflowGraph? graph = null) =>
        new()
        {
            AtNodeId = (graph ?? Graph).Nodes.Single(node => node.Id == id).NodeId,
            Now = Now,
            Seed = 1,
        };
}
