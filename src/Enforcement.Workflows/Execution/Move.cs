namespace Enforcement.Workflows.Execution;

/// <summary>What becomes of an instance that is led over to another version of its definition.</summary>
/// <param name="Instance">Where it stands in the new version, with the same numbers of waits and activities; null when it is refused.</param>
/// <param name="Refusals">All reasons at once; none when it goes.</param>
/// <param name="Notes">What it means for the instance though it goes.</param>
public sealed record Move(WorkflowInstance? Instance, IReadOnlyList<MoveFinding> Refusals, IReadOnlyList<MoveFinding> Notes);

/// <param name="Code">
/// Refusals: <c>move.not-running</c>, <c>move.step-gone</c> (an open step has no counterpart, or none that the flow reaches),
/// <c>move.step-differs</c> (its counterpart is of another kind), <c>move.outcome-gone</c> (its task offers an outcome that leads nowhere now),
/// <c>move.arrival-lost</c> (a branch that has come to a join could not come there now), <c>move.step-between</c> (a new step lies behind what is
/// done and before what is still to come: nobody would ever begin it), <c>move.joins-differ</c> (the other version joins by other rules).
/// Notes: <c>move.step-passed-over</c> (a new step that this instance never does), <c>move.step-again</c> (a step that it did comes again),
/// <c>move.variable-dropped</c>, <c>move.variable-new</c>.
/// </param>
/// <param name="NodeId">Of the version left where the step is gone or differs, of the new one otherwise.</param>
/// <param name="Detail">The outcome or the variable.</param>
public sealed record MoveFinding(string Code, string NodeId, string? Detail = null);
