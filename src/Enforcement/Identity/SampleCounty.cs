using Enforcement.Persistence;
using Enforcement.Persistence.Import;
using Enforcement.Shell;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Enforcement.Identity;

/// <summary>
/// Wangcheng 望城区 for a first look: its sixteen townships and streets, its departments, the bodies above and beside, and invented people. In
/// Development, or where the setting <c>SampleData</c> is true; loaded once.
/// </summary>
public sealed partial class SampleCounty(
    Database database,
    IOptions<PasswordHasherOptions> hashing,
    IConfiguration configuration,
    BusinessTime time,
    ILogger<SampleCounty> log
)
{
    private static readonly DateOnly Since = new(2020, 1, 1);

    private static readonly string[] OrganizationHeadings =
    [
        "code",
        "region",
        "kind",
        "function",
        "legalName",
        "shortName",
        "nameEn",
        "documentWord",
        "owningLine",
        "commandLine",
    ];

    private static readonly string[] PeopleHeadings =
    [
        "userName",
        "name",
        "staffType",
        "organization",
        "role",
        "certificate",
        "certificateFields",
        "certificateTo",
    ];

    public async Task LoadAsync(CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var locked = new NpgsqlCommand("select pg_advisory_xact_lock(4301120010)", connection))
            await locked.ExecuteNonQueryAsync(cancel);
        await using (var known = new NpgsqlCommand("select exists (select from accounts where is_sample)", connection))
            if (await known.ExecuteScalarAsync(cancel) is true)
                return;

        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var organization in Organizations())
            batch.BatchCommands.Add(organization.ToCommand());
        var people = Read("people.sample.csv", PeopleHeadings, PersonRow.Parse);
        // One hash for all: hashing is slow on purpose, and these people share their password anyway.
        var password = configuration["Development:Password"] ?? SamplePeople.DefaultPassword;
        var hash = new PasswordHasher<Account>(hashing).HashPassword(null!, password);
        foreach (var person in people)
        foreach (var statement in person.Statements(hash, time))
            batch.BatchCommands.Add(statement.ToCommand());
        await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        LogLoaded(people.Count);
    }

    private static IEnumerable<Statement> Organizations() =>
        Read("organizations.sample.csv", OrganizationHeadings, Cells)
            .Select(cells =>
                Statement.Of(
                    """
                    insert into organizations (code, region, kind, function, legal_name, short_name, name_en, document_word, owning_line, command_line,
                        valid_from, is_sample)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, true)
                    """,
                    [.. cells.Select(cell => P.Text(cell.Length == 0 ? null : cell)), P.Date(Since)]
                )
            );

    private static string[] Cells(RowReader row) => [.. OrganizationHeadings.Select(heading => row.Optional(heading))];

    private static List<TRow> Read<TRow>(string file, IReadOnlyList<string> headings, Func<RowReader, TRow?> parse)
        where TRow : class
    {
        var faults = new ImportFaults();
        var rows = EmbeddedFile.Open(file).Read(headings, parse, faults);
        return faults.None ? [.. rows.Select(row => row.Row)] : throw new InvalidOperationException($"{file} is faulty.");
    }

    private sealed record PersonRow(
        string UserName,
        string Name,
        string StaffType,
        string Organization,
        string Role,
        string Certificate,
        string[] Fields,
        DateOnly? CertificateTo
    )
    {
        /// <summary>No role of its own: stands in for the agency head by written authority.</summary>
        private const string Deputy = "deputy";

        public static PersonRow? Parse(RowReader row) =>
            new(
                row.Required("userName"),
                row.Required("name"),
                row.Required("staffType"),
                row.Required("organization"),
                row.Required("role"),
                row.Optional("certificate"),
                [.. row.List("certificateFields")],
                row.OptionalDate("certificateTo")
            );

        public IEnumerable<Statement> Statements(string hash, BusinessTime time)
        {
            var county = Organization.Length >= 6 && Organization[..6].All(char.IsAsciiDigit) ? Organization[..6] : "430112";
            var id = RowId.New(county, time.Now);
            yield return Statement.Of(
                """
                insert into accounts (id, user_name, normalized_user_name, name, staff_type, email, normalized_email, email_confirmed, password_hash,
                    security_stamp, concurrency_stamp, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, is_sample)
                values ($1, $2, upper($2), $3, $4, $2 || '@example.invalid', upper($2 || '@example.invalid'), false, $5, $6, $6, false, false, true, 0, true)
                """,
                P.Uuid(id),
                P.Text(UserName),
                P.Text(Name),
                P.Text(StaffType),
                P.Text(hash),
                P.Text(RowId.New(county, time.Now).ToString("N"))
            );
            if (Role == Deputy)
                yield return Statement.Of(
                    """
                    insert into stand_ins (id, absent, deputy, organization, role, authority, valid_from, valid_to)
                    select $1, p.person, $2, p.organization, p.role, o.document_word || '委托〔' || extract(year from $4)::text || '〕1号', $4, $5
                    from posts p join organizations o on o.code = p.organization
                    where p.organization = $3 and p.role = 'agency-head'
                    """,
                    P.Uuid(RowId.New(county, time.Now)),
                    P.Uuid(id),
                    P.Text(Organization),
                    P.Date(time.Today.AddDays(-90)),
                    P.Date(time.Today.AddDays(270))
                );
            else
                yield return Statement.Of(
                    "insert into posts (id, person, organization, role, valid_from) values ($1, $2, $3, $4, $5)",
                    P.Uuid(RowId.New(county, time.Now)),
                    P.Uuid(id),
                    P.Text(Organization),
                    P.Text(Role),
                    P.Date(Since)
                );
            if (CertificateTo is { } to)
                yield return Statement.Of(
                    """
                    insert into certificates (id, person, number, fields, issued_by, valid_from, valid_to)
                    values ($1, $2, $3, $4, '湖南省人民政府', $5, $6)
                    """,
                    P.Uuid(RowId.New(county, time.Now)),
                    P.Uuid(id),
                    P.Text(Certificate),
                    P.Texts(Fields),
                    P.Date(Since),
                    P.Date(to)
                );
        }
    }

    [LoggerMessage(LogLevel.Information, "Sample county loaded: {People} invented people")]
    private partial void LogLoaded(int people);
}
