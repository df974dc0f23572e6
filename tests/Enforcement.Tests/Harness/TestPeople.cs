using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Shell;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enforcement.Tests.Harness;

/// <summary>
/// People and bodies of a test's own: <c>await service.PersonAsync("wang", Roles.Officer, "430112109")</c>, then
/// <c>await service.CallerAsync("wang")</c> is an HTTP client that has signed in as him.
/// </summary>
public static class TestPeople
{
    public const string Password = "Test-person-2026";

    // One hash serves everybody here.
    private static string? hash;

    /// <summary>A body with its region and those above it; what is there already stays.</summary>
    public static async Task BodyAsync(
        this TestService service,
        string code,
        string region,
        string name,
        string kind = "town",
        string? function = null
    )
    {
        foreach (var length in new[] { 2, 4, 6, 9 }.Where(length => length <= region.Length))
            await service.Database.ExecuteAsync(
                "insert into regions (code, parent, name) values ($1, $2, $1) on conflict do nothing",
                region[..length],
                length == 2 ? DBNull.Value : region[..(length == 9 ? 6 : length - 2)]
            );
        await service.Database.ExecuteAsync(
            """
            insert into organizations (code, region, kind, function, legal_name, short_name, name_en, document_word, valid_from)
            values ($1, $2, $3, $4, $5, $5, $1, $6, '2020-01-01') on conflict do nothing
            """,
            code,
            region,
            kind,
            (object?)function ?? DBNull.Value,
            name,
            name[..1] + code[^3..]
        );
        await service.Services.GetRequiredService<OrganizationDirectory>().RefreshAsync(CancellationToken.None, now: true);
    }

    /// <summary>Somebody who holds a role at a body from long ago until further notice, with an enforcement certificate for all fields. Their id.</summary>
    public static async Task<Guid> PersonAsync(
        this TestService service,
        string userName,
        string role,
        string organization,
        string? name = null
    )
    {
        var id = await service.Database.ScalarAsync<Guid>("select id from accounts where user_name = $1", userName);
        if (id == default)
        {
            id = RowId.New("430112", TestService.Morning);
            await service.Database.ExecuteAsync(
                """
                insert into accounts (id, user_name, normalized_user_name, name, staff_type, email_confirmed, password_hash, security_stamp,
                    concurrency_stamp, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
                values ($1, $2, upper($2), $3, 'civil-servant', false, $4, 'STAMP', 'STAMP', false, false, true, 0)
                """,
                id,
                userName,
                name ?? userName,
                hash ??= new PasswordHasher<Account>(service.Services.GetRequiredService<IOptions<PasswordHasherOptions>>()).HashPassword(
                    null!,
                    Password
                )
            );
            await service.Database.ExecuteAsync(
                """
                insert into certificates (id, person, number, fields, issued_by, valid_from, valid_to)
                values ($1, $2, $3, '{}', 'test', '2020-01-01', '2040-12-31')
                """,
                RowId.New("430112", TestService.Morning),
                id,
                userName
            );
            await service.Services.GetRequiredService<CertificateDirectory>().RefreshAsync(CancellationToken.None, now: true);
        }
        await service.Database.ExecuteAsync(
            "insert into posts (id, person, organization, role, valid_from) values ($1, $2, $3, $4, '2020-01-01')",
            RowId.New("430112", TestService.Morning),
            id,
            organization,
            role
        );
        return id;
    }

    /// <summary>Signed in by the API, with the antiforgery token that its writes carry.</summary>
    public static async Task<HttpClient> CallerAsync(this TestService service, string userName, string password = Password)
    {
        var caller = service.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });
        (await caller.PostAsJsonAsync("/api/session", new { userName, password })).EnsureSuccessStatusCode();
        var session = await caller.GetFromJsonAsync<JsonElement>("/api/session");
        caller.DefaultRequestHeaders.Add(Api.CsrfHeader, session.GetProperty("csrfToken").GetString());
        return caller;
    }
}
