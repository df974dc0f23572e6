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
        routes.MapApi("/deadlines/rules.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
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

    /// <summary>Every wording, as the page shows it.</summary>
    private static Task<IResult> WorkbookAsync(DeadlineBook book, CancellationToken cancel) =>
        Workbooks.OfAsync(
            "deadline-rules",
            book.Current.Rules.Select(rule => new Dictionary<string, object?>
            {
                [Texts.Of("deadlines.code")] = rule.Code,
                [Texts.Of("deadlines.rule")] = rule.Name,
                [Texts.Of("deadlines.field")] = Texts.Has($"powers.field.{rule.Field}")
                    ? Texts.Of($"powers.field.{rule.Field}")
                    : rule.Field,
                [Texts.Of("deadlines.in-place-of")] = rule.InPlaceOf,
                [Texts.Of("deadlines.length")] = rule.Term is { } term
                    ? Texts.Of($"deadlines.length.{term.Unit.Code()}", term.Length)
                    : Texts.Of("deadlines.parameter"),
                [Texts.Of("deadlines.filter-kind")] = Texts.Of(rule.IsInternal ? "deadlines.kind.internal" : "deadlines.kind.legal"),
                [Texts.Of("deadlines.roll")] = Texts.Of($"deadlines.roll.{rule.Roll.Code()}"),
                [Texts.Of("deadlines.trigger")] = rule.Trigger,
                [Texts.Of("deadlines.responsible")] = rule.Responsible,
                [Texts.Of("deadlines.consequence")] = rule.Consequence,
                [Texts.Of("deadlines.basis")] = rule.Basis,
                [Texts.Of("deadlines.valid-from")] = rule.ValidFrom.Text(),
            }),
            cancel
        );
}
