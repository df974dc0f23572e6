using Enforcement.Identity;

namespace Enforcement.Cases;

/// <summary>
/// A part of the case page: a component with the parameter <c>Case</c> of type <see cref="CaseFile"/>. The page knows the slices' panels
/// by this list alone.
/// </summary>
/// <param name="IsMain">In the wide column; else beside it.</param>
/// <param name="OnTasks">Shown beside the form of each task as well.</param>
public sealed record CasePanel(Type Component, int Order, bool IsMain, bool OnTasks = false);

/// <summary>What a slice adds to <c>GET /api/cases/{number}</c>: its clocks, its documents.</summary>
public interface ICaseExtension
{
    /// <summary>The property's name: <c>clocks</c>.</summary>
    string Name { get; }

    Task<object?> ReadAsync(Actor actor, CaseFile caseFile, CancellationToken cancel);
}
