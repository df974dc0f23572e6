using System.Text.Json;
using Enforcement.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Enforcement.Tasks;

/// <summary>A line of a worklist.</summary>
public sealed record TaskRow
{
    public required string CountyCode { get; init; }
    public required Guid Id { get; init; }
    public required Guid CaseId { get; init; }
    public required string CaseNumber { get; init; }
    public required string CaseTitle { get; init; }
    public required string Stage { get; init; }
    public required string OwnerOrg { get; init; }
    public required string Kind { get; init; }
    public required string Node { get; init; }
    public required string Title { get; init; }
    public required string Organization { get; init; }
    public required string Role { get; init; }
    public Guid? Assignee { get; init; }
    public string? AssigneeName { get; init; }
    public required string State { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset? DueInternal { get; init; }
    public DateTimeOffset? DueLegal { get; init; }
    public required bool Urgent { get; init; }

    /// <summary>In the language of whoever reads.</summary>
    public string TitleHere => JsonSerializer.Deserialize<LocalText>(Title, TaskTable.SpecJson)!.Here;
}

internal sealed class TaskRowTable : IEntityTypeConfiguration<TaskRow>
{
    public void Configure(EntityTypeBuilder<TaskRow> builder)
    {
        builder.ToView("task_list").HasKey(row => new { row.CountyCode, row.Id });
        builder.Ignore(row => row.TitleHere);
    }
}

internal static class TaskRows
{
    extension(EnforcementDb db)
    {
        public IQueryable<TaskRow> Tasks => db.Set<TaskRow>();
    }
}
