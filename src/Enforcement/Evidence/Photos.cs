using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Evidence;

/// <summary>Photos that a finding or a step is about to take.</summary>
public static class Photos
{
    /// <summary>Reads and locks those that are the person's and free.</summary>
    public static StepRead<FreePhoto> Free(string county, IReadOnlyList<Guid> ids, Actor actor) =>
        new(AttachmentTable.Free(county, ids, actor.PersonId), row => new FreePhoto(row.GetGuid(0)));

    /// <exception cref="RefusedException"><c>file.taken</c>: one is unknown, another's, or taken.</exception>
    public static void DemandAll(StepRead<FreePhoto> free, IReadOnlyList<Guid> wanted)
    {
        if (free.Rows.Count != wanted.Count)
            throw EvidenceRefusals.Taken();
    }
}

public sealed record FreePhoto(Guid Id);
