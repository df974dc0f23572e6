using System.Text.Json.Nodes;
using Enforcement.Deadlines;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Execution;

namespace Enforcement.Designer.Simulations;

/// <summary>How a case went on a definition.</summary>
/// <param name="Route">The steps in the order in which they were left, each with its outcome.</param>
/// <param name="Tasks">Ids of the tasks that were asked, each once.</param>
/// <param name="Clocks">Rules of the clocks that were started, as often as they were.</param>
/// <param name="End">The outcome by which it was closed; else the steps at which it waits.</param>
/// <param name="Assumed">Steps that the case never had, taken to be answered as usual.</param>
/// <param name="Unasked">Answers of the case that nobody asked for here.</param>
/// <param name="Failed">Steps that failed.</param>
public sealed record ReplayedCase(
    IReadOnlyList<string> Route,
    IReadOnlyList<string> Tasks,
    IReadOnlyList<string> Clocks,
    string End,
    IReadOnlyList<string> Assumed,
    IReadOnlyList<string> Unasked,
    IReadOnlyList<string> Failed
);

/// <summary>Runs a case again in memory: the same engine, the same answers in their order, no case and no database.</summary>
public sealed class Replay
{
    /// <summary>Answers taken for granted in one case, so that a loop of new steps comes to an end.</summary>
    private const int MostAssumed = 50;

    private readonly WorkflowEngine engine;
    private readonly CaseHistory history;
    private readonly JsonObject facts;
    private readonly HashSet<string> known;
    private readonly List<string> route = [];
    private readonly SortedSet<string> tasks = new(StringComparer.Ordinal);
    private readonly List<string> clocks = [];
    private readonly List<string> assumed = [];
    private readonly List<string> unasked = [];
    private readonly List<string> failed = [];
    private WorkflowInstance instance;
    private string? closed;

    private Replay(WorkflowGraph graph, WorkflowEngine engine, CaseHistory history)
    {
        (this.engine, this.history) = (engine, history);
        facts = history.Facts.DeepClone().AsObject();
        foreach (var (name, value) in history.Words)
            facts[name] = value?.DeepClone();
        known = [.. history.Steps.Select(step => step.Node).OfType<string>()];
        var burst = engine.Start(
            graph,
            new StartStimulus
            {
                Now = history.Case.OpenedAt,
                Seed = 0,
                InstanceId = history.Case.Key.Id.ToString(),
                Facts = facts,
            }
        );
        instance = burst.Instance;
        Take(burst);
    }

    public static ReplayedCase Run(WorkflowGraph graph, WorkflowEngine engine, CaseHistory history)
    {
        var replay = new Replay(graph, engine, history);
        foreach (var step in history.Steps)
            replay.Go(step);
        // A closed case would have got over every new step, also one behind its last answer; an open one is where it is, only new steps do not hold it.
        if (history.Case.IsOpen)
            replay.known.UnionWith(history.OwnNodes);
        replay.AnswerNew(history.Case.ClosedAt ?? history.Case.StageSince, until: null);
        return replay.Result();
    }

    private ReplayedCase Result()
    {
        clocks.Sort(StringComparer.Ordinal);
        var end = closed ?? string.Join(", ", instance.Bookmarks.Select(it => it.Node.Id).Distinct().Order(StringComparer.Ordinal));
        return new ReplayedCase(route, [.. tasks], clocks, end, assumed, unasked, failed);
    }

    private bool IsOver => closed is not null || instance.Status != WorkflowStatus.Running;

    private void Go(HistoryStep step)
    {
        foreach (var (name, value) in step.Learned)
            facts[name] = value?.DeepClone();
        if (step.Node is not { } node)
            return;
        AnswerNew(step.At, until: node);
        if (IsOver || Waiting(node) is not { } bookmark)
            unasked.Add(node);
        else
            Resume(bookmark, step.Input, step.At);
    }

    /// <summary>Steps that the case never had stand in the way of what it did: they are taken to be answered as usual.</summary>
    private void AnswerNew(DateTimeOffset at, string? until)
    {
        while (!IsOver && assumed.Count < MostAssumed && (until is null || Waiting(until) is null))
        {
            if (instance.Bookmarks.FirstOrDefault(it => !known.Contains(it.Node.Id)) is not { } added)
                return;
            var usual = added.Node.Outcomes.Count > 0 ? added.Node.Outcomes[0] : Activity.Done;
            assumed.Add(added.Node.Id);
            facts[$"{added.Node.Name ?? added.Node.Id}Outcome"] = usual;
            Resume(added, new JsonObject { ["outcome"] = usual }, at);
        }
    }

    private Bookmark? Waiting(string node) => instance.Bookmarks.FirstOrDefault(it => it.Node.Id == node);

    private void Resume(Bookmark bookmark, JsonObject input, DateTimeOffset at)
    {
        var burst = engine.Resume(
            instance,
            new ResumeStimulus
            {
                Now = at,
                Seed = 0,
                InstanceId = history.Case.Key.Id.ToString(),
                Facts = facts,
                BookmarkId = bookmark.Id,
                Input = input.DeepClone().AsObject(),
            }
        );
        instance = burst.Instance;
        Take(burst);
    }

    private void Take(Burst burst)
    {
        foreach (var effect in burst.Effects)
            switch (effect)
            {
                case FactSet set:
                    facts[set.Name] = set.Value?.DeepClone();
                    break;
                case StageSet set:
                    facts["stage"] = set.Stage;
                    break;
                case NumberWanted wanted:
                    facts[wanted.Fact] = wanted.Word;
                    break;
                case CaseClosed end:
                    closed ??= end.Outcome;
                    break;
                case ClockWanted clock:
                    clocks.Add(clock.Rule);
                    break;
                case TaskOpened task:
                    tasks.Add(task.NodeId.Split(':')[^1]);
                    if (task.Spec.Clock is { } rule)
                        clocks.Add(rule);
                    break;
            }
        foreach (var entry in burst.Log.Where(entry => entry.Kind == LogKind.Completed && entry.Node.Children.Count == 0))
            route.Add(entry.Outcomes.Count == 0 ? entry.Node.Id : $"{entry.Node.Id} [{string.Join(", ", entry.Outcomes)}]");
        failed.AddRange(burst.Incidents.Select(incident => incident.Node.Id));
    }
}
