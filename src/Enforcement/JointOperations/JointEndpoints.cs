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
        operations.MapGet("", ListAsync).WithSummary("`view`: to-answer, by its due; open, called or all, newest first.");
        routes.MapApi("/joint-operations.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
        operations
            .MapPost(
                "",
                (CallRequest request, CallBodies call, [AsParameters] Asking asking) =>
                    asking.TellMadeAsync("/api/joint-operations", (actor, cancel) => call.RunAsync(actor, request, cancel), Standing)
            )
            .WithSummary(
                "Calls bodies to a place: by whistle, plan or order, as whoever calls is a township, a department or the command centre."
            );
        operations.MapGet(
            "/{id:guid}",
            (Guid id, OperationReader reader, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => reader.FindAsync(actor, id, cancel), OperationDetail.Of)
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
                (Guid id, ComingRequest request, AnswerCall answer, [AsParameters] Asking asking) =>
                    asking.TellAsync((actor, cancel) => answer.ComeAsync(actor, id, request, cancel), Standing)
            )
            .WithSummary("The body comes: with whom and when. Answered once; late answers are taken.");
        operations
            .MapPost(
                "/{id:guid}/refusal",
                (Guid id, RefusalRequest request, AnswerCall answer, [AsParameters] Asking asking) =>
                    asking.TellAsync((actor, cancel) => answer.RefuseAsync(actor, id, request, cancel), Standing)
            )
            .WithSummary("The body does not come: in writing, with reason and basis, by its head.");
        operations.MapPost(
            "/{id:guid}/arrival",
            (Guid id, ArrivalRequest request, ArriveOnSite arrive, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => arrive.RunAsync(actor, id, request, cancel), Standing)
        );
        operations
            .MapPost(
                "/{id:guid}/sheet",
                (Guid id, SheetRequest request, WriteSheet write, [AsParameters] Asking asking) =>
                    asking.TellAsync((actor, cancel) => write.RunAsync(actor, id, request, cancel), Standing)
            )
            .WithSummary("The body's own record of the scene, by two certified officers of its own.");
        operations.MapPost(
            "/{id:guid}/evidence",
            (Guid id, PoolRequest request, PoolEvidence pool, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => pool.RunAsync(actor, id, request, cancel), Standing)
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
            (Guid id, AbsenceRequest request, LeadOperation lead, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => lead.FindAbsentAsync(actor, id, request, cancel), Standing)
        );
        operations.MapPost(
            "/{id:guid}/minutes",
            (Guid id, MinutesRequest request, LeadOperation lead, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => lead.MinuteAsync(actor, id, request, cancel), Standing)
        );
        operations.MapPost(
            "/{id:guid}/follow-ups",
            (Guid id, FollowUpRequest request, LeadOperation lead, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => lead.AddFollowUpAsync(actor, id, request, cancel), Standing)
        );
        operations.MapPost(
            "/{id:guid}/follow-ups/{place:int}/owner",
            (Guid id, int place, OwnerRequest request, LeadOperation lead, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => lead.GiveFollowUpAsync(actor, id, place, request, cancel), Standing)
        );
        operations.MapPost(
            "/{id:guid}/follow-ups/{place:int}/result",
            (Guid id, int place, FollowUpResultRequest request, LeadOperation lead, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => lead.FinishFollowUpAsync(actor, id, place, request, cancel), Standing)
        );
        operations
            .MapPost(
                "/{id:guid}/closing",
                (Guid id, ClosingRequest request, LeadOperation lead, [AsParameters] Asking asking) =>
                    asking.TellAsync((actor, cancel) => lead.CloseAsync(actor, id, request, cancel), Standing)
            )
            .WithSummary("Only when every body has its record and every follow-up an owner.");
        operations.MapPost(
            "/{id:guid}/cancellation",
            (Guid id, CancellationRequest request, LeadOperation lead, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => lead.CancelAsync(actor, id, request, cancel), Standing)
        );
    }

    private static OperationStanding Standing(JointOperation it, Actor actor, OrganizationDirectory organizations, DateTimeOffset now) =>
        OperationStanding.Of(it, now);

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
