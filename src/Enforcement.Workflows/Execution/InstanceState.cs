using System.Text.Json.Nodes;

namespace Enforcement.Workflows.Execution;

/// <summary>The changeable inside of an instance. A burst works on a copy.</summary>
internal sealed class InstanceState
{
    public WorkflowSubStatus SubStatus { get; set; } = WorkflowSubStatus.Pending;
    public string? Name { get; set; }
    public string? CorrelationId { get; set; }

    /// <summary>The last number given to an activity instance, bookmark or child.</summary>
    public int LastId { get; set; }
    public List<ActivityInstance> Activities { get; } = [];
    public List<Bookmark> Bookmarks { get; } = [];
    public List<Incident> Incidents { get; } = [];
    public Dictionary<string, JsonNode?> Output { get; } = [];

    /// <summary>Inputs that the definition wants kept beyond the first burst.</summary>
    public Dictionary<string, JsonNode?> KeptInput { get; } = [];

    public int NextId() => ++LastId;

    public ActivityInstance? Find(int id) => Activities.Find(activity => activity.Id == id);

    public InstanceState Copy()
    {
        var copy = new InstanceState
        {
            SubStatus = SubStatus,
            Name = Name,
            CorrelationId = CorrelationId,
            LastId = LastId,
        };
        copy.Activities.Capacity = Activities.Count + 8;
        foreach (var activity in Activities)
            copy.Activities.Add(activity.Copy());
        copy.Bookmarks.AddRange(Bookmarks);
        copy.Incidents.AddRange(Incidents);
        foreach (var (name, value) in Output)
            copy.Output[name] = value;
        foreach (var (name, value) in KeptInput)
            copy.KeptInput[name] = value;
        return copy;
    }
}

/// <summary>One run of one node. Values in it are never changed in place, so copies may share them.</summary>
internal sealed class ActivityInstance
{
    public required int Id { get; init; }
    public required int Node { get; init; }

    /// <summary>0 for the workflow itself.</summary>
    public required int ParentId { get; init; }
    public ActivityStatus Status { get; set; } = ActivityStatus.Pending;

    /// <summary>Began through a connection that leads back: its completion is not counted as a visit.</summary>
    public bool ViaBackward { get; init; }

    /// <summary>A Break has been met in it.</summary>
    public bool IsBreaking { get; set; }

    /// <summary>The container's place: next child of a sequence, turn of a loop, branches done.</summary>
    public int Counter { get; set; }
    public Dictionary<string, JsonNode?>? Variables { get; set; }
    public FlowCounters? Flow { get; set; }

    public ActivityInstance Copy() =>
        new()
        {
            Id = Id,
            Node = Node,
            ParentId = ParentId,
            Status = Status,
            ViaBackward = ViaBackward,
            IsBreaking = IsBreaking,
            Counter = Counter,
            Variables = Variables is null ? null : new(Variables),
            Flow = Flow?.Copy(),
        };
}

/// <summary>
/// How often each activity and connection of a flowchart was visited, whether each connection was followed the last time, and what has
/// arrived at a join that has not run since.
/// </summary>
internal sealed class FlowCounters(int[] activities, int[] connections, bool[] followed, bool[] arrived)
{
    public FlowCounters(int activityCount, int connectionCount)
        : this(new int[activityCount], new int[connectionCount], new bool[connectionCount], new bool[connectionCount]) { }

    public int[] Activities { get; } = activities;
    public int[] Connections { get; } = connections;
    public bool[] Followed { get; } = followed;
    public bool[] Arrived { get; } = arrived;

    /// <summary>The join that was last skipped in this step although a branch had arrived; -1 when none was. Never saved.</summary>
    public int Discarded { get; set; } = -1;

    /// <summary>How many activities are being left right now: some of their connections are still to be followed. Never saved.</summary>
    public int Leaving { get; set; }

    public FlowCounters Copy() => new([.. Activities], [.. Connections], [.. Followed], [.. Arrived]);
}
