using System.Text.Json;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Cases;

/// <summary>The answer of <c>GET /api/cases/{number}/journal/verification</c>.</summary>
/// <param name="FirstBroken">The first entry that was changed, is missing, or stands in the wrong place; and why, as a code.</param>
public sealed record JournalVerdict(bool Valid, int Entries, string Head, BrokenEntry? FirstBroken);

/// <param name="Seq">Its place in the chain, counted from 1.</param>
/// <param name="Reason"><c>changed</c>, <c>missing</c>, <c>reordered</c>, <c>cut-off</c> or <c>surplus</c>.</param>
public sealed record BrokenEntry(int Seq, string Reason);

/// <summary>Proves a chain, or names the first entry that breaks it.</summary>
public static class JournalVerification
{
    public static async Task<JournalVerdict> VerifyAsync(
        NpgsqlConnection connection,
        ScopeSeal seal,
        Identity.Scope scope,
        CaseKey key,
        CancellationToken cancel
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(scope, connection).ToCommand());
        // Head and entries in one look: between two, a step may add an entry.
        batch.BatchCommands.Add(
            Statement
                .Of(
                    """
                    select i.journal_seq, i.journal_head, j.seq, j.content, j.prev_hash, j.hash
                    from instances i left join journal j on j.county_code = i.county_code and j.case_id = i.id
                    where i.county_code = $1 and i.id = $2 order by j.seq
                    """,
                    P.Text(key.County),
                    P.Uuid(key.Id)
                )
                .ToCommand()
        );
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            throw new NotVisibleException();
        var (length, head) = (reader.GetInt32(0), reader.GetFieldValue<byte[]>(1));
        var proof = new ChainProof();
        if (reader.IsDBNull(2))
            return proof.Verdict(length, head);
        do proof.Add(
            new JournalEntry(
                reader.GetInt32(2),
                default,
                reader.GetString(3),
                reader.GetFieldValue<byte[]>(4),
                reader.GetFieldValue<byte[]>(5)
            )
        );
        while (await reader.ReadAsync(cancel));
        return proof.Verdict(length, head);
    }
}

/// <summary>The proof of a chain, entry by entry in its order, and then against what its row says of length and head: so a cut-off end is found.</summary>
internal sealed class ChainProof
{
    private int count;
    private byte[] previous = Journal.Genesis;
    private BrokenEntry? broken;

    public void Add(JournalEntry entry)
    {
        count++;
        broken ??= Check(entry, count, previous);
        previous = entry.Hash;
    }

    public JournalVerdict Verdict(int length, byte[] head)
    {
        var first =
            broken
            ?? (
                count < length ? new BrokenEntry(count + 1, "cut-off")
                : count > length ? new BrokenEntry(length + 1, "surplus")
                : !previous.AsSpan().SequenceEqual(head) ? new BrokenEntry(count, "changed")
                : null
            );
        return new JournalVerdict(first is null, count, Convert.ToHexStringLower(head), first);
    }

    private static BrokenEntry? Check(JournalEntry entry, int expected, byte[] previous)
    {
        if (entry.Seq != expected)
            return new BrokenEntry(expected, "missing");
        if (!entry.Hash.AsSpan().SequenceEqual(Journal.HashOf(entry.PrevHash, entry.Content)))
            return new BrokenEntry(expected, "changed");
        // The text names its own place: two whole entries that changed places are found even where both hashes were made anew.
        if (!entry.PrevHash.AsSpan().SequenceEqual(previous) || SeqIn(entry.Content) != expected)
            return new BrokenEntry(expected, "reordered");
        return null;
    }

    private static int SeqIn(string content)
    {
        using var document = JsonDocument.Parse(content);
        return document.RootElement.TryGetProperty("seq", out var seq) && seq.TryGetInt32(out var value) ? value : 0;
    }
}
