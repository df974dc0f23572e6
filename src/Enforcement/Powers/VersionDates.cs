namespace Enforcement.Powers;

/// <summary>
/// The versions of one matter follow each other day by day: a later one sets the last day of the one before, so that every day between the
/// first and the last has exactly one version.
/// </summary>
public static class VersionDates
{
    /// <param name="versions">First days, and last days (inclusive) where the list states one; in any order, each first day once.</param>
    /// <returns>In the order of first days: the last day of each, and whether what was stated contradicts the next version.</returns>
    public static IReadOnlyList<VersionSpan> Follow(IEnumerable<(DateOnly From, DateOnly? Stated)> versions)
    {
        var ordered = versions.OrderBy(version => version.From).ToList();
        return
        [
            .. ordered.Select(
                (version, index) =>
                    index == ordered.Count - 1
                        ? new VersionSpan(version.From, version.Stated, VersionClash.None)
                        : new VersionSpan(
                            version.From,
                            ordered[index + 1].From.AddDays(-1),
                            ClashOf(version.Stated, ordered[index + 1].From)
                        )
            ),
        ];
    }

    private static VersionClash ClashOf(DateOnly? stated, DateOnly next) =>
        stated is not { } last ? VersionClash.None
        : last >= next ? VersionClash.Overlap
        : last < next.AddDays(-1) ? VersionClash.Gap
        : VersionClash.None;
}

/// <param name="To">Last day, inclusive; null until further notice.</param>
public sealed record VersionSpan(DateOnly From, DateOnly? To, VersionClash Clash);

public enum VersionClash
{
    None,
    Overlap,
    Gap,
}
