namespace Enforcement.Designer.Simulations;

/// <summary>What a draft changes for the cases that were run again: counts, and a few cases of each kind.</summary>
public sealed class SimulationResult
{
    /// <summary>Cases named of one kind.</summary>
    public const int MostExamples = 10;

    /// <summary>Its own definition, run again, does not lead it where it is: what it was told was not all in the journal.</summary>
    public const string NotRepeatable = "not-repeatable";
    public const string Unreadable = "unreadable";

    /// <summary>A step fails on the draft.</summary>
    public const string Fails = "fails";

    /// <summary>Run on both definitions.</summary>
    public int Compared { get; set; }

    /// <summary>Nothing differs.</summary>
    public int Same { get; set; }

    /// <summary>Of the compared, by kind: <c>route</c>, <c>tasks</c>, <c>clocks</c>, <c>end</c>, <c>fails</c>. One case may be of several.</summary>
    public Dictionary<string, int> Changed { get; set; } = [];

    /// <summary>Not compared, by reason: <see cref="CaseHistory.NotItsOwn"/>, <see cref="NotRepeatable"/> or <see cref="Unreadable"/>.</summary>
    public Dictionary<string, int> LeftOut { get; set; } = [];

    /// <summary>By step: in how many cases it is asked where it was not, and no longer asked where it was.</summary>
    public Dictionary<string, int> TasksAdded { get; set; } = [];

    /// <inheritdoc cref="TasksAdded"/>
    public Dictionary<string, int> TasksGone { get; set; } = [];

    /// <summary>By deadline rule, clocks more and fewer, all cases together.</summary>
    public Dictionary<string, int> ClocksAdded { get; set; } = [];

    /// <inheritdoc cref="ClocksAdded"/>
    public Dictionary<string, int> ClocksGone { get; set; } = [];

    /// <summary>Cases that end otherwise, by how they did and how they would.</summary>
    public List<ChangedEnd> Ends { get; set; } = [];

    public List<SimulationExample> Examples { get; set; } = [];

    public void LeaveOut(string reason) => Count(LeftOut, reason);

    /// <param name="own">As it went on its own definition, run again.</param>
    /// <param name="draft">As it would have gone.</param>
    public void Compare(CaseHistory history, ReplayedCase own, ReplayedCase draft)
    {
        if (own.Unasked.Count > 0 || own.Failed.Count > 0 || own.Assumed.Count > 0)
        {
            LeaveOut(NotRepeatable);
            return;
        }
        Compared++;
        var kinds = new List<string>();
        if (!own.Route.SequenceEqual(draft.Route))
            kinds.Add("route");
        if (!own.Tasks.SequenceEqual(draft.Tasks))
            kinds.Add("tasks");
        if (!own.Clocks.SequenceEqual(draft.Clocks))
            kinds.Add("clocks");
        if (own.End != draft.End)
            kinds.Add("end");
        if (draft.Failed.Count > 0)
            kinds.Add(Fails);
        if (kinds.Count == 0)
        {
            Same++;
            return;
        }

        foreach (var added in draft.Tasks.Except(own.Tasks))
            Count(TasksAdded, added);
        foreach (var gone in own.Tasks.Except(draft.Tasks))
            Count(TasksGone, gone);
        foreach (var (rule, more) in Difference(draft.Clocks, own.Clocks))
            Count(ClocksAdded, rule, more);
        foreach (var (rule, fewer) in Difference(own.Clocks, draft.Clocks))
            Count(ClocksGone, rule, fewer);
        if (own.End != draft.End)
            CountEnd(own.End, draft.End);
        // A kind that is full of examples needs no more; one that is new gets its first.
        if (kinds.Any(kind => Changed.GetValueOrDefault(kind) < MostExamples))
            Examples.Add(SimulationExample.Of(history, kinds, own, draft));
        foreach (var kind in kinds)
            Count(Changed, kind);
    }

    private static IEnumerable<(string Rule, int More)> Difference(IReadOnlyList<string> these, IReadOnlyList<string> those) =>
        these
            .CountBy(rule => rule)
            .Select(pair => (pair.Key, pair.Value - those.Count(rule => rule == pair.Key)))
            .Where(pair => pair.Item2 > 0);

    private void CountEnd(string was, string would)
    {
        var at = Ends.FindIndex(end => end.Was == was && end.Would == would);
        if (at < 0)
            Ends.Add(new ChangedEnd(was, would, 1));
        else
            Ends[at] = Ends[at] with { Cases = Ends[at].Cases + 1 };
    }

    private static void Count(Dictionary<string, int> counts, string key, int by = 1) => counts[key] = counts.GetValueOrDefault(key) + by;
}

/// <param name="Was">The outcome by which cases were closed, or the ids of the steps at which they wait, with a comma.</param>
/// <param name="Would">Likewise, on the draft.</param>
public sealed record ChangedEnd(string Was, string Would, int Cases);

/// <summary>One case that would go another way.</summary>
/// <param name="After">The last step that both have in common; null: they differ from the start.</param>
/// <param name="Was">What came then; null: nothing.</param>
/// <param name="Would">What would come then; null: nothing.</param>
public sealed record SimulationExample(
    Guid CaseId,
    string Number,
    IReadOnlyList<string> Kinds,
    string? After,
    string? Was,
    string? Would,
    string EndWas,
    string EndWould
)
{
    public static SimulationExample Of(CaseHistory history, IReadOnlyList<string> kinds, ReplayedCase own, ReplayedCase draft)
    {
        var at = own.Route.Zip(draft.Route).TakeWhile(pair => pair.First == pair.Second).Count();
        return new SimulationExample(
            history.Case.Key.Id,
            history.Case.Number,
            kinds,
            at == 0 ? null : own.Route[at - 1],
            own.Route.ElementAtOrDefault(at),
            draft.Route.ElementAtOrDefault(at),
            own.End,
            draft.End
        );
    }
}
