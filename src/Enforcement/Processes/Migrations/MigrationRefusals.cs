namespace Enforcement.Processes.Migrations;

internal static class MigrationRefusals
{
    /// <summary>No workflow admin over a region.</summary>
    public static NotAllowedException NotYours() => new("migration.not-yours");

    /// <summary>A plan is withdrawn by who asked for it.</summary>
    public static NotAllowedException NotAsker() => new("migration.not-asker");

    public static RefusedException SameVersion() => new("migration.same-version");

    public static RefusedException OtherDefinition() => new("migration.other-definition");

    /// <summary>New cases would begin elsewhere than the old ones are led to.</summary>
    public static RefusedException NotPublished() => new("migration.not-published");

    public static RefusedException UnknownNode(string node) => new("migration.unknown-node", node);

    /// <summary>Two nodes would become one: the waits of one of them would lose their place.</summary>
    public static RefusedException NodeTwice(string node) => new("migration.node-twice", node);

    /// <summary>One plan at a time, or nobody knows which one moves a case.</summary>
    public static RefusedException AlreadyAsked() => new("migration.already-asked");

    /// <summary>Whoever asked would decide.</summary>
    public static RefusedException Own() => new("migration.own");

    public static RefusedException Decided() => new("migration.decided");

    public static RefusedException NotRunning() => new("migration.not-running");

    public static RefusedException NotPaused() => new("migration.not-paused");

    public static RefusedException CannotUndo() => new("migration.cannot-undo");

    /// <summary>The case was not moved by this plan, or is back already.</summary>
    public static RefusedException NotMoved() => new("migration.not-moved");

    /// <summary>Something happened in the case since: going back would undo that too.</summary>
    public static RefusedException MovedOn() => new("migration.moved-on");
}
