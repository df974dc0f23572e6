using Enforcement.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Enforcement.Identity;

/// <summary>Stand-in 代理: a deputy acts in the post of an absent holder, by a written authority, from a day to a day, both inclusive.</summary>
public sealed class StandIn
{
    public required Guid Id { get; init; }
    public required Guid Absent { get; init; }
    public required Guid Deputy { get; init; }
    public required string Organization { get; init; }
    public required string Role { get; init; }

    /// <summary>Number of the document that gives the authority, such as 望靖委托〔2026〕1号.</summary>
    public required string Authority { get; init; }
    public required DateOnly ValidFrom { get; init; }
    public required DateOnly ValidTo { get; init; }

    /// <summary>Withdrawn before its last day; from then on the deputy acts no more.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>An authority is given for a year at most; a longer absence is decided anew.</summary>
    public static DateOnly LatestEnd(DateOnly from) => from.AddYears(1).AddDays(-1);

    /// <exception cref="RefusedException"><c>stand-in.ended</c>.</exception>
    public void End(DateTimeOffset at, DateOnly today)
    {
        if (EndedAt is not null || ValidTo < today)
            throw StandInRefusals.Ended();
        EndedAt = at.ToUniversalTime();
    }
}

internal static class StandInRefusals
{
    public static NotAllowedException NotYours() => new("stand-in.not-yours");

    public static RefusedException Self() => new("stand-in.self");

    public static RefusedException InThePast() => new("stand-in.in-the-past");

    public static RefusedException TooLong(DateOnly latest) => new("stand-in.too-long", Shell.BusinessTime.LocalDate(latest));

    public static RefusedException NoSuchPost(string absent) => new("stand-in.no-such-post", absent);

    public static RefusedException Overlapping(string deputy, DateOnly from, DateOnly to) =>
        new("stand-in.overlapping", deputy, Shell.BusinessTime.LocalDate(from), Shell.BusinessTime.LocalDate(to));

    public static RefusedException Ended() => new("stand-in.ended");
}

internal sealed class StandInTable : IEntityTypeConfiguration<StandIn>
{
    public void Configure(EntityTypeBuilder<StandIn> builder) => builder.ToTable("stand_ins").HasKey(row => row.Id);
}
