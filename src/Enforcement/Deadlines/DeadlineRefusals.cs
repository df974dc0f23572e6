using Enforcement.Shell;

namespace Enforcement.Deadlines;

/// <summary>Codes of the lists travel beside the words, for programs and for whoever mends a list.</summary>
internal static class DeadlineRefusals
{
    public static RefusedException NoRule(string code) => new("deadline.no-rule") { Extensions = { ["rule"] = code } };

    public static RefusedException NoLength(DeadlineRule rule) => new("deadline.no-length", rule.Name);

    public static RefusedException NotForPenalties(DeadlineRule rule) => new("deadline.not-for-penalties", rule.Name);

    public static RefusedException NotLater(DeadlineRule current) =>
        new("deadline.rule-not-later", current.ValidFrom.Text()) { Field = "validFrom" };

    public static RefusedException SameRule() => new("deadline.rule-same");

    public static RefusedException Ended() => new("clock.ended");

    public static RefusedException Expired(DateOnly due) => new("clock.expired", due.Text());

    public static RefusedException OverBeforePause(DateOnly due) => new("clock.over-before-pause", due.Text()) { Field = "from" };

    public static RefusedException AlreadySuspended() => new("clock.already-suspended") { Field = "from" };

    public static RefusedException NotSuspended() => new("clock.not-suspended");

    public static RefusedException NoGround(string ground) =>
        new("clock.no-such-ground") { Extensions = { ["ground"] = ground }, Field = "ground" };

    public static RefusedException NoExtension() => new("clock.no-extension") { Field = "days" };

    public static RefusedException RuleUnchanged() => new("clock.rule-unchanged");

    public static RefusedException ClosureOverlaps(LocalClosure other) =>
        new("closure.overlaps", other.From.Text(), other.To.Text()) { Field = "from" };

    public static RefusedException ClosureWithdrawn() => new("closure.withdrawn");

    public static RefusedException OverTheCap(TermUnit unit, int cap) =>
        new("clock.cap", Texts.Of($"deadlines.length.{unit.Code()}", cap)) { Field = "days" };
}
