using Enforcement.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Enforcement.Identity;

/// <summary>A body that takes part in cases. Its code is readable and never changes: <c>430112106</c>, <c>430112-natural-resources</c>.</summary>
public sealed class Organization
{
    public required string Code { get; init; }

    /// <summary>GB/T 2260 code of its territory: 2, 4, 6 or 9 digits.</summary>
    public required string Region { get; init; }

    /// <summary><c>town</c> 镇, <c>township</c> 乡, <c>street</c> 街道, <c>department</c>, <c>station</c>, <c>government</c> or <c>outside</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What definitions bind to, such as <c>natural-resources</c>; null for a township or street.</summary>
    public string? Function { get; init; }

    /// <summary>As it stands at the head of a document: 长沙市望城区靖港镇人民政府.</summary>
    public required string LegalName { get; init; }

    public required string ShortName { get; init; }
    public required string NameEn { get; init; }

    /// <summary>机关代字: 望靖.</summary>
    public required string DocumentWord { get; init; }

    /// <summary>条: the department above it in its own line.</summary>
    public string? OwningLine { get; init; }

    /// <summary>块: the territory under whose command it stands.</summary>
    public string? CommandLine { get; init; }

    public required DateOnly ValidFrom { get; init; }
    public DateOnly? ValidTo { get; init; }
    public bool IsSample { get; init; }

    /// <summary>A township or street: acts in its own name.</summary>
    public bool IsTownship => Kind is "town" or "township" or "street";

    /// <summary>Six digits; null for a city or a province.</summary>
    public string? County => Region.Length >= 6 ? Region[..6] : null;

    /// <summary>In the language of whoever reads.</summary>
    public string NameHere => System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? NameEn : ShortName;
}

/// <summary>A place: province 2, city 4, county 6, township 9, village 12 digits.</summary>
public sealed class Region
{
    public required string Code { get; init; }
    public string? Parent { get; init; }
    public required string Name { get; init; }

    /// <summary>A development zone that has a county's code and is none.</summary>
    public bool IsPark { get; init; }
}

internal sealed class OrganizationTable : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        builder.ToTable("organizations").HasKey(row => row.Code);
        builder.Ignore(row => row.IsTownship).Ignore(row => row.County).Ignore(row => row.NameHere);
    }
}

internal sealed class RegionTable : IEntityTypeConfiguration<Region>
{
    public void Configure(EntityTypeBuilder<Region> builder) => builder.ToTable("regions").HasKey(row => row.Code);
}

internal static class IdentityRows
{
    extension(EnforcementDb db)
    {
        public IQueryable<Organization> Organizations => db.Set<Organization>();

        public IQueryable<Region> Regions => db.Set<Region>();
    }
}
