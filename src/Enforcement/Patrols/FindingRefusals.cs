using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Patrols;

/// <summary>Every way a finding says no.</summary>
internal static class FindingRefusals
{
    public static RefusedException AlreadyACase(CaseLink link) => new("finding.already-a-case", link.Number);

    public static RefusedException Dismissed() => new("finding.dismissed");

    /// <summary>Grid workers never enforce; others decide on findings of their own township only.</summary>
    public static NotAllowedException NotYours(Actor actor) =>
        new(actor.Holds(Roles.GridWorker) ? "finding.grid-worker" : "finding.not-yours");

    /// <summary>Who works at no township has none to register for.</summary>
    public static NotAllowedException NoTownship() => new("finding.no-township");

    /// <summary>Administrative Penalty Law art. 42: at least two.</summary>
    public static RefusedException TwoOfficers() => new("finding.two-officers");

    /// <summary>Art. 42: those who hold the qualification; an expired certificate is none.</summary>
    public static RefusedException NoCertificate(string name) => new("finding.officer-no-certificate", name);

    public static RefusedException ViolationAfterFinding(DateOnly found) =>
        new("finding.violation-after-found", BusinessTime.LocalDate(found));

    /// <summary>Summary procedure (art. 51) is not built.</summary>
    public static RefusedException SummaryNotYet() => new("finding.summary-not-yet");
}
