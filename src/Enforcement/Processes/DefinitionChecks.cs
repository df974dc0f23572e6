using System.Runtime.CompilerServices;
using Enforcement.Shell;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes;

/// <summary>
/// Everything that speaks against a definition: its structure and how it runs (<see cref="PublishCheck"/>), and what law and duty demand
/// (<see cref="IDefinitionRules"/>). One check for the shipped definitions, for trial runs and for publishing.
/// </summary>
public sealed class DefinitionChecks(IEnumerable<IDefinitionRules> rules, BusinessTime time)
{
    // Less than before publishing: somebody waits for the page.
    private static readonly PublishLimits WhileSomebodyWaits = new() { Positions = 5_000, Moves = 25_000 };

    // A graph never changes, and a kept version is compiled once: it is looked at once a day, when rules may come into force, not with every page.
    private readonly ConditionalWeakTable<WorkflowGraph, Found> kept = [];

    /// <summary>In the reader's words.</summary>
    public IReadOnlyList<DefinitionFault> Of(WorkflowGraph graph)
    {
        if (!kept.TryGetValue(graph, out var found) || found.On != time.Today)
            kept.AddOrUpdate(graph, found = new Found(time.Today, Find(graph, WhileSomebodyWaits)));
        return [.. found.Faults.Select(fault => DefinitionFault.Of(graph, fault))];
    }

    /// <summary>For who loads or publishes: as far as the check looks at all.</summary>
    public IReadOnlyList<RuleFault> Everything(WorkflowGraph graph) => Find(graph, new PublishLimits());

    private sealed record Found(DateOnly On, IReadOnlyList<RuleFault> Faults);

    private IReadOnlyList<RuleFault> Find(WorkflowGraph graph, PublishLimits limits)
    {
        var structure = PublishCheck.Of(graph, limits);
        var all = structure.Select(fault => new RuleFault(fault, null)).ToList();
        // What cannot run cannot be proved either.
        if (structure.All(fault => fault.Severity != FaultSeverity.Error))
            all.AddRange(rules.SelectMany(rule => rule.Of(graph, time.Today)));
        return all;
    }
}
