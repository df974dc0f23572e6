namespace Enforcement.Processes.Repairs;

internal static class RepairRefusals
{
    public static NotAllowedException NotYours() => new("repair.not-yours");

    /// <summary>Whoever asked would decide.</summary>
    public static RefusedException Own() => new("repair.own");

    public static RefusedException Decided() => new("repair.decided");

    /// <summary>Somebody has asked already; one question at a time.</summary>
    public static RefusedException AlreadyAsked() => new("repair.already-asked");

    /// <summary>The step was put right, or its branch ended, since the request was made.</summary>
    public static RefusedException Gone() => new("repair.gone");

    /// <summary>The step is somebody's decision, and cannot be taken for done.</summary>
    public static RefusedException Decision() => new("repair.decision");

    /// <summary>Afterwards the case would be open, and nothing of its flow would wait for anybody.</summary>
    public static RefusedException LeavesNothing() => new("repair.leaves-nothing");
}
