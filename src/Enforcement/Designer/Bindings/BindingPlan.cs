using Enforcement.Persistence;
using Enforcement.Processes.Bindings;

namespace Enforcement.Designer.Bindings;

/// <summary>
/// What a change does to the rows of its scope: the last one ends on its day, and another begins. Changes of one scope follow one another in time, so
/// that rows never overlap; a default is only ever followed by another on the same day, so that it has no gap.
/// </summary>
internal sealed record BindingPlan
{
    /// <summary>A row that gets, or loses, its last day.</summary>
    public Binding? Ended { get; private init; }

    public Binding? Begun { get; private init; }

    /// <summary>Was to begin on a day that has not come.</summary>
    public Binding? TakenBack { get; private init; }

    /// <exception cref="RefusedException">
    /// <c>binding.past</c>, <c>binding.gap</c>, <c>binding.planned</c>, <c>binding.end-planned</c>, <c>binding.unchanged</c>.
    /// </exception>
    public static BindingPlan Of(BindingChange change, BindingList list, DateOnly today)
    {
        if (change.From < today)
            throw BindingRefusals.Past();
        if (change is { DefinitionId: null, Scope.IsDefault: true })
            throw BindingRefusals.Gap();
        var last = list.Rows.Where(row => row.Scope == change.Scope).MaxBy(row => row.From);
        if (last?.From >= change.From)
            throw BindingRefusals.Planned(last);
        if (last?.Until > change.From)
            throw BindingRefusals.EndPlanned(last);

        var running = last is { Until: null } ? last : null;
        if (running?.DefinitionId == change.DefinitionId)
            throw BindingRefusals.Unchanged();
        return new BindingPlan
        {
            Ended = running is null ? null : running with { Until = change.From, EndedBy = change.Id },
            Begun = change.DefinitionId is { } definition ? new Binding(change.Id, change.Scope, definition, change.From) : null,
        };
    }

    /// <summary>As if the change had never been approved.</summary>
    /// <exception cref="RefusedException"><c>binding.planned</c>, <c>binding.end-planned</c>: something else rests on it.</exception>
    public static BindingPlan Undo(BindingChange change, BindingList list)
    {
        var own = list.Rows.Where(row => row.Scope == change.Scope).ToList();
        var begun = own.FirstOrDefault(row => row.Id == change.Id);
        if (own.FirstOrDefault(row => row != begun && row.From >= change.From) is { } later)
            throw BindingRefusals.Planned(later);
        if (begun is { Until: not null })
            throw BindingRefusals.EndPlanned(begun);
        return new BindingPlan
        {
            TakenBack = begun,
            Ended = own.FirstOrDefault(row => row.EndedBy == change.Id) is { } ended ? ended with { Until = null, EndedBy = null } : null,
        };
    }

    /// <summary>In an order in which no two rows ever overlap.</summary>
    public IEnumerable<Statement> Writes()
    {
        if (TakenBack is { } gone)
            yield return BindingTable.Delete(gone);
        if (Ended is { } ended)
            yield return BindingTable.UpdateEnd(ended);
        if (Begun is { } begun)
            yield return BindingTable.Insert(begun);
    }
}
