using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations;

internal static class JointEndpoints
{
    private const int MostRows = 200;

    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        var operations = routes.MapApi("/joint-operations").WithTags("JointOperations");
        operations.MapGet("", ListAsync).WithSummary("`view`: to-answer, open, called or all; newest first.");
        routes.MapApi("/joint-operations.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
        operations
            .MapPost(
                "",
                async (
                    CallRequest request,
                    HttpContext http,
                    IActing acting,
                    CallBodies call,
                    TimeProvider clock,
                    CancellationToken cancel
                ) =>
                {
                    var it = await call.RunAsync(await acting.GetAsync(http), request, cancel);
                    return TypedResults.Created($"/api/joint-operations/{it.Id}", OperationStanding.Of(it, clock.GetUtcNow()));
                }
            )
            .WithSummary(
                "Calls bodies to a place: by whistle, plan or order, as whoever calls is a township, a department or the command centre."
            );
        operations.MapGet(
            "/{id:guid}",
            async (
                Guid id,
                IActing acting,
                OperationReader reader,
                OrganizationDirectory organizations,
                TimeProvider clock,
                CancellationToken cancel
            ) =>
            {
                var actor = await acting.GetAsync(cancel);
                return TypedResults.Ok(
                    OperationDetail.Of(await reader.FindAsync(actor, id, cancel), actor, organizations, clock.GetUtcNow())
                );
            }
        );
        operations
            .MapGet(
                "/{id:guid}/journal",
                async (Guid id, IActing acting, OperationReader reader, SubjectJournal journal, CancellationToken cancel) =>
                {
                    var actor = await acting.GetAsync(cancel);
                    await reader.FindAsync(actor, id, cancel);
                    return TypedResults.Ok(await journal.ReadAsync(actor, id, cancel));
                }
            )
            .WithSummary("What happened, by whom, and whether the chain of hashes is whole.");
        operations.MapGet(
            "/{id:guid}/evidence",
            async (Guid id, IActing acting, OperationReader reader, AttachmentReader attachments, CancellationToken cancel) =>
            {
                var actor = await acting.GetAsync(cancel);
                await reader.FindAsync(actor, id, cancel);
                return TypedResults.Ok(new { items = (await attachments.OfSubjectAsync(actor, id, cancel)).Select(AttachmentAnswer.Of) });
            }
        );
        MapVerbs(operations);
    }

    private static void MapVerbs(RouteGroupBuilder operations)
    {
        operations
            .MapPost(
                "/{id:guid}/answer",
                async (
                    Guid id,
                    ComingRequest request,
                    HttpContext http,
                    IActing acting,
                    AnswerCall answer,
                    TimeProvider clock,
                    CancellationToken cancel
                ) => Standing(await answer.ComeAsync(await acting.GetAsync(http), id, request, cancel), clock)
            )
            .WithSummary("The body comes: with whom and when. Answered once; late answers are taken.");
        operations
            .MapPost(
                "/{id:guid}/refusal",
                async (
                    Guid id,
                    RefusalRequest request,
                    HttpContext http,
                    IActing acting,
                    AnswerCall answer,
                    TimeProvider clock,
                    CancellationToken cancel
                ) => Standing(await answer.RefuseAsync(await acting.GetAsync(http), id, request, cancel), clock)
            )
            .WithSummary("The body does not come: in writing, with reason and basis, by its head.");
        operations.MapPost(
            "/{id:guid}/arrival",
            async (
                Guid id,
                ArrivalRequest request,
                HttpContext http,
                IActing acting,
                ArriveOnSite arrive,
                TimeProvider clock,
                CancellationToken cancel
            ) => Standing(await arrive.RunAsync(await acting.GetAsync(http), id, request, cancel), clock)
        );
        operations
            .MapPost(
                "/{id:guid}/sheet",
                async (
                    Guid id,
                    SheetRequest request,
                    HttpContext http,
                    IActing acting,
                    WriteSheet write,
                    TimeProvider clock,
                    CancellationToken cancel
                ) => Standing(await write.RunAsync(await acting.GetAsync(http), id, request, cancel), clock)
            )
            .WithSummary("The body's own record of the scene, by two certified officers of its own.");
        operations.MapPost(
            "/{id:guid}/evidence",
            async (
                Guid id,
                PoolRequest request,
                HttpContext http,
                IActing acting,
                PoolEvidence pool,
                TimeProvider clock,
                CancellationToken cancel
            ) => Standing(await pool.RunAsync(await acting.GetAsync(http), id, request, cancel), clock)
        );
        operations
            .MapPost(
                "/{id:guid}/filing",
                async (Guid id, FilingRequest request, HttpContext http, IActing acting, FileOnSite file, CancellationToken cancel) =>
                {
                    var filed = await file.RunAsync(await acting.GetAsync(http), id, request, cancel);
                    return TypedResults.Created($"/api/cases/{filed.Number}", filed);
                }
            )
            .WithSummary("One body opens a case of its own. Two bodies are refused: there is no joint decision.");
        operations.MapPost(
            "/{id:guid}/absence",
            async (
                Guid id,
                AbsenceRequest request,
                HttpContext http,
                IActing acting,
                LeadOperation lead,
                TimeProvider clock,
                CancellationToken cancel
            ) => Standing(await lead.FindAbsentAsync(await acting.GetAsync(http), id, request, cancel), clock)
        );
        operations.MapPost(
            "/{id:guid}/minutes",
            async (
                Guid id,
                MinutesRequest request,
                HttpContext http,
                IActing acting,
                LeadOperation lead,
                TimeProvider clock,
                CancellationToken cancel
            ) => Standing(await lead.MinuteAsync(await acting.GetAsync(http), id, request, cancel), clock)
        );
        operations.MapPost(
            "/{id:guid}/follow-ups",
            async (
                Guid id,
                FollowUpRequest request,
                HttpContext http,
                IActing acting,
                LeadOperation lead,
                TimeProvider clock,
                CancellationToken cancel
            ) => Standing(await lead.AddFollowUpAsync(await acting.GetAsync(http), id, request, cancel), clock)
        );
        operations.MapPost(
            "/{id:guid}/follow-ups/{place:int}/owner",
            async (
                Guid id,
                int place,
                OwnerRequest request,
                HttpContext http,
                IActing acting,
                LeadOperation lead,
                TimeProvider clock,
                CancellationToken cancel
            ) => Standing(await lead.GiveFollowUpAsync(await acting.GetAsync(http), id, place, request, cancel), clock)
        );
        operations.MapPost(
            "/{id:guid}/follow-ups/{place:int}/result",
            async (
                Guid id,
                int place,
                FollowUpResultRequest request,
                HttpContext http,
                IActing acting,
                LeadOperation lead,
                TimeProvider clock,
                CancellationToken cancel
            ) => Standing(await lead.FinishFollowUpAsync(await acting.GetAsync(http), id, place, request, cancel), clock)
        );
        operations
            .MapPost(
                "/{id:guid}/closing",
                async (
                    Guid id,
                    ClosingRequest request,
                    HttpContext http,
                    IActing acting,
                    LeadOperation lead,
                    TimeProvider clock,
                    CancellationToken cancel
                ) => Standing(await lead.CloseAsync(await acting.GetAsync(http), id, request, cancel), clock)
            )
            .WithSummary("Only when every body has its record and every follow-up an owner.");
        operations.MapPost(
            "/{id:guid}/cancellation",
            async (
                Guid id,
                CancellationRequest request,
                HttpContext http,
                IActing acting,
                LeadOperation lead,
                TimeProvider clock,
                CancellationToken cancel
            ) => Standing(await lead.CancelAsync(await acting.GetAsync(http), id, request, cancel), clock)
        );
    }

    private static IResult Standing(JointOperation it, TimeProvider clock) => TypedResults.Ok(OperationStanding.Of(it, clock.GetUtcNow()));

    private static async Task<IResult> ListAsync(
        string? view,
        string? limit,
        string? after,
        HttpRequest request,
        IActing acting,
        OperationReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await WorkbookAsync(view, acting, reader, organizations, time, cancel);
        var page = await reader.ListAsync(await acting.GetAsync(cancel), view, Paging.Limit(limit, MostRows), after, cancel);
        return TypedResults.Ok(new { items = page.Items, next = page.Next });
    }

    private static async Task<IResult> WorkbookAsync(
        string? view,
        IActing acting,
        OperationReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var page = await reader.ListAsync(await acting.GetAsync(cancel), view, Workbooks.MostRows, null, cancel);
        return await Workbooks.OfAsync(
            "joint-operations",
            page.Items.Select(line => new Dictionary<string, object?>
            {
                [Texts.Of("joint.number")] = line.Number,
                [Texts.Of("joint.state")] = Texts.Of($"joint.state.{line.State}"),
                [Texts.Of("joint.level")] = Texts.Of($"joint.level.{line.Level}"),
                [Texts.Of("joint.caller")] = organizations.NameOf(line.Caller),
                [Texts.Of("joint.reason")] = line.Reason,
                [Texts.Of("joint.place")] = line.Place,
                [Texts.Of("joint.called-at")] = time.LocalTime(line.CalledAt),
                [Texts.Of("joint.called-bodies")] = line.Called,
                [Texts.Of("joint.answered-bodies")] = line.Answered,
            }),
            cancel
        );
    }
}
