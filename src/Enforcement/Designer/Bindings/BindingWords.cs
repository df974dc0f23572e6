using Enforcement.Cases;
using Enforcement.Processes.Bindings;
using Enforcement.Shell;

namespace Enforcement.Designer.Bindings;

/// <summary>How scopes are called, in the reader's language.</summary>
internal static class BindingWords
{
    public static string CasesOf(string procedure, CaseKind level) =>
        Texts.Of("bindings.cases", Texts.Of($"bindings.level.{BindingTable.CodeOf(level)}"), Texts.Of($"bindings.procedure.{procedure}"));

    /// <summary>What makes it an exception, or that it is the default.</summary>
    /// <param name="counties">Names by code.</param>
    public static string Narrowed(BindingScope scope, IReadOnlyDictionary<string, string> counties)
    {
        var field = scope.Field is { } line ? Texts.Of($"powers.field.{line}") : null;
        var county = scope.County is { } code ? counties.GetValueOrDefault(code, code) : null;
        return scope.IsDefault ? Texts.Of("bindings.default") : string.Join(" · ", new[] { county, field }.OfType<string>());
    }
}
