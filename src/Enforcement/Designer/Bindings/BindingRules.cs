using Enforcement.Designer.Drafts;
using Enforcement.Designer.Gate;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;
using Enforcement.Workflows.Definitions;

namespace Enforcement.Designer.Bindings;

/// <summary>What may be bound: a definition that is published, and that is held to the rules of such cases.</summary>
internal static class BindingRules
{
    /// <summary>Asked when a change is asked for, and again when it is approved.</summary>
    /// <param name="published">The version that cases would open on now; null: none is.</param>
    /// <exception cref="RefusedException">
    /// <c>binding.not-published</c>, <c>binding.other-profile</c>, and what <see cref="BindingPlan.Of"/> says.
    /// </exception>
    public static BindingPlan Demand(BindingChange change, KeptVersion? published, BindingList list, DateOnly today)
    {
        if (change.DefinitionId is { } definition)
        {
            if (published is null)
                throw BindingRefusals.NotPublished(definition);
            DemandFits(published.Name, published.Content, change.Scope);
        }
        return BindingPlan.Of(change, list, today);
    }

    /// <exception cref="RefusedException"><c>binding.other-profile</c>.</exception>
    public static void DemandFits(string name, string content, BindingScope cases)
    {
        if (!PublishRules.Shipped.Fits(DefinitionProfile.Of(WorkflowDefinition.Parse(content)), cases))
            throw BindingRefusals.OtherProfile(name, cases);
    }
}
