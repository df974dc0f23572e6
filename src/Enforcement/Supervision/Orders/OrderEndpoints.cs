using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Supervision.Orders;

public sealed record OrderAnswerRequest(string? Text);

public sealed record OrderReasonRequest(string? Reason);

/// <param name="Words">What is said to whoever has the case; may be left out.</param>
public sealed record UrgingRequest(string? Words);

/// <summary>An order as the API shows it.</summary>
/// <param name="AfterClosing">Why a closed case is supervised all the same; null: it was open.</param>
/// <param name="Acts">Sub-resources that are open to whoever asks.</param>
public sealed record OrderDetail(
    Guid Id,
    string Number,
    string State,
    bool Overdue,
    string CaseNumber,
    string CaseTitle,
    string Issuer,
    string IssuerName,
    string Addressee,
    string AddresseeName,
    string Demand,
    string? AfterClosing,
    int Days,
    Signer IssuedBy,
    DateTimeOffset IssuedAt,
    DateTimeOffset DueAt,
    IReadOnlyList<OrderRound> Rounds,
    OrderWithdrawal? Withdrawal,
    IReadOnlyList<string> Acts
);

internal static class OrderEndpoints
{
    private const int MostRows = 200;

    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        var orders = routes.MapApi("/supervision-orders").WithTags("Supervision");
        orders.MapGet("", ListAsync).WithSummary("Orders to and from one's bodies, or of the region one supervises; newest first.");
        routes.MapApi("/supervision-orders.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
        orders
            .MapPost(
                "",
                async (OrderRequest request, HttpContext http, IActing acting, IssueOrder issue, CancellationToken cancel) =>
                {
                    var order = await issue.RunAsync(await acting.GetAsync(http), request, cancel);
                    return TypedResults.Created($"/api/supervision-orders/{order.Id}", OrderStanding.Of(order));
                }
            )
            .WithSummary("A superior demands something of a body that takes part in a case, within working days.");
        orders.MapGet("/{id:guid}", ReadAsync);
        orders.MapPost(
            "/{id:guid}/answer",
            async (Guid id, OrderAnswerRequest request, HttpContext http, IActing acting, AnswerOrder answer, CancellationToken cancel) =>
                Standing(await answer.RunAsync(await acting.GetAsync(http), id, request.Text, cancel))
        );
        orders.MapPost(
            "/{id:guid}/acceptance",
            async (Guid id, HttpContext http, IActing acting, ReviewOrder review, CancellationToken cancel) =>
                Standing(await review.AcceptAsync(await acting.GetAsync(http), id, cancel))
        );
        orders
            .MapPost(
                "/{id:guid}/return",
                async (
                    Guid id,
                    OrderReasonRequest request,
                    HttpContext http,
                    IActing acting,
                    ReviewOrder review,
                    CancellationToken cancel
                ) => Standing(await review.ReturnAsync(await acting.GetAsync(http), id, request.Reason, cancel))
            )
            .WithSummary("The answer is sent back, and its term runs anew.");
        orders.MapPost(
            "/{id:guid}/withdrawal",
            async (
                Guid id,
                OrderReasonRequest request,
                HttpContext http,
                IActing acting,
                WithdrawOrder withdraw,
                CancellationToken cancel
            ) => Standing(await withdraw.RunAsync(await acting.GetAsync(http), id, request.Reason, cancel))
        );
        routes
            .MapApi("/cases")
            .WithTags("Supervision")
            .MapPost(
                "/{number}/urgings",
                async (
                    string number,
                    UrgingRequest? request,
                    HttpContext http,
                    IActing acting,
                    UrgeHolder urge,
                    CancellationToken cancel
                ) =>
                {
                    var urging = await urge.RunAsync(await acting.GetAsync(http), number, request?.Words, cancel);
                    return TypedResults.Created($"/api/cases/{number}", urging);
                }
            )
            .WithSummary("Reminds whoever has the case, on record; once a day.");
    }

    private static async Task<IResult> ReadAsync(
        Guid id,
        IActing acting,
        OrderReader reader,
        OrganizationDirectory organizations,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var actor = await acting.GetAsync(cancel);
        return TypedResults.Ok(DetailOf(await reader.FindAsync(actor, id, cancel), actor, organizations, clock));
    }

    private static async Task<IResult> ListAsync(
        string? state,
        string? limit,
        string? after,
        HttpRequest request,
        IActing acting,
        OrderReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await WorkbookAsync(state, acting, reader, organizations, time, clock, cancel);
        var actor = await acting.GetAsync(cancel);
        var page = await reader.ListAsync(actor, state, Paging.Limit(limit, MostRows), after, cancel);
        return TypedResults.Ok(new { items = page.Items.Select(view => DetailOf(view, actor, organizations, clock)), next = page.Next });
    }

    private static async Task<IResult> WorkbookAsync(
        string? state,
        IActing acting,
        OrderReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var page = await reader.ListAsync(await acting.GetAsync(cancel), state, Workbooks.MostRows, null, cancel);
        return await Workbooks.OfAsync(
            "supervision-orders",
            page.Items.Select(view => new Dictionary<string, object?>
            {
                [Texts.Of("orders.number")] = view.Order.Number,
                [Texts.Of("orders.state")] = Texts.Of($"orders.state.{view.Order.State}"),
                [Texts.Of("orders.late")] = view.Order.IsOverdue(clock.GetUtcNow()) ? Texts.Of("orders.late") : null,
                [Texts.Of("orders.issuer")] = organizations.NameOf(view.Order.Issuer),
                [Texts.Of("orders.addressee")] = organizations.NameOf(view.Order.Addressee),
                [Texts.Of("orders.demand")] = view.Order.Demand,
                [Texts.Of("orders.after-closing")] = view.Order.AfterClosing,
                [Texts.Of("orders.case")] = view.CaseTitle,
                [Texts.Of("orders.case-number")] = view.CaseNumber,
                [Texts.Of("orders.issued-at")] = time.LocalTime(view.Order.IssuedAt),
                [Texts.Of("orders.due")] = BusinessTime.LocalDate(time.LastDayOf(view.Order.DueAt)),
                [Texts.Of("orders.answer")] = view.Order.Rounds.LastOrDefault()?.Answer.Text,
            }),
            cancel
        );
    }

    private static IResult Standing(SupervisionOrder order) => TypedResults.Ok(OrderStanding.Of(order));

    private static OrderDetail DetailOf(OrderView view, Actor actor, OrganizationDirectory organizations, TimeProvider clock)
    {
        var it = view.Order;
        return new OrderDetail(
            it.Id,
            it.Number,
            it.State,
            it.IsOverdue(clock.GetUtcNow()),
            view.CaseNumber,
            view.CaseTitle,
            it.Issuer,
            organizations.NameOf(it.Issuer),
            it.Addressee,
            organizations.NameOf(it.Addressee),
            it.Demand,
            it.AfterClosing,
            it.TermDays,
            it.IssuedBy,
            it.IssuedAt,
            it.DueAt,
            it.Rounds,
            it.Withdrawal,
            [.. OrderRights.Open(actor, it)]
        );
    }
}
