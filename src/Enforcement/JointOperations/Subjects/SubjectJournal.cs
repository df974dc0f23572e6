using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;

namespace Enforcement.JointOperations.Subjects;

/// <param name="Action">Its words are the resource <c>joint.event.&lt;action&gt;</c>.</param>
/// <param name="By">Null: the system.</param>
public sealed record SubjectEntry(int Seq, DateTimeOffset At, string Action, string? By, string? Organization, string Hash);

/// <param name="IsWhole">Proved as the journal of a case is: nothing was changed, is missing, changed places or was cut off.</param>
public sealed record SubjectChain(IReadOnlyList<SubjectEntry> Entries, bool IsWhole);

/// <summary>What happened to a subject, for whoever sees it, and whether the chain is whole.</summary>
public sealed class SubjectJournal(ScopedReads reads)
{
    public async Task<SubjectChain> ReadAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var (heads, entries) = await reads.ReadAsync(
            actor.Scope,
            [SubjectTable.ReadHead(id), SubjectTable.ReadEvents(id)],
            async reader => (await reader.RowsAsync(SubjectTable.HeadFrom, cancel), await reader.RowsAsync(SubjectTable.EventFrom, cancel)),
            cancel
        );
        if (heads is not [var head])
            return new SubjectChain([], true);
        var proof = new ChainProof();
        foreach (var entry in entries)
            proof.Add(entry);
        return new SubjectChain([.. entries.Select(Told)], proof.Verdict(head.Seq, head.Head).Valid);
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
