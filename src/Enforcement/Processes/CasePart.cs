using Enforcement.Cases;
using Enforcement.Persistence;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Processes;

/// <summary>
/// What a slice keeps of every case and every step needs: its open tasks, its running clocks. One object per case and step: loaded in the
/// first round trip, told what the engine did, asked for its writes in the last. Registered as <c>services.AddTransient&lt;CasePart, OpenTasks&gt;()</c>.
/// </summary>
public abstract class CasePart
{
    /// <summary>Where this part's writes stand among the others': instance, then task, then clock. Lower first.</summary>
    public abstract int Order { get; }

    /// <summary>Its read in the first round trip; a case that is only just being opened is not read. Null: few steps need it, and those ask for it.</summary>
    public virtual Statement? Read(CaseOf of) => null;

    /// <summary>Takes what <see cref="Read"/> asked for.</summary>
    public virtual Task LoadAsync(NpgsqlDataReader reader, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Takes an effect of the engine that is its own. False: not mine.</summary>
    public virtual bool Take(Effect effect, CaseWork work) => false;

    /// <summary>A wait of the engine ended: its branch was cancelled, or its answer came.</summary>
    public virtual void BookmarkGone(int bookmark, CaseWork work) { }

    /// <summary>The flow was led over to another version of its definition: this wait stands at another node of it now.</summary>
    public virtual void WaitMoved(Bookmark bookmark, CaseWork work) { }

    /// <summary>A timer of one of its waits has come. False: not mine, the flow itself is answered.</summary>
    public virtual bool TimerFired(int bookmark, CaseWork work) => false;

    /// <summary>The case has just been closed; what still runs ends in the same transaction.</summary>
    public virtual void CaseClosed(CaseWork work) { }

    /// <summary>The last word before the writes are collected: who holds the case follows from what is open.</summary>
    public virtual void Settle(CaseWork work) { }

    /// <summary>Its writes, added by <see cref="CaseWork.Write"/>.</summary>
    public abstract void AddWrites(CaseWork work);
}
