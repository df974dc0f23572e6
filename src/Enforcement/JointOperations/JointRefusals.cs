using Enforcement.Shell;

namespace Enforcement.JointOperations;

/// <summary>Every way a joint operation says no.</summary>
internal static class JointRefusals
{
    /// <summary>Closed or cancelled.</summary>
    public static RefusedException Over(JointOperation it) => new("joint.over", it.Number);

    public static RefusedException Answered(JointOperation it, JointCall call) => new("joint.answered", it.Number, call.Answer!.By.Name);

    public static RefusedException NotAnswered(JointOperation it) => new("joint.not-answered", it.Number);

    public static RefusedException RefusedToCome(JointOperation it) => new("joint.refused-to-come", it.Number);

    public static RefusedException Absent(JointOperation it) => new("joint.absent", it.Number);

    public static RefusedException Arrived(JointOperation it) => new("joint.arrived", it.Number);

    public static RefusedException NotArrived(JointOperation it) => new("joint.not-arrived", it.Number);

    public static RefusedException StillTime(JointOperation it) => new("joint.still-time", it.Number);

    public static RefusedException SheetWritten(JointOperation it) => new("joint.sheet-written", it.Number);

    /// <summary>Administrative Penalty Law art. 42: at least two.</summary>
    public static RefusedException TwoOfficers() => new("joint.two-officers") { Field = "officers" };

    public static RefusedException SheetFirst(JointOperation it) => new("joint.sheet-first", it.Number);

    public static RefusedException MatterNotCalled(JointOperation it) => new("joint.matter-not-called", it.Number) { Field = "matterCode" };

    public static RefusedException FiledAlready(Filing first) => new("joint.filed-already", first.CaseNumber) { Field = "party" };

    /// <summary>联合执法不得作出联合处罚决定: a document is one lawful body's.</summary>
    public static RefusedException NoJointDecision() => new("joint.no-joint-decision") { Field = "organizations" };

    /// <summary>A station has no name of its own to decide in: the department of its line files.</summary>
    public static RefusedException StationFilesByItsDepartment(string department) =>
        new("joint.station-files-by-its-department", department);

    /// <summary>Courts, police and the like file under their own law, outside this installation.</summary>
    public static RefusedException FilesElsewhere() => new("joint.files-elsewhere");

    public static RefusedException Minuted(JointOperation it) => new("joint.minuted", it.Number);

    public static RefusedException MinutesFirst(JointOperation it) => new("joint.minutes-first", it.Number);

    public static RefusedException NotCalled(JointOperation it) => new("joint.not-called", it.Number);

    public static RefusedException FollowUpDone(JointOperation it) => new("joint.follow-up-done", it.Number);

    public static RefusedException RecordsMissing(IEnumerable<string> bodies) => new("joint.records-missing", Texts.Listed(bodies));

    public static RefusedException OwnerMissing(FollowUp followUp) => new("joint.owner-missing", followUp.What);

    public static RefusedException OnSite(JointOperation it) => new("joint.on-site", it.Number);

    /// <summary>Another county, another installation: that goes by a handoff.</summary>
    public static RefusedException OtherCounty(string body) => new("joint.other-county", body) { Field = "bodies" };

    public static RefusedException Oneself() => new("joint.oneself") { Field = "bodies" };

    /// <summary>A call names a case of the caller's own, in its county.</summary>
    public static RefusedException NotYourCase(string number) => new("joint.not-your-case", number);

    public static NotAllowedException NotToCall() => new("joint.not-to-call");

    public static NotAllowedException NotYours(JointOperation it) => new("joint.not-yours", it.Number);
}
