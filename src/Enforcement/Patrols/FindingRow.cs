using Enforcement.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Enforcement.Patrols;

/// <summary>A line of a list of findings.</summary>
public sealed record FindingRow
{
    public required string CountyCode { get; init; }
    public required Guid Id { get; init; }
    public required string Organization { get; init; }
    public string? Grid { get; init; }
    public required string Place { get; init; }
    public decimal? Latitude { get; init; }
    public decimal? Longitude { get; init; }
    public required DateTimeOffset FoundAt { get; init; }
    public required string Description { get; init; }
    public required string Source { get; init; }
    public string? MatterCode { get; init; }
    public required string State { get; init; }
    public string? DismissalKind { get; init; }
    public string? CaseNumber { get; init; }
    public required string RegisteredName { get; init; }
    public required DateTimeOffset RegisteredAt { get; init; }
    public required int Photos { get; init; }
}

internal sealed class FindingRowTable : IEntityTypeConfiguration<FindingRow>
{
    public void Configure(EntityTypeBuilder<FindingRow> builder) =>
        builder.ToView("finding_list").HasKey(row => new { row.CountyCode, row.Id });
}

internal static class FindingRows
{
    extension(EnforcementDb db)
    {
        public IQueryable<FindingRow> Findings => db.Set<FindingRow>();
    }
}
