using System.Globalization;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Stations;

internal static class StationEndpoints
{
    private const int MostRows = 200;

    public static void MapStations(this IEndpointRouteBuilder routes)
    {
        MapDirectives(routes);
        MapAppraisals(routes);
        MapConsents(routes);
    }

    private static void MapDirectives(IEndpointRouteBuilder routes)
    {
        var directives = routes.MapApi("/station-directives").WithTags("JointOperations");
        directives.MapGet(
            "",
            async (
                string? state,
                string? limit,
                string? after,
                IActing acting,
                DirectiveReader reader,
                OrganizationDirectory organizations,
                TimeProvider clock,
                CancellationToken cancel
            ) =>
            {
                var actor = await acting.GetAsync(cancel);
                var page = await reader.ListAsync(actor, state, Paging.Limit(limit, MostRows), after, cancel);
                return TypedResults.Ok(
                    new
                    {
                        items = page.Items.Select(it => DirectiveAnswerOf.Of(it, actor, organizations, clock.GetUtcNow())),
                        next = page.Next,
                    }
                );
            }
        );
        directives
            .MapPost(
                "",
                (DirectiveRequest request, IssueDirective issue, [AsParameters] Asking asking) =>
                    asking.TellMadeAsync(
                        "/api/station-directives",
                        (actor, cancel) => issue.RunAsync(actor, request, cancel),
                        DirectiveAnswerOf.Of
                    )
            )
            .WithSummary(
                "A township tasks a station under its command; courts, police, procuratorate and tax are refused, a letter offered."
            );
        directives.MapGet(
            "/{id:guid}",
            (Guid id, DirectiveReader reader, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => reader.FindAsync(actor, id, cancel), DirectiveAnswerOf.Of)
        );
        directives.MapPost(
            "/{id:guid}/answer",
            (Guid id, DirectiveAnswerRequest request, AnswerDirective verb, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => verb.TakeAsync(actor, id, request, cancel), DirectiveAnswerOf.Of)
        );
        directives.MapPost(
            "/{id:guid}/refusal",
            (Guid id, DirectiveRefusalRequest request, AnswerDirective verb, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => verb.RefuseAsync(actor, id, request, cancel), DirectiveAnswerOf.Of)
        );
        directives.MapPost(
            "/{id:guid}/report",
            (Guid id, DirectiveReportRequest request, AnswerDirective verb, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => verb.ReportAsync(actor, id, request, cancel), DirectiveAnswerOf.Of)
        );
        directives.MapPost(
            "/{id:guid}/withdrawal",
            (Guid id, DirectiveReasonRequest request, AnswerDirective verb, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => verb.WithdrawAsync(actor, id, request, cancel), DirectiveAnswerOf.Of)
        );
    }

    private static void MapAppraisals(IEndpointRouteBuilder routes)
    {
        var appraisals = routes.MapApi("/station-appraisals").WithTags("JointOperations");
        appraisals
            .MapGet(
                "",
                async (
                    string? year,
                    HttpRequest request,
                    IActing acting,
                    StationFiguresReader reader,
                    OrganizationDirectory organizations,
                    BusinessTime time,
                    CancellationToken cancel
                ) =>
                {
                    var lines = await reader.ListAsync(await acting.GetAsync(cancel), YearOf(year, time), cancel);
                    return Workbooks.IsWantedBy(request)
                        ? await WorkbookAsync(lines, organizations, cancel)
                        : TypedResults.Ok(new { items = lines });
                }
            )
            .WithSummary("How stations answered within a year: on time, late, refused, absent; never fines.");
        routes
            .MapApi("/station-appraisals.xlsx")
            .ExcludeFromDescription()
            .MapGet(
                "",
                async (
                    string? year,
                    IActing acting,
                    StationFiguresReader reader,
                    OrganizationDirectory organizations,
                    BusinessTime time,
                    CancellationToken cancel
                ) =>
                    await WorkbookAsync(
                        await reader.ListAsync(await acting.GetAsync(cancel), YearOf(year, time), cancel),
                        organizations,
                        cancel
                    )
            );
        appraisals.MapPost(
            "",
            async (AppraisalRequest request, HttpContext http, IActing acting, AppraiseHead appraise, CancellationToken cancel) =>
                TypedResults.Created("/api/station-appraisals", await appraise.RunAsync(await acting.GetAsync(http), request, cancel))
        );
    }

    private static void MapConsents(IEndpointRouteBuilder routes)
    {
        var consents = routes.MapApi("/personnel-consents").WithTags("JointOperations");
        consents
            .MapPost(
                "",
                (ConsentRequest request, AskConsent ask, [AsParameters] Asking asking) =>
                    asking.TellMadeAsync("/api/personnel-consents", (actor, cancel) => ask.ProposeAsync(actor, request, cancel), Told)
            )
            .WithSummary("A department asks for the township's consent before it appoints, removes or moves the head of a station.");
        consents.MapGet(
            "/{id:guid}",
            (Guid id, AskConsent ask, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => ask.FindAsync(actor, id, cancel), Told)
        );
        consents.MapPost(
            "/{id:guid}/opinion",
            (Guid id, OpinionRequest request, AskConsent ask, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => ask.SpeakAsync(actor, id, request, cancel), Told)
        );
        consents
            .MapPost(
                "/{id:guid}/closing",
                (Guid id, ConsentClosingRequest request, AskConsent ask, [AsParameters] Asking asking) =>
                    asking.TellAsync((actor, cancel) => ask.CloseAsync(actor, id, request, cancel), Told)
            )
            .WithSummary("Carried out only with the consent of the township's party committee.");
    }

    private static ConsentAnswer Told(PersonnelConsent it, Actor actor, OrganizationDirectory organizations, DateTimeOffset now) =>
        ConsentAnswer.Of(it, actor);

    private static int YearOf(string? year, BusinessTime time) =>
        year is not { Length: > 0 } ? time.Today.Year
        : int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var read) && read is > 2000 and < 2200 ? read
        : throw new MalformedException(("year", "range"));

    private static Task<IResult> WorkbookAsync(
        IReadOnlyList<StationLine> lines,
        OrganizationDirectory organizations,
        CancellationToken cancel
    ) =>
        Workbooks.OfAsync(
            "station-appraisals",
            lines.Select(line => new Dictionary<string, object?>
            {
                [Texts.Of("stations.station")] = organizations.NameOf(line.Station),
                [Texts.Of("stations.township")] = organizations.NameOf(line.Township),
                [Texts.Of("stations.asked")] = line.Figures.Asked,
                [Texts.Of("stations.on-time")] = line.Figures.OnTime,
                [Texts.Of("stations.late")] = line.Figures.Late,
                [Texts.Of("stations.late-days")] = line.Figures.LateDays,
                [Texts.Of("stations.refused")] = line.Figures.Refused,
                [Texts.Of("stations.absent")] = line.Figures.Absent,
                [Texts.Of("stations.average-hours")] = line.Figures.AverageHours,
                [Texts.Of("stations.person")] = line.Appraisal?.Person,
                [Texts.Of("stations.grade")] = line.Appraisal is { } given ? Texts.Of($"stations.grade.{given.Grade}") : null,
            }),
            cancel
        );
}
