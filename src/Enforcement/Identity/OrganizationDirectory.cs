using System.Collections.Frozen;
using System.Diagnostics;
using Enforcement.Persistence;

namespace Enforcement.Identity;

/// <summary>A county, district or county-level city in which some body is known.</summary>
/// <param name="Code">Six digits (GB/T 2260).</param>
/// <param name="City">Above it; null: the list of regions does not hold it.</param>
public sealed record County(string Code, string Name, string? City);

/// <summary>
/// Every organisation by its code, and the counties that have one, in memory: names on pages, document words, functions of a county. Read again when older than a few seconds; a
/// change made on another node is seen then.
/// </summary>
public sealed class OrganizationDirectory(Database database)
{
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(10);

    private FrozenDictionary<string, Organization> byCode = FrozenDictionary<string, Organization>.Empty;
    private FrozenDictionary<string, County> counties = FrozenDictionary<string, County>.Empty;
    private long read;

    /// <summary>What was last read, for those who cannot wait; <see cref="RefreshAsync"/> runs with every request.</summary>
    public IReadOnlyDictionary<string, Organization> Known => byCode;

    public Organization? Find(string? code) => code is not null && byCode.TryGetValue(code, out var found) ? found : null;

    /// <summary>In the reader's language; an unknown code is shown as it is.</summary>
    public string NameOf(string? code) => Find(code)?.NameHere ?? code ?? "";

    /// <summary>By code, so that those of one city stand together.</summary>
    public IReadOnlyList<County> Counties => [.. counties.Values.OrderBy(county => county.Code, StringComparer.Ordinal)];

    /// <summary>Of a county; an unknown code is shown as it is.</summary>
    public string CountyName(string code) => counties.TryGetValue(code, out var county) ? county.Name : code;

    /// <summary>The townships in which somebody holds one of the roles.</summary>
    public IReadOnlyList<Organization> TownshipsOf(Actor actor, IReadOnlyList<string> roles) =>
        [
            .. actor
                .Posts.Where(post => roles.Contains(post.Role))
                .Select(post => Find(post.Organization))
                .OfType<Organization>()
                .Where(organization => organization is { IsTownship: true, County: not null })
                .Distinct(),
        ];

    /// <summary>The organisation of a county that has a function.</summary>
    public Organization? Of(string county, string function) => Find($"{county}-{function}");

    public async ValueTask RefreshAsync(CancellationToken cancel, bool now = false)
    {
        if (!now && read != 0 && Stopwatch.GetElapsedTime(read) < Trusted)
            return;
        await using var batch = database.App.CreateBatch();
        batch.BatchCommands.Add(
            new(
                """
                select code, region, kind, function, legal_name, short_name, name_en, document_word, owning_line, command_line, valid_from, valid_to,
                    is_sample
                from organizations
                """
            )
        );
        batch.BatchCommands.Add(
            new(
                """
                select county.code, county.name, city.name
                from (select distinct left(region, 6) as code from organizations where length(region) >= 6) body
                join regions county using (code) left join regions city on city.code = left(county.code, 4)
                """
            )
        );
        var organizations = new List<Organization>();
        await using var row = await batch.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
            organizations.Add(
                new Organization
                {
                    Code = row.GetString(0),
                    Region = row.GetString(1),
                    Kind = row.GetString(2),
                    Function = row.IsDBNull(3) ? null : row.GetString(3),
                    LegalName = row.GetString(4),
                    ShortName = row.GetString(5),
                    NameEn = row.GetString(6),
                    DocumentWord = row.GetString(7),
                    OwningLine = row.IsDBNull(8) ? null : row.GetString(8),
                    CommandLine = row.IsDBNull(9) ? null : row.GetString(9),
                    ValidFrom = row.GetFieldValue<DateOnly>(10),
                    ValidTo = row.IsDBNull(11) ? null : row.GetFieldValue<DateOnly>(11),
                    IsSample = row.GetBoolean(12),
                }
            );
        await row.NextResultAsync(cancel);
        var found = new List<County>();
        while (await row.ReadAsync(cancel))
            found.Add(new County(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)));
        counties = found.ToFrozenDictionary(county => county.Code, StringComparer.Ordinal);
        byCode = organizations.ToFrozenDictionary(organization => organization.Code, StringComparer.Ordinal);
        read = Stopwatch.GetTimestamp();
    }
}
