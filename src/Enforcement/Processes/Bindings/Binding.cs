using Enforcement.Cases;

namespace Enforcement.Processes.Bindings;

/// <summary>Which cases a binding is for. One that names neither field nor county is the default of its procedure and level; others are exceptions.</summary>
/// <param name="Procedure">One of <see cref="Procedures"/>.</param>
/// <param name="Level">Whose own case it is: a township's or a county department's.</param>
/// <param name="Field">Of the matter, as the power list has it: <c>water</c>; null: any.</param>
/// <param name="County">GB/T 2260 code of six digits; null: any.</param>
public sealed record BindingScope(string Procedure, CaseKind Level, string? Field = null, string? County = null)
{
    /// <param name="field">Of its matter; null: the power list does not know the matter.</param>
    public static BindingScope Of(CaseFile caseFile, string? field) => new(caseFile.Procedure, caseFile.Kind, field, caseFile.Key.County);

    public bool IsDefault => Field is null && County is null;

    /// <summary>County and field before county before field before neither: what a county has settled for itself outweighs what is settled for a field.</summary>
    public int Weight => (County is null ? 0 : 2) + (Field is null ? 0 : 1);

    public bool Covers(BindingScope cases) =>
        Procedure == cases.Procedure
        && Level == cases.Level
        && (Field is null || Field == cases.Field)
        && (County is null || County == cases.County);
}

/// <summary>A row of the binding table 适用流程: such cases open on this definition, from one day to another.</summary>
/// <param name="Id">Of the change that made it; what came with the service has one of its own.</param>
/// <param name="From">First day, inclusive; the day is the business day on which a case opens.</param>
/// <param name="Until">Exclusive; null until further notice.</param>
/// <param name="EndedBy">The change that set <paramref name="Until"/>.</param>
public sealed record Binding(Guid Id, BindingScope Scope, string DefinitionId, DateOnly From, DateOnly? Until = null, Guid? EndedBy = null)
{
    public bool IsInForceOn(DateOnly day) => From <= day && !IsOverOn(day);

    public bool IsOverOn(DateOnly day) => Until <= day;
}
