using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Powers.Rules;

internal static class ThresholdEndpoints
{
    public static void MapThresholds(this IEndpointRouteBuilder routes)
    {
        var rules = routes.MapApi("/thresholds").WithTags("Powers");
        rules
            .MapGet(
                "",
                async (PowerLists lists, CancellationToken cancel) =>
                {
                    var list = await lists.CurrentAsync(cancel);
                    return TypedResults.Ok(
                        new
                        {
                            items = list.MattersWithThresholds.SelectMany(list.ThresholdsOf).Select(ThresholdAnswer.Of),
                            next = (string?)null,
                        }
                    );
                }
            )
            .WithSummary("From which facts on a matter is major, cross-region or a suspected crime.");
        rules
            .MapPut(
                "/{code}",
                async (string code, ThresholdRequest request, IActing acting, ChangeThresholds change, CancellationToken cancel) =>
                    TypedResults.Ok(new { changed = await change.RunAsync(await acting.GetAsync(cancel), code, request, cancel) })
            )
            .WithSummary("System admins word all rules of a matter anew, by a paper.");
        rules
            .MapPost(
                "/{code}/trial",
                async (string code, ThresholdRequest request, IActing acting, ChangeThresholds change, CancellationToken cancel) =>
                    TypedResults.Ok(await change.TryAsync(await acting.GetAsync(cancel), code, request, cancel))
            )
            .WithSummary("Which of the latest cases these rules would classify otherwise; it changes nothing.");
    }
}

/// <param name="AtLeast">Inclusive; a harm by its code.</param>
public sealed record ThresholdAnswer(
    string Code,
    string Variant,
    string Result,
    string Fact,
    string AtLeast,
    string Reason,
    string SourceTag
)
{
    public static ThresholdAnswer Of(Threshold it) =>
        new(it.Code, it.Variant, it.Result, it.Fact, it.AtLeastText, it.Reason.ToString(), it.SourceTag);
}
