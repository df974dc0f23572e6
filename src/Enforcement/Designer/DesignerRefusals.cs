using Enforcement.Shell;

namespace Enforcement.Designer;

internal static class DesignerRefusals
{
    /// <summary>Somebody else has saved since this page was read.</summary>
    public static RefusedException EditedByOther(string name, string at) => new("designer.edited-by-other", name, at);

    /// <summary>Thrown away while a page still shows it.</summary>
    public static RefusedException DraftGone() => new("designer.draft-gone");

    public static RefusedException NameTaken(string name) => new("designer.name-taken", name);

    /// <summary>Only flowcharts are drawn, checked and led over to new versions here.</summary>
    public static RefusedException FlowchartsOnly() => new("designer.flowcharts-only");

    public static RefusedException CasesRun(string name, long cases) => new("designer.cases-run", name, cases);

    /// <summary>Was published: journals name it for ever.</summary>
    public static RefusedException VersionKept(string name) => new("designer.version-kept", name);

    /// <summary>The binding table has cases open on it, now or later.</summary>
    public static RefusedException CasesOpenOn(string name) => new("designer.cases-open-on", name);

    /// <summary>Not written down but computed: no table can show it.</summary>
    public static RefusedException FieldsComputed() => new("designer.fields-computed");

    public static RefusedException NotOffered() => new("designer.not-offered");

    public static RefusedException HasErrors(IReadOnlyList<string> findings)
    {
        var refused = new RefusedException("publication.has-errors");
        refused.Extensions[Findings] = findings;
        return refused;
    }

    public static RefusedException AskedByOther(string name) => new("publication.asked-by-other", name);

    public static RefusedException WaitsForItsDay(string day) => new("publication.waits-for-its-day", day);

    public static RefusedException Own() => new("publication.own");

    public static RefusedException Decided() => new("publication.decided");

    /// <summary>Another version has been published since it was asked for.</summary>
    public static RefusedException BaseChanged() => new("publication.base-changed");

    public static RefusedException NoReview() => new("publication.no-review");

    public static NotAllowedException NotAsker() => new("publication.not-asker");

    public static RefusedException NoDraft() => new("simulation.no-draft");

    /// <summary>Its structure has errors; see the check.</summary>
    public static RefusedException DoesNotRun() => new("simulation.does-not-run");

    /// <summary>One at a time for a definition and region.</summary>
    public static RefusedException SimulationRunning(string name) => new("simulation.running", name);

    public static RefusedException SimulationOver() => new("simulation.over");

    /// <summary>Name of the extension with the findings, one text each.</summary>
    public const string Findings = "findings";
}
