using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes.Children;
using Enforcement.Processes.Repairs;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes;

/// <summary>
/// One case inside a step: its file, its flow, and what every slice keeps of it. The verb decides on these objects in memory; the step writes
/// them all at once. A step works on one existing case, and on those that it opens.
/// </summary>
public sealed class CaseWork
{
    private readonly Step step;
    private readonly WorkflowEngine engine;
    private readonly IReadOnlyList<CasePart> parts;
    private readonly List<Statement> writes = [];
    private readonly List<JsonObject> automatic = [];
    private readonly List<Incident> incidents = [];
    private readonly bool isNew;
    private readonly DateTimeOffset heldSince;
    private Holder? holder;
    private bool holderChanged;

    internal CaseWork(
        Step step,
        WorkflowEngine engine,
        LoadedDefinition definition,
        CaseFile caseFile,
        WorkflowInstance? flow,
        Journal journal,
        IReadOnlyList<CasePart> parts,
        (Holder Holder, DateTimeOffset Since)? holding,
        InstanceRow? row
    )
    {
        (this.step, this.engine, this.parts, isNew) = (step, engine, parts, row is null);
        (holder, heldSince) = (holding?.Holder, holding?.Since ?? step.Now);
        (Definition, Case, Flow, Journal) = (definition, caseFile, flow, journal);
        (Version, HoldingSeq, IncidentCount) = (row?.Version ?? 0, row?.HoldingSeq ?? 0, row?.OpenIncidents ?? 0);
    }

    public CaseFile Case { get; }

    public LoadedDefinition Definition { get; private set; }

    /// <summary>Null until a new case's flow has started.</summary>
    public WorkflowInstance? Flow { get; private set; }

    public Journal Journal { get; }

    public Step Step => step;

    public DateTimeOffset Now => step.Now;

    internal int Version { get; }

    internal int HoldingSeq { get; private set; }

    internal int IncidentCount { get; private set; }

    public T Part<T>()
        where T : CasePart => parts.OfType<T>().Single();

    /// <summary>Adds one write; all travel together, in the order of instance, task, clock, number series.</summary>
    public void Write(Statement statement) => writes.Add(statement);

    /// <summary>Where a new case that was begun on paper goes on; null: it begins at the start, or is one that was there.</summary>
    public Midway? Midway { get; private set; }

    /// <summary>Runs the flow from its start, or from where it stands already, to its first waits.</summary>
    internal void Start(JsonObject? input, Midway? at)
    {
        Midway = at;
        Take(
            engine.Start(
                Definition.Graph,
                About(
                    new StartStimulus
                    {
                        Now = Now,
                        Seed = step.Seed,
                        Input = input,
                        AtNodeId = at?.NodeId,
                    }
                )
            )
        );
    }

    /// <summary>Answers one wait; the flow runs to its next waits.</summary>
    /// <exception cref="ChangedMeanwhileException">The flow waits for this no longer.</exception>
    public void Signal(int bookmark, JsonObject? input)
    {
        var burst = engine.Resume(
            Flow!,
            About(
                new ResumeStimulus
                {
                    Now = Now,
                    Seed = step.Seed,
                    BookmarkId = bookmark,
                    Input = input,
                }
            )
        );
        if (burst.Result != BurstResult.Ran)
            throw new ChangedMeanwhileException();
        Take(burst);
    }

    /// <summary>Answers every wait for a named event, in the order they began; the case's own first, then its children's.</summary>
    /// <returns>False: nothing waits for it.</returns>
    public bool SignalEvent(string eventName, JsonNode? payload) =>
        SignalOwn(eventName, payload) | Children.SignalEvent(eventName, payload, this);

    internal bool SignalOwn(string eventName, JsonNode? payload)
    {
        var burst = engine.ResumeEvent(
            Flow!,
            About(
                new EventStimulus
                {
                    Now = Now,
                    Seed = step.Seed,
                    EventName = eventName,
                    Payload = payload,
                }
            )
        );
        if (burst.Result != BurstResult.Ran)
            return false;
        Take(burst);
        return true;
    }

    /// <summary>Puts a failed step right; the flow runs on to its next waits.</summary>
    /// <param name="run">The run of the step, as the flow numbers it.</param>
    /// <exception cref="RefusedException"><c>repair.gone</c>, <c>repair.leaves-nothing</c>.</exception>
    internal void Repair(int run, RepairPlan plan)
    {
        var burst = plan.Kind switch
        {
            RepairPlan.Retry => engine.Retry(
                Flow!,
                About(
                    new RetryStimulus
                    {
                        Now = Now,
                        Seed = step.Seed,
                        ActivityInstanceId = run,
                        Variables = plan.Variables?.ToDictionary(variable => variable.Key, variable => variable.Value),
                    }
                )
            ),
            RepairPlan.Skip => engine.Skip(
                Flow!,
                About(
                    new SkipStimulus
                    {
                        Now = Now,
                        Seed = step.Seed,
                        ActivityInstanceId = run,
                        Outcome = plan.Outcome!,
                    }
                )
            ),
            RepairPlan.GoBack => engine.GoBack(
                Flow!,
                About(
                    new GoBackStimulus
                    {
                        Now = Now,
                        Seed = step.Seed,
                        ActivityInstanceId = run,
                        NodeId = plan.Node!,
                    }
                )
            ),
            _ => engine.CancelActivity(
                Flow!,
                About(
                    new CancelActivityStimulus
                    {
                        Now = Now,
                        Seed = step.Seed,
                        ActivityInstanceId = run,
                    }
                )
            ),
        };
        if (burst.Result != BurstResult.Ran)
            throw RepairRefusals.Gone();
        Take(burst, plan.Kind);
        if (Case.IsOpen && (Flow!.Status == WorkflowStatus.Finished || (Flow.Bookmarks.Count == 0 && Flow.Incidents.Count == 0)))
            throw RepairRefusals.LeavesNothing();
    }

    /// <summary>The flow goes on in another version of its definition, as it stands there: what waits keeps its number and its rows.</summary>
    internal void LeadTo(LoadedDefinition definition, WorkflowInstance flow)
    {
        var failed = Flow!.Incidents;
        (Definition, Flow) = (definition, flow);
        Write(InstanceRow.LeadTo(Case.Key, definition.VersionId));
        foreach (var bookmark in flow.Bookmarks)
        foreach (var part in parts)
            part.WaitMoved(bookmark, this);
        foreach (var incident in flow.Incidents)
            if (failed.FirstOrDefault(it => it.ActivityInstanceId == incident.ActivityInstanceId) is { } before)
                Write(IncidentTable.Follow(Case.Key, before, incident));
    }

    /// <param name="child">Whose wait it is; empty: the case's own instance's.</param>
    internal bool IsWaiting(Guid child, int bookmark) =>
        Case.IsOpen && Children.IsWaiting(child == Guid.Empty ? null : child, bookmark, this);

    /// <inheritdoc cref="IsWaiting"/>
    internal void TimerFired(Guid child, int bookmark)
    {
        if (child != Guid.Empty)
            Children.TimerFired(child, bookmark, this);
        else if (!parts.Any(part => part.TimerFired(bookmark, this)))
            Signal(bookmark, null);
    }

    /// <summary>Other workflows that the flow has asked for start, and its events are heard; the last thing before the writes are collected.</summary>
    internal Task RunChildrenAsync(CancellationToken cancel) => Children.RunAsync(this, cancel);

    private CaseChildren Children => Part<CaseChildren>();

    /// <summary>Writes into the journal who did what; the flow's own steps are added in the system's name.</summary>
    public void Record(string action, JsonObject details, Post? post = null) => Journal.Add(action, step.Actor, post, Now, details);

    /// <summary>Who has the case from now on.</summary>
    public void HeldBy(Holder next)
    {
        if (holder == next)
            return;
        (holder, holderChanged) = (next, true);
    }

    public void LetTakePart(string organization, string capacity)
    {
        Write(CaseTable.AddSight(Case.Key, [organization], Now));
        Write(CaseTable.AddParticipant(Case.Key, organization, capacity, Now));
    }

    public void Close(string outcome)
    {
        Case.Close(outcome, Now);
        foreach (var part in parts)
            part.CaseClosed(this);
        Write(TimerTable.DeleteAll(Case.Key));
        if (IncidentCount > 0)
            Write(IncidentTable.ResolveAll(Case.Key, Now));
        IncidentCount = 0;
        HeldBy(new Holder(Case.OwnerOrg, null, null, "none"));
    }

    /// <summary>The case ends where it stands, by an act beside its flow: the flow is cancelled with every wait that it has.</summary>
    public void EndWith(string outcome)
    {
        Take(engine.Cancel(Flow!, About(new CancelStimulus { Now = Now, Seed = step.Seed })));
        Close(outcome);
    }

    private T About<T>(T stimulus)
        where T : Stimulus => (T)(stimulus with { InstanceId = Case.Key.Id.ToString(), Facts = Case.ToFacts() });

    /// <param name="how">What became of a failed step that is no more.</param>
    private void Take(Burst burst, string how = IncidentTable.GivenUp)
    {
        var failed = Flow?.Incidents ?? [];
        Flow = burst.Instance;
        foreach (var gone in failed.Where(it => !burst.Instance.Incidents.Any(still => ReferenceEquals(still, it))))
        {
            Write(IncidentTable.Resolve(Case.Key, gone, how, Now));
            IncidentCount--;
        }
        foreach (var removed in burst.BookmarksRemoved)
            Forget(removed.Bookmark);
        foreach (var effect in burst.Effects)
            TakeEffect(effect);
        foreach (var entry in burst.Log)
            automatic.Add(FlowLog.Of(entry));
        foreach (var incident in burst.Incidents)
        {
            incidents.Add(incident);
            IncidentCount += Case.IsOpen ? 1 : 0;
        }
    }

    internal void TakeEffect(Effect effect)
    {
        if (!TakeOwn(effect) && !parts.Any(part => part.Take(effect, this)))
            throw new InvalidOperationException($"Nobody takes the effect {effect.GetType().Name} of {Definition.VersionId}.");
    }

    private void Forget(Bookmark bookmark)
    {
        Write(TimerTable.Delete(Case.Key, bookmark.Id));
        foreach (var part in parts)
            part.BookmarkGone(bookmark.Id, this);
    }

    private bool TakeOwn(Effect effect)
    {
        switch (effect)
        {
            case FactSet set:
                Case.Data.Set(set.Name, set.Value);
                return true;
            case StageSet set:
                Case.MoveTo(set.Stage, Now);
                return true;
            case CaseClosed closed:
                Close(closed.Outcome);
                return true;
            case TimerSet timer:
                if (Case.IsOpen && Flow!.Bookmarks.Any(bookmark => bookmark.Id == timer.BookmarkId))
                    Write(TimerTable.Insert(Case.Key, timer.BookmarkId, timer.Due));
                return true;
            case NumberWanted wanted:
                step.Draw(
                    Case.Key,
                    Case.OwnerOrg,
                    wanted.Word,
                    (year, serial) => step.OfficialNumber(Case.OwnerOrg, wanted.Word, year, serial),
                    wanted.Fact,
                    number =>
                    {
                        Case.Data.Set(wanted.Fact, number);
                        if (wanted.Fact == "filingNumber")
                            Case.FilingNumber = number;
                    }
                );
                return true;
            case OutboxEffect outbox:
                step.Send(Case.Key, new OutboxMessage(outbox.Type, 1, outbox.Payload));
                return true;
            case LineWritten:
                return true;
            default:
                return false;
        }
    }

    /// <summary>Everything this case has to write, in the order of locks.</summary>
    internal IReadOnlyList<Statement> Collect()
    {
        foreach (var part in parts)
            part.Settle(this);
        if (automatic.Count > 0)
            Journal.Add(
                "flow.ran",
                Actor.System,
                null,
                Now,
                new JsonObject { ["definition"] = Definition.VersionId, ["log"] = new JsonArray([.. automatic]) }
            );
        Children.Record(this);
        if (incidents.Count > 0)
            Journal.Add(
                "flow.incident",
                Actor.System,
                null,
                Now,
                new JsonObject
                {
                    ["incidents"] = new JsonArray([
                        .. incidents.Select(it => (JsonNode)new JsonObject { ["node"] = it.Node.NodeId, ["message"] = it.Message }),
                    ]),
                }
            );

        // A flow whose first wait is nobody's task: the body that owns the case answers for it.
        if (holder is null)
            HeldBy(new Holder(Case.OwnerOrg, null, null, "handling"));
        var previousHolding = HoldingSeq;
        if (holderChanged)
            HoldingSeq++;

        var before = writes.ToArray();
        writes.Clear();
        if (isNew)
        {
            // Sight first: row-level security lets nobody write a case that they do not see.
            Write(CaseTable.AddSight(Case.Key, [Case.OwnerOrg], Now));
            Write(CaseTable.Insert(Case));
            Write(Row().Insert());
            Write(CaseTable.AddParticipant(Case.Key, Case.OwnerOrg, "owner", Now));
        }
        else
        {
            Write(Row().Update());
            if (CaseTable.Update(Case) is { } changed)
                Write(changed);
        }
        writes.AddRange(before);
        foreach (var part in parts)
            part.AddWrites(this);
        if (holderChanged)
        {
            // Another node's clock may be a moment ahead: time in the line of holders never runs back.
            var at = Now < heldSince ? heldSince : Now;
            if (previousHolding > 0)
                Write(CaseTable.EndHolding(Case.Key, previousHolding, at));
            Write(CaseTable.AddHolding(Case.Key, HoldingSeq, holder!, at));
        }
        foreach (var incident in incidents.Where(_ => Case.IsOpen))
        {
            Write(IncidentTable.Insert(Case.Key, incident, Now));
            Write(OutboxTable.Insert(Case.Key, FlowIncident.Telling(incident), Now));
        }
        if (Journal.Added.Count > 0)
            Write(CaseTable.AddJournal(Case.Key, Journal.Added));
        return writes;
    }

    private InstanceRow Row() =>
        new(
            Case.Key,
            Definition.VersionId,
            Flow!.Status.ToString().ToLowerInvariant(),
            Flow.SubStatus.ToString().ToLowerInvariant(),
            Version + 1,
            Flow.Save(),
            Journal.Seq,
            Journal.Head,
            HoldingSeq,
            IncidentCount
        );
}

/// <summary>A place in the middle of a flow at which a case begins here, because what stands before it was done on paper.</summary>
/// <param name="NodeId">A node at which the definition's graph can begin.</param>
/// <param name="Since">The day on which the case came to it: terms that name no fact of their own run from there.</param>
public sealed record Midway(string NodeId, DateOnly Since);

/// <summary>Where in a definition cases may begin in the middle: whoever begins them registers it, and the check before publishing tries it.</summary>
/// <param name="Profile">Whose cases: see <see cref="DefinitionProfile"/>.</param>
/// <param name="In">Ids of those nodes in a version of such a definition.</param>
public sealed record MidwayStarts(string Profile, Func<WorkflowGraph, IEnumerable<string>> In);
