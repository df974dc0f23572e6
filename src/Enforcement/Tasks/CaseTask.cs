using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;

namespace Enforcement.Tasks;

/// <summary>
/// Something a person must do for a case. Done once, by one who holds its role at its organisation; where two officers are required, it is
/// done when the second has signed in their own session.
/// </summary>
public sealed class CaseTask
{
    private readonly List<PastHold> pastHolds = [];

    public required Guid Id { get; init; }
    public required CaseKey CaseKey { get; init; }

    /// <summary>The wait of the flow that it answers; null for a task beside the flow.</summary>
    public int? Bookmark { get; init; }

    public required TaskKind Kind { get; init; }
    public Guid? ParentTaskId { get; init; }

    /// <summary>Name of the node in the definition: stable over versions, used by reports. It changes with <see cref="GoesOnAt"/> only.</summary>
    public required string Node { get; set; }

    public required string NodeId { get; set; }
    public required string Organization { get; init; }
    public required string Role { get; init; }
    public required TaskSpec Spec { get; init; }
    public Guid? Assignee { get; private set; }
    public TaskState State { get; private set; }

    /// <summary>Counts every change; a client that sends an older one is told so. One's own claim does not invalidate what one saw.</summary>
    public int Version { get; private set; } = 1;

    public required DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset? ClaimedAt { get; private set; }
    public DateTimeOffset? DueInternal { get; internal set; }
    public DateTimeOffset? DueLegal { get; internal set; }
    public DateTimeOffset? DoneAt { get; private set; }
    public Guid? DoneBy { get; private set; }

    /// <summary>Outcome, fields, comment and who; while the second signature is awaited, what it will be.</summary>
    public JsonObject? Answer { get; private set; }

    /// <summary>Who gave <see cref="Answer"/>; null while there is none, and of one that the service gave.</summary>
    public Guid? AnsweredBy => Answer?["by"]?["id"]?.GetValue<string>() is { } id ? Guid.Parse(id) : null;

    /// <summary>Who had it before, in their order: a day that fell due was theirs, whoever has the task now.</summary>
    public IReadOnlyList<PastHold> PastHolds => pastHolds;

    internal bool IsNew { get; init; }
    internal bool Changed { get; private set; }

    public bool IsOpen => State is TaskState.Open;

    /// <summary>The post in which somebody may do it, or a named refusal.</summary>
    public Post PostOf(Actor actor, CaseFile caseFile)
    {
        var post = actor.PostFor(Role, Organization) ?? throw TaskRefusals.NotYours(this);
        if (Assignee is { } holder && holder != actor.PersonId && post.StandsInFor?.PersonId != holder)
            throw TaskRefusals.ClaimedByAnother(this);
        if (Spec.HandlersOnly && !caseFile.Officers.Contains(actor.PersonId))
            throw TaskRefusals.NotAHandler(this);
        return post;
    }

    public void Claim(Actor actor, CaseFile caseFile, DateTimeOffset at)
    {
        RequireOpen();
        PostOf(actor, caseFile);
        if (Assignee == actor.PersonId)
            return;
        Pass(actor.PersonId, at, claimedAt: at);
        Touch(countVersion: false);
    }

    public void Release(Actor actor, DateTimeOffset at)
    {
        RequireOpen();
        if (Assignee != actor.PersonId)
            throw TaskRefusals.ClaimedByAnother(this);
        Pass(null, at, claimedAt: null);
        Touch();
    }

    /// <param name="to">Somebody who holds the role at the organisation today; the caller has checked it.</param>
    public void ReassignTo(Guid to, DateTimeOffset at)
    {
        RequireOpen();
        Pass(to, at, claimedAt: at);
        Touch();
    }

    public void Complete(Actor actor, JsonObject answer, DateTimeOffset at)
    {
        if (State is not (TaskState.Open or TaskState.Signing))
            throw TaskRefusals.NoLongerOpen();
        (State, Answer, DoneAt, DoneBy) = (TaskState.Done, answer, at, actor.PersonId);
        Touch();
    }

    public void AwaitSignature(Actor actor, JsonObject answer, DateTimeOffset at)
    {
        RequireOpen();
        Pass(actor.PersonId, at, ClaimedAt);
        (State, Answer) = (TaskState.Signing, answer);
        Touch();
    }

    /// <summary>The second officer does not sign: the task is open again, with nothing lost of what was typed.</summary>
    public void Reopen()
    {
        State = TaskState.Open;
        Touch();
    }

    public void Cancel(DateTimeOffset at)
    {
        if (State is TaskState.Done or TaskState.Cancelled)
            return;
        (State, DoneAt) = (TaskState.Cancelled, at);
        Touch();
    }

    /// <summary>Its clock says so; what a person sees of the task and may answer is the same.</summary>
    /// <param name="legal">Null: the term is the office's own.</param>
    public void FallDue(DateTimeOffset? @internal, DateTimeOffset? legal)
    {
        (DueInternal, DueLegal) = (@internal, legal);
        Touch(countVersion: false);
    }

    /// <summary>The flow was led over to another version of its definition; what is asked stays as it was frozen.</summary>
    internal void GoesOnAt(string node, string nodeId)
    {
        if ((Node, NodeId) == (node, nodeId))
            return;
        (Node, NodeId) = (node, nodeId);
        Touch(countVersion: false);
    }

    /// <exception cref="ChangedMeanwhileException">The client saw an older version.</exception>
    public void RequireVersion(int? seen)
    {
        if (seen is { } version && version != Version)
            throw new ChangedMeanwhileException();
    }

    private void RequireOpen()
    {
        if (!IsOpen)
            throw TaskRefusals.NoLongerOpen();
    }

    private void Pass(Guid? to, DateTimeOffset at, DateTimeOffset? claimedAt)
    {
        if (to != Assignee && !IsNew)
            pastHolds.Add(new PastHold(Assignee, at));
        (Assignee, ClaimedAt) = (to, claimedAt);
    }

    private void Touch(bool countVersion = true)
    {
        Changed = true;
        if (countVersion)
            Version++;
    }

    internal void Restore(
        Guid? assignee,
        TaskState state,
        int version,
        DateTimeOffset? claimedAt,
        DateTimeOffset? doneAt,
        Guid? doneBy,
        JsonObject? answer,
        IReadOnlyList<PastHold>? held = null
    )
    {
        (Assignee, State, Version, ClaimedAt, DoneAt, DoneBy, Answer) = (assignee, state, version, claimedAt, doneAt, doneBy, answer);
        pastHolds.AddRange(held ?? []);
    }
}

/// <param name="Person">Null: it lay with the role, claimed by nobody.</param>
/// <param name="Until">From the hold before, or from the opening of the task.</param>
public sealed record PastHold(Guid? Person, DateTimeOffset Until);

public enum TaskKind
{
    Flow,
    Side,
    CounterSign,
}

public enum TaskState
{
    Open,

    /// <summary>Answered by the first officer; waits for the second.</summary>
    Signing,
    Done,
    Cancelled,
}
