using Enforcement.Persistence;
using Enforcement.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Enforcement.Identity;

public sealed record SignInRequest(string? UserName, string? Password);

public sealed record PostAnswer(string Organization, string OrganizationName, string Role, string? StandsInFor);

internal static class SessionEndpoints
{
    public static void MapPeople(this WebApplication app)
    {
        var session = app.MapGroup("/api/session").WithTags("Session").AllowAnonymous();
        session.MapGet(
            "",
            (HttpContext http, IAntiforgery antiforgery) =>
                TypedResults.Ok(
                    new
                    {
                        signedIn = http.User.Identity?.IsAuthenticated == true,
                        csrfToken = antiforgery.GetAndStoreTokens(http).RequestToken,
                    }
                )
        );
        session.MapPost("", SignInAsync);
        session.MapDelete(
            "",
            async (SignInManager<Account> signIn) =>
            {
                await signIn.SignOutAsync();
                return TypedResults.NoContent();
            }
        );

        app.MapAccessTokens();
        app.MapStandIns();
        app.MapApi("/me").WithTags("Session").MapGet("", MeAsync);
        app.MapApi("/regions").WithTags("Places").MapGet("", RegionsAsync);
        app.MapApi("/organizations").WithTags("Places").MapGet("", OrganizationsAsync);
        if (app.Environment.IsDevelopment())
            app.MapGet("/api/development/people", SamplePeopleAsync).WithTags("Session").AllowAnonymous();
    }

    private static async Task<IResult> SignInAsync(SignInRequest request, SignIn signIn)
    {
        if (string.IsNullOrEmpty(request.UserName) || string.IsNullOrEmpty(request.Password))
            throw new MalformedException((string.IsNullOrEmpty(request.UserName) ? "userName" : "password", "required"));
        await signIn.RunAsync(request.UserName, request.Password);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> MeAsync(IActing acting, OrganizationDirectory organizations, CancellationToken cancel)
    {
        var actor = await acting.GetAsync(cancel);
        return TypedResults.Ok(
            new
            {
                id = actor.PersonId,
                userName = actor.UserName,
                name = actor.Name,
                posts = actor.Posts.Select(post => new PostAnswer(
                    post.Organization,
                    organizations.NameOf(post.Organization),
                    post.Role,
                    post.StandsInFor?.Name
                )),
                scope = new { organizations = actor.Scope.Organizations, regions = actor.Scope.Regions },
            }
        );
    }

    private static async Task<IResult> RegionsAsync(string? parent, EnforcementDb db, CancellationToken cancel)
    {
        if (parent?.IsStorable() == false)
            throw new MalformedException(("parent", "unknown"));
        var items = await db
            .Regions.Where(region => region.Parent == parent)
            .OrderBy(region => region.Code)
            .Take(2000)
            .Select(region => new
            {
                region.Code,
                region.Name,
                region.Parent,
                region.IsPark,
            })
            .ToListAsync(cancel);
        return TypedResults.Ok(new { items, next = (string?)null });
    }

    private static IResult OrganizationsAsync(string? region, OrganizationDirectory organizations)
    {
        var items = organizations
            .Known.Values.Where(organization => region is null || organization.Region.StartsWith(region, StringComparison.Ordinal))
            .OrderBy(organization => organization.Code, StringComparer.Ordinal)
            .Select(organization => new
            {
                organization.Code,
                organization.Region,
                organization.Kind,
                organization.Function,
                organization.LegalName,
                name = organization.NameHere,
                organization.DocumentWord,
            });
        return TypedResults.Ok(new { items, next = (string?)null });
    }

    private static async Task<IResult> SamplePeopleAsync(EnforcementDb db, CancellationToken cancel) =>
        TypedResults.Ok(
            new
            {
                items = (await SamplePeople.ReadAsync(db, cancel)).Select(person => new
                {
                    person.UserName,
                    displayName = person.Name,
                    person.Organization,
                    person.Roles,
                }),
            }
        );
}
