namespace Enforcement.Identity;

/// <summary>What a person may be at an organisation. The codes are stored and travel in definitions; names come from resources (<c>role.&lt;code&gt;</c>).</summary>
public static class Roles
{
    /// <summary>Enforcement officer 执法人员; townships and streets only.</summary>
    public const string Officer = "officer";

    /// <summary>Head of the enforcement squad 执法队长.</summary>
    public const string SquadHead = "squad-head";

    /// <summary>Legal reviewer 法制审核人员 (Administrative Penalty Law art. 58).</summary>
    public const string LegalReviewer = "legal-reviewer";

    /// <summary>Head of the administrative organ 行政机关负责人.</summary>
    public const string AgencyHead = "agency-head";

    /// <summary>Registry of a county department: signs for letters 收文.</summary>
    public const string CountyIntake = "county-intake";

    /// <summary>Handler in a county department 承办人.</summary>
    public const string CountyHandler = "county-handler";

    /// <summary>Head of the responsible unit in a county department 科室负责人; accepts, returns, objects.</summary>
    public const string UnitHead = "unit-head";

    /// <summary>County judicial bureau 司法局: coordination and designation of jurisdiction.</summary>
    public const string Coordinator = "coordinator";

    public const string CommandCentre = "command-centre";
    public const string Supervisor = "supervisor";
    public const string Auditor = "auditor";
    public const string WorkflowAdmin = "workflow-admin";
    public const string SecurityAdmin = "security-admin";
    public const string SystemAdmin = "system-admin";

    /// <summary>Grid worker 网格员: collects and reports, never enforces.</summary>
    public const string GridWorker = "grid-worker";

    /// <summary>Liaison of a body outside this installation.</summary>
    public const string Liaison = "liaison";

    /// <summary>Who answers for a township's enforcement, of its squad or of the whole; a department has such heads too.</summary>
    public static string[] Heads { get; } = [SquadHead, AgencyHead];

    public static IReadOnlyList<string> All { get; } =
    [
        Officer,
        SquadHead,
        LegalReviewer,
        AgencyHead,
        CountyIntake,
        CountyHandler,
        UnitHead,
        Coordinator,
        CommandCentre,
        Supervisor,
        Auditor,
        WorkflowAdmin,
        SecurityAdmin,
        SystemAdmin,
        GridWorker,
        Liaison,
    ];

    /// <summary>
    /// Roles that see every case of their organisation's region, not only those it takes part in. A workflow admin must see the case whose flow
    /// they put right or lead over to a new version.
    /// </summary>
    public static IReadOnlyList<string> SeeTheirRegion { get; } = [Coordinator, CommandCentre, Supervisor, Auditor, WorkflowAdmin];
}
