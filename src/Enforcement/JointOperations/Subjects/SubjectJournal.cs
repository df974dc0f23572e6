using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;

namespace Enforcement.JointOperations.Subjects;

/// <param name="Action">Its words are the resource <c>joint.event.&lt;action&gt;</c>.</param>
/// <param name="By">Null: the system.</param>
public sealed record SubjectEntry(int Seq, DateTimeOffset At, string Action, string? By, string? Organization, string Hash);

/// <param name="IsWhole">Every entry fits the one before it.</param>
public sealed record SubjectChain(IReadOnlyList<SubjectEntry> Entries, bool IsWhole);

/// <summary>What happened to a subject, for whoever sees it, and whether the chain is whole.</summary>
public sealed class SubjectJournal(ScopedReads reads)
{
    public async Task<SubjectChain> ReadAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var rows = await reads.RowsAsync(
            actor.Scope,
            SubjectTable.ReadEvents(id),
            row => new JournalEntry(
                row.GetInt32(0),
                row.GetFieldValue<DateTimeOffset>(1),
                row.GetString(2),
                row.GetFieldValue<byte[]>(3),
                row.GetFieldValue<byte[]>(4)
            ),
            cancel
        );
        var (previous, whole) = (Journal.Genesis, true);
        foreach (var entry in rows)
        {
            whole &=
                entry.PrevHash.AsSpan().SequenceEqual(previous)
                && Journal.HashOf(previous, entry.Content).AsSpan().SequenceEqual(entry.Hash);
            previous = entry.Hash;
        }
        return new SubjectChain([.. rows.Select(Told)], whole);
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
