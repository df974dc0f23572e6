using System.Collections.Frozen;
using System.Diagnostics;
using Enforcement.Persistence;
using Enforcement.Shell;

namespace Enforcement.Identity;

/// <summary>An enforcement certificate 行政执法证件. Both days are inclusive; no fields: all fields.</summary>
/// <param name="Fields">Codes of lines of work, or the short words that departments write for them.</param>
public sealed record Certificate(string Number, IReadOnlyList<string> Fields, DateOnly From, DateOnly To)
{
    public bool IsValidOn(DateOnly day) => From <= day && day <= To;

    public bool Covers(string field) => Fields.Count == 0 || Fields.Contains(field) || Fields.Contains(LinesOfWork.OnCertificate(field));
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
    /// <param name="field">Of the matter; null: some certificate is valid, whatever it covers.</param>
    /// <exception cref="RefusedException"><c>officer.not-an-officer</c>, <c>officer.certificate-expired</c> or
    /// <c>officer.certificate-wrong-field</c>.</exception>
    public async ValueTask DemandAsync(IEnumerable<Guid> people, string? field, DateOnly day, CancellationToken cancel)
    {
        await RefreshAsync(cancel);
        foreach (var person in people)
            if (Refusal(person, field, day) is { } refused)
                throw refused;
    }

    /// <summary>Whether <see cref="DemandAsync"/> would let somebody act on that day.</summary>
    /// <param name="field">Of the matter; null: some certificate is valid, whatever it covers.</param>
    public async ValueTask<bool> IsCertifiedAsync(Guid person, string? field, DateOnly day, CancellationToken cancel)
    {
        await RefreshAsync(cancel);
        return Refusal(person, field, day) is null;
    }

    /// <summary>Number of a certificate that is valid on a day, for a record that is signed with it; null: there is none.</summary>
    public string? NumberOf(Guid person, DateOnly day) =>
        holders.GetValueOrDefault(person)?.Certificates.FirstOrDefault(certificate => certificate.IsValidOn(day))?.Number;

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

    private RefusedException? Refusal(Guid person, string? field, DateOnly day)
    {
        if (!holders.TryGetValue(person, out var holder) || !holder.IsOfficer)
            return new RefusedException("officer.not-an-officer", holder?.Name ?? "—");
        var valid = holder.Certificates.Where(certificate => certificate.IsValidOn(day)).ToList();
        if (valid.Count == 0)
            return new RefusedException("officer.certificate-expired", holder.Name, BusinessTime.LocalDate(day));
        return field is null || valid.Any(certificate => certificate.Covers(field))
            ? null
            : new RefusedException("officer.certificate-wrong-field", holder.Name);
    }

    private sealed record Holder(string Name, bool IsOfficer, IReadOnlyList<Certificate> Certificates);
}
