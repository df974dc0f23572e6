using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Powers.Admission.Misfits;

public sealed record MisfitAnswerRequest(string? Text);

/// <summary>A report as the API shows it.</summary>
/// <param name="Acts">Sub-resources that are open to whoever asks.</param>
public sealed record MisfitDetail(
    Guid Id,
    string Number,
    string State,
    string Township,
    string TownshipName,
    string Subject,
    string Code,
    string Report,
    DutyAct Filed,
    MisfitAnswer? Answer,
    IReadOnlyList<string> Acts
);

internal static class MisfitEndpoints
{
    private const int MostRows = 200;

    public static void MapMisfits(this IEndpointRouteBuilder routes)
    {
        var misfits = routes.MapApi("/duties/misfits").WithTags("Duty admission");
        misfits.MapGet("", ListAsync).WithSummary("\"This rule does not fit\": reports of one's township or region, newest first.");
        routes.MapApi("/duties/misfits.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
        misfits.MapPost(
            "",
            async (MisfitRequest request, HttpContext http, IActing acting, FileMisfit file, CancellationToken cancel) =>
            {
                var it = await file.RunAsync(await acting.GetAsync(http), request, cancel);
                return TypedResults.Created("/api/duties/misfits", MisfitStanding.Of(it));
            }
        );
        misfits.MapPost(
            "/{id:guid}/answer",
            async (Guid id, MisfitAnswerRequest request, HttpContext http, IActing acting, AnswerMisfit answer, CancellationToken cancel) =>
                TypedResults.Ok(MisfitStanding.Of(await answer.RunAsync(await acting.GetAsync(http), id, request.Text, cancel)))
        );
    }

    private static async Task<IResult> ListAsync(
        string? state,
        string? limit,
        string? after,
        HttpRequest request,
        IActing acting,
        DutyReader reader,
        DutyRights rights,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await WorkbookAsync(state, acting, reader, organizations, time, cancel);
        var actor = await acting.GetAsync(cancel);
        var page = await reader.MisfitsAsync(actor, state, Paging.Limit(limit, MostRows), after, cancel);
        return TypedResults.Ok(
            new
            {
                items = page.Items.Select(it => new MisfitDetail(
                    it.Id,
                    it.Number,
                    it.State,
                    it.Township,
                    organizations.NameOf(it.Township),
                    it.Subject,
                    it.SubjectCode,
                    it.Report,
                    it.Filed,
                    it.Answer,
                    it.Answer is null && rights.ToAnswerMisfit(actor, it.County) is not null ? ["answer"] : []
                )),
                next = page.Next,
            }
        );
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
        var page = await reader.MisfitsAsync(await acting.GetAsync(cancel), state, Workbooks.MostRows, null, cancel);
        return await Workbooks.OfAsync(
            "misfits",
            page.Items.Select(it => new Dictionary<string, object?>
            {
                [Texts.Of("misfits.number")] = it.Number,
                [Texts.Of("misfits.state")] = Texts.Of($"misfits.state.{it.State}"),
                [Texts.Of("misfits.subject")] = Texts.Of($"misfits.subject.{it.Subject}"),
                [Texts.Of("misfits.code")] = it.SubjectCode,
                [Texts.Of("misfits.report")] = it.Report,
                [Texts.Of("misfits.township")] = organizations.NameOf(it.Township),
                [Texts.Of("misfits.filed-at")] = time.LocalTime(it.Filed.At),
                [Texts.Of("misfits.answer")] = it.Answer?.Text,
            }),
            cancel
        );
    }
}
