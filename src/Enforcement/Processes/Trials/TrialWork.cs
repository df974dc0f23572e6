using System.Text.Json.Nodes;
using Enforcement.Shell;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes.Trials;

/// <summary>Kinds of waits that the engine itself knows; the others are of a <see cref="TrialPart"/>.</summary>
internal static class TrialWaits
{
    public const string Timer = "timer";
    public const string Event = "event";

    /// <summary>Something outside, by <c>RunTask</c>.</summary>
    public const string Request = "request";

    /// <summary>Another workflow.</summary>
    public const string Child = "child";

    /// <summary>Any other; answered by one of its outcomes.</summary>
    public const string Other = "other";
}

/// <param name="Bookmark">The wait that is answered; a timer is let come.</param>
/// <param name="Outcome">Null where there is only one.</param>
/// <param name="Fields">Of a task its fields; of an event the payload; of a request the result; of a child what it put out.</param>
/// <param name="Event">Instead of a bookmark: every wait for the event is answered.</param>
public sealed record TrialAnswer(int? Bookmark = null, string? Outcome = null, JsonObject? Fields = null, string? Event = null);

/// <summary>
/// One trial moving, in memory: the same engine as at a case; effects are written down instead of done. Time is the trial's own, which is ahead
/// of the office's by what was let pass.
/// </summary>
internal sealed class TrialWork(
    Trial trial,
    WorkflowGraph graph,
    WorkflowEngine engine,
    IReadOnlyList<TrialPart> parts,
    DateTimeOffset clock,
    BusinessTime time
)
{
    /// <summary>Events that a flow may publish to itself in one answer, so that two which wake each other come to an end.</summary>
    private const int MostEvents = 100;

    private readonly Queue<EventPublished> published = new();
    private int events;

    private TrialRecord Record => trial.Record;

    private DateTimeOffset Now => clock + Record.Ahead;

    public void Start(JsonObject? input) =>
        Run(
            stimulus => engine.Start(graph, stimulus),
            new StartStimulus
            {
                Now = Now,
                Seed = clock.UtcTicks,
                Input = input,
            }
        );

    /// <exception cref="RefusedException"><c>trial.over</c>, <c>trial.not-waiting</c>.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    public void Answer(TrialAnswer answer)
    {
        var flow = Load();
        var fields = answer.Fields ?? [];
        if (answer.Bookmark is not { } id)
        {
            Publish(flow, PlainText.Required("event", answer.Event, 200), fields);
            return;
        }
        var bookmark = flow.Bookmarks.FirstOrDefault(it => it.Id == id) ?? throw TrialRefusals.NotWaiting();
        var note = NoteOf(bookmark);
        if (note is { Kind: TrialWaits.Timer, Due: { } due })
            LetPass(flow, due);
        else
            Resume(flow, id, InputOf(bookmark, note, answer.Outcome, fields));
    }

    /// <exception cref="RefusedException"><c>trial.over</c>.</exception>
    public void Cancel() => Run(stimulus => engine.Cancel(Load(), stimulus), new CancelStimulus { Now = Now, Seed = clock.UtcTicks });

    /// <summary>What a wait is, also one that no effect spoke of.</summary>
    public TrialWaitNote NoteOf(Bookmark bookmark) =>
        Record.Waits.TryGetValue(bookmark.Id, out var note) ? note
        : bookmark.Name == Event.TypeName ? new TrialWaitNote(TrialWaits.Event, bookmark.Payload as JsonObject, null)
        : new TrialWaitNote(TrialWaits.Other, null, null);

    public TrialAsk AskOf(Bookmark bookmark, TrialWaitNote note) =>
        parts.FirstOrDefault(part => part.Kind == note.Kind) is { } part && note.Spec is { } spec
            ? part.Ask(spec)
            : new TrialAsk(
                Label(bookmark.Node),
                null,
                null,
                note.Kind == TrialWaits.Other ? [.. bookmark.Node.Outcomes.Select(name => new TrialOutcome(name, name))] : [],
                []
            );

    public static string Label(ActivityNode node) => node.DisplayText ?? node.Name ?? node.Id;

    /// <exception cref="RefusedException"><c>trial.over</c>, <c>trial.unreadable</c>.</exception>
    private WorkflowInstance Load() => trial.IsOver ? throw TrialRefusals.Over() : Load(trial, graph);

    /// <exception cref="RefusedException"><c>trial.unreadable</c>.</exception>
    public static WorkflowInstance Load(Trial trial, WorkflowGraph graph)
    {
        try
        {
            return WorkflowInstance.Load(graph, trial.State);
        }
        catch (StateException)
        {
            throw TrialRefusals.Unreadable();
        }
    }

    private JsonObject InputOf(Bookmark bookmark, TrialWaitNote note, string? outcome, JsonObject fields)
    {
        var ask = AskOf(bookmark, note);
        var chosen =
            outcome is { Length: > 0 } ? outcome
            : ask.Outcomes.Count == 1 ? ask.Outcomes[0].Name
            : "";
        if (ask.Outcomes.Count > 0 && ask.Outcomes.All(it => it.Name != chosen))
            throw new MalformedException(("outcome", chosen.Length == 0 ? "required" : "unknown"));
        if (parts.FirstOrDefault(part => part.Kind == note.Kind) is { } part && note.Spec is { } spec)
        {
            var reply = part.Answer(spec, chosen, fields, time.DateOf(Now));
            foreach (var (name, value) in reply.Facts)
                Record.Facts[name] = value?.DeepClone();
            foreach (var deed in reply.Would)
                Record.Add(deed);
            return reply.Input;
        }
        return note.Kind switch
        {
            TrialWaits.Event => new JsonObject { [Event.PayloadKey] = fields.DeepClone() },
            TrialWaits.Request => new JsonObject { [RunTask.ResultKey] = fields.DeepClone() },
            TrialWaits.Child => new JsonObject { [DispatchWorkflow.OutputKey] = fields.DeepClone() },
            _ => With(fields, "outcome", chosen),
        };
    }

    private static JsonObject With(JsonObject fields, string name, string value)
    {
        var input = fields.DeepClone().AsObject();
        input[name] = value;
        return input;
    }

    /// <summary>As the sweep does after a standstill: everything that has come due meanwhile, oldest first, each at its own moment.</summary>
    private void LetPass(WorkflowInstance flow, DateTimeOffset until)
    {
        var due = flow
            .Bookmarks.Select(bookmark => (bookmark.Id, NoteOf(bookmark).Due))
            .Where(it => it.Due <= until)
            .OrderBy(it => it.Due)
            .ThenBy(it => it.Id)
            .ToList();
        foreach (var (id, at) in due)
        {
            if (at > Now)
                Record.Ahead += at.Value - Now;
            if (!trial.IsOver && Load() is var now && now.Bookmarks.Any(bookmark => bookmark.Id == id))
                Resume(now, id, null);
        }
    }

    private void Resume(WorkflowInstance flow, int bookmark, JsonObject? input) =>
        Run(
            stimulus => engine.Resume(flow, stimulus),
            new ResumeStimulus
            {
                Now = Now,
                Seed = clock.UtcTicks,
                BookmarkId = bookmark,
                Input = input,
            }
        );

    private void Publish(WorkflowInstance flow, string name, JsonNode? payload) =>
        Run(
            stimulus => engine.ResumeEvent(flow, stimulus),
            new EventStimulus
            {
                Now = Now,
                Seed = clock.UtcTicks,
                EventName = name,
                Payload = payload,
            }
        );

    private void Run<TStimulus>(Func<TStimulus, Burst> run, TStimulus stimulus)
        where TStimulus : Stimulus
    {
        var burst = run((TStimulus)(stimulus with { InstanceId = trial.Id.ToString(), Facts = Record.Facts.DeepClone().AsObject() }));
        if (burst.Result != BurstResult.Ran)
            throw TrialRefusals.NotWaiting();
        Take(burst);
        while (!trial.IsOver && published.TryDequeue(out var next) && events++ < MostEvents)
            if (Load() is var flow && IsHeard(flow, next))
                Publish(flow, next.EventName, next.Payload);
    }

    /// <summary>A flow hears its own events; nobody else is there.</summary>
    private bool IsHeard(WorkflowInstance flow, EventPublished said) =>
        (said.CorrelationId is null || said.CorrelationId == flow.CorrelationId)
        && flow.Bookmarks.Any(bookmark =>
            bookmark.Name == Event.TypeName && bookmark.Payload?["EventName"]?.GetValue<string>() == said.EventName
        );

    private void Take(Burst burst)
    {
        foreach (var removed in burst.BookmarksRemoved)
            Record.Waits.Remove(removed.Bookmark.Id);
        foreach (var effect in burst.Effects)
            Take(effect, burst.Instance);
        Record.Write([.. burst.Log.Skip(burst.Log.Count - 1000).Select(Line)]);
        Record.Dropped += Math.Max(0, burst.Log.Count - 1000);
        var saved = burst.Instance.Save();
        if (saved.Length > Trial.LargestState)
            throw TrialRefusals.TooBig();
        trial.State = saved;
        trial.Status =
            Record.ClosedAs is not null ? Trial.Closed
            : burst.Instance.Status == WorkflowStatus.Running ? Trial.Running
            : burst.Instance.SubStatus.ToString().ToLowerInvariant();
    }

    private JsonObject Line(LogEntry entry)
    {
        var line = FlowLog.Of(entry);
        line["label"] = Label(entry.Node);
        line["at"] = Now.ToUniversalTime();
        return line;
    }

    private void Take(Effect effect, WorkflowInstance flow)
    {
        switch (effect)
        {
            case LineWritten line:
                Record.WriteLine(line.Text);
                break;
            case FactSet set:
                Record.Facts[set.Name] = set.Value?.DeepClone();
                break;
            case TimerSet timer:
                Wait(flow, timer.BookmarkId, new TrialWaitNote(TrialWaits.Timer, null, timer.Due));
                break;
            case EventPublished said:
                Record.Add(new TrialDeed("event", said.EventName));
                published.Enqueue(said);
                break;
            case TaskRequested wanted:
                Record.Add(new TrialDeed("request", wanted.TaskName));
                Wait(flow, wanted.BookmarkId, new TrialWaitNote(TrialWaits.Request, null, null));
                break;
            case ChildDispatched child:
                Record.Add(new TrialDeed("child", child.DefinitionId));
                if (child.BookmarkId is { } waits)
                    Wait(flow, waits, new TrialWaitNote(TrialWaits.Child, null, null));
                break;
            case StageSet set:
                Record.Facts["stage"] = set.Stage;
                Record.Add(new TrialDeed("stage", set.Stage));
                break;
            case CaseClosed closed:
                Record.ClosedAs ??= closed.Outcome;
                Record.Add(new TrialDeed("closed", closed.Outcome));
                break;
            case NumberWanted wanted:
                // What comes after may print it or ask whether there is one; it must be taken for none.
                Record.Facts[wanted.Fact] = $"试{wanted.Word}〔{time.DateOf(Now).Year}〕×号";
                Record.Add(new TrialDeed("number", wanted.Word));
                break;
            case OutboxEffect { Type: "notice.wanted" } notice:
                Record.Add(new TrialDeed("notice", $"{notice.Payload["role"]}: {notice.Payload["text"]}"));
                break;
            case OutboxEffect message:
                Record.Add(new TrialDeed("message", message.Type));
                break;
            default:
                TakeOfSlice(effect, flow);
                break;
        }
    }

    private void TakeOfSlice(Effect effect, WorkflowInstance flow)
    {
        foreach (var part in parts)
            if (part.Read(effect) is { } reading)
            {
                foreach (var deed in reading.Would)
                    Record.Add(deed);
                if (reading.Bookmark is { } bookmark)
                    Wait(flow, bookmark, new TrialWaitNote(part.Kind, reading.Spec, null));
                return;
            }
        Record.Add(new TrialDeed("other", effect.GetType().Name));
    }

    /// <summary>A wait that came and went within one burst is none.</summary>
    private void Wait(WorkflowInstance flow, int bookmark, TrialWaitNote note)
    {
        if (flow.Bookmarks.Any(it => it.Id == bookmark))
            Record.Waits[bookmark] = note;
    }
}
