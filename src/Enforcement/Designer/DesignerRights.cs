using Enforcement.Identity;

namespace Enforcement.Designer;

/// <summary>Definitions are the whole installation's: every workflow admin draws them, nobody else may know of the designer.</summary>
public static class DesignerRights
{
    public static bool Has(Actor actor) => actor.Holds(Roles.WorkflowAdmin);

    /// <exception cref="NotVisibleException">No workflow admin.</exception>
    public static void Demand(Actor actor)
    {
        if (!Has(actor))
            throw new NotVisibleException();
    }
}
