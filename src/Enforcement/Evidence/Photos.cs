using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Evidence;

/// <summary>Photos that a finding or a step is about to take.</summary>
public static class Photos
{
    /// <summary>Reads and locks those that are the person's, of a county, and free.</summary>
    public static StepRead<FreePhoto> Free(string county, IReadOnlyList<Guid> ids, Actor actor) => Free([county], ids, actor);

    /// <summary>Of whatever county: a letter takes what a body of another one answers with.</summary>
    public static StepRead<FreePhoto> Free(IReadOnlyList<Guid> ids, Actor actor) => Free(ids.Select(RowId.CountyOf).Distinct(), ids, actor);

    /// <summary>All that several bodies have put into a pool.</summary>
    public static StepRead<Attachment> InPool(Guid subject) => new(AttachmentTable.OfSubject(subject), AttachmentTable.From);

    /// <exception cref="RefusedException"><c>file.taken</c>: one is unknown, another's, or taken.</exception>
    public static void DemandAll(StepRead<FreePhoto> free, IReadOnlyList<Guid> wanted)
    {
        if (free.Rows.Count != wanted.Count)
            throw EvidenceRefusals.Taken();
    }

    private static StepRead<FreePhoto> Free(IEnumerable<string> counties, IReadOnlyList<Guid> ids, Actor actor) =>
        new(AttachmentTable.Free(counties, ids, actor.PersonId), row => new FreePhoto(row.GetGuid(0)));
}

public sealed record FreePhoto(Guid Id);
