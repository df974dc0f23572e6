using Enforcement.Cases;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Documents;

/// <summary>The two officers of a case with their certificates, and its parties: whom its documents name.</summary>
public sealed class CasePersons : CasePart
{
    private readonly List<Row> rows = [];

    /// <summary>It writes nothing.</summary>
    public override int Order => 24;

    public IReadOnlyList<CaseOfficer> OfficersOn(DateOnly day) =>
        [
            .. rows.Where(row => row.IsOfficer)
                .GroupBy(row => (row.Id, row.Name))
                .Select(officer => new CaseOfficer(
                    officer.Key.Id,
                    officer.Key.Name,
                    officer.FirstOrDefault(row => row.From <= day && day <= row.To)?.Number
                )),
        ];

    public IReadOnlyList<Party> Parties =>
        [
            .. rows.Where(row => !row.IsOfficer)
                .Select(row => new Party(row.Kind!, row.Name, row.Number, row.Phone, row.Address, row.Representative)),
        ];

    private static readonly CaseSql Persons = new(id =>
        $"""
            select true, a.id, a.name, null::text, t.number, null::text, null::text, null::text, t.valid_from, t.valid_to, o.ordinality
            from cases c
            cross join lateral unnest(c.officers) with ordinality as o (person)
            join accounts a on a.id = o.person
            left join certificates t on t.person = a.id
            where c.county_code = $1 and c.id = {id}
            union all
            select false, id, name, kind, id_number, phone, address, representative, null, null, ordinal
            from case_parties where county_code = $1 and case_id = {id} and to_at is null
            order by 1, 11
            """
    );

    public override Statement Read(CaseOf of) => Persons.About(of);

    public override async Task LoadAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel))
            rows.Add(
                new Row(
                    reader.GetBoolean(0),
                    reader.GetGuid(1),
                    reader.GetString(2),
                    Text(3),
                    Text(4),
                    Text(5),
                    Text(6),
                    Text(7),
                    reader.IsDBNull(8) ? null : reader.GetFieldValue<DateOnly>(8),
                    reader.IsDBNull(9) ? null : reader.GetFieldValue<DateOnly>(9)
                )
            );

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    public override void AddWrites(CaseWork work) { }

    private sealed record Row(
        bool IsOfficer,
        Guid Id,
        string Name,
        string? Kind,
        string? Number,
        string? Phone,
        string? Address,
        string? Representative,
        DateOnly? From,
        DateOnly? To
    );
}

/// <param name="Certificate">Number of the enforcement certificate 执法证件 that is valid on the day; null: none.</param>
public sealed record CaseOfficer(Guid Id, string Name, string? Certificate);
