using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>What a letter hands over. The codes stand in definitions and travel; their words are the resources <c>letters.kind.&lt;code&gt;</c>.</summary>
public static class LetterKinds
{
    /// <summary>线索移送: the sender has filed nothing, and its case ends with the receipt of acceptance.</summary>
    public const string LeadTransfer = "lead-transfer";

    /// <summary>案件移送: the sender had filed; its case is handled by the receiver until feedback closes it.</summary>
    public const string CaseTransfer = "case-transfer";

    /// <summary>涉嫌犯罪案件移送 (Administrative Penalty Law art. 27): the police file under their own law, and no case of ours is opened.</summary>
    public const string PoliceReferral = "police-referral";

    public const string CrossRegion = "cross-region";

    /// <summary>交办: a department hands its case down to a body below that may handle the matter.</summary>
    public const string HandDown = "hand-down";

    /// <summary>提级管辖: a department takes over a township's case, asked by it or on its own motion, on a basis that it names.</summary>
    public const string TakeUp = "take-up";

    public static IReadOnlyList<string> All { get; } = [LeadTransfer, CaseTransfer, PoliceReferral, CrossRegion, HandDown, TakeUp];

    /// <summary>Those that a flow sends and waits for; the others stand beside it, and their acceptance ends it.</summary>
    public static IReadOnlyList<string> OfFlows { get; } = [LeadTransfer, CaseTransfer, PoliceReferral, CrossRegion];
}

/// <summary>Where a letter stands; words: <c>letters.state.&lt;code&gt;</c>.</summary>
public static class LetterStates
{
    /// <summary>Sent, and inside the installation delivered at once; waits for the receiver's registry.</summary>
    public const string Delivered = "delivered";

    /// <summary>签收: the accept term runs.</summary>
    public const string Signed = "signed";

    public const string Accepted = "accepted";

    /// <summary>退回补充: once, itemised.</summary>
    public const string Returned = "returned";

    /// <summary>异议: the two negotiate, until one gives in, both agree on a third body, or the term is over.</summary>
    public const string Objected = "objected";

    /// <summary>报请指定管辖: they came to no agreement, and the common superior designates.</summary>
    public const string Disputed = "disputed";

    /// <summary>不予立案: the police found no crime, and the sender's procedure goes on.</summary>
    public const string Declined = "declined";

    /// <summary>A designation, or an agreement of the two, made another letter of it.</summary>
    public const string Redirected = "redirected";

    public const string Withdrawn = "withdrawn";

    public static IReadOnlyList<string> All { get; } =
    [Delivered, Signed, Accepted, Returned, Objected, Disputed, Declined, Redirected, Withdrawn];
}

/// <summary>What became of a letter's matter: a code of the receiver's own case, or words that somebody typed.</summary>
public static class LetterResults
{
    public static string Named(string result) =>
        Texts.Has($"letters.result.{result}") ? Texts.Of($"letters.result.{result}")
        : Texts.Has($"outcome.{result}") ? Texts.Of($"outcome.{result}")
        : result;
}
