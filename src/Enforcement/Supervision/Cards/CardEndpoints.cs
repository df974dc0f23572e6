using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Supervision.Cards;

public sealed record AnswerRequest(string? Text);

public sealed record AppealRequest(string? Reason);

/// <param name="Outcome"><c>uphold</c> or <c>lift</c>.</param>
public sealed record DecisionRequest(string? Outcome, string? Reason);

public sealed record LiftingRequest(string? Reason);

internal static class CardEndpoints
{
    private const int MostRows = 200;

    public static void MapCards(this IEndpointRouteBuilder routes)
    {
        var cards = routes.MapApi("/cards").WithTags("Supervision");
        cards.MapGet("", ListAsync).WithSummary("Yellow and red cards of one's bodies, or of the region one supervises; newest first.");
        routes.MapApi("/cards.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
        cards.MapGet(
            "/{id:guid}",
            async (Guid id, IActing acting, CardReader reader, CardDetails details, CancellationToken cancel) =>
            {
                var actor = await acting.GetAsync(cancel);
                return TypedResults.Ok(details.Of(await reader.FindAsync(actor, id, cancel), actor));
            }
        );
        cards
            .MapPost(
                "/{id:guid}/answer",
                async (Guid id, AnswerRequest request, HttpContext http, IActing acting, AnswerCard answer, CancellationToken cancel) =>
                    TypedResults.Ok(CardStanding.Of(await answer.RunAsync(await acting.GetAsync(http), id, request.Text, cancel)))
            )
            .WithSummary("Whoever is charged answers, within two working days.");
        cards
            .MapPost(
                "/{id:guid}/appeal",
                async (Guid id, AppealRequest request, HttpContext http, IActing acting, AppealCard appeal, CancellationToken cancel) =>
                    TypedResults.Ok(CardStanding.Of(await appeal.RunAsync(await acting.GetAsync(http), id, request.Reason, cancel)))
            )
            .WithSummary("Once, before the answer; until it is decided nothing has to be answered.");
        cards
            .MapPost(
                "/{id:guid}/decision",
                async (Guid id, DecisionRequest request, HttpContext http, IActing acting, DecideAppeal decide, CancellationToken cancel) =>
                    TypedResults.Ok(
                        CardStanding.Of(await decide.RunAsync(await acting.GetAsync(http), id, request.Outcome, request.Reason, cancel))
                    )
            )
            .WithSummary("The command centre or the supervisor upholds the card, or lifts it.");
        cards
            .MapPost(
                "/{id:guid}/lifting",
                async (Guid id, LiftingRequest request, HttpContext http, IActing acting, LiftCard lift, CancellationToken cancel) =>
                    TypedResults.Ok(CardStanding.Of(await lift.RunAsync(await acting.GetAsync(http), id, request.Reason, cancel)))
            )
            .WithSummary("Taken back with a reason, without an appeal.");
    }

    private static async Task<IResult> ListAsync(
        string? colour,
        string? state,
        string? organization,
        string? limit,
        string? after,
        HttpRequest request,
        IActing acting,
        CardReader reader,
        CardDetails details,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await WorkbookAsync(colour, state, organization, acting, reader, details, time, cancel);
        var actor = await acting.GetAsync(cancel);
        var page = await reader.ListAsync(actor, CardQuery.Of(colour, state, organization), Paging.Limit(limit, MostRows), after, cancel);
        return TypedResults.Ok(new { items = page.Items.Select(view => details.Of(view, actor)), next = page.Next });
    }

    private static async Task<IResult> WorkbookAsync(
        string? colour,
        string? state,
        string? organization,
        IActing acting,
        CardReader reader,
        CardDetails details,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var actor = await acting.GetAsync(cancel);
        var page = await reader.ListAsync(actor, CardQuery.Of(colour, state, organization), Workbooks.MostRows, null, cancel);
        return await Workbooks.OfAsync(
            "cards",
            page.Items.Select(view => (View: view, It: details.Of(view, actor)))
                .Select(row => new Dictionary<string, object?>
                {
                    [Texts.Of("cards.colour")] = Texts.Of($"cards.colour.{row.It.Colour}"),
                    [Texts.Of("cards.fact")] = Texts.Of($"cards.fact.{row.It.Fact}"),
                    [Texts.Of("cards.state")] = Texts.Of($"cards.state.{row.It.State}"),
                    [Texts.Of("cards.unit")] = row.It.OrganizationName,
                    [Texts.Of("cards.person")] = row.It.Person,
                    [Texts.Of("cards.rule")] = row.It.RuleName,
                    [Texts.Of("cards.case")] = row.It.CaseTitle,
                    [Texts.Of("cards.case-number")] = row.It.CaseNumber,
                    [Texts.Of("cards.due-legal")] = details.IsOfTheLaw(row.View.Card)
                        ? BusinessTime.LocalDate(time.LastDayOf(row.It.DueLegal))
                        : null,
                    [Texts.Of("cards.days-left-out")] = row.It.DaysLeftOut,
                    [Texts.Of("cards.given-at")] = time.LocalTime(row.It.GivenAt),
                    [Texts.Of("cards.answer-due")] = BusinessTime.LocalDate(time.LastDayOf(row.It.AnswerDue)),
                    [Texts.Of("cards.answer")] = row.It.Answer?.Text,
                    [Texts.Of("cards.lifted-why")] = row.It.Lifting?.Reason,
                }),
            cancel
        );
    }
}
