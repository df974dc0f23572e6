namespace Enforcement.Powers;

/// <summary>Whether a body may act on a matter in its own name, judged on the day of the violation.</summary>
/// <param name="Versions">The matter as it read on that day; two where person and unit differ and the party's kind is not known.</param>
/// <param name="Grant">By which paper; null for a department, which acts by statute, and where the matter is not held.</param>
public sealed record Competence(string Organization, DateOnly On, IReadOnlyList<MatterVersion> Versions, bool IsHeld, PowerGrant? Grant)
{
    public MatterVersion Version => Versions[0];

    /// <summary>Held on the day of the violation and taken back since: the county should be asked before the case goes on.</summary>
    public bool IsRecalledBy(DateOnly today) => IsHeld && Grant is { } grant && !grant.IsHeldOn(today);
}

/// <summary>A line of a body's list.</summary>
/// <param name="Grant">Null for a department.</param>
public sealed record HeldMatter(MatterVersion Version, PowerGrant? Grant);

/// <summary>What a list is narrowed to; null is no wish.</summary>
public sealed record MatterQuery(string? Text = null, string? Category = null, string? Field = null)
{
    public static MatterQuery Everything { get; } = new();

    public bool Fits(MatterVersion version) =>
        (Category is null || version.Category == Category)
        && (Field is null || version.Field == Field)
        && (
            string.IsNullOrWhiteSpace(Text)
            || Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .All(word =>
                    version.Code.Contains(word, StringComparison.OrdinalIgnoreCase)
                    || version.Name.Contains(word)
                    || version.Basis.Contains(word)
                    || version.Summary.Contains(word)
                )
        );
}
