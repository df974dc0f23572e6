using Enforcement.Workflows.Execution;

namespace Enforcement.Processes;

/// <summary>
/// What law and duty demand of a definition, beside its structure. Registered by the slice that knows the rules, asked wherever a definition is
/// checked: when the shipped ones are loaded, in a trial run, before publishing.
/// </summary>
public interface IDefinitionRules
{
    /// <param name="on">Day on which the definition is to apply: a rule that is not yet, or no longer, in force is not asked.</param>
    IReadOnlyList<RuleFault> Of(WorkflowGraph graph, DateOnly on);
}

/// <param name="Law">What it rests on; null where it is a matter of the definition itself.</param>
public sealed record RuleFault(GraphFault Fault, Law? Law);

/// <summary>Law and article, as they are cited.</summary>
public sealed record Law(string Zh, string En)
{
    public string Here => System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? En : Zh;
}
