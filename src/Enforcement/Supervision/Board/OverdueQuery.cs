using Enforcement.Identity;
using Enforcement.Supervision.Cards;

namespace Enforcement.Supervision.Board;

/// <param name="Status"><c>overdue</c>: the internal due day has passed; <c>legal</c>: the legal one; <c>soon</c>: falls due within a working day; null: all.</param>
/// <param name="Organization">Whoever has it; null: all.</param>
/// <param name="Q">Part of a register number or a title.</param>
public sealed record OverdueQuery(string? Status = null, string? Organization = null, string? Q = null)
{
    public const string Overdue = "overdue";
    public const string Legal = "legal";
    public const string Soon = "soon";

    public static IReadOnlyList<string> Statuses { get; } = [Overdue, Legal, Soon];

    /// <exception cref="MalformedException">A word that no list knows.</exception>
    public static OverdueQuery Of(string? status, string? organization, string? q)
    {
        if (status is { Length: > 0 } && !Statuses.Contains(status))
            throw new MalformedException(("status", "unknown"));
        return new OverdueQuery(
            status is { Length: > 0 } ? status : null,
            Shell.PlainText.Optional("organization", organization, 40),
            Shell.PlainText.Optional("q", q, 100)
        );
    }
}

/// <summary>Whose overdue terms somebody sees: heads those of their bodies, superiors and auditors those of their region.</summary>
/// <param name="Bodies">Of which one is a head.</param>
/// <param name="Regions">2, 4 or 6 digits.</param>
public sealed record BoardScope(IReadOnlyList<string> Bodies, IReadOnlyList<string> Regions)
{
    private static readonly string[] Superiors = [Roles.CommandCentre, Roles.Supervisor, Roles.Coordinator, Roles.Auditor];

    /// <summary>Who finds the board in the menu.</summary>
    public static string[] Readers { get; } = [.. CardRights.Heads, .. Superiors];

    /// <exception cref="NotAllowedException"><c>board.heads-only</c>.</exception>
    public static BoardScope Of(Actor actor, OrganizationDirectory organizations)
    {
        var bodies = actor.Posts.Where(post => CardRights.Heads.Contains(post.Role)).Select(post => post.Organization).Distinct().ToList();
        var regions = actor
            .Posts.Where(post => Superiors.Contains(post.Role))
            .Select(post => organizations.Find(post.Organization)?.Region)
            .OfType<string>()
            .Where(region => region.Length <= 6)
            .Distinct()
            .ToList();
        return bodies.Count + regions.Count > 0 ? new BoardScope(bodies, regions) : throw new NotAllowedException("board.heads-only");
    }
}
