using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Cases;

/// <summary>An entry as it is read again: the very text that was hashed.</summary>
public sealed record JournalLine(int Seq, DateTimeOffset At, JsonObject Content, string Hash)
{
    public string Action => Content["action"]?.GetValue<string>() ?? "";

    /// <summary>Who acted, or null for the service itself.</summary>
    public string? By => Content["by"]?["name"]?.GetValue<string>();

    /// <summary>For whom, when standing in.</summary>
    public string? For => Content["by"]?["for"]?["name"]?.GetValue<string>();
}

public sealed record JournalPage(IReadOnlyList<JournalLine> Items, string? Next);

/// <summary>Reads and proves the journal of one case, within the viewer's scope.</summary>
public sealed class JournalReader(Database database, ScopeSeal seal)
{
    /// <param name="after">Only entries after this place; 0: from the beginning.</param>
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<JournalPage> ReadAsync(Actor actor, string number, int limit, int after, CancellationToken cancel)
    {
        var of = CaseOf.Number(number);
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(actor.Scope, connection).ToCommand());
        batch.BatchCommands.Add(
            Statement.Of($"select id from cases where county_code = $1 and id = {of.CaseId}", of.Parameters).ToCommand()
        );
        batch.BatchCommands.Add(
            Statement
                .Of(
                    $"select seq, at, content, hash from journal where county_code = $1 and case_id = {of.CaseId} and seq > $3 order by seq limit $4",
                    [.. of.Parameters, P.Int(after), P.Int(limit + 1)]
                )
                .ToCommand()
        );
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            throw new NotVisibleException();
        await reader.NextResultAsync(cancel);
        var lines = new List<JournalLine>();
        while (await reader.ReadAsync(cancel))
            lines.Add(
                new JournalLine(
                    reader.GetInt32(0),
                    reader.GetFieldValue<DateTimeOffset>(1),
                    JsonNode.Parse(reader.GetString(2))!.AsObject(),
                    Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(3))
                )
            );
        var page = lines.Take(limit).ToList();
        return new JournalPage(page, lines.Count > limit ? page[^1].Seq.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    /// <inheritdoc cref="JournalVerification"/>
    public async Task<JournalVerdict> VerifyAsync(Actor actor, string number, CancellationToken cancel)
    {
        var key = await KeyOfAsync(actor, number, cancel);
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        return await JournalVerification.VerifyAsync(connection, seal, actor.Scope, key, cancel);
    }

    private async Task<CaseKey> KeyOfAsync(Actor actor, string number, CancellationToken cancel)
    {
        var of = CaseOf.Number(number);
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(actor.Scope, connection).ToCommand());
        batch.BatchCommands.Add(
            Statement.Of($"select county_code, id from cases where county_code = $1 and id = {of.CaseId}", of.Parameters).ToCommand()
        );
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        return await reader.ReadAsync(cancel) ? new CaseKey(reader.GetString(0), reader.GetGuid(1)) : throw new NotVisibleException();
    }
}
