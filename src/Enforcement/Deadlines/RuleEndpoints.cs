using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Deadlines;

internal static class RuleEndpoints
{
    public static void MapRules(this IEndpointRouteBuilder routes)
    {
        var rules = routes.MapApi("/deadlines/rules").WithTags("Deadlines");
        rules.MapGet(
            "",
            (DeadlineBook book) => TypedResults.Ok(new { items = book.Current.Rules.Select(RuleAnswer.Of), next = (string?)null })
        );
        rules
            .MapPost(
                "/{code}/wordings",
                async (
                    string code,
                    string? variant,
                    RuleChangeRequest request,
                    IActing acting,
                    ChangeRule change,
                    CancellationToken cancel
                ) =>
                    TypedResults.Ok(
                        RuleAnswer.Of(await change.RunAsync(await acting.GetAsync(cancel), code, variant ?? "", request, cancel))
                    )
            )
            .WithSummary("System admins give a rule a new wording from a day on; clocks that run keep theirs.");
        rules
            .MapPost(
                "/{code}/preview",
                async (
                    string code,
                    string? variant,
                    RuleChangeRequest request,
                    IActing acting,
                    ChangeRule change,
                    CancellationToken cancel
                ) => TypedResults.Ok(await change.PreviewAsync(await acting.GetAsync(cancel), code, variant ?? "", request, cancel))
            )
            .WithSummary("What open clocks would come to if each took the new wording; it moves nothing.");
    }
}
