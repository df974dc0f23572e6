using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Enforcement.Identity;
using Enforcement.Processes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.WebEncoders;
using Scalar.AspNetCore;

namespace Enforcement.Shell;

/// <summary>What every page and every route of the API stands on: languages, refusals, antiforgery, components.</summary>
public static class ShellServices
{
    public static IServiceCollection AddShell(this IServiceCollection services)
    {
        services.AddScoped<T>();
        services.AddScoped<MeReader>();
        services.AddSingleton(provider => new BusinessTime(
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IConfiguration>()["Business:TimeZone"] ?? BusinessTime.DefaultZone
        ));
        services.AddSingleton<IPostConfigureOptions<ForwardedHeadersOptions>, KnownProxies>();
        services.AddReadModels();
        services.AddRazorComponents();
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddAntiforgery(options =>
        {
            options.HeaderName = Api.CsrfHeader;
            options.Cookie.Name = "enforcement-csrf";
        });
        services.AddExceptionHandler<Problems>();
        services.AddProblemDetails();
        services.AddOpenApi(options =>
            options.AddDocumentTransformer(
                (document, _, _) =>
                {
                    document.Info.Title = Texts.In(CultureInfo.GetCultureInfo("en"), "app.name");
                    return Task.CompletedTask;
                }
            )
        );
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<JsonOptions>(options => options.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        // Else each Chinese character of a value becomes a numeric entity.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.Configure<RequestLocalizationOptions>(options =>
        {
            CultureInfo[] known = [CultureInfo.GetCultureInfo("zh-Hans"), CultureInfo.GetCultureInfo("en")];
            options.DefaultRequestCulture = new RequestCulture("zh-Hans");
            options.SupportedCultures = [CultureInfo.InvariantCulture, .. known];
            options.SupportedUICultures = known;
            options.RequestCultureProviders =
            [
                new CookieRequestCultureProvider { CookieName = "culture" },
                new AcceptLanguageHeaderRequestCultureProvider(),
            ];
        });
        return services;
    }

    public static void UseShell(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
            app.UseHttpsRedirection();
        }
        app.UseSecurityHeaders();
        app.UseRequestLocalization();
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandlingPath = "/error",
                CreateScopeForErrors = true,
                StatusCodeSelector = StatusPages.StatusOf,
            }
        );
        app.UseStatusPages();
        app.UseRouting();
        app.UseAuthentication();
        app.UseActing();
        app.UseAuthorization();
        app.UseFormsOnly();
        app.UseRequestKeys();
        app.UseApiAntiforgery();
        app.UseAntiforgery();
    }

    public static void MapShell(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapPreferences();
        app.MapOpenApi().AllowAnonymous();
        app.MapScalarApiReference(options => options.DisableDefaultFonts()).AllowAnonymous();
        app.MapRazorComponents<App>();
    }
}
