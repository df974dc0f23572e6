using System.Text.Json.Nodes;
using Enforcement.Designer.Drafts;
using Enforcement.Designer.Gate;
using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Designer.Checks;

/// <summary>Says which procedure a draft is, so that the gate knows whose rules it is held to. Elsa Studio has no field for it.</summary>
public sealed class ChooseProfile(SaveDraft save)
{
    /// <summary>Those that have rules.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. PublishRules.Shipped.Profiles.Keys.Order(StringComparer.Ordinal)];

    /// <param name="version">Id of what was read: who chooses for what somebody else has saved since is told.</param>
    /// <param name="profile">Null or empty: of no procedure.</param>
    /// <exception cref="NotVisibleException">No workflow admin, or no such definition.</exception>
    /// <exception cref="MalformedException">There are no such rules.</exception>
    /// <exception cref="RefusedException"><c>designer.edited-by-other</c>, <c>designer.draft-gone</c>.</exception>
    public async Task RunAsync(Actor admin, string definitionId, string? version, string? profile, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        if (profile is { Length: > 0 } && !Known.Contains(profile))
            throw new MalformedException(("profile", "unknown"));
        await save.EditAsync(admin, definitionId, version, content => Change(content, profile), cancel);
    }

    private static JsonObject Change(JsonObject content, string? profile)
    {
        if (content["customProperties"] is not JsonObject properties)
            content["customProperties"] = properties = [];
        if (properties["enforcement"] is not JsonObject ours)
            properties["enforcement"] = ours = [];
        if (profile is { Length: > 0 })
            ours["profile"] = profile;
        else
            ours.Remove("profile");
        return content;
    }
}
