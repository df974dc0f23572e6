namespace Enforcement.JointOperations;

/// <summary>Where an operation stands; words: <c>joint.state.&lt;code&gt;</c>.</summary>
public static class OperationStates
{
    public const string Called = "called";

    /// <summary>Somebody has come.</summary>
    public const string OnSite = "on-site";

    public const string Minuted = "minuted";
    public const string Closed = "closed";
    public const string Cancelled = "cancelled";

    public static IReadOnlyList<string> All { get; } = [Called, OnSite, Minuted, Closed, Cancelled];
}

/// <summary>Who began it; words: <c>joint.origin.&lt;code&gt;</c>.</summary>
public static class Origins
{
    /// <summary>吹哨: a township calls.</summary>
    public const string Whistle = "whistle";

    /// <summary>A county department's plan.</summary>
    public const string Plan = "plan";

    /// <summary>The command centre orders.</summary>
    public const string Order = "order";
}

/// <summary>How grave it is; words: <c>joint.level.&lt;code&gt;</c>. The variant of the deadline rule by which it is answered, the normal one empty.</summary>
public static class RiskLevels
{
    public const string Red = "red";
    public const string Orange = "orange";
    public const string Normal = "normal";

    public static IReadOnlyList<string> All { get; } = [Red, Orange, Normal];

    public static string VariantOf(string level) => level == Normal ? "" : level;
}

public static class CallCapacities
{
    /// <summary>The caller itself, where it takes part.</summary>
    public const string Lead = "lead";

    public const string Called = "called";
}
