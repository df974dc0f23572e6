using System.Text.Encodings.Web;
using System.Text.Json;
using Enforcement.Persistence;
using Enforcement.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Enforcement.Identity;

/// <summary>Something that was done to the installation itself: who, what, to what, old and new. Written with the act and never changed.</summary>
public sealed class AdminLogEntry
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>A user name, or <c>system</c>.</summary>
    public required string Who { get; init; }

    /// <summary>One of <see cref="AdminActs"/>.</summary>
    public required string What { get; init; }
    public required string Subject { get; init; }
    public string? Old { get; init; }
    public string? New { get; init; }

    public static AdminLogEntry Of(DateTimeOffset at, string who, string what, string subject, object? old = null, object? now = null) =>
        new()
        {
            Id = Guid.CreateVersion7(at),
            At = at.ToUniversalTime(),
            Who = who,
            What = what,
            Subject = subject,
            Old = old is null ? null : JsonSerializer.Serialize(old, Json),
            New = now is null ? null : JsonSerializer.Serialize(now, Json),
        };

    /// <summary>For an act that is written in SQL: into its own transaction.</summary>
    public Statement Insert() =>
        Statement.Of(
            "insert into admin_log (id, at, who, what, subject, old, new) values ($1, $2, $3, $4, $5, $6, $7)",
            P.Uuid(Id),
            P.Time(At),
            P.Text(Who),
            P.Text(What),
            P.Text(Subject),
            P.Json(Old),
            P.Json(New)
        );
}

/// <summary>What is logged; words are the resources <c>admin-log.what.&lt;code&gt;</c>.</summary>
public static class AdminActs
{
    public const string StandInMade = "stand-in.made";
    public const string StandInEnded = "stand-in.ended";
    public const string SignInLocked = "session.locked";
    public const string ListImported = "import.done";
}

internal sealed class AdminLogTable : IEntityTypeConfiguration<AdminLogEntry>
{
    public void Configure(EntityTypeBuilder<AdminLogEntry> builder)
    {
        builder.ToTable("admin_log").HasKey(row => row.Id);
        builder.Property(row => row.Old).HasColumnType("jsonb");
        builder.Property(row => row.New).HasColumnType("jsonb");
    }
}

public sealed record AdminLogPage(IReadOnlyList<AdminLogEntry> Items, string? Next);

/// <summary>The log as auditors and security admins read it, the newest first.</summary>
public sealed class AdminLog(EnforcementDb db)
{
    public const int MostRows = 200;

    private static readonly string[] Readers = [Roles.Auditor, Roles.SecurityAdmin];

    public static bool IsReadBy(Actor person) => Readers.Any(person.Holds);

    /// <param name="after">Id of the last row of the page before.</param>
    /// <exception cref="NotAllowedException">Neither auditor nor security admin.</exception>
    public async Task<AdminLogPage> ReadAsync(Actor reader, int limit, string? after, CancellationToken cancel)
    {
        if (!IsReadBy(reader))
            throw new NotAllowedException("not-allowed");
        var rows = db.Set<AdminLogEntry>().AsQueryable();
        if (after is { Length: > 0 })
        {
            if (!Guid.TryParse(after, out var last) || await rows.SingleOrDefaultAsync(row => row.Id == last, cancel) is not { } before)
                throw new MalformedException(("after", "unknown"));
            rows = rows.Where(row => row.At < before.At || row.At == before.At && row.Id < before.Id);
        }
        var page = await rows.OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Take(limit + 1).ToListAsync(cancel);
        return page.Count > limit ? new([.. page.Take(limit)], page[limit - 1].Id.ToString()) : new(page, null);
    }
}
