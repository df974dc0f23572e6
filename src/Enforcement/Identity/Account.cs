using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Enforcement.Identity;

/// <summary>A person who signs in. What they may do is in their posts, never here.</summary>
public sealed class Account : IdentityUser<Guid>
{
    public required string Name { get; set; }

    /// <summary><c>civil-servant</c>, <c>institution</c>, <c>auxiliary</c> or <c>grid-worker</c>; the last two never sign as enforcement officers.</summary>
    public required string StaffType { get; set; }

    /// <summary>Invented, for a first look; exists in Development only.</summary>
    public bool IsSample { get; init; }

    /// <summary>The last day on which they may sign in; null: until further notice.</summary>
    public DateOnly? EndedOn { get; set; }
}

internal sealed class AccountTable : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder) => builder.ToTable("accounts");
}
