using System.Reflection;
using Enforcement.Tests.Harness;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Architecture;

/// <summary>One way into the running service.</summary>
/// <param name="Pattern">Such as <c>/api/tasks/{id:guid}/claim</c>.</param>
/// <param name="Body">What it reads from JSON; null: nothing.</param>
/// <param name="Query">Names that it reads from the query.</param>
internal sealed record Door(string Method, string Pattern, RoutePattern Route, Type? Body, IReadOnlyList<string> Query, bool IsPage)
{
    public bool IsForPrograms => Enforcement.Shell.Api.IsForPrograms(Pattern);

    public bool TakesAThing => Route.Parameters.Count > 0;

    public override string ToString() => $"{Method} {Pattern}";

    /// <summary>Every endpoint that the service serves, but files and the framework's own.</summary>
    public static IReadOnlyList<Door> Of(TestService service) =>
        [
            .. service
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
                .SelectMany(endpoint => MethodsOf(endpoint).Select(method => Make(endpoint, method)))
                .Where(door =>
                    !door.Pattern.StartsWith("/_", StringComparison.Ordinal) && !door.Pattern.Contains("{**", StringComparison.Ordinal)
                )
                .DistinctBy(door => door.ToString()),
        ];

    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET"];

    private static Door Make(RouteEndpoint endpoint, string method) =>
        new(
            method,
            $"/{endpoint.RoutePattern.RawText?.Trim('/')}",
            endpoint.RoutePattern,
            endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { RequestType: { } type } accepts
            && accepts.ContentTypes.Contains("application/json")
                ? type
                : null,
            [.. QueryOf(endpoint).Distinct()],
            endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
        );

    private static IEnumerable<string> QueryOf(RouteEndpoint endpoint)
    {
        foreach (var parameter in endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [])
            if (parameter.GetCustomAttribute<AsParametersAttribute>() is not null)
                foreach (var property in parameter.ParameterType.GetProperties())
                    yield return property.Name;
            else if (Underlying(parameter.ParameterType) is { } type && (type.IsPrimitive || type == typeof(string)))
                yield return parameter.Name!;
        foreach (var property in endpoint.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type.GetProperties() ?? [])
            if (property.GetCustomAttribute<SupplyParameterFromQueryAttribute>() is { } query)
                yield return query.Name ?? property.Name;
    }

    private static Type Underlying(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
