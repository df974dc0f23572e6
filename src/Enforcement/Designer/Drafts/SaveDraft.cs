using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Enforcement.Designer.Publications;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;
using Enforcement.Workflows.Activities;

namespace Enforcement.Designer.Drafts;

/// <param name="Publication">The request that was made of it, or stood already; null: none was asked for.</param>
/// <param name="WasPublished">It says what the published version says, so there was nothing to ask.</param>
public sealed record Saved(DefinitionView View, Publication? Publication = null, bool WasPublished = false);

/// <summary>
/// A workflow admin saves what is drawn. Studio saves half a second after each change and again when it hears nothing, so saving the same twice is
/// saving once.
/// </summary>
public sealed partial class SaveDraft(Steps steps, AskForPublication ask, ActivityCatalog catalog, BusinessTime time)
{
    /// <exception cref="NotVisibleException">No workflow admin.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException">By name: see <see cref="DesignerRefusals"/>.</exception>
    public async Task<Saved> RunAsync(Actor admin, SaveRequest request, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        var model = request.Model ?? throw new MalformedException(("model", "required"));
        return model.DefinitionId is { Length: > 0 } id
            ? await SaveAsync(admin, Known(id), model, request.Publish, mayBeNew: false, mayReplace: false, cancel)
            : await CreateAsync(admin, model, request.Publish, cancel);
    }

    /// <summary>A file from elsewhere: becomes the draft of the definition it names, whoever drew on it last.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<Saved> ImportAsync(Actor admin, DefinitionModel model, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        return model.DefinitionId is { Length: > 0 } id
            ? await SaveAsync(admin, Known(id), model, publish: false, mayBeNew: true, mayReplace: true, cancel)
            : await CreateAsync(admin, model, publish: false, cancel);
    }

    /// <summary>An old version becomes what is drawn on.</summary>
    /// <exception cref="NotVisibleException">There is no such version.</exception>
    public async Task<Saved> RevertAsync(Actor admin, string definitionId, int version, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        var standing = new Standing(definitionId);
        var old = new StepRead<KeptVersion>(DraftTable.ReadVersion(definitionId, version), DraftTable.VersionFrom);
        await using var step = await steps.BeginNewAsync(admin, cancel, [.. standing.Reads, old]);
        var content = DefinitionContent.Parse(old.Row.Content);
        content["definitionId"] = definitionId;
        return await WriteAsync(step, standing, content, publish: false, cancel);
    }

    /// <summary>A part is changed on a page of ours. A page of the designer that was read before is told so when it saves.</summary>
    /// <param name="page">Id of what was read.</param>
    /// <param name="change">Gets what is drawn on, and gives what it is to be.</param>
    /// <exception cref="NotVisibleException">No workflow admin, or no such definition.</exception>
    /// <exception cref="RefusedException"><c>designer.edited-by-other</c>, <c>designer.draft-gone</c>.</exception>
    public async Task<Saved> EditAsync(
        Actor admin,
        string definitionId,
        string? page,
        Func<JsonObject, JsonObject> change,
        CancellationToken cancel
    )
    {
        DesignerRights.Demand(admin);
        var standing = new Standing(definitionId);
        await using var step = await steps.BeginNewAsync(admin, cancel, standing.Reads);
        var current = standing.Current ?? throw new NotVisibleException();
        DemandOwnPage(admin, standing, page);
        var content = change(current.DeepClone().AsObject());
        return DefinitionContent.AreSame(content, current)
            ? new Saved(ViewOf(standing))
            : await WriteAsync(step, standing, content, publish: false, cancel, besides: true);
    }

    private async Task<Saved> SaveAsync(
        Actor admin,
        string definitionId,
        DefinitionModel model,
        bool publish,
        bool mayBeNew,
        bool mayReplace,
        CancellationToken cancel
    )
    {
        var standing = new Standing(definitionId);
        var open = ask.OpenOf(definitionId);
        await using var step = await steps.BeginNewAsync(admin, cancel, [.. standing.Reads, open]);
        // Studio swallows a 404, and who draws on would never know.
        if (!standing.IsThere && !mayBeNew)
            throw DesignerRefusals.DraftGone();
        var content = DefinitionContent.Merge(standing.Current, model, definitionId, catalog);
        // Studio may send again what it has sent: that is no change, and no conflict.
        if (!publish && standing.Current is { } current && DefinitionContent.AreSame(content, current))
            return new Saved(ViewOf(standing));
        if (!mayReplace)
            DemandOwnPage(admin, standing, model.Id);
        return await WriteAsync(step, standing, content, publish, cancel, open);
    }

    private async Task<Saved> CreateAsync(Actor admin, DefinitionModel model, bool publish, CancellationToken cancel)
    {
        var root = model.Root?.Count > 0 ? model.Root : new JsonObject { ["type"] = DefinitionContent.Flowchart, ["version"] = 1 };
        var standing = new Standing($"flow-{Guid.CreateVersion7(steps.Now):N}");
        var content = DefinitionContent.Merge(null, model with { Root = root }, standing.DefinitionId, catalog);
        var name = content["name"]!.GetValue<string>();
        var naming = new StepRead<string>(DraftTable.LockName(name), _ => "");
        var others = new StepRead<string>(DraftTable.ReadNamed(name), row => row.GetString(0));
        var own = new StepRead<Draft>(DraftTable.ReadJustMade(name, admin.PersonId), DraftTable.From);
        await using var step = await steps.BeginNewAsync(admin, cancel, naming, others, own);
        if (others.Rows.Count == 0)
            return await WriteAsync(step, standing, content, publish, cancel);
        // Studio was not told that it has made the same a moment ago, and asks again.
        return own.Rows.FirstOrDefault(it => IsOf(it, content)) is { } before
            ? new Saved(DefinitionView.Of(before, standing.NextVersion))
            : throw DesignerRefusals.NameTaken(name);
    }

    private static bool IsOf(Draft it, JsonObject content)
    {
        var same = content.DeepClone().AsObject();
        same["definitionId"] = it.DefinitionId;
        return DefinitionContent.AreSame(same, it.Content);
    }

    private async Task<Saved> WriteAsync(
        Step step,
        Standing standing,
        JsonObject content,
        bool publish,
        CancellationToken cancel,
        StepRead<Publication>? open = null,
        bool besides = false
    )
    {
        var (draft, published) = (standing.Draft, standing.Published);
        if (publish && draft is null && published is { } same && DefinitionContent.AreSame(content, DefinitionContent.Parse(same.Content)))
            return new Saved(DefinitionView.Of(same, isLatest: true), WasPublished: true);

        if (draft is null)
            draft = new Draft
            {
                DefinitionId = standing.DefinitionId,
                Content = content,
                Revision = 1,
                TakenAt = besides ? 2 : 1,
                EditedBy = step.Actor.PersonId,
                EditedAt = step.Now,
                CreatedAt = step.Now,
            };
        else if (!DefinitionContent.AreSame(content, draft.Content))
            draft.Save(step.Actor, content, step.Now, besides);
        step.Write(DraftTable.Write(draft));
        var publication = publish ? ask.Ask(step, draft, published, open?.RowOrNull) : null;
        await step.CommitAsync(cancel, () => new { draft.DefinitionId, draft.Revision });
        return new Saved(DefinitionView.Of(draft, standing.NextVersion), publication);
    }

    /// <exception cref="RefusedException"><c>designer.edited-by-other</c>, <c>designer.draft-gone</c>.</exception>
    private void DemandOwnPage(Actor admin, Standing standing, string? page)
    {
        var read = standing.ReadBy(page);
        if (standing.Draft is { } draft)
        {
            if (draft.IsForeignTo(admin, read))
                throw DesignerRefusals.EditedByOther(draft.EditorName, time.LocalTime(draft.EditedAt));
        }
        else if (read > 0)
            throw DesignerRefusals.DraftGone();
        else if (read is null && standing.Base is { } kept)
            throw DesignerRefusals.EditedByOther(
                kept.Publisher ?? Texts.Of("designer.service"),
                time.LocalTime(kept.PublishedAt ?? kept.CreatedAt)
            );
    }

    private static DefinitionView ViewOf(Standing standing) =>
        standing.Draft is { } draft ? DefinitionView.Of(draft, standing.NextVersion) : DefinitionView.Of(standing.Base!, isLatest: true);

    /// <exception cref="MalformedException">It cannot name a definition.</exception>
    private static string Known(string id) => Speakable().IsMatch(id) ? id : throw new MalformedException(("definitionId", "unknown"));

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\z")]
    private static partial Regex Speakable();
}
