using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Tasks;

/// <summary>The flow asks a person for something.</summary>
public sealed record TaskOpened(int BookmarkId, string Node, string NodeId, string Organization, string Role, Guid? Assignee, TaskSpec Spec)
    : Effect;

/// <summary>The open tasks of one case, in every step on it.</summary>
public sealed class OpenTasks : CasePart
{
    private readonly List<CaseTask> tasks = [];

    public override int Order => 20;

    public IReadOnlyList<CaseTask> All => tasks;

    public IEnumerable<CaseTask> Open => tasks.Where(task => task.State is TaskState.Open or TaskState.Signing);

    /// <exception cref="RefusedException">It was done or withdrawn before.</exception>
    public CaseTask Find(Guid id) => tasks.FirstOrDefault(task => task.Id == id) ?? throw TaskRefusals.NoLongerOpen();

    /// <summary>Two officers sign, never one of them twice (Administrative Penalty Law art. 42).</summary>
    public void RequireAnother(CaseTask task, Guid person)
    {
        if (task.ParentTaskId is { } signed && Find(signed).AnsweredBy == person)
            throw TaskRefusals.SecondIsFirst(task);
    }

    /// <summary>An act beside the flow, for the two handlers: registered evidence, an order to correct, what follows from them.</summary>
    public CaseTask OpenSide(CaseWork work, string node, string role, TaskSpec spec)
    {
        var task = new CaseTask
        {
            Id = RowId.New(work.Case.Key.County, work.Now),
            CaseKey = work.Case.Key,
            Kind = TaskKind.Side,
            Node = node,
            NodeId = node,
            Organization = work.Case.OwnerOrg,
            Role = role,
            Spec = spec,
            OpenedAt = work.Now,
            IsNew = true,
        };
        task.Restore(null, TaskState.Open, 1, null, null, null, null);
        tasks.Add(task);
        StartClock(task, work);
        return task;
    }

    /// <summary>
    /// A transferred case takes along the terms on goods, and the acts that have to follow in them: they are the receiver's now, for any two of its
    /// handlers, and no longer the sender's.
    /// </summary>
    /// <param name="role">Of the receiver's handlers.</param>
    public void HandOn(CaseWork work, CaseWork receiver, string role)
    {
        var clocks = work.Part<CaseClocks>();
        foreach (var clock in clocks.OnGoods.ToList())
        {
            var task = Open.FirstOrDefault(task => task.Id == clock.TaskId && task.Kind is TaskKind.Side);
            var theirs = task is null
                ? null
                : receiver
                    .Part<OpenTasks>()
                    .OpenSide(receiver, task.Node, role, task.Spec with { Clock = null, ClockFrom = null, HandlersOnly = false });
            var carried = clocks.HandOn(work, clock, receiver, theirs?.Id);
            theirs?.FallDue(carried.DueInternal, carried.IsInternal ? null : carried.DueLegal);
            if (task is not null)
                Withdraw(task, work);
        }
    }

    /// <summary>A second officer's signature.</summary>
    public CaseTask Add(CaseTask task)
    {
        tasks.Add(task);
        return task;
    }

    public override Statement Read(CaseOf of) => TaskTable.ReadOpen.About(of);

    public override async Task LoadAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel))
            tasks.Add(TaskTable.From(reader));
    }

    public override bool Take(Effect effect, CaseWork work)
    {
        if (effect is not TaskOpened opened)
            return false;
        // A wait that came and went within one burst needs no task.
        if (work.Flow!.Bookmarks.All(bookmark => bookmark.Id != opened.BookmarkId))
            return true;

        var task = new CaseTask
        {
            Id = RowId.New(work.Case.Key.County, work.Now),
            CaseKey = work.Case.Key,
            Bookmark = opened.BookmarkId,
            Kind = TaskKind.Flow,
            Node = opened.Node,
            NodeId = opened.NodeId,
            Organization = opened.Organization,
            Role = opened.Role,
            Spec = opened.Spec,
            OpenedAt = work.Now,
            IsNew = true,
        };
        task.Restore(opened.Assignee, TaskState.Open, 1, null, null, null, null);
        tasks.Add(task);
        StartClock(task, work);
        if (opened.Organization != work.Case.OwnerOrg)
            work.LetTakePart(opened.Organization, "reviewer");
        return true;
    }

    public override void BookmarkGone(int bookmark, CaseWork work)
    {
        foreach (var task in tasks.Where(task => task.Bookmark == bookmark))
            Withdraw(task, work);
    }

    public override void WaitMoved(Bookmark bookmark, CaseWork work)
    {
        foreach (var task in tasks.Where(task => task.Bookmark == bookmark.Id))
        foreach (var moved in tasks.Where(other => other == task || other.ParentTaskId == task.Id))
            moved.GoesOnAt(bookmark.Node.Name ?? bookmark.Node.Id, bookmark.Node.NodeId);
    }

    /// <summary>A statutory window closes by itself: the service chooses the way out that the definition names.</summary>
    public override bool TimerFired(int bookmark, CaseWork work)
    {
        if (Open.FirstOrDefault(task => task.Bookmark == bookmark) is not { Spec.TimeoutOutcome: { } outcome } task)
            return false;
        var answer = new JsonObject { ["outcome"] = outcome, ["fields"] = new JsonObject() };
        task.Complete(work.Step.Actor, answer, work.Now);
        work.Part<CaseClocks>().TaskEnded(work, task.Id, "lapsed");
        work.Case.Data.Set($"{task.Node}Outcome", outcome);
        work.Record(
            "task.timed-out",
            new JsonObject
            {
                ["node"] = task.Node,
                ["task"] = task.Id.ToString(),
                ["answer"] = answer.DeepClone(),
            }
        );
        work.Signal(bookmark, answer);
        return true;
    }

    public override void CaseClosed(CaseWork work)
    {
        foreach (var task in tasks)
            Withdraw(task, work);
    }

    public override void AddWrites(CaseWork work)
    {
        FollowClocks(work);
        foreach (var task in tasks)
            if (task.IsNew)
                work.Write(TaskTable.Insert(task));
            else if (task.Changed)
                work.Write(TaskTable.Update(task));
    }

    /// <summary>Whom a delay is charged to: whoever has the first open task of the flow.</summary>
    public override void Settle(CaseWork work)
    {
        if (work.Case.IsOpen && Open.FirstOrDefault(task => task.Kind is TaskKind.Flow) is { } first)
            work.HeldBy(new Holder(first.Organization, first.Role, first.Assignee, first.Spec.Holding));
    }

    /// <summary>The rule of the task gives its due dates; where the window closes by itself, a timer waits for the end of its last day.</summary>
    private static void StartClock(CaseTask task, CaseWork work)
    {
        if (task.Spec.Clock is not { } rule)
            return;
        var from = task.Spec.ClockFrom is { } fact ? work.Case.Data.Date(fact) : null;
        var variant = work.Case.Data.Flag("urgent") == true ? "urgent" : "";
        var clock = work.Part<CaseClocks>().Start(work, rule, from, variant, task.Id);
        task.FallDue(clock.DueInternal, clock.IsInternal ? null : clock.DueLegal);
        if (task is { Spec.TimeoutOutcome: not null, Bookmark: { } bookmark })
            work.Write(TimerTable.Insert(work.Case.Key, bookmark, clock.DueLegal));
    }

    /// <summary>A clock that was paused, resumed, extended or reckoned anew takes its task along, and the timer of the task's window.</summary>
    private void FollowClocks(CaseWork work)
    {
        foreach (var clock in work.Part<CaseClocks>().Running.Where(clock => clock.Moved))
        {
            if (Open.FirstOrDefault(task => task.Id == clock.TaskId) is not { IsNew: false } task)
                continue;
            task.FallDue(clock.DueInternal, clock.IsInternal ? null : clock.DueLegal);
            if (task is not { Spec.TimeoutOutcome: not null, Bookmark: { } bookmark })
                continue;
            work.Write(TimerTable.Delete(work.Case.Key, bookmark));
            if (clock.State == ClockState.Running)
                work.Write(TimerTable.Insert(work.Case.Key, bookmark, clock.DueLegal));
        }
    }

    private void Withdraw(CaseTask task, CaseWork work)
    {
        work.Part<CaseClocks>().TaskEnded(work, task.Id, task.State is TaskState.Done ? "kept" : "withdrawn");
        task.Cancel(work.Now);
        foreach (var signature in tasks.Where(other => other.ParentTaskId == task.Id))
            signature.Cancel(work.Now);
    }
}
