using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Activities;

/// <summary>
/// One type of activity. There is one object per type, shared by all instances and threads, so it holds no state: what must last
/// goes through the context. An exception thrown here becomes an incident of the step, never a fault of the engine.
/// </summary>
public abstract class Activity
{
    public const string Done = "Done";

    public abstract ActivityDescriptor Descriptor { get; }

    /// <summary>
    /// Runs the activity. It completes with <see cref="Done"/> when this returns, unless it completed by itself, suspended,
    /// scheduled a child or is a container that waits (<see cref="CompletesByItself"/>).
    /// </summary>
    public abstract void Execute(ActivityContext context);

    /// <summary>
    /// Called when one of its bookmarks is resumed, after the inputs were evaluated again. The bookmark is burnt when this returns, also
    /// if the activity did not complete; it stays when this throws. By default the activity completes.
    /// </summary>
    public virtual void Resume(ActivityContext context, Bookmark bookmark, JsonObject? input) => context.Complete();

    /// <summary>A child this activity scheduled has completed. <paramref name="outcomes"/> is empty when it named none (plain Done).</summary>
    public virtual void ChildCompleted(ActivityContext context, ActivityContext child, IReadOnlyList<string> outcomes) =>
        context.Complete();

    /// <summary>A child was cancelled from outside of this activity.</summary>
    internal virtual void ChildCancelled(ActivityContext context, ActivityContext child) { }

    /// <summary>The ports of one node, for activities whose outcomes depend on how the node is filled in.</summary>
    public virtual IReadOnlyList<string> OutcomesOf(ActivityNode node) => Descriptor.Outcomes;

    /// <summary>Finds what is wrong with one node beyond what the descriptor says, in <c>(code, message)</c> pairs.</summary>
    public virtual IEnumerable<(string Code, string Message)> Check(ActivityNode node) => [];

    /// <summary>True for containers: they complete when they say so, not when <see cref="Execute"/> returns.</summary>
    protected internal virtual bool CompletesByItself => false;

    /// <summary>What a Break inside does to it, and whether the Break ends here.</summary>
    internal virtual (bool Stops, bool IsLoop) OnBreak => (false, false);
}
