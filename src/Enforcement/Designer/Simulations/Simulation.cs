using Enforcement.Identity;

namespace Enforcement.Designer.Simulations;

/// <summary>
/// The recorded cases of a region, run again in memory on a draft that was frozen when it was asked for. It goes on page by page until all that were
/// chosen have been looked at, and says after each what was found so far.
/// </summary>
public sealed class Simulation
{
    public required Guid Id { get; init; }

    /// <summary>Of who asked; the cases are those of this region.</summary>
    public required string Region { get; init; }
    public required string DefinitionId { get; init; }
    public required string Name { get; init; }

    /// <summary>Elsa 3 JSON.</summary>
    public required string Content { get; init; }

    /// <summary>Id of the definition whose cases are run again; its own, unless it is new and is to take the place of that one.</summary>
    public required string CasesOf { get; init; }

    /// <summary>One case of so many was chosen; 1: all.</summary>
    public required int OneOf { get; init; }
    public required Guid AskedBy { get; init; }
    public string AskerName { get; init; } = "";
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Cases chosen when it was asked for; more may have been opened since.</summary>
    public required int Total { get; init; }
    public SimulationResult Result { get; init; } = new();
    public string State { get; private set; } = Running;
    public int Looked { get; private set; }

    /// <summary>The last that was looked at, in the order of county and id.</summary>
    public Guid? LastCase { get; private set; }
    public DateTimeOffset ChangedAt { get; private set; }

    public const string Running = "running";
    public const string Done = "done";
    public const string Cancelled = "cancelled";

    /// <summary>Days for which it is kept after it ended.</summary>
    public const int Kept = 30;

    /// <summary>What may be asked for: all, or one case of so many.</summary>
    public static IReadOnlyList<int> Samples { get; } = [1, 10, 100, 1000];

    /// <exception cref="RefusedException"><c>simulation.over</c>.</exception>
    public void Cancel(DateTimeOffset at)
    {
        if (State != Running)
            throw DesignerRefusals.SimulationOver();
        (State, ChangedAt) = (Cancelled, at);
    }

    /// <param name="cases">Those of a page, looked at; empty: there are no more.</param>
    internal void Advance(IReadOnlyList<RecordedCase> cases, bool isLast, DateTimeOffset at)
    {
        Looked += cases.Count;
        if (cases.Count > 0)
            LastCase = cases[^1].Case.Key.Id;
        (State, ChangedAt) = (isLast ? Done : Running, at);
    }

    internal Simulation Restore(string state, int looked, Guid? lastCase, DateTimeOffset changedAt)
    {
        (State, Looked, LastCase, ChangedAt) = (state, looked, lastCase, changedAt);
        return this;
    }
}
