using System.Reflection;
using Enforcement.Tests.Harness;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Architecture;

/// <summary>Whoever adds a route or a page says who may open it; what is open to strangers stands here by name.</summary>
public sealed class AccessTests(TestService service) : IClassFixture<TestService>
{
    private static readonly string[] OpenToStrangers = ["/api/session", "/api/development/people", "/api/handoffs/exchange"];

    [Fact]
    public void Every_api_route_requires_somebody_signed_in_or_stands_on_the_list()
    {
        using var caller = service.Caller();
        var open = service
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(route =>
                route.Metadata.GetMetadata<IAllowAnonymous>() is not null || route.Metadata.GetMetadata<IAuthorizeData>() is null
            )
            .Select(route => $"/{route.RoutePattern.RawText?.Trim('/')}")
            .Where(path => path.StartsWith("/api", StringComparison.Ordinal) || path.StartsWith("/elsa/api", StringComparison.Ordinal))
            .Distinct();
        open.Except(OpenToStrangers).ShouldBeEmpty();
    }

    [Fact]
    public void Every_page_says_who_may_open_it()
    {
        string[] open = ["SignInPage", "ErrorPage", "NotFoundPage", "LiaisonPage"];
        typeof(Program)
            .Assembly.GetTypes()
            .Where(type => type.GetCustomAttributes<RouteAttribute>().Any() && type.GetCustomAttribute<AuthorizeAttribute>() is null)
            .Select(type => type.Name)
            .Except(open)
            .ShouldBeEmpty();
    }
}
