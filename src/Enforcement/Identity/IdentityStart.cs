using Enforcement.Persistence;
using Microsoft.AspNetCore.Identity;

namespace Enforcement.Identity;

public static partial class IdentityStart
{
    /// <summary>After the migrations: regions, the sample county where it belongs, and the first admin of an office.</summary>
    public static async Task LoadPlacesAndPeopleAsync(this WebApplication app)
    {
        var cancel = app.Lifetime.ApplicationStopping;
        await app.Services.GetRequiredService<RegionData>().LoadAsync(cancel);
        if (app.HasSampleData)
            await app.Services.GetRequiredService<SampleCounty>().LoadAsync(cancel);
        await using (var scope = app.Services.CreateAsyncScope())
            await MakeFirstAdminAsync(app, scope.ServiceProvider, cancel);
        await app.Services.GetRequiredService<OrganizationDirectory>().RefreshAsync(cancel, now: true);
    }

    extension(WebApplication app)
    {
        /// <summary>In Development, unless <c>SampleData</c> is false; elsewhere only where it is true.</summary>
        public bool HasSampleData => app.Configuration.GetValue("SampleData", app.Environment.IsDevelopment());
    }

    /// <summary>An office starts with nobody: settings <c>FirstAdmin:UserName</c> and <c>FirstAdmin:Password</c> make one system admin, once.</summary>
    private static async Task MakeFirstAdminAsync(WebApplication app, IServiceProvider services, CancellationToken cancel)
    {
        if (app.Configuration["FirstAdmin:UserName"] is not { Length: > 0 } userName)
            return;
        var database = services.GetRequiredService<Database>();
        await using (var known = database.App.CreateCommand("select exists (select from posts where role = 'system-admin')"))
            if (await known.ExecuteScalarAsync(cancel) is true)
                return;

        var clock = services.GetRequiredService<TimeProvider>();
        var account = new Account
        {
            Id = RowId.New("000000", clock.GetUtcNow()),
            UserName = userName,
            Name = userName,
            StaffType = "civil-servant",
            LockoutEnabled = true,
        };
        var made = await services
            .GetRequiredService<UserManager<Account>>()
            .CreateAsync(account, app.Configuration["FirstAdmin:Password"] ?? "");
        if (!made.Succeeded)
            throw new InvalidOperationException(
                $"FirstAdmin: {string.Join(" ", made.Errors.Select(error => error.Description))} Set FirstAdmin__Password."
            );
        await using var command = database.App.CreateCommand(
            """
            with region as (insert into regions (code, name) values ('00', '系统') on conflict (code) do update set name = excluded.name returning code),
            body as (
                insert into organizations (code, region, kind, function, legal_name, short_name, name_en, document_word, valid_from)
                select 'installation', code, 'government', 'installation', '系统管理', '系统管理', 'Installation', '', $3 from region returning code)
            insert into posts (id, person, organization, role, valid_from) select $1, $2, code, 'system-admin', $3 from body
            """
        );
        command.Parameters.Add(P.Uuid(RowId.New("000000", clock.GetUtcNow())));
        command.Parameters.Add(P.Uuid(account.Id));
        command.Parameters.Add(P.Date(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime.AddDays(-1))));
        await command.ExecuteNonQueryAsync(cancel);
        LogFirstAdmin(app.Logger, userName);
    }

    [LoggerMessage(LogLevel.Information, "The first system admin {UserName} was made; remove FirstAdmin from the settings")]
    private static partial void LogFirstAdmin(ILogger log, string userName);
}
