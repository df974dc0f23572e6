using System.Security.Cryptography;
using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Evidence;

/// <summary>
/// Bytes by their SHA-256, each kept once; in PostgreSQL, so that a node keeps nothing of its own. Writing is a statement of the caller's step:
/// a file never outlives the row that speaks of it.
/// </summary>
public interface IFileStore
{
    /// <summary>The statement that keeps the file, and its hash.</summary>
    /// <exception cref="ArgumentException">More than <see cref="FileLimits.MostBytes"/>.</exception>
    StoredFile Keep(byte[] content);

    /// <summary>Null: there is none, or none that is seen through an attachment.</summary>
    Task<byte[]?> ReadAsync(Scope scope, byte[] sha256, CancellationToken cancel);
}

public static class FileLimits
{
    public const int MostBytes = 20 * 1024 * 1024;
}

/// <param name="Write">Before the row that refers to it.</param>
public sealed record StoredFile(byte[] Sha256, int Size, Statement Write);

internal sealed class PostgresFileStore(Database database, ScopeSeal seal) : IFileStore
{
    public StoredFile Keep(byte[] content)
    {
        if (content.Length > FileLimits.MostBytes)
            throw new ArgumentException("A file has at most 20 MB.", nameof(content));
        var hash = SHA256.HashData(content);
        return new StoredFile(
            hash,
            content.Length,
            Statement.Of(
                // No conflict target: naming one would ask whether the other's file may be seen.
                "insert into files (sha256, size, content) values ($1, $2, $3) on conflict do nothing",
                P.Bytes(hash),
                P.Int(content.Length),
                P.Bytes(content)
            )
        );
    }

    public async Task<byte[]?> ReadAsync(Scope scope, byte[] sha256, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(scope, connection).ToCommand());
        batch.BatchCommands.Add(Statement.Of("select content from files where sha256 = $1", P.Bytes(sha256)).ToCommand());
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        return await reader.ReadAsync(cancel) ? reader.GetFieldValue<byte[]>(0) : null;
    }
}
