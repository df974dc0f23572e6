using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Evidence;

/// <summary>A file as it came in.</summary>
/// <param name="CaseNumber">The case it is for; null: a finding will take it.</param>
public sealed record IncomingFile(
    byte[] Content,
    string Name,
    Original? Original = null,
    DateTimeOffset? TakenAt = null,
    Point? Point = null,
    string? CaseNumber = null
);

/// <summary>Takes a photo or scan in: sniffed, hashed, kept once, in the name of whoever sent it.</summary>
public sealed class TakeIn(Steps steps, IFileStore files, OrganizationDirectory organizations)
{
    /// <exception cref="RefusedException"><c>file.type</c>, <c>file.empty</c>.</exception>
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<Attachment> RunAsync(Actor actor, IncomingFile file, CancellationToken cancel)
    {
        _ = TakenFile.TypeOf(file);
        await using var step = file.CaseNumber is { } number
            ? await steps.BeginAsync(actor, CaseOf.Number(number), cancel)
            : await steps.BeginNewAsync(actor, cancel);
        var owner = file.CaseNumber is null ? null : step.Case;
        var home = HomeOf(actor, owner);
        var taken = TakenFile.Of(files, file, owner?.Key.County ?? home.County!, home.Code, owner?.Key.Id, actor, step.Now);
        var attachment = taken.Attachment;
        taken.WriteIn(step);
        if (owner is not null)
            taken.RecordIn(step.Main);
        await step.CommitAsync(cancel, () => AttachmentAnswer.Of(attachment), StatusCodes.Status201Created);
        return attachment;
    }

    /// <summary>The files of a page's form, to be named in the request that follows; none of them where there are too many, or one cannot be taken.</summary>
    /// <param name="field">As the verb calls it that takes them.</param>
    /// <returns>Their ids, as a request names them.</returns>
    /// <exception cref="MalformedException">More than <paramref name="most"/>: <c>too-many-files</c>.</exception>
    /// <exception cref="RefusedException"><c>file.too-large</c>, and see <see cref="RunAsync"/>.</exception>
    public async Task<IReadOnlyList<string>> EachAsync(
        Actor actor,
        IReadOnlyList<IFormFile> files,
        string field,
        int most,
        CancellationToken cancel
    )
    {
        if (files.Count > most)
            throw new MalformedException((field, "too-many-files"));
        if (files.Any(file => file.Length > FileLimits.MostBytes))
            throw EvidenceRefusals.TooLarge(field);
        var all = new List<IncomingFile>();
        foreach (var file in files)
            all.Add(await Upload.ReadAsync(file, cancel) ?? throw EvidenceRefusals.TooLarge(field));
        // Each is looked at before the first is kept: nothing would ever take those before a bad one.
        foreach (var file in all)
            _ = TakenFile.TypeOf(file);
        var ids = new List<string>();
        foreach (var file in all)
            ids.Add((await RunAsync(actor, file, cancel)).Id.ToString());
        return ids;
    }

    /// <summary>The body in whose name it is kept: for a case one that handles it, else where the person works.</summary>
    private Organization HomeOf(Actor actor, CaseFile? owner)
    {
        var homes = actor
            .Posts.Select(post => organizations.Find(post.Organization))
            .OfType<Organization>()
            .Where(home => home.County is not null)
            .Where(home => owner is null || home.Code == owner.OwnerOrg || home.Code == owner.HandlerOrg)
            .ToList();
        return homes.FirstOrDefault(home => home.IsTownship) ?? homes.FirstOrDefault() ?? throw EvidenceRefusals.NotYours();
    }
}
