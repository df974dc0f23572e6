using Enforcement.Designer.Drafts;
using Enforcement.Designer.Elsa;
using Enforcement.Identity;
using Enforcement.Processes.Trials;

namespace Enforcement.Designer.Hosting;

/// <summary>Looks whether there is what a page of Studio is asked to show.</summary>
public sealed class StudioTargets(DefinitionReader definitions, InstanceReader instances, TrialReader trials)
{
    /// <returns>Null: there is not; empty: there is; else where it is shown instead.</returns>
    public async Task<string?> FindAsync(Actor admin, string kind, string? id, CancellationToken cancel)
    {
        if (id is not { Length: > 0 })
            return null;
        if (kind == "editor")
            return (await definitions.OfAsync(admin, id, cancel)).Count > 0 ? "" : null;
        if (await instances.FindAsync(admin, id, cancel) is not null)
            return "";
        // "Run" in the editor is a trial run, which has a page of its own.
        return Guid.TryParse(id, out var trial) && await IsTrialAsync(admin, trial, cancel) ? $"/workflows/trials/{trial}" : null;
    }

    private async Task<bool> IsTrialAsync(Actor admin, Guid id, CancellationToken cancel)
    {
        try
        {
            await trials.ReadAsync(admin, id, cancel);
            return true;
        }
        catch (NotVisibleException)
        {
            return false;
        }
    }
}
