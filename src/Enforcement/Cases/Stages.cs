namespace Enforcement.Cases;

/// <summary>The stages 阶段 of a case as officers speak of them; their words are the resources <c>stage.&lt;code&gt;</c>. A definition names them, in any order.</summary>
public static class Stages
{
    public const string LeadCheck = "lead-check";
    public const string Filing = "filing";
    public const string Investigation = "investigation";
    public const string Review = "review";
    public const string Notice = "notice";
    public const string Decision = "decision";
    public const string Service = "service";
    public const string Execution = "execution";
    public const string Closing = "closing";
    public const string Transfer = "transfer";
    public const string HandedOver = "handed-over";

    /// <summary>The ordinary procedure 普通程序, in its order.</summary>
    public static IReadOnlyList<string> Ordinary { get; } =
    [LeadCheck, Filing, Investigation, Review, Notice, Decision, Service, Execution, Closing];

    public static IReadOnlyList<string> County { get; } = [Filing, Investigation, Decision];

    public static IReadOnlyList<string> All { get; } = [.. Ordinary, Transfer, HandedOver];

    /// <summary>The line a case is shown on: the ordinary procedure, a department's own, or the way out it has taken.</summary>
    public static IReadOnlyList<string> LineOf(CaseKind kind, string stage) =>
        kind is CaseKind.County ? County
        : stage is Transfer or HandedOver ? [LeadCheck, Transfer, HandedOver]
        : Ordinary;
}
