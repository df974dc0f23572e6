namespace Enforcement.Workflows.Execution;

public enum WorkflowStatus
{
    Running,
    Finished,
}

/// <summary>Pending, Executing and Suspended are Running; the others are Finished, and nothing leaves those but a retry.</summary>
public enum WorkflowSubStatus
{
    Pending,
    Executing,
    Suspended,
    Finished,
    Cancelled,
    Faulted,
}

public enum ActivityStatus
{
    Pending,
    Running,
    Completed,
    Canceled,
    Faulted,
}
