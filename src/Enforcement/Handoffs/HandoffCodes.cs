namespace Enforcement.Handoffs;

/// <summary>How a letter travels beyond the installation; words: <c>handoffs.way.&lt;code&gt;</c>.</summary>
public static class HandoffWays
{
    /// <summary>A package for any computer, and paper.</summary>
    public const string Package = "package";

    /// <summary>From installation to installation.</summary>
    public const string Peer = "peer";

    /// <summary>A letter that came in on paper.</summary>
    public const string Paper = "paper";
}

/// <summary>What the other side says to a letter; words: <c>handoffs.answer.&lt;code&gt;</c>.</summary>
public static class AnswerKinds
{
    /// <summary>签收.</summary>
    public const string Signed = "signed";

    /// <summary>受理: the duty passes.</summary>
    public const string Accepted = "accepted";

    /// <summary>退回补充: once, with a list.</summary>
    public const string Returned = "returned";

    /// <summary>异议.</summary>
    public const string Objected = "objected";

    public static IReadOnlyList<string> All { get; } = [Signed, Accepted, Returned, Objected];
}

/// <summary>How an answer came; words: <c>handoffs.through.&lt;code&gt;</c>.</summary>
public static class AnswerWays
{
    public const string Link = "link";
    public const string Paper = "paper";
    public const string Peer = "peer";
}

/// <summary>Where a letter stands that came in from outside; words: <c>incoming.state.&lt;code&gt;</c>.</summary>
public static class IncomingStates
{
    /// <summary>From another installation, verified; nobody has signed for it.</summary>
    public const string Offered = "offered";

    public const string Signed = "signed";

    /// <summary>Accepted, and bound by it; the duty passes when the sender stores the acceptance, and its release has not come yet.</summary>
    public const string Accepted = "accepted";

    /// <summary>The duty is here.</summary>
    public const string Held = "held";

    public const string Returned = "returned";
    public const string Objected = "objected";

    /// <summary>Taken back by the sender, or expired.</summary>
    public const string Withdrawn = "withdrawn";

    public static IReadOnlyList<string> All { get; } = [Offered, Signed, Accepted, Held, Returned, Objected, Withdrawn];
}
