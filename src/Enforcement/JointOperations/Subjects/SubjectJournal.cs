using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;

namespace Enforcement.JointOperations.Subjects;

/// <param name="Action">Its words are the resource <c>joint.event.&lt;action&gt;</c>.</param>
/// <param name="By">Null: the system.</param>
public sealed record SubjectEntry(int Seq, DateTimeOffset At, string Action, string? By, string? Organization, string Hash);

/// <param name="IsWhole">Proved as the journal of a case is: nothing was changed, is missing, changed places or was cut off.</param>
public sealed record SubjectChain(IReadOnlyList<SubjectEntry> Entries, bool IsWhole)
{
    /// <summary>Nothing was read, and no head says that there is nothing.</summary>
    public static SubjectChain Unproved { get; } = new([], false);
}

/// <summary>What happened to a subject, for whoever sees it, and whether the chain is whole.</summary>
public sealed class SubjectJournal(ScopedReads reads)
{
    public async Task<SubjectChain> ReadAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var links = await reads.RowsAsync(actor.Scope, SubjectTable.ReadChain(id), SubjectTable.LinkFrom, cancel);
        if (links is not [var (_, length, head), ..])
            return SubjectChain.Unproved;
        var entries = links.Select(link => link.Entry).OfType<JournalEntry>().ToList();
        var proof = new ChainProof();
        foreach (var entry in entries)
            proof.Add(entry);
        return new SubjectChain([.. entries.Select(Told)], proof.Verdict(length, head).Valid);
    }

    private static SubjectEntry Told(JournalEntry entry)
    {
        var content = JsonNode.Parse(entry.Content)!;
        return new SubjectEntry(
            entry.Seq,
            entry.At,
            content["action"]!.GetValue<string>(),
            content["by"]?["name"]?.GetValue<string>(),
            content["by"]?["organization"]?.GetValue<string>(),
            Convert.ToHexStringLower(entry.Hash)
        );
    }
}
