using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Processes.Children;

/// <summary>
/// The running children of one case, in every step on it. They start when the step is about to be committed, finish in the step that moves them,
/// and tell their parent in that same step: there is no moment at which a child has finished and its parent does not know. Events that a flow
/// publishes are heard within its case, and nowhere else.
/// </summary>
/// <remarks>
/// A child asks nobody for anything: a definition with a task of people is refused by name, because tasks and letters name their wait by a number
/// that is unique in the case's own instance only. A failing step of a child ends the child, and becomes an incident at the step of the parent that
/// waits for it, where it can be put right.
/// </remarks>
internal sealed class CaseChildren(Definitions definitions, WorkflowEngine host) : CasePart
{
    /// <summary>Started or told within one step; a loop of them must come to an end.</summary>
    private const int MostAtOnce = 100;
    private const int MostRunning = 100;
    private const int MostDepth = 8;

    private readonly WorkflowEngine engine = new(
        host.Options with
        {
            IncidentStrategy = IncidentStrategy.Fault,
            OverrideIncidentStrategy = true,
        }
    );
    private readonly List<Child> children = [];
    private readonly Queue<(Child? Parent, ChildDispatched Effect)> wanted = new();
    private readonly Queue<(Child? By, EventPublished Effect)> published = new();
    private int started;
    private int told;

    public override int Order => 15;

    private IEnumerable<Child> Running => children.Where(child => child is { HasEnded: false, Flow: not null });

    public override Statement Read(CaseOf of) => ChildTable.ReadRunning.About(of);

    public override async Task LoadAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel))
        {
            var row = ChildTable.From(reader);
            var definition = await definitions.OfVersionAsync(row.DefinitionVersionId, cancel);
            children.Add(
                new Child
                {
                    Id = row.Id,
                    ParentId = row.ParentId,
                    ParentBookmark = row.ParentBookmark,
                    ChildKey = row.ChildKey,
                    Depth = row.Depth,
                    Definition = definition,
                    StartedAt = row.StartedAt,
                    Flow = WorkflowInstance.Load(definition.Graph, row.State),
                }
            );
        }
    }

    public override bool Take(Effect effect, CaseWork work) => Want(null, effect);

    /// <summary>The parent's branch was cancelled: what it waited for ends with it.</summary>
    public override void BookmarkGone(int bookmark, CaseWork work) => CancelAt(null, bookmark, work);

    public override void CaseClosed(CaseWork work)
    {
        wanted.Clear();
        published.Clear();
        foreach (var child in Running.ToList())
            Cancel(child, work);
    }

    public override void AddWrites(CaseWork work)
    {
        foreach (var child in children)
            if (child.IsNew)
                work.Write(ChildTable.Insert(work.Case.Key, child, work.Now));
            else if (child.Changed)
                work.Write(ChildTable.Update(work.Case.Key, child, work.Now));
    }

    /// <summary>What the case's flow and its children asked for is done until nothing is left of it.</summary>
    /// <exception cref="RefusedException"><c>process.too-many-events</c>: flows that wake each other for ever.</exception>
    public async Task RunAsync(CaseWork work, CancellationToken cancel)
    {
        while (work.Case.IsOpen)
            if (wanted.TryDequeue(out var next))
                await StartAsync(next.Parent, next.Effect, work, cancel);
            else if (published.TryDequeue(out var said))
                Tell(said.By, said.Effect, work);
            else
                break;
    }

    /// <summary>Does this child, or the case's own instance, wait here?</summary>
    public bool IsWaiting(Guid? id, int bookmark, CaseWork work) =>
        id is null
            ? work.Flow!.Status == WorkflowStatus.Running && work.Flow.Bookmarks.Any(candidate => candidate.Id == bookmark)
            : Running.Any(child => child.Id == id && child.WaitsAt(bookmark));

    public void TimerFired(Guid id, int bookmark, CaseWork work) => Resume(Running.Single(child => child.Id == id), bookmark, null, work);

    /// <summary>Every wait of every child for the event is answered.</summary>
    public bool SignalEvent(string eventName, JsonNode? payload, CaseWork work)
    {
        var heard = false;
        foreach (var child in Running.ToList())
            heard |= !child.HasEnded && Tell(child, eventName, payload, work);
        return heard;
    }

    /// <summary>What ran in the children of this step, one entry for each, after that of the case's own flow.</summary>
    public void Record(CaseWork work)
    {
        foreach (var child in children.Where(child => child.Log.Count > 0))
            work.Journal.Add(
                "flow.ran",
                Actor.System,
                null,
                work.Now,
                new JsonObject
                {
                    ["definition"] = child.Definition.VersionId,
                    ["child"] = child.Id.ToString(),
                    ["log"] = new JsonArray([.. child.Log]),
                }
            );
    }

    private async Task StartAsync(Child? parent, ChildDispatched effect, CaseWork work, CancellationToken cancel)
    {
        // Cancelled again by what ran after it.
        if (effect.BookmarkId is { } wait && !IsWaiting(parent?.Id, wait, work))
            return;
        var depth = (parent?.Depth ?? 0) + 1;
        var (definition, why) = await FindAsync(effect.DefinitionId, depth, cancel);
        if (definition is null)
        {
            Fail(parent?.Id, effect.BookmarkId, effect.DefinitionId, why!, work);
            return;
        }
        var child = new Child
        {
            Id = RowId.New(work.Case.Key.County, work.Now),
            ParentId = parent?.Id,
            ParentBookmark = effect.BookmarkId,
            ChildKey = effect.ChildKey,
            Depth = depth,
            Definition = definition,
            StartedAt = work.Now,
            IsNew = true,
        };
        children.Add(child);
        var start = new StartStimulus
        {
            Now = work.Now,
            Seed = work.Step.Seed + started,
            Input = effect.Input,
            CorrelationId = effect.CorrelationId,
        };
        Take(child, engine.Start(definition.Graph, About(child, start, work)), work);
    }

    /// <returns>The published version; or why it cannot be a child, in words for the incident.</returns>
    private async Task<(LoadedDefinition? Definition, string? Why)> FindAsync(string id, int depth, CancellationToken cancel)
    {
        if (depth > MostDepth)
            return (null, $"child.too-deep: workflows start one another more than {MostDepth} deep.");
        if (Running.Count() >= MostRunning || ++started > MostAtOnce)
            return (null, $"child.too-many: more than {MostAtOnce} other workflows at once.");
        if (await definitions.FindAsync(id, null, cancel) is not { } definition)
            return (null, $"child.not-published: the workflow '{id}' is not published.");
        // Tasks and letters name their wait by a number that only the case's own instance has to itself.
        return definition.Graph.Nodes.FirstOrDefault(node => node.Activity.Descriptor.Kind == ActivityKind.Task) is { } task
            ? (null, $"child.holds-task: the workflow '{id}' waits for people at '{task.DisplayText ?? task.Name ?? task.Id}'.")
            : (definition, null);
    }

    private bool Want(Child? by, Effect effect)
    {
        if (effect is ChildDispatched child)
            wanted.Enqueue((by, child));
        else if (effect is EventPublished said)
            published.Enqueue((by, said));
        else
            return false;
        return true;
    }

    private void Tell(Child? by, EventPublished said, CaseWork work)
    {
        if (++told > MostAtOnce)
            throw new RefusedException("process.too-many-events");
        if ((!said.IsLocal || by is null) && Hears(work.Flow!, said))
            work.SignalOwn(said.EventName, said.Payload);
        foreach (var child in Running.Where(child => !said.IsLocal || child == by).ToList())
            if (!child.HasEnded && Hears(child.Flow!, said))
                Tell(child, said.EventName, said.Payload, work);
    }

    private static bool Hears(WorkflowInstance flow, EventPublished said) =>
        said.CorrelationId is null || said.CorrelationId == flow.CorrelationId;

    private bool Tell(Child child, string eventName, JsonNode? payload, CaseWork work)
    {
        var stimulus = new EventStimulus
        {
            Now = work.Now,
            Seed = work.Step.Seed,
            EventName = eventName,
            Payload = payload,
        };
        var burst = engine.ResumeEvent(child.Flow!, About(child, stimulus, work));
        if (burst.Result != BurstResult.Ran)
            return false;
        Take(child, burst, work);
        return true;
    }

    private void Resume(Child child, int bookmark, JsonObject? input, CaseWork work)
    {
        var stimulus = new ResumeStimulus
        {
            Now = work.Now,
            Seed = work.Step.Seed,
            BookmarkId = bookmark,
            Input = input,
        };
        var burst = engine.Resume(child.Flow!, About(child, stimulus, work));
        if (burst.Result == BurstResult.Ran)
            Take(child, burst, work);
    }

    private void Cancel(Child child, CaseWork work)
    {
        var burst = engine.Cancel(child.Flow!, About(child, new CancelStimulus { Now = work.Now, Seed = work.Step.Seed }, work));
        if (burst.Result == BurstResult.Ran)
            Take(child, burst, work);
    }

    private void CancelAt(Guid? parent, int bookmark, CaseWork work)
    {
        foreach (var child in Running.Where(child => child.ParentId == parent && child.ParentBookmark == bookmark).ToList())
            Cancel(child, work);
    }

    private static T About<T>(Child child, T stimulus, CaseWork work)
        where T : Stimulus => (T)(stimulus with { InstanceId = child.Id.ToString(), Facts = work.Case.ToFacts() });

    private void Take(Child child, Burst burst, CaseWork work)
    {
        (child.Flow, child.Changed) = (burst.Instance, true);
        child.Log.AddRange(burst.Log.Select(FlowLog.Of));
        foreach (var removed in burst.BookmarksRemoved)
        {
            work.Write(TimerTable.Delete(work.Case.Key, removed.Bookmark.Id, child.Id));
            CancelAt(child.Id, removed.Bookmark.Id, work);
        }
        foreach (var effect in burst.Effects)
            TakeOf(child, effect, work);
        if (child.Flow.Status == WorkflowStatus.Finished)
            End(child, work);
    }

    private void TakeOf(Child child, Effect effect, CaseWork work)
    {
        if (effect is TimerSet timer)
        {
            if (work.Case.IsOpen && child.WaitsAt(timer.BookmarkId))
                work.Write(TimerTable.Insert(work.Case.Key, timer.BookmarkId, timer.Due, child.Id));
        }
        else if (!Want(child, effect))
            work.TakeEffect(effect);
    }

    /// <summary>However it ended: what waits below it ends too, and the parent goes on in this same step.</summary>
    private void End(Child child, CaseWork work)
    {
        if (child.HasEnded)
            return;
        child.HasEnded = true;
        work.Write(TimerTable.DeleteOf(work.Case.Key, child.Id));
        foreach (var below in Running.Where(below => below.ParentId == child.Id && below.ParentBookmark is not null).ToList())
            Cancel(below, work);
        var flow = child.Flow!;
        if (flow.SubStatus == WorkflowSubStatus.Faulted)
        {
            var incident = flow.Incidents.LastOrDefault();
            var step = incident is null ? "" : $" at '{incident.Node.DisplayText ?? incident.Node.Name ?? incident.Node.Id}'";
            Fail(child.ParentId, child.ParentBookmark, child.Definition.DefinitionId, $"child.failed{step}: {incident?.Message}", work);
        }
        else if (child.ParentBookmark is { } bookmark)
            Answer(child.ParentId, bookmark, DispatchWorkflow.OutputKey, OutputOf(flow), work);
    }

    /// <summary>Becomes an incident where somebody waits; what nobody waits for is told to those who answer for the flow.</summary>
    private void Fail(Guid? parent, int? bookmark, string definitionId, string why, CaseWork work)
    {
        if (bookmark is { } wait)
        {
            Answer(parent, wait, DispatchWorkflow.FaultKey, why, work);
            return;
        }
        work.Journal.Add("child.failed", Actor.System, null, work.Now, new JsonObject { ["definition"] = definitionId, ["reason"] = why });
        work.Step.Send(work.Case.Key, new OutboxMessage(FlowIncident.MessageType, 1, new JsonObject { ["label"] = definitionId }));
    }

    private void Answer(Guid? parent, int bookmark, string key, JsonNode? value, CaseWork work)
    {
        if (!IsWaiting(parent, bookmark, work))
            return;
        var input = new JsonObject { [key] = value };
        if (parent is null)
            work.Signal(bookmark, input);
        else
            Resume(Running.Single(child => child.Id == parent), bookmark, input, work);
    }

    private static JsonObject OutputOf(WorkflowInstance flow) =>
        new(flow.Output.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
}
