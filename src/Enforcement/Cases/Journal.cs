using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Identity;

namespace Enforcement.Cases;

/// <summary>
/// What happened, as it is hashed and kept for ever: who acted and for whom, in which post, at which node of which definition version, the
/// stimulus and every activity's answer whole, and what changed, old and new.
/// </summary>
public sealed record JournalEntry(int Seq, DateTimeOffset At, string Content, byte[] PrevHash, byte[] Hash)
{
    /// <summary>Shape of the content; readers of version N read every version before it.</summary>
    public const short ContentVersion = 1;

    public const string HashFunction = "sha-256";
}

/// <summary>The chain of one case: its head lies on the instance row, so that adding costs no read.</summary>
public sealed class Journal(int seq, byte[] head)
{
    private static readonly JsonSerializerOptions Canonical = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<JournalEntry> added = [];
    private readonly HashSet<string> bodies = [];

    /// <summary>What the chain of a case begins with: 32 zero bytes.</summary>
    public static byte[] Genesis => new byte[32];

    public int Seq { get; private set; } = seq;

    public byte[] Head { get; private set; } = head;

    public IReadOnlyList<JournalEntry> Added => added;

    /// <summary>Whether somebody acted for a body in what was added.</summary>
    public bool IsActedFor(string organization) => bodies.Contains(organization);

    /// <exception cref="ArgumentException">A detail has the name of what every entry says: it never stands in its place.</exception>
    /// <param name="action">Stable, dotted: <c>task.completed</c>. Its words are the resource <c>journal.&lt;action&gt;</c>.</param>
    public void Add(string action, Actor actor, Post? post, DateTimeOffset at, JsonObject details)
    {
        var content = new JsonObject
        {
            ["seq"] = Seq + 1,
            ["at"] = at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["action"] = action,
            ["by"] = By(actor, post),
        };
        foreach (var (name, value) in details)
            content.Add(name, value?.DeepClone());

        var text = content.ToJsonString(Canonical);
        var hash = HashOf(Head, text);
        added.Add(new JournalEntry(Seq + 1, at, text, Head, hash));
        if (post is not null)
            bodies.Add(post.Organization);
        (Seq, Head) = (Seq + 1, hash);
    }

    /// <summary><c>hash = SHA-256(previous hash || UTF-8 of the stored text)</c>.</summary>
    public static byte[] HashOf(byte[] previous, string content)
    {
        var length = previous.Length + Encoding.UTF8.GetByteCount(content);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            previous.CopyTo(buffer, 0);
            Encoding.UTF8.GetBytes(content, buffer.AsSpan(previous.Length));
            return SHA256.HashData(buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static JsonObject By(Actor actor, Post? post)
    {
        if (actor.IsSystem)
            return new JsonObject { ["system"] = true };

        var by = new JsonObject { ["id"] = actor.PersonId.ToString(), ["name"] = actor.Name };
        if (post is not null)
        {
            by["organization"] = post.Organization;
            by["role"] = post.Role;
            if (post.StandsInFor is { } absent)
                by["for"] = new JsonObject { ["id"] = absent.PersonId.ToString(), ["name"] = absent.Name };
        }
        return by;
    }
}
