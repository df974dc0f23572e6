using Enforcement.Designer.Drafts;
using Enforcement.Designer.Gate;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;
using Enforcement.Shell;
using Enforcement.Workflows.Definitions;

namespace Enforcement.Designer.Bindings;

/// <param name="Name">Of the definition as it is published now.</param>
/// <param name="Standing"><c>past</c>, <c>current</c> or <c>planned</c>, seen from the day that was asked for.</param>
public sealed record BindingRow(Binding Binding, string Name, string Standing)
{
    public const string Past = "past";
    public const string Current = "current";
    public const string Planned = "planned";
}

/// <summary>A published definition that cases may be bound to.</summary>
public sealed record BindingChoice(string DefinitionId, string Name, ProfiledCases Cases);

/// <param name="Rows">All there ever were: by scope, then by day.</param>
/// <param name="Open">Changes that wait for a second person, or for their day; oldest first.</param>
/// <param name="Counties">Those with bodies of their own: names by code.</param>
public sealed record BindingView(
    IReadOnlyList<BindingRow> Rows,
    IReadOnlyList<BindingChange> Open,
    IReadOnlyList<BindingChoice> Choices,
    IReadOnlyDictionary<string, string> Counties
)
{
    public string NameOf(string definitionId) =>
        Choices.FirstOrDefault(choice => choice.DefinitionId == definitionId)?.Name ?? definitionId;
}

/// <param name="Row">By which it is so.</param>
/// <param name="Version">That such a case would open on now; null: none is published.</param>
public sealed record BindingResolution(BindingRow Row, int? Version);

/// <summary>The binding table, as workflow admins read it.</summary>
public sealed class BindingReader(ScopedReads reads, OrganizationDirectory organizations, BusinessTime time)
{
    private static readonly Statement Counties = Statement.Of(
        """
        select code, name from regions r
        where length(code) = 6 and exists (select from organizations o where left(o.region, 6) = r.code)
        order by code
        """
    );

    /// <exception cref="NotVisibleException">No workflow admin.</exception>
    public async Task<BindingView> ReadAsync(Actor admin, DateOnly on, CancellationToken cancel)
    {
        DesignerRights.Demand(admin);
        var (rows, open, published, counties) = await reads.ReadAsync(
            admin.Scope,
            [BindingTable.ReadAll(), BindingChangeTable.ReadOpen(time.Today), DraftTable.Versions("d.is_published"), Counties],
            async reader =>
                (
                    await reader.RowsAsync(BindingTable.From, cancel),
                    await reader.RowsAsync(BindingChangeTable.From, cancel),
                    await reader.RowsAsync(DraftTable.VersionFrom, cancel),
                    await reader.RowsAsync(row => (Code: row.GetString(0), Name: row.GetString(1)), cancel)
                ),
            cancel
        );
        var names = published.ToDictionary(version => version.DefinitionId, version => version.Name);
        return new BindingView(
            [.. rows.Select(row => RowOf(row, names.GetValueOrDefault(row.DefinitionId), on))],
            open,
            [.. published.Select(ChoiceOf).OfType<BindingChoice>()],
            counties.ToDictionary(county => county.Code, county => county.Name)
        );
    }

    /// <summary>Which definition a case like this takes when it opens on a day, and by which row.</summary>
    /// <exception cref="NotVisibleException">No workflow admin.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException"><c>process.no-definition</c>: the table says nothing of that day.</exception>
    public async Task<BindingResolution> ResolveAsync(
        Actor admin,
        (string? Procedure, string? Level, string? Field, string? County) asked,
        DateOnly on,
        CancellationToken cancel
    )
    {
        DesignerRights.Demand(admin);
        var faults = new List<(string, string)>();
        var cases =
            BindingRequest.ScopeOf(asked.Procedure, asked.Level, asked.Field, asked.County, organizations, faults)
            ?? throw new MalformedException([.. faults]);
        var rows = await reads.RowsAsync(admin.Scope, BindingTable.ReadAll(), BindingTable.From, cancel);
        var row = new BindingList(rows).Find(cases, on) ?? throw new RefusedException("process.no-definition");
        var published = await reads.RowsAsync(
            admin.Scope,
            BindingChangeTable.ReadPublished(row.DefinitionId),
            DraftTable.VersionFrom,
            cancel
        );
        return new BindingResolution(RowOf(row, published.FirstOrDefault()?.Name, on), published.FirstOrDefault()?.Version);
    }

    private static BindingRow RowOf(Binding row, string? name, DateOnly on) =>
        new(
            row,
            name ?? row.DefinitionId,
            row.IsOverOn(on) ? BindingRow.Past
                : row.IsInForceOn(on) ? BindingRow.Current
                : BindingRow.Planned
        );

    private static BindingChoice? ChoiceOf(KeptVersion version) =>
        DefinitionProfile.Of(WorkflowDefinition.Parse(version.Content)) is { } profile
        && PublishRules.Shipped.Profiles.TryGetValue(profile, out var cases)
            ? new BindingChoice(version.DefinitionId, version.Name, cases)
            : null;
}
