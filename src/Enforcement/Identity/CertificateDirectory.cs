using System.Collections.Frozen;
using System.Diagnostics;
using Enforcement.Persistence;

namespace Enforcement.Identity;

/// <summary>An enforcement certificate 行政执法证件. Both days are inclusive; no fields: all fields.</summary>
public sealed record Certificate(string Number, IReadOnlyList<string> Fields, DateOnly From, DateOnly To)
{
    public bool IsValidOn(DateOnly day) => From <= day && day <= To;

    public bool Covers(string field) => Fields.Count == 0 || Fields.Contains(field);
}

/// <summary>
/// Who may enforce, in memory: staff type and certificates of everybody. Read again when older than a few seconds; a certificate that was
/// issued or withdrawn on another node is seen then.
/// </summary>
public sealed class CertificateDirectory(Database database)
{
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(10);

    private FrozenDictionary<Guid, Holder> holders = FrozenDictionary<Guid, Holder>.Empty;
    private long read;

    /// <summary>Each of them is an officer whose certificate is valid on the day of the act and covers the field of the matter
    /// (Administrative Penalty Law art. 42, 55).</summary>
    /// <exception cref="RefusedException"><c>officer.not-an-officer</c>, <c>officer.certificate-expired</c> or
    /// <c>officer.certificate-wrong-field</c>.</exception>
    public async ValueTask DemandAsync(IEnumerable<Guid> people, string field, DateOnly day, CancellationToken cancel)
    {
        await RefreshAsync(cancel);
        foreach (var person in people)
        {
            if (!holders.TryGetValue(person, out var holder) || !holder.IsOfficer)
                throw new RefusedException("officer.not-an-officer", holder?.Name ?? "—");
            var valid = holder.Certificates.Where(certificate => certificate.IsValidOn(day)).ToList();
            if (valid.Count == 0)
                throw new RefusedException("officer.certificate-expired", holder.Name, day.ToString("yyyy-MM-dd"));
            if (!valid.Any(certificate => certificate.Covers(field)))
                throw new RefusedException("officer.certificate-wrong-field", holder.Name);
        }
    }

    public async ValueTask RefreshAsync(CancellationToken cancel, bool now = false)
    {
        if (!now && read != 0 && Stopwatch.GetElapsedTime(read) < Trusted)
            return;
        await using var command = database.App.CreateCommand(
            """
            select a.id, a.name, a.staff_type, c.number, c.fields, c.valid_from, c.valid_to
            from accounts a left join certificates c on c.person = a.id
            """
        );
        var rows = new List<(Guid Person, string Name, string StaffType, Certificate? Certificate)>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
            rows.Add(
                (
                    row.GetGuid(0),
                    row.GetString(1),
                    row.GetString(2),
                    row.IsDBNull(3)
                        ? null
                        : new Certificate(
                            row.GetString(3),
                            row.GetFieldValue<string[]>(4),
                            row.GetFieldValue<DateOnly>(5),
                            row.GetFieldValue<DateOnly>(6)
                        )
                )
            );
        holders = rows.GroupBy(it => it.Person)
            .ToFrozenDictionary(
                group => group.Key,
                group => new Holder(
                    group.First().Name,
                    group.First().StaffType is not ("auxiliary" or "grid-worker"),
                    [.. group.Select(it => it.Certificate).OfType<Certificate>()]
                )
            );
        read = Stopwatch.GetTimestamp();
    }

    private sealed record Holder(string Name, bool IsOfficer, IReadOnlyList<Certificate> Certificates);
}
