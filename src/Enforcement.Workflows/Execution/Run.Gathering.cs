using System.Text.Json.Nodes;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Expressions;

namespace Enforcement.Workflows.Execution;

/// <summary>What a burst gathers: inputs and outputs, waits, effects, log.</summary>
internal sealed partial class Run
{
    private readonly List<Effect> effects = [];
    private readonly List<LogEntry> log = [];
    private readonly List<Incident> incidents = [];
    private readonly Dictionary<int, BookmarkEnd> ends = [];
    private readonly List<RecordedOutput> outputs = [];
    private bool factsAreOwn;

    /// <summary>The outputs of this burst, oldest first; they are gone after it unless bound to a variable.</summary>
    public IReadOnlyList<RecordedOutput> Outputs => outputs;

    internal readonly record struct RecordedOutput(ActivityNode Node, string Name, JsonNode? Value);

    public void Emit(Effect effect) => effects.Add(effect);

    public void SetFact(string name, JsonNode? value)
    {
        if (!factsAreOwn)
            (Facts, factsAreOwn) = (Facts.Layer(), true);
        Facts.Set(name, value);
        Emit(new FactSet(name, value));
    }

    public void Absorb(Burst inline) => effects.AddRange(inline.Effects);

    public JsonNode? InputOf(ActivityContext context, string name)
    {
        var inputs = context.Node.Inputs;
        for (var at = 0; at < inputs.Length; at++)
        {
            if (!string.Equals(inputs[at].Descriptor.Name, name, StringComparison.OrdinalIgnoreCase))
                continue;
            if (inputs[at].Descriptor.IsLazy)
                return Evaluate(context, inputs[at]);
            if (context.Inputs is null)
                EvaluateInputs(context);
            return context.Inputs![at];
        }
        return null;
    }

    public void SetOutput(ActivityContext context, string name, JsonNode? value)
    {
        outputs.Add(new RecordedOutput(context.Node, name, value));
        (context.Outputs ??= [])[name] = value;
        if (context.Node.OutputBindings.TryGetValue(name, out var variableId) && !Scope.SetById(this, context.Instance, variableId, value))
            SetWorkflowOutput(context, variableId, value);
    }

    /// <summary>Sets an output of the nearest workflow used as an activity that declares it, else of the instance.</summary>
    public void SetWorkflowOutput(ActivityContext from, string name, JsonNode? value)
    {
        for (var around = ParentOf(from); around is not null; around = ParentOf(around))
        {
            if (
                around.Node.Activity is WorkflowAsActivity
                && around.Node.Slot("workflow")!.Definition!.Outputs.Any(output => output.Name == name)
            )
            {
                SetOutput(around, name, value);
                return;
            }
        }
        state.Output[name] = value;
    }

    public Bookmark AddBookmark(ActivityContext context, string name, JsonNode? payload)
    {
        var bookmark = new Bookmark(state.NextId(), name, payload, context.InstanceId, context.Node);
        state.Bookmarks.Add(bookmark);
        context.HasSuspended = true;
        Write(new LogEntry(LogKind.Suspended, context.Node, context.InstanceId, context.Instance.ParentId));
        return bookmark;
    }

    private void RemoveBookmarks(int activityInstanceId)
    {
        for (var at = state.Bookmarks.Count - 1; at >= 0; at--)
        {
            if (state.Bookmarks[at].ActivityInstanceId == activityInstanceId)
                state.Bookmarks.RemoveAt(at);
        }
    }

    private LogEntry Write(LogEntry entry)
    {
        log.Add(entry);
        return entry;
    }

    private static Dictionary<string, JsonNode?>? EvaluateInputs(ActivityContext context)
    {
        var compiled = context.Node.Inputs;
        if (compiled.Length == 0)
            return null;
        var values = new JsonNode?[compiled.Length];
        context.Inputs = values;
        Dictionary<string, JsonNode?>? seen = null;
        for (var at = 0; at < compiled.Length; at++)
        {
            if (compiled[at].Descriptor.IsLazy)
                continue;
            values[at] = Evaluate(context, compiled[at]);
            if (!compiled[at].Descriptor.IsSensitive && compiled[at].Expression is not ConstantExpression)
                (seen ??= [])[compiled[at].Descriptor.Name] = values[at];
        }
        return seen;
    }

    private static JsonNode? Evaluate(ActivityContext context, CompiledInput input)
    {
        try
        {
            return Values.Convert(input.Expression.Evaluate(context), input.TypeName);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            throw new InputException(input.Descriptor.Name, fault);
        }
    }

    private Burst Finished()
    {
        if (state.SubStatus <= WorkflowSubStatus.Suspended)
            state.SubStatus = state.Activities.Exists(activity =>
                activity.Status is not (ActivityStatus.Completed or ActivityStatus.Canceled)
            )
                ? WorkflowSubStatus.Suspended
                : WorkflowSubStatus.Finished;
        if (
            engine.Options.NoSilentLoss
            && state is { SubStatus: WorkflowSubStatus.Suspended, Bookmarks.Count: 0, Incidents.Count: 0 }
            && state.Activities.FindLast(activity => IsOpen(ContextOf(activity.Id)!)) is { } last
        )
            Fault(ContextOf(last.Id)!, new WaitsForNothingException());
        Forget();
        var known = before?.State.Bookmarks ?? [];
        return new Burst
        {
            Result = BurstResult.Ran,
            Instance = new WorkflowInstance(graph, state),
            Effects = effects,
            BookmarksAdded = [.. state.Bookmarks.Where(bookmark => !known.Contains(bookmark))],
            BookmarksRemoved =
            [
                .. known
                    .Where(bookmark => !state.Bookmarks.Contains(bookmark))
                    .Select(bookmark => new BookmarkRemoved(bookmark, ends.GetValueOrDefault(bookmark.Id, BookmarkEnd.Cancelled))),
            ],
            Log = log,
            Incidents = incidents,
        };
    }

    /// <summary>Drops what no later burst can need. A faulted instance keeps its open activities, because a retry may bring it back.</summary>
    private void Forget()
    {
        var isOver = state.SubStatus is WorkflowSubStatus.Finished or WorkflowSubStatus.Cancelled;
        var needed = new HashSet<int>();
        foreach (var activity in state.Activities)
        {
            if (activity.ParentId == 0)
                needed.Add(activity.Id);
            if (isOver || activity.Status is ActivityStatus.Completed or ActivityStatus.Canceled)
                continue;
            for (var kept = activity; kept is not null && needed.Add(kept.Id); )
                kept = state.Find(kept.ParentId);
        }
        state.Activities.RemoveAll(activity => !needed.Contains(activity.Id));
        foreach (var activity in state.Activities)
            Scope.ForgetUnkept(graph.Nodes[activity.Node], activity);
    }
}

/// <summary>An input could not be evaluated, or its value is not of its type.</summary>
public sealed class InputException(string inputName, Exception inner)
    : Exception($"Failed to evaluate activity input '{inputName}': {inner.Message}", inner)
{
    public string InputName { get; } = inputName;
}

/// <summary>Nothing is under way and nothing is waited for, and yet the instance has not finished: it would stay so for ever.</summary>
public sealed class WaitsForNothingException() : Exception("The workflow has not finished, and there is nothing that could move it.");
