using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Cases;

/// <summary>An entry as it is read again: the very text that was hashed.</summary>
public sealed record JournalLine(int Seq, DateTimeOffset At, JsonObject Content, string Hash)
{
    public string Action => Content["action"]?.GetValue<string>() ?? "";

    /// <summary>Who acted, or null for the service itself. Entries about the answer of a body outside once said its name alone.</summary>
    public string? By => Content["by"] is JsonValue name ? name.GetValue<string>() : Content["by"]?["name"]?.GetValue<string>();

    /// <summary>For whom, when standing in.</summary>
    public string? For => (Content["by"] as JsonObject)?["for"]?["name"]?.GetValue<string>();
}

public sealed record JournalPage(IReadOnlyList<JournalLine> Items, string? Next);

/// <summary>Reads and proves the journal of one case, within the viewer's scope.</summary>
public sealed class JournalReader(Database database, ScopeSeal seal, ScopedReads reads)
{
    /// <param name="after">Only entries after this place; 0: from the beginning.</param>
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<JournalPage> ReadAsync(Actor actor, string number, int limit, int after, CancellationToken cancel)
    {
        var of = CaseOf.Number(number);
        var (keys, lines) = await reads.ReadAsync(
            actor.Scope,
            [
                ReadKey(of),
                Statement.Of(
                    $"select seq, at, content, hash from journal where county_code = $1 and case_id = {of.CaseId} and seq > $3 order by seq limit $4",
                    [.. of.Parameters, P.Int(after), P.Int(limit + 1)]
                ),
            ],
            async reader => (await reader.RowsAsync(KeyFrom, cancel), await reader.RowsAsync(LineFrom, cancel)),
            cancel
        );
        if (keys.Count == 0)
            throw new NotVisibleException();
        var page = lines.Take(limit).ToList();
        return new JournalPage(page, lines.Count > limit ? page[^1].Seq.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    /// <inheritdoc cref="JournalVerification"/>
    public async Task<JournalVerdict> VerifyAsync(Actor actor, string number, CancellationToken cancel)
    {
        var found = await reads.RowsAsync(actor.Scope, ReadKey(CaseOf.Number(number)), KeyFrom, cancel);
        var key = found.Count > 0 ? found[0] : throw new NotVisibleException();
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        return await JournalVerification.VerifyAsync(connection, seal, actor.Scope, key, cancel);
    }

    private static Statement ReadKey(CaseOf of) =>
        Statement.Of($"select county_code, id from cases where county_code = $1 and id = {of.CaseId}", of.Parameters);

    private static CaseKey KeyFrom(NpgsqlDataReader row) => new(row.GetString(0), row.GetGuid(1));

    private static JournalLine LineFrom(NpgsqlDataReader row) =>
        new(
            row.GetInt32(0),
            row.GetFieldValue<DateTimeOffset>(1),
            JsonNode.Parse(row.GetString(2))!.AsObject(),
            Convert.ToHexStringLower(row.GetFieldValue<byte[]>(3))
        );
}
