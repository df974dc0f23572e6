using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Powers.Admission.Requests;

/// <param name="Agrees">Agree, or object.</param>
/// <param name="Reason">Needed to object.</param>
public sealed record AdmissionOpinionRequest(bool? Agrees, string? Reason);

public sealed record AdmissionReasonRequest(string? Reason);

/// <summary>A request as the API shows it.</summary>
/// <param name="Awaited">Townships whose opinion is awaited.</param>
/// <param name="Acts">Sub-resources that are open to whoever asks.</param>
public sealed record AdmissionDetail(
    Guid Id,
    string Number,
    string State,
    string Department,
    string DepartmentName,
    AdmissionDraft Draft,
    DutyAct Drafted,
    IReadOnlyList<TownshipOpinion> Opinions,
    IReadOnlyList<string> Awaited,
    IReadOnlyList<AdmissionReview> Reviews,
    IReadOnlyList<string> AwaitedReviews,
    AdmissionDecision? Decision,
    AdmissionWithdrawal? Withdrawal,
    IReadOnlyList<DutyEvent>? Events,
    IReadOnlyList<string> Acts
);

internal static class AdmissionEndpoints
{
    private const int MostRows = 200;

    public static void MapAdmissions(this IEndpointRouteBuilder routes)
    {
        var admissions = routes.MapApi("/admissions").WithTags("Duty admission");
        admissions.MapGet("", ListAsync).WithSummary("Admission requests that concern one's bodies or region, newest first.");
        routes.MapApi("/admissions.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
        admissions
            .MapPost(
                "",
                async (AdmissionDraftRequest request, HttpContext http, IActing acting, DraftAdmission draft, CancellationToken cancel) =>
                {
                    var it = await draft.RunAsync(await acting.GetAsync(http), request, cancel);
                    return TypedResults.Created($"/api/admissions/{it.Id}", AdmissionStanding.Of(it));
                }
            )
            .WithSummary("A department asks to hand an item down to townships.");
        admissions.MapGet(
            "/{id:guid}",
            async (Guid id, IActing acting, DutyReader reader, OrganizationDirectory organizations, CancellationToken cancel) =>
            {
                var actor = await acting.GetAsync(cancel);
                var (it, events) = await reader.AdmissionAsync(actor, id, cancel);
                return TypedResults.Ok(DetailOf(it, actor, organizations, events));
            }
        );
        admissions
            .MapPost(
                "/{id:guid}/opinion",
                async (
                    Guid id,
                    AdmissionOpinionRequest request,
                    HttpContext http,
                    IActing acting,
                    GiveOpinion give,
                    CancellationToken cancel
                ) => Standing(await give.RunAsync(await acting.GetAsync(http), id, request.Agrees, request.Reason, cancel))
            )
            .WithSummary("The head of a township agrees or objects.");
        admissions
            .MapPost(
                "/{id:guid}/review",
                async (
                    Guid id,
                    AdmissionOpinionRequest request,
                    HttpContext http,
                    IActing acting,
                    ReviewAdmission review,
                    CancellationToken cancel
                ) => Standing(await review.RunAsync(await acting.GetAsync(http), id, request.Agrees, request.Reason, cancel))
            )
            .WithSummary("The organisation office and the judicial bureau each review it.");
        admissions
            .MapPost(
                "/{id:guid}/decision",
                async (
                    Guid id,
                    AdmissionDecisionRequest request,
                    HttpContext http,
                    IActing acting,
                    DecideAdmission decide,
                    CancellationToken cancel
                ) => Standing(await decide.RunAsync(await acting.GetAsync(http), id, request, cancel))
            )
            .WithSummary("The county admits the item or refuses the request.");
        admissions.MapPost(
            "/{id:guid}/withdrawal",
            async (
                Guid id,
                AdmissionReasonRequest request,
                HttpContext http,
                IActing acting,
                WithdrawAdmission withdraw,
                CancellationToken cancel
            ) => Standing(await withdraw.RunAsync(await acting.GetAsync(http), id, request.Reason, cancel))
        );
    }

    private static async Task<IResult> ListAsync(
        string? state,
        string? limit,
        string? after,
        HttpRequest request,
        IActing acting,
        DutyReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await WorkbookAsync(state, acting, reader, organizations, time, cancel);
        var actor = await acting.GetAsync(cancel);
        var page = await reader.AdmissionsAsync(actor, state, Paging.Limit(limit, MostRows), after, cancel);
        return TypedResults.Ok(new { items = page.Items.Select(it => DetailOf(it, actor, organizations, null)), next = page.Next });
    }

    private static async Task<IResult> WorkbookAsync(
        string? state,
        IActing acting,
        DutyReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var page = await reader.AdmissionsAsync(await acting.GetAsync(cancel), state, Workbooks.MostRows, null, cancel);
        return await Workbooks.OfAsync(
            "admissions",
            page.Items.Select(it => new Dictionary<string, object?>
            {
                [Texts.Of("admissions.number")] = it.Number,
                [Texts.Of("admissions.state")] = Texts.Of($"admissions.state.{it.State}"),
                [Texts.Of("duties.item")] = new Bilingual(it.Draft.TitleZh, it.Draft.TitleEn).ToString(),
                [Texts.Of("duties.level")] = Texts.Of($"duties.level.{it.Draft.Level}"),
                [Texts.Of("duties.department")] = organizations.NameOf(it.Department),
                [Texts.Of("duties.scope")] = Texts.Listed(it.Draft.Townships.Select(organizations.NameOf)),
                [Texts.Of("duties.basis")] = it.Draft.Basis,
                [Texts.Of("admissions.objections")] = Texts.Listed(
                    it.Opinions.Where(given => !given.Agrees).Select(given => organizations.NameOf(given.Township))
                ),
                [Texts.Of("admissions.drafted-at")] = time.LocalTime(it.Drafted.At),
                [Texts.Of("duties.document")] = it.Decision?.Document,
            }),
            cancel
        );
    }

    private static IResult Standing(AdmissionRequest it) => TypedResults.Ok(AdmissionStanding.Of(it));

    private static AdmissionDetail DetailOf(
        AdmissionRequest it,
        Actor actor,
        OrganizationDirectory organizations,
        IReadOnlyList<DutyEvent>? events
    ) =>
        new(
            it.Id,
            it.Number,
            it.State,
            it.Department,
            organizations.NameOf(it.Department),
            it.Draft,
            it.Drafted,
            it.Opinions,
            it.Awaited,
            it.Reviews,
            it.AwaitedReviews,
            it.Decision,
            it.Withdrawal,
            events,
            [.. DutyActs.Of(actor, it)]
        );
}
