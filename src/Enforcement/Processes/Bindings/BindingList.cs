namespace Enforcement.Processes.Bindings;

/// <summary>The whole binding table as it stood when it was read: immutable, shared by all requests of a node.</summary>
/// <remarks>Rows of one scope never overlap, and the defaults have no gap: the changes hold that, and the database the first of it.</remarks>
public sealed class BindingList(IReadOnlyList<Binding> rows)
{
    public static BindingList Empty { get; } = new([]);

    public IReadOnlyList<Binding> Rows => rows;

    /// <summary>The most specific row for such a case, see <see cref="BindingScope.Weight"/>; null: there is not even a default on that day.</summary>
    public Binding? Find(BindingScope cases, DateOnly on) =>
        rows.Where(row => row.Scope.Covers(cases) && row.IsInForceOn(on)).MaxBy(row => row.Scope.Weight);

    /// <summary>The definition that such a case opens on.</summary>
    /// <exception cref="RefusedException"><c>process.no-definition</c>.</exception>
    public string Demand(BindingScope cases, DateOnly on) =>
        Find(cases, on)?.DefinitionId ?? throw new RefusedException("process.no-definition");

    /// <summary>All definitions that such cases may open on, whatever their field; that of no exception first.</summary>
    public IReadOnlyList<string> OfAnyField(BindingScope cases, DateOnly on) =>
        [
            .. rows.Select(row => row.Scope.Field)
                .Distinct()
                .OrderBy(field => field, StringComparer.Ordinal)
                .Select(field => Find(cases with { Field = field }, on)?.DefinitionId)
                .OfType<string>()
                .Distinct(),
        ];

    /// <summary>The rows by which cases open on a definition, on a day or later.</summary>
    public IEnumerable<Binding> Of(string definitionId, DateOnly from) =>
        rows.Where(row => row.DefinitionId == definitionId && !row.IsOverOn(from));
}
