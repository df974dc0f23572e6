using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;

namespace Enforcement.Designer.Simulations;

/// <summary>A case as it stands, with everything that its journal tells.</summary>
/// <param name="Entries">In their order.</param>
public sealed record RecordedCase(CaseFile Case, string VersionId, IReadOnlyList<string> Entries);

/// <summary>Reads what happened in the cases of a definition, so many at a time, in the order of their keys.</summary>
public sealed class HistoryReader(ScopedReads reads)
{
    // The tail of an id is chance, so every so manieth of it is a fair sample that any page can tell by itself.
    private const string Chosen = """
        definition_version_id in (select id from workflow_definitions where definition_id = $1) and left(county_code, length($2)) = $2
            and ('x' || right(id::text, 6))::bit(24)::integer % $3 = 0
        """;

    /// <param name="oneOf">One case of so many; 1: all.</param>
    public async Task<int> CountAsync(Scope scope, string definitionId, string region, int oneOf, CancellationToken cancel) =>
        (
            await reads.RowsAsync(
                scope,
                Statement.Of($"select count(*)::integer from instances where {Chosen}", P.Text(definitionId), P.Text(region), P.Int(oneOf)),
                row => row.GetInt32(0),
                cancel
            )
        )[0];

    /// <param name="after">The last case of the page before; null: from the first.</param>
    public async Task<IReadOnlyList<RecordedCase>> PageAsync(
        Scope scope,
        string definitionId,
        string region,
        int oneOf,
        Guid? after,
        int limit,
        CancellationToken cancel
    )
    {
        var keys =
            $"select county_code, id from instances where {Chosen} and (county_code, id) > ($4, $5) order by county_code, id limit $6";
        var (cases, entries) = await reads.ReadAsync(
            scope,
            [
                Statement.Of(
                    $"""
                    select {CaseTable.Columns},
                        (select definition_version_id from instances i where i.county_code = c.county_code and i.id = c.id)
                    from cases c where (county_code, id) in ({keys}) order by county_code, id
                    """,
                    Page()
                ),
                Statement.Of(
                    $"select case_id, content from journal where (county_code, case_id) in ({keys}) order by county_code, case_id, seq",
                    Page()
                ),
            ],
            async reader =>
                (
                    await reader.RowsAsync(row => (Case: CaseTable.From(row), Version: row.GetString(CaseTable.ColumnCount)), cancel),
                    await reader.RowsAsync(row => (Case: row.GetGuid(0), Content: row.GetString(1)), cancel)
                ),
            cancel
        );
        var contents = entries.ToLookup(entry => entry.Case, entry => entry.Content);
        return [.. cases.Select(it => new RecordedCase(it.Case, it.Version, [.. contents[it.Case.Key.Id]]))];

        Npgsql.NpgsqlParameter[] Page() =>
            [
                P.Text(definitionId),
                P.Text(region),
                P.Int(oneOf),
                P.Text(after is { } last ? RowId.CountyOf(last) : ""),
                P.Uuid(after ?? Guid.Empty),
                P.Int(limit),
            ];
    }
}
