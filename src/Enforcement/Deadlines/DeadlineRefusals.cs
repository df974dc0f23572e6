namespace Enforcement.Deadlines;

internal static class DeadlineRefusals
{
    public static RefusedException NoRule(string code) => new("deadline.no-rule", code);

    public static RefusedException NoLength(DeadlineRule rule) => new("deadline.no-length", rule.Name);

    public static RefusedException Ended(Clock clock) => new("clock.ended", clock.Rule);

    public static RefusedException Expired(Clock clock, DateOnly due) => new("clock.expired", clock.Rule, due.Text());

    public static RefusedException AlreadySuspended(Clock clock) => new("clock.already-suspended", clock.Rule);

    public static RefusedException NotSuspended(Clock clock) => new("clock.not-suspended", clock.Rule);

    public static RefusedException NoGround(Clock clock, string ground) => new("clock.no-such-ground", clock.Rule, ground);

    public static RefusedException NoExtension(Clock clock) => new("clock.no-extension", clock.Rule);

    public static RefusedException OverTheCap(Clock clock, int cap) => new("clock.cap", clock.Rule, cap);
}
