using Enforcement.Identity;

namespace Enforcement.Cases;

/// <summary>Something that passed between bodies about a case: a point on its coordination line 协调线.</summary>
/// <param name="Words">In the reader's language.</param>
/// <param name="Link">Where it is told in full.</param>
public sealed record CoordinationMark(DateTimeOffset At, string Words, string? Link = null);

/// <summary>A slice that lets bodies deal with one another tells the coordination line what passed.</summary>
public interface ICoordinationMarks
{
    /// <summary>Only what the person may see; in any order.</summary>
    Task<IReadOnlyList<CoordinationMark>> ReadAsync(Actor actor, CaseFile caseFile, CancellationToken cancel);
}
