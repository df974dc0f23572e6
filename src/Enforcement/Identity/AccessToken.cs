using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Enforcement.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Enforcement.Identity;

/// <summary>
/// A personal access token 访问令牌: with it a program acts as the person who made it, with their posts and their sight of today. What it reads as is
/// shown once, when it is made; the service keeps its SHA-256.
/// </summary>
public sealed class AccessToken
{
    /// <summary>By its first characters a scanner finds one that leaked into a repository or a log.</summary>
    public const string Prefix = "enf_";

    public const int LongestName = 100;

    /// <summary>A year; a program that lives longer gets a new one.</summary>
    public const int MostDays = 366;

    /// <summary>As many as somebody may have that still work.</summary>
    public const int Most = 20;

    private const int SecretBytes = 32;

    public required Guid Id { get; init; }
    public required Guid Person { get; init; }
    public required string Name { get; init; }
    public required byte[] Hash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last day on which it works.</summary>
    public required DateOnly ExpiresOn { get; init; }
    public DateOnly? LastUsedOn { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }

    public bool WorksOn(DateOnly day) => RevokedAt is null && ExpiresOn >= day;

    public static string NewSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>256 random bits need no slow hash.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

internal sealed class AccessTokenTable : IEntityTypeConfiguration<AccessToken>
{
    public void Configure(EntityTypeBuilder<AccessToken> builder) => builder.ToTable("access_tokens").HasKey(token => token.Id);
}
