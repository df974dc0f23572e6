using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Deadlines;

/// <summary>What happened to a term on paper, before its case was brought in.</summary>
/// <param name="Suspensions">In the order of their days; only the last may still be open.</param>
public sealed record TermOnPaper(IReadOnlyList<Suspension> Suspensions, Extension? Extension)
{
    /// <summary>Neither suspended nor extended.</summary>
    public static TermOnPaper Untouched { get; } = new([], null);

    /// <summary>Does it over day by day, under the rules for what is done here: each as of its own day.</summary>
    /// <returns>The clock that runs on.</returns>
    internal Clock DoOver(CaseWork work, CaseClocks clocks, Clock clock, Post post)
    {
        var waiting = Extension;
        foreach (var (index, suspension) in Suspensions.Index())
        {
            ExtendBefore(suspension.From);
            Beside($"suspensions.{index}", "from", () => clocks.Suspend(work, clock, suspension, post));
            if (suspension.To is not { } resumed)
                continue;
            ExtendBefore(resumed);
            Beside($"suspensions.{index}", "to", () => clocks.Resume(work, clock, resumed, post, "to"));
        }
        ExtendBefore(DateOnly.MaxValue);
        return clock;

        void ExtendBefore(DateOnly day)
        {
            if (waiting is not { } extension || extension.GrantedOn > day)
                return;
            Beside("extension", "grantedOn", () => clock = clocks.Extend(work, clock, extension, post));
            waiting = null;
        }
    }

    /// <summary>Says to which of them a refusal belongs.</summary>
    private static void Beside(string place, string field, Action act)
    {
        try
        {
            act();
        }
        catch (RefusedException refused)
        {
            throw refused.Within(place, field);
        }
        catch (MalformedException malformed)
        {
            throw malformed.Within(place);
        }
    }
}
