using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Patrols.NumberSeries;

internal static class SeriesEndpoints
{
    public static void MapNumberSeries(this IEndpointRouteBuilder routes)
    {
        var series = routes.MapApi("/numbers/series").WithTags("Number series");
        series
            .MapGet(
                "",
                async (IActing acting, SeriesReader reader, CancellationToken cancel) =>
                    TypedResults.Ok(new { items = await reader.AllAsync(await acting.GetAsync(cancel), cancel), next = (string?)null })
            )
            .WithSummary("The number series of this year of the bodies that one heads, and where each stands.");
        series
            .MapPost(
                "",
                async (SeriesRequest request, HttpContext http, IActing acting, ContinueSeries goOn, CancellationToken cancel) =>
                    TypedResults.Ok(await goOn.RunAsync(await acting.GetAsync(http), request, cancel))
            )
            .WithSummary("A series goes on after the last number that was given on paper, with the reason; the body's head.");
    }
}
