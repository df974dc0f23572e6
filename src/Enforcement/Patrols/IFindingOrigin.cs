using System.Text.Json.Nodes;
using Enforcement.Processes;

namespace Enforcement.Patrols;

/// <summary>Where a finding came from, if that is kept in a room further out: what it brings along goes to the case that the finding becomes.</summary>
public interface IFindingOrigin
{
    /// <param name="step">That makes it a case.</param>
    /// <returns>Null: it did not come from there.</returns>
    Task<Brought?> BroughtAsync(Step step, Finding finding, CancellationToken cancel);
}

/// <param name="Facts">For the case; what the finding itself tells comes first.</param>
/// <param name="Begin">In the case, when it has just been opened.</param>
public sealed record Brought(JsonObject Facts, Action<CaseWork> Begin);
