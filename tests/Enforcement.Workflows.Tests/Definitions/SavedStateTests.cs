using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;
using Enforcement.Workflows.Tests.Flow;

namespace Enforcement.Workflows.Tests.Definitions;

public sealed class SavedStateTests
{
    /// <summary>Written by the engine of format 1: <c>Rework</c> with a join of active branches, after its first question.</summary>
    private const string Format1 =
        "AQZchYYCAAALAAAEAQAAIQABBnJvdW5kcwEEIjAxIgIBAUEABwEBAAEBAAAIAQEBAQEBAAAfBgQCAQAKAwIJAAIHBgQAARV7IkV2ZW50TmFtZSI6Im90aGVyIn0LCgMAARN7IkV2ZW50TmFtZSI6ImFzayJ9AA==";

    [Fact]
    public void An_instance_saved_by_the_node_before_this_one_goes_on()
    {
        var graph = Charts.Rework(Draw.Join("WaitAllActive")).Compile();

        var instance = WorkflowInstance.Load(graph, Convert.FromBase64String(Format1));

        instance.Bookmarks.Select(bookmark => bookmark.Node.Id).ShouldBe(["Other", "Ask"]);
        var burst = new WorkflowEngine().Resume(
            instance,
            new ResumeStimulus
            {
                Now = DateTimeOffset.UnixEpoch,
                Seed = 1,
                BookmarkId = instance.Bookmarks[0].Id,
            }
        );
        burst.Instance.Status.ShouldBe(WorkflowStatus.Finished);
    }

    [Fact]
    public void What_an_instance_has_been_told_is_there_when_it_is_read_again()
    {
        var definition = Draw.Envelope(
            Draw.Chart(
                "N > C; C > O; O > W, Bad, T",
                ("N", Draw.Activity("SetName", ("value", Draw.Literal("String", "芦江")))),
                ("C", Draw.Activity("Correlate", ("correlationId", Draw.Literal("String", "c-1")))),
                (
                    "O",
                    Draw.Activity(
                        "SetOutput",
                        ("outputName", Draw.Literal("String", "sum")),
                        ("outputValue", Draw.Json("Object", "{\"a\":[1]}"))
                    )
                ),
                ("W", Draw.Event("paid")),
                ("Bad", Draw.Activity("Fault", ("message", Draw.Literal("String", new string('x', 499) + "😀")))),
                ("T", Draw.Activity("Delay", ("timeSpan", Draw.Literal("TimeSpan", "01:00:00"))))
            )
        );
        var graph = definition.Compile();
        var at = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
        var told = new WorkflowEngine(new EngineOptions { IncidentStrategy = IncidentStrategy.StopBranch })
            .Start(graph, new StartStimulus { Now = at, Seed = 1 })
            .Instance;

        var read = WorkflowInstance.Load(graph, told.Save());

        (read.Name, read.CorrelationId, read.SubStatus).ShouldBe(("芦江", "c-1", WorkflowSubStatus.Suspended));
        read.Output.Select(output => (output.Key, output.Value!.ToJsonString())).ShouldBe([("sum", "{\"a\":[1]}")]);
        read.Bookmarks.Select(Words).ShouldBe(told.Bookmarks.Select(Words));
        var incident = read.Incidents.ShouldHaveSingleItem();
        var before = told.Incidents.Single();
        (incident.ActivityInstanceId, incident.Node, incident.ExceptionType, incident.At).ShouldBe(
            (before.ActivityInstanceId, before.Node, before.ExceptionType, at)
        );
        incident.Message.ShouldBe(new string('x', 499), "of a long message the beginning, and no half character");
        read.Save().ShouldBe(WorkflowInstance.Load(graph, read.Save()).Save());

        static string Words(Bookmark it) => $"{it.Id} {it.Name} {it.Payload?.ToJsonString()} {it.ActivityInstanceId} {it.Node.NodeId}";
    }

    [Fact]
    public void A_wait_that_began_by_a_way_back_is_not_counted_by_its_join_after_it_was_read_again_either()
    {
        // M is a join and waits; one answer brings M again, another all of it from the start.
        var definition = Draw.Envelope(
            Draw.Chart(
                "S > A, B; A > M; B > M; M > Again; Again:True > M; Again:False > Anew; Anew:True > S; Anew:False > End",
                ("M", Draw.Event("m")),
                ("Again", Draw.Decision(Draw.Js("Boolean", "getInput('next') == 'again'"))),
                ("Anew", Draw.Decision(Draw.Js("Boolean", "getInput('next') == 'anew'"))),
                ("End", Draw.Activity("End"))
            )
        );

        var walk = new Walk(definition).Resume("M", Next("again")).Resume("M", Next("anew"));

        walk.State.ShouldBe("Suspended at M");
        walk.Resume("M", Next("end")).ShouldEndWith("S A B S A B");

        static JsonObject Next(string next) => new() { ["next"] = next };
    }

    [Fact]
    public void A_loop_that_was_told_to_end_ends_after_the_wait_of_its_last_turn()
    {
        var turn = Draw.Activity("Parallel", ("activities", Draw.Array(Draw.Activity("Break"), Draw.Named("W", Draw.Event("w")))));
        var loop = Draw.Activity("While", ("condition", Draw.Literal("Boolean", true)), ("body", turn));

        new Walk(Draw.Envelope(Draw.Sequence(loop, Draw.Write("after")))).Resume("W").ShouldEndWith("after");
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(-1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, -1, 0)]
    [InlineData(0, 0, 5)]
    [InlineData(0, 0, 9)]
    [InlineData(0, 0, -1)]
    public void Counters_of_another_flowchart_are_refused(int moreActivities, int moreConnections, int start)
    {
        var graph = Charts.Both(Draw.Join("WaitAll")).Compile();
        var state = new Walk(graph).Instance.State.Copy();
        var flowchart = state.Activities.Single(activity => activity.Flow is not null);
        var flow = flowchart.Flow!;
        flowchart.Flow = new FlowCounters(flow.Activities.Length + moreActivities, flow.Connections.Length + moreConnections);
        flowchart.Counter += start;

        Should
            .Throw<StateException>(() => WorkflowInstance.Load(graph, new WorkflowInstance(graph, state).Save()))
            .Code.ShouldBe("state.damaged");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_step_that_stands_inside_itself_is_refused_and_not_walked_round_for_ever(int around)
    {
        var graph = Draw.Envelope(Draw.Sequence(Draw.Event("w"), Draw.Write(Draw.Js("String", "getVariable('unknown')")))).Compile();
        var state = new Walk(graph).Instance.State.Copy();
        var outermost = state.Activities[0];
        state.Activities[0] = new ActivityInstance
        {
            Id = outermost.Id,
            Node = outermost.Node,
            ParentId = state.Activities[around].Id,
            Status = outermost.Status,
        };

        Should
            .Throw<StateException>(() => WorkflowInstance.Load(graph, new WorkflowInstance(graph, state).Save()))
            .Code.ShouldBe("state.damaged");
    }

    [Fact]
    public void No_room_is_made_for_a_count_beyond_all_measure()
    {
        var graph = Charts.Both(Draw.Join("WaitAll")).Compile();
        // Format, fingerprint, status; no name, no correlation; last number, outputs, inputs; one activity: the flowchart, running, its counts.
        byte[] damaged = [.. new Walk(graph).Instance.Save()[..6], 0, 0, 1, 0, 0, 1, 1, 1, 0, 1 | 64, 0, 0xFF, 0xFF, 0xFF, 0x7F];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Should.Throw<StateException>(() => WorkflowInstance.Load(graph, damaged)).Code.ShouldBe("state.damaged");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000_000);
    }

    [Fact]
    public void A_value_that_names_a_property_twice_is_refused_when_it_is_read_and_not_later()
    {
        var graph = Draw.Envelope(Draw.Sequence(Draw.SetVariable("v", Draw.Json("Object", "{\"one\":1,\"two\":2}")), Draw.Event("w")), "v")
            .Compile();
        var saved = new Walk(graph).Instance.Save();
        "one"u8.CopyTo(saved.AsSpan(saved.AsSpan().IndexOf("two"u8)));

        Should.Throw<StateException>(() => WorkflowInstance.Load(graph, saved)).Code.ShouldBe("state.damaged");
    }

    [Fact]
    public void What_cannot_be_read_is_refused_by_name()
    {
        var graph = Charts.Both(Draw.Join("WaitAll")).Compile();
        var saved = new Walk(graph).Instance.Save();

        Code([]).ShouldBe("state.damaged");
        Code(saved[..^3]).ShouldBe("state.damaged");
        Code([.. saved[..5], 99, .. saved[6..]]).ShouldBe("state.damaged", "there is no such status of an instance");
        Code([9, .. saved[1..]]).ShouldBe("state.newer-format");
        Code([0, .. saved[1..]]).ShouldBe("state.newer-format");
        var other = Charts.Race().Compile();
        Should.Throw<StateException>(() => WorkflowInstance.Load(other, saved)).Code.ShouldBe("state.other-definition");

        string Code(byte[] bytes) => Should.Throw<StateException>(() => WorkflowInstance.Load(graph, bytes)).Code;
    }

    [Fact]
    public void Damaged_bytes_are_refused_by_name_wherever_the_damage_is()
    {
        var graph = Charts.Rework(Draw.Join("WaitAll")).Compile();
        var saved = new Walk(graph).Resume("Other").Instance.Save();
        for (var at = 0; at < saved.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var damaged = (byte[])saved.Clone();
                damaged[at] ^= (byte)(1 << bit);
                try
                {
                    WorkflowInstance.Load(graph, damaged).Save();
                }
                catch (StateException) { }
            }
        }
    }
}
