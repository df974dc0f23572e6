namespace Enforcement.Patrols;

/// <summary>How a finding came. Names come from resources (<c>findings.source.&lt;code&gt;</c>).</summary>
public static class FindingSources
{
    public const string Patrol = "patrol";
    public const string Grid = "grid";

    public const string Transfer = "transfer";

    public static IReadOnlyList<string> All { get; } = [Patrol, Grid, "hotline", "petition", "media", Transfer, "other"];
}

/// <summary>The six ways a finding ends without a case.</summary>
public static class Dismissals
{
    public const string Duplicate = "duplicate";

    public static IReadOnlyList<string> All { get; } =
    ["corrected-on-the-spot", "first-light-educated", "no-violation", Duplicate, "other-body", "party-not-found"];
}

public static class FindingStates
{
    public const string Open = "open";
    public const string Dismissed = "dismissed";
    public const string Case = "case";

    public static IReadOnlyList<string> All { get; } = [Open, Case, Dismissed];
}
