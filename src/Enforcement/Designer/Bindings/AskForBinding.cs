using Enforcement.Designer.Drafts;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;

namespace Enforcement.Designer.Bindings;

/// <summary>A workflow admin asks for a change of the binding table. It is checked as if it were approved now, and changes nothing yet.</summary>
public sealed class AskForBinding(Steps steps, OrganizationDirectory organizations)
{
    /// <exception cref="NotVisibleException">No workflow admin.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException">
    /// <c>binding.not-published</c>, <c>binding.other-profile</c>, <c>binding.past</c>, <c>binding.gap</c>, <c>binding.planned</c>,
    /// <c>binding.end-planned</c>, <c>binding.unchanged</c>.
    /// </exception>
    public async Task<BindingChange> RunAsync(Actor admin, BindingRequest request, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        var change = request.Read(organizations, admin, steps.Now);
        var rows = new StepRead<Binding>(BindingTable.ReadAll(), BindingTable.From);
        var published = new StepRead<KeptVersion>(BindingChangeTable.ReadPublished(change.DefinitionId), DraftTable.VersionFrom);
        await using var step = await steps.BeginNewAsync(admin, cancel, rows, published);
        BindingRules.Demand(change, published.RowOrNull, new BindingList(rows.Rows), step.Today);
        step.Write(BindingChangeTable.Insert(change));
        step.Write(BindingLog.Of(step, change));
        await step.CommitAsync(cancel, () => BindingChangeAnswer.Of(change), StatusCodes.Status201Created);
        return change;
    }
}
