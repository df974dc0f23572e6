using Enforcement.Persistence;
using Enforcement.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace Enforcement.Identity;

public static class IdentityServices
{
    /// <summary>A program comes with a token, a person with the cookie; each request is judged by one of the two, never by both.</summary>
    private const string TokenOrCookie = "TokenOrCookie";

    /// <summary>Accounts with lockout, the cookie, and who is asking.</summary>
    public static IServiceCollection AddPeople(this IServiceCollection services, IHostEnvironment environment)
    {
        services.AddSingleton<OrganizationDirectory>();
        services.AddSingleton<CertificateDirectory>();
        services.AddSingleton<People>();
        services.AddSingleton<RegionData>();
        services.AddSingleton<SampleCounty>();
        services.AddScoped<HttpActing>();
        services.AddScoped<IActing>(provider => provider.GetRequiredService<HttpActing>());
        services
            .AddIdentityCore<Account>(options =>
            {
                options.Password.RequiredLength = 10;
                options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
                options.User.RequireUniqueEmail = false;
            })
            .AddEntityFrameworkStores<EnforcementDb>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
        services.AddScoped<AccessTokens>();
        services.AddScoped<SignIn>();
        services.AddScoped<StandIns>();
        services.AddScoped<AdminLog>();
        services.AddSingleton(new MenuEntry(850, "stand-ins.menu", "/stand-ins", "user-check", Roles.AgencyHead, Roles.SecurityAdmin));
        services.AddSingleton(new MenuEntry(860, "admin-log.menu", "/admin-log", "history", Roles.Auditor, Roles.SecurityAdmin));
        services
            .AddAuthentication(TokenOrCookie)
            .AddPolicyScheme(
                TokenOrCookie,
                null,
                scheme =>
                    scheme.ForwardDefaultSelector = http =>
                        AccessTokenScheme.IsUsedBy(http.Request) ? AccessTokenScheme.Name : IdentityConstants.ApplicationScheme
            )
            .AddScheme<AuthenticationSchemeOptions, AccessTokenScheme>(AccessTokenScheme.Name, null)
            .AddIdentityCookies();
        services.ConfigureApplicationCookie(cookie =>
        {
            cookie.Cookie.Name = "enforcement";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            cookie.LoginPath = "/signin";
            cookie.AccessDeniedPath = "/signin";
            cookie.ReturnUrlParameter = "back";
            cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
            cookie.SlidingExpiration = true;
            cookie.Events.OnRedirectToLogin = context => AnswerAsync(context, StatusCodes.Status401Unauthorized);
            cookie.Events.OnRedirectToAccessDenied = context => AnswerAsync(context, StatusCodes.Status403Forbidden);
        });
        services.AddAuthorization();
        services.AddDataProtection().SetApplicationName("Enforcement").PersistKeysToDbContext<EnforcementDb>();
        return services;
    }

    /// <summary>A program is told; only a person is led to the sign-in page.</summary>
    private static Task AnswerAsync(
        RedirectContext<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions> context,
        int status
    )
    {
        if (Api.IsForPrograms(context.Request.Path))
            context.Response.StatusCode = status;
        else
            context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
