using System.Text.Json.Nodes;
using Enforcement.Persistence;
using Enforcement.Processes;

namespace Enforcement.Designer.Drafts;

/// <summary>A definition as a verb finds it, locked: its draft, the version that cases begin on, and the newest.</summary>
internal sealed class Standing
{
    private readonly StepRead<Draft> drafts;
    private readonly StepRead<KeptVersion> versions;

    /// <exception cref="NotVisibleException">Nothing can be called this.</exception>
    public Standing(string definitionId)
    {
        if (!definitionId.IsNamed())
            throw new NotVisibleException();
        DefinitionId = definitionId;
        drafts = new(DraftTable.Read(definitionId), DraftTable.From);
        versions = new(DraftTable.ReadCurrent(definitionId), DraftTable.VersionFrom);
        Reads = [new StepRead<string>(DraftTable.Lock(definitionId), _ => ""), drafts, versions];
    }

    public string DefinitionId { get; }

    /// <summary>Go into the step that asks, before all others.</summary>
    public StepRead[] Reads { get; }

    public Draft? Draft => drafts.RowOrNull;

    public KeptVersion? Published => versions.Rows.FirstOrDefault(version => version.IsPublished);

    public KeptVersion? Newest => versions.RowOrNull;

    public bool IsThere => Draft is not null || Newest is not null;

    /// <summary>What a draft goes on from: a version that came with a later release, and that nobody has taken over, is not it.</summary>
    public KeptVersion? Base => Published ?? Newest;

    /// <summary>What a draft would become.</summary>
    public int NextVersion => (Newest?.Version ?? 0) + 1;

    /// <summary>How many saves of the draft a page has read; 0: what the draft goes on from.</summary>
    /// <param name="page">The id that it was read under, or that its last save was answered with; null: it names none.</param>
    /// <returns>Null: something older.</returns>
    public int? ReadBy(string? page)
    {
        if (page is null || page == Base?.Id)
            return 0;
        if (DraftId.Read(page) is not { } it)
            return null;
        if (it.Version == NextVersion)
            return it.Revision;
        if (Base is not { } published || it.Version != published.Version)
            return null;
        // It has become a version meanwhile, and its page still calls it as it was called then. What was drawn on since it was frozen goes on counting.
        return Draft?.CreatedAt < published.PublishedAt ? it.Revision
            : it.Revision >= published.DraftRevision ? 0
            : null;
    }

    /// <summary>What is drawn on now.</summary>
    public JsonObject? Current => Draft?.Content ?? (Base is { } kept ? DefinitionContent.Parse(kept.Content) : null);
}
