using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Escalations;

public sealed record ReceiptRequest(string? SignedOn);

/// <param name="Second">The second officer, of a township.</param>
/// <param name="Basis">On which a case is taken up.</param>
/// <param name="Into">Register number of an own case about the same matter that takes it in.</param>
public sealed record AcceptanceRequest(string? Handler, string? Second = null, string? Basis = null, string? Into = null);

public sealed record ReturnRequest(List<string?>? Items, string? Reason);

public sealed record ObjectionRequest(string? Reason, string? CompetentBody);

/// <param name="ThirdBody">Code of a body that is neither of the two; null: words alone.</param>
public sealed record NegotiationRequest(string? Words, string? ThirdBody);

/// <param name="Organization">The third body as it was offered.</param>
public sealed record AgreementRequest(string? Organization);

/// <param name="Receiver">Code of a township, or of a department of a lower level.</param>
public sealed record HandDownRequest(string? CaseNumber, string? Receiver, string? Reason);

public sealed record TakeUpWish(string? CaseNumber, string? Department, string? Reason);

/// <param name="First">Register number of the case that was filed first.</param>
public sealed record YieldRequest(string? CaseNumber, string? First, string? Reason);

/// <param name="Handler">Account of a handler of the department; null: its team.</param>
public sealed record TakeUpRequest(string? CaseNumber, string? Reason, string? Basis, string? Handler);

public sealed record ReportRequest(string? Reason);

public sealed record EvidenceChecksRequest(List<CheckedItem?>? Items);

public sealed record DesignationRequest(string? Organization, string? Basis);

public sealed record FeedbackRequest(string? Result, List<string?>? Documents);

public sealed record WithdrawalRequest(string? Reason);

/// <param name="Notice">Number of the notice 不予立案通知书.</param>
public sealed record RefusalRequest(string? Reason, string? Notice);

/// <param name="Files">Whether the police file after all.</param>
/// <param name="Notice">Number of the police's notice.</param>
/// <param name="Reason">Why they stay with their word.</param>
public sealed record ReconsiderationDecisionRequest(bool? Files, string? Notice, string? Reason);

/// <param name="Items">The list, line by line.</param>
/// <param name="ReceivedBy">Who took them for the police.</param>
/// <param name="On">Day of the hand-over; null: today.</param>
public sealed record GoodsRequest(string? Items, string? ReceivedBy, string? On);

/// <summary>Letters that are accepted into one case.</summary>
public sealed record JoinedRequest(List<Guid>? Ids, string? Handler);

public sealed record ReceiptsRequest(List<Guid>? Ids);

public sealed record AcceptancesRequest(List<AcceptancesRequest.Item?>? Items)
{
    public sealed record Item(Guid Id, string? Handler);
}

internal static class EscalationEndpoints
{
    private const int MostRows = 200;

    public static void MapEscalations(this IEndpointRouteBuilder routes)
    {
        var letters = routes.MapApi("/escalations").WithTags("Escalations");
        letters.MapGet("", ListAsync).WithSummary("Letters to and from; waiting ones by what silence does next, urgent first.");
        routes.MapApi("/escalations.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
        letters.MapGet(
            "/{id:guid}",
            async (Guid id, IActing acting, EscalationReader reader, LetterAnswers answers, CancellationToken cancel) =>
            {
                var actor = await acting.GetAsync(cancel);
                return TypedResults.Ok(answers.Of(await reader.FindAsync(actor, id, cancel), actor));
            }
        );
        letters
            .MapPost(
                "/{id:guid}/receipt",
                async (Guid id, ReceiptRequest? request, HttpContext http, IActing acting, SignForLetter sign, CancellationToken cancel) =>
                    Standing(await sign.RunAsync(await acting.GetAsync(http), id, DayText.Read("signedOn", request?.SignedOn), cancel))
            )
            .WithSummary("The receiver's registry signs for it; the accept term runs from that day.");
        letters
            .MapPost(
                "/{id:guid}/acceptance",
                async (
                    Guid id,
                    AcceptanceRequest? request,
                    HttpContext http,
                    IActing acting,
                    AcceptLetter accept,
                    CancellationToken cancel
                ) =>
                    Standing(
                        await accept.RunAsync(
                            await acting.GetAsync(http),
                            id,
                            new Acceptance(request?.Handler, request?.Second, request?.Basis, request?.Into),
                            cancel
                        )
                    )
            )
            .WithSummary("The receiver opens its own case; the sender's goes on.");
        letters
            .MapPost(
                "/{id:guid}/return",
                async (Guid id, ReturnRequest request, HttpContext http, IActing acting, ReturnLetter give, CancellationToken cancel) =>
                    Standing(await give.RunAsync(await acting.GetAsync(http), id, request.Items, request.Reason, cancel))
            )
            .WithSummary("Once, with the list of what is missing.");
        letters.MapPost(
            "/{id:guid}/objection",
            async (Guid id, ObjectionRequest request, HttpContext http, IActing acting, ObjectToLetter given, CancellationToken cancel) =>
                Standing(await given.RunAsync(await acting.GetAsync(http), id, request.Reason, request.CompetentBody, cancel))
        );
        letters.MapDisputes();
        letters.MapLevels();
        letters.MapPolice();
        letters
            .MapGet(
                "/{id:guid}/evidence",
                async (Guid id, IActing acting, EscalationReader reader, CancellationToken cancel) =>
                {
                    var actor = await acting.GetAsync(cancel);
                    await reader.FindAsync(actor, id, cancel);
                    return TypedResults.Ok(new { items = await reader.EvidenceAsync(actor, id, cancel) });
                }
            )
            .WithSummary("The evidence list as it was sent, with the receiver's check of each item.");
        letters
            .MapPost(
                "/{id:guid}/evidence-checks",
                async (
                    Guid id,
                    EvidenceChecksRequest request,
                    HttpContext http,
                    IActing acting,
                    CheckEvidence check,
                    CancellationToken cancel
                ) => Standing(await check.RunAsync(await acting.GetAsync(http), id, request.Items, cancel))
            )
            .WithSummary("The receiver checks items of the list: usable, or not and why not.");
        letters
            .MapPost(
                "/{id:guid}/designation",
                async (
                    Guid id,
                    DesignationRequest request,
                    HttpContext http,
                    IActing acting,
                    DesignateBody designate,
                    CancellationToken cancel
                ) => Standing(await designate.RunAsync(await acting.GetAsync(http), id, request.Organization, request.Basis, cancel))
            )
            .WithSummary("The common superior decides a dispute; the answer is the letter that goes on.");
        letters.MapPost(
            "/{id:guid}/feedback",
            async (Guid id, FeedbackRequest request, HttpContext http, IActing acting, GiveFeedback give, CancellationToken cancel) =>
                Standing(await give.RunAsync(await acting.GetAsync(http), id, request.Result, request.Documents, cancel))
        );
        letters
            .MapPost(
                "/{id:guid}/withdrawal",
                async (
                    Guid id,
                    WithdrawalRequest request,
                    HttpContext http,
                    IActing acting,
                    WithdrawLetter take,
                    CancellationToken cancel
                ) => Standing(await take.RunAsync(await acting.GetAsync(http), id, request.Reason, cancel))
            )
            .WithSummary("The sender takes it back before it is accepted.");
        letters
            .MapPost(
                "/{id:guid}/refusal",
                async (Guid id, RefusalRequest request, HttpContext http, IActing acting, DeclineCrime verb, CancellationToken cancel) =>
                    Standing(await verb.RunAsync(await acting.GetAsync(http), id, request.Reason, request.Notice, cancel))
            )
            .WithSummary("The police do not file: the sender's procedure goes on.");
        letters
            .MapPost(
                "/joined-acceptances",
                async (JoinedRequest request, HttpContext http, IActing acting, ManyLetters many, CancellationToken cancel) =>
                    TypedResults.Ok(
                        new { items = await many.AcceptTogetherAsync(await acting.GetAsync(http), request.Ids, request.Handler, cancel) }
                    )
            )
            .WithSummary("Accepts several into one case; each sender has its own answer.");
        letters.MapPost("/receipts", SignForManyAsync).WithSummary("Signs for many; each on its own, with its own answer.");
        letters.MapPost("/acceptances", AcceptManyAsync).WithSummary("Accepts many; each on its own, with its own answer.");
    }

    private static void MapDisputes(this RouteGroupBuilder letters)
    {
        letters
            .MapPost(
                "/{id:guid}/negotiation",
                async (
                    Guid id,
                    NegotiationRequest request,
                    HttpContext http,
                    IActing acting,
                    NegotiateLetter negotiate,
                    CancellationToken cancel
                ) => Standing(await negotiate.RunAsync(await acting.GetAsync(http), id, request.Words, request.ThirdBody, cancel))
            )
            .WithSummary("One side's words over an objection, with a third body on offer where it names one.");
        letters
            .MapPost(
                "/{id:guid}/agreement",
                async (Guid id, AgreementRequest request, HttpContext http, IActing acting, AgreeOnBody agree, CancellationToken cancel) =>
                    Standing(await agree.RunAsync(await acting.GetAsync(http), id, request.Organization, cancel))
            )
            .WithSummary("The other side agrees to the third body; the answer is the letter that goes on to it.");
        letters
            .MapPost(
                "/{id:guid}/report",
                async (Guid id, ReportRequest request, HttpContext http, IActing acting, ReportDispute report, CancellationToken cancel) =>
                    Standing(await report.RunAsync(await acting.GetAsync(http), id, request.Reason, cancel))
            )
            .WithSummary("The negotiation failed: the common superior designates.");
    }

    private static void MapPolice(this RouteGroupBuilder letters)
    {
        letters
            .MapPost(
                "/{id:guid}/reconsideration",
                async (
                    Guid id,
                    ReportRequest request,
                    HttpContext http,
                    IActing acting,
                    AskReconsideration verb,
                    CancellationToken cancel
                ) => Standing(await verb.RunAsync(await acting.GetAsync(http), id, request.Reason, cancel))
            )
            .WithSummary("The sender asks the police who did not file to reconsider, within three days.");
        letters
            .MapPost(
                "/{id:guid}/reconsideration-decision",
                async (
                    Guid id,
                    ReconsiderationDecisionRequest request,
                    HttpContext http,
                    IActing acting,
                    DecideReconsideration verb,
                    CancellationToken cancel
                ) => Standing(await verb.RunAsync(await acting.GetAsync(http), id, request.Files, request.Notice, request.Reason, cancel))
            )
            .WithSummary("The police file after all, or stay with their word.");
        letters
            .MapPost(
                "/{id:guid}/supervision",
                async (
                    Guid id,
                    ReportRequest request,
                    HttpContext http,
                    IActing acting,
                    SuggestSupervision verb,
                    CancellationToken cancel
                ) => Standing(await verb.RunAsync(await acting.GetAsync(http), id, request.Reason, cancel))
            )
            .WithSummary("The sender suggests that the procuratorate supervise the police who did not file.");
        letters
            .MapPost(
                "/{id:guid}/goods",
                async (Guid id, GoodsRequest request, HttpContext http, IActing acting, HandOverGoods verb, CancellationToken cancel) =>
                    Standing(
                        await verb.RunAsync(
                            await acting.GetAsync(http),
                            id,
                            request.Items,
                            request.ReceivedBy,
                            DayText.Read("on", request.On),
                            cancel
                        )
                    )
            )
            .WithSummary("The sender hands goods and material over to the police who have filed.");
    }

    private static void MapLevels(this RouteGroupBuilder letters)
    {
        letters
            .MapPost(
                "/hand-downs",
                async (HandDownRequest request, HttpContext http, IActing acting, HandDownCase verb, CancellationToken cancel) =>
                    Standing(await verb.RunAsync(await acting.GetAsync(http), request.CaseNumber, request.Receiver, request.Reason, cancel))
            )
            .WithSummary("A department hands its case down to a body that may handle the matter.");
        letters
            .MapPost(
                "/take-up-requests",
                async (TakeUpWish request, HttpContext http, IActing acting, AskTakeUp verb, CancellationToken cancel) =>
                    Standing(
                        await verb.RunAsync(await acting.GetAsync(http), request.CaseNumber, request.Department, request.Reason, cancel)
                    )
            )
            .WithSummary("A township asks the department in charge to take its case up.");
        letters
            .MapPost(
                "/yields",
                async (YieldRequest request, HttpContext http, IActing acting, YieldToFirst verb, CancellationToken cancel) =>
                    Standing(await verb.RunAsync(await acting.GetAsync(http), request.CaseNumber, request.First, request.Reason, cancel))
            )
            .WithSummary("The later of two bodies transfers its case to the one that filed first.");
        letters
            .MapPost(
                "/take-ups",
                async (TakeUpRequest request, HttpContext http, IActing acting, TakeUpCase verb, CancellationToken cancel) =>
                    Standing(
                        await verb.RunAsync(
                            await acting.GetAsync(http),
                            request.CaseNumber,
                            request.Reason,
                            request.Basis,
                            request.Handler,
                            cancel
                        )
                    )
            )
            .WithSummary("A department takes a township's case of its field up, on its own motion.");
    }

    private static async Task<IResult> ListAsync(
        string? status,
        string? side,
        string? limit,
        string? after,
        HttpRequest request,
        IActing acting,
        EscalationReader reader,
        LetterAnswers answers,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await WorkbookAsync(status, side, acting, reader, organizations, time, cancel);
        var actor = await acting.GetAsync(cancel);
        var page = await reader.ListAsync(actor, QueryOf(status, side), Paging.Limit(limit, MostRows), after, cancel);
        return TypedResults.Ok(new { items = page.Items.Select(view => answers.Of(view, actor)), next = page.Next });
    }

    private static async Task<IResult> WorkbookAsync(
        string? status,
        string? side,
        IActing acting,
        EscalationReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var page = await reader.ListAsync(await acting.GetAsync(cancel), QueryOf(status, side), Workbooks.MostRows, null, cancel);
        return await Workbooks.OfAsync(
            "escalations",
            page.Items.Select(view => new Dictionary<string, object?>
            {
                [Texts.Of("letters.number")] = view.Letter.Number,
                [Texts.Of("letters.kind")] = Texts.Of($"letters.kind.{view.Letter.Kind}"),
                [Texts.Of("letters.state")] = Texts.Of($"letters.state.{view.Letter.State}"),
                [Texts.Of("letters.urgent")] = view.Letter.Urgent ? Texts.Of("letters.urgent") : null,
                [Texts.Of("letters.sender")] = organizations.NameOf(view.Letter.Sender),
                [Texts.Of("letters.receiver")] = organizations.NameOf(view.Letter.Receiver),
                [Texts.Of("letters.case")] = view.CaseTitle,
                [Texts.Of("letters.case-number")] = view.CaseNumber,
                [Texts.Of("letters.matter")] = view.MatterCode,
                [Texts.Of("letters.sent-at")] = time.LocalTime(view.Letter.SentAt),
                [Texts.Of("letters.due")] = view.Due is { } due ? time.LocalTime(BusinessTime.LastOf(due)) : null,
            }),
            cancel
        );
    }

    private static LetterQuery QueryOf(string? status, string? side)
    {
        if (status is { Length: > 0 } && !LetterStates.All.Contains(status))
            throw new MalformedException(("status", "unknown"));
        if (side is { Length: > 0 } && side is not (LetterQuery.Received or LetterQuery.Sent))
            throw new MalformedException(("side", "unknown"));
        return new LetterQuery(side is { Length: > 0 } ? side : null, status is { Length: > 0 } ? [status] : []);
    }

    private static async Task<IResult> SignForManyAsync(
        ReceiptsRequest request,
        HttpContext http,
        IActing acting,
        ManyLetters many,
        CancellationToken cancel
    ) => TypedResults.Ok(new { items = await many.SignForAsync(await acting.GetAsync(http), request.Ids, cancel) });

    private static async Task<IResult> AcceptManyAsync(
        AcceptancesRequest request,
        HttpContext http,
        IActing acting,
        ManyLetters many,
        CancellationToken cancel
    ) =>
        TypedResults.Ok(
            new
            {
                items = await many.AcceptAsync(
                    await acting.GetAsync(http),
                    request
                        .Items?.Select(item => item ?? throw new MalformedException(("items", "required")))
                        .Select(item => (item.Id, item.Handler))
                        .ToList(),
                    cancel
                ),
            }
        );

    private static IResult Standing(Escalation letter) => TypedResults.Ok(LetterStanding.Of(letter));
}

/// <summary>Letters in <c>GET /api/cases/{number}</c>.</summary>
internal sealed class CaseLetterAnswers(EscalationReader reader, LetterAnswers answers) : ICaseExtension
{
    public string Name => "letters";

    public async Task<object?> ReadAsync(Actor actor, CaseFile caseFile, CancellationToken cancel) =>
        (await reader.OfCaseAsync(actor, caseFile, cancel)).Select(view => answers.Of(view, actor)).ToList();
}
