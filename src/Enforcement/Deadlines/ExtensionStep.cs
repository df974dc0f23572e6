namespace Enforcement.Deadlines;

/// <summary>What a term may still be given: at most so much, by whom.</summary>
/// <param name="Cap">Units of the term; null: a reasonable time, which the approval sets (市场监督管理行政处罚程序规定 art. 64).</param>
/// <param name="By"><c>agency-head</c> or <c>collective</c>.</param>
public sealed record ExtensionStep(int? Cap, string By)
{
    /// <summary>
    /// The rule whose own extension is the second one: the term of a case (Administrative Penalty Law art. 60 with the sector rules: 90, by the head 30
    /// more, by collective discussion once more). Others, such as that of a seizure (Administrative Compulsion Law art. 25), are extended once.
    /// </summary>
    private static readonly Dictionary<string, string> Next = new() { ["DL-PEN-02"] = "DL-PEN-03" };

    public bool IsCollective => By == "collective";

    /// <summary>Null: it may not be extended, or not again.</summary>
    public static ExtensionStep? Of(Clock clock, Deadlines deadlines)
    {
        var rule = clock.RuleIn(deadlines);
        for (var times = 0; times < clock.ExtensionNumber && rule is not null; times++)
            rule = Next.TryGetValue(rule.Code, out var next) ? deadlines.Find(next, clock.RuleOn ?? clock.StartedOn, clock.Variant) : null;
        return rule is { ExtensionBy.Length: > 0 } or { Extension: not null } ? new(rule.Extension, rule.ExtensionBy) : null;
    }
}
