namespace Enforcement.Workflows.Tests.Properties;

/// <summary>
/// The rules of a flowchart in Elsa's counter mode, written down as slowly and plainly as they can be said. It shares nothing with the engine;
/// where the two differ, one of them is wrong.
/// </summary>
internal sealed class SlowFlow
{
    private readonly RandomChart chart;
    private readonly Dice dice;
    private readonly int start;
    private readonly List<Line> forward = [];
    private readonly List<Line> backward = [];
    private readonly Dictionary<int, int> ran = [];
    private readonly Dictionary<Line, int> visits = [];
    private readonly Dictionary<Line, bool> followed = [];
    private readonly List<(int Node, bool Back)> queue = [];
    private readonly List<Run> open = [];
    private int steps;
    private bool hasEnded;

    private sealed class Run(int number, int node, bool back)
    {
        public int Number => number;
        public int Node => node;
        public bool Back => back;
        public bool IsFaulted { get; set; }
    }

    private sealed class CannotGoBack : Exception;

    public SlowFlow(RandomChart chart, Dice dice)
    {
        (this.chart, this.dice) = (chart, dice);
        start = Enumerable.Range(0, chart.Kinds.Length).FirstOrDefault(node => chart.Lines.All(line => line.To != node));
        Sort();
    }

    /// <summary>What happened, one word each: <c>+</c> started, <c>.</c> completed, <c>-</c> cancelled, <c>!</c> failed.</summary>
    public List<string> Log { get; } = [];
    public bool IsOver => hasEnded && open.Count == 0;
    public bool HasFailed { get; private set; }

    /// <summary>It ran longer than anybody would wait.</summary>
    public bool IsEndless => steps > MaxSteps;
    public const int MaxSteps = 300;

    public List<int> Waits => [.. open.Where(run => !run.IsFaulted && chart.Kinds[run.Node] == Kind.Wait).Select(run => run.Node)];

    public void Start()
    {
        queue.Add((start, false));
        Drain();
    }

    public void Resume(int which)
    {
        var run = open.Where(run => !run.IsFaulted && chart.Kinds[run.Node] == Kind.Wait).ElementAt(which);
        Try(run, () => Completed(run, ["Done"]));
        Drain();
    }

    private void Drain()
    {
        while (queue.Count > 0 && !IsEndless)
        {
            steps++;
            var (node, back) = queue[0];
            queue.RemoveAt(0);
            var run = new Run(steps, node, back);
            open.Add(run);
            Log.Add("+" + node);
            Try(run, () => Execute(run));
        }
    }

    private void Try(Run run, Action step)
    {
        try
        {
            step();
        }
        catch (CannotGoBack)
        {
            // It had completed, and now counts as failed: that keeps the chart open.
            run.IsFaulted = true;
            HasFailed = true;
            open.Insert(open.Count(other => other.Number < run.Number), run);
            Log.Add("!" + run.Node);
        }
    }

    private void Execute(Run run)
    {
        switch (chart.Kinds[run.Node])
        {
            case Kind.Wait:
                break;
            case Kind.Choice:
                Completed(run, [dice.Roll() ? "A" : "B"]);
                break;
            case Kind.Fork:
                Completed(run, ["A", "B"]);
                break;
            case Kind.Any or Kind.All or Kind.Active:
                CancelWhatLeadsTo(run.Node);
                Completed(run, ["Done"]);
                break;
            default:
                Completed(run, ["Done"]);
                break;
        }
    }

    private void Completed(Run run, string[] outcomes)
    {
        if (!open.Remove(run))
            return;
        Log.Add("." + run.Node);
        if (hasEnded)
            return;
        if (chart.Kinds[run.Node] == Kind.End)
            Complete();
        else if (!Leave(run.Node, line => outcomes.Contains(line.Port), counts: !run.Back))
            CompleteIfNothingIsLeft();
    }

    private bool Leave(int node, Func<Line, bool> follows, bool counts)
    {
        if (counts)
            ran[node] = Ran(node) + 1;
        var scheduled = false;
        foreach (var line in chart.Lines.Where(line => line.From == node))
        {
            visits[line] = Visits(line) + 1;
            followed[line] = follows(line);
            if (!backward.Contains(line))
                scheduled |= Arrive(line);
            else if (followed[line])
            {
                if (!EveryWayPasses(line.To, line.From))
                    throw new CannotGoBack();
                queue.Add((line.To, true));
                scheduled = true;
            }
        }
        return scheduled;
    }

    private bool Arrive(Line line)
    {
        var target = line.To;
        var inbound = forward.Where(other => other.To == target).ToList();
        var most = inbound.Max(Visits);
        var all = inbound.All(other => Visits(other) > Ran(target));
        var anyFollowed = inbound.Any(other => Visits(other) == most && Followed(other));
        var allFollowed = inbound.All(other => Visits(other) == most && Followed(other));
        switch (chart.Kinds[target])
        {
            case Kind.Any:
                if (Visits(line) <= Ran(target) || queue.Exists(item => item.Node == target))
                    return false;
                if (anyFollowed)
                {
                    queue.Add((target, false));
                    CancelWhatLeadsTo(target);
                    return true;
                }
                return all && Skip(target);
            case Kind.All:
                return all && RunOrSkip(target, allFollowed);
            default:
                return all && RunOrSkip(target, anyFollowed);
        }
    }

    private bool RunOrSkip(int target, bool runs)
    {
        if (!runs)
            return Skip(target);
        queue.Add((target, false));
        return true;
    }

    private bool Skip(int target) => Leave(target, _ => false, counts: true);

    private void CancelWhatLeadsTo(int target)
    {
        foreach (var run in open.Where(run => run.Node != target && Reaches(forward, run.Node, target)).ToList())
            Cancel(run, isAlone: true);
    }

    private void Cancel(Run run, bool isAlone)
    {
        if (!open.Remove(run))
            return;
        Log.Add("-" + run.Node);
        if (!isAlone || hasEnded)
            return;
        CompleteIfNothingIsLeft();
        Leave(run.Node, _ => false, counts: true);
    }

    private void CompleteIfNothingIsLeft()
    {
        if (open.Count == 0 && queue.Count == 0)
            Complete();
    }

    private void Complete()
    {
        // What is queued still runs, in a chart that takes no notice of it any more.
        hasEnded = true;
        foreach (var run in open.ToList())
            Cancel(run, isAlone: false);
    }

    /// <summary>From the start in breadth, in the order of the file: what would close a circle leads back.</summary>
    private void Sort()
    {
        var seen = new List<int> { start };
        for (var at = 0; at < seen.Count; at++)
        {
            foreach (var line in chart.Lines.Where(line => line.From == seen[at]))
            {
                if (line.To == line.From || Reaches(forward, line.To, line.From))
                {
                    backward.Add(line);
                    continue;
                }
                forward.Add(line);
                if (!seen.Contains(line.To))
                    seen.Add(line.To);
            }
        }
    }

    private bool EveryWayPasses(int through, int to) =>
        through == start || through == to || !Reaches([.. forward.Where(line => line.From != through && line.To != through)], start, to);

    private static bool Reaches(List<Line> lines, int from, int to)
    {
        var reached = new HashSet<int>();
        void Go(int node)
        {
            foreach (var line in lines.Where(line => line.From == node))
            {
                if (reached.Add(line.To))
                    Go(line.To);
            }
        }

        Go(from);
        return reached.Contains(to);
    }

    private int Ran(int node) => ran.GetValueOrDefault(node);

    private int Visits(Line line) => visits.GetValueOrDefault(line);

    private bool Followed(Line line) => followed.GetValueOrDefault(line);
}
