using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Assistance;

internal static class AssistanceEndpoints
{
    private const int MostRows = 200;

    public static void MapAssistance(this IEndpointRouteBuilder routes)
    {
        var letters = routes.MapApi("/assistance").WithTags("JointOperations");
        letters.MapGet("", ListAsync).WithSummary("`view`: to-answer, by its due; received, sent or all, newest first.");
        routes.MapApi("/assistance.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
        letters
            .MapPost(
                "",
                (LetterRequest request, SendLetter send, [AsParameters] Asking asking) =>
                    asking.TellMadeAsync("/api/assistance", (actor, cancel) => send.RunAsync(actor, request, cancel), LetterDetail.Of)
            )
            .WithSummary(
                "Asks another body for help; a test, an appraisal or an identification stops the terms of the case with a period notice."
            );
        letters.MapGet(
            "/{id:guid}",
            (Guid id, AssistanceReader reader, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => reader.FindAsync(actor, id, cancel), LetterDetail.Of)
        );
        letters.MapGet(
            "/{id:guid}/journal",
            async (Guid id, IActing acting, AssistanceReader reader, SubjectJournal journal, CancellationToken cancel) =>
            {
                var actor = await acting.GetAsync(cancel);
                await reader.FindAsync(actor, id, cancel);
                return TypedResults.Ok(await journal.ReadAsync(actor, id, cancel));
            }
        );
        letters.MapGet(
            "/{id:guid}/evidence",
            async (Guid id, IActing acting, AssistanceReader reader, AttachmentReader attachments, CancellationToken cancel) =>
            {
                var actor = await acting.GetAsync(cancel);
                await reader.FindAsync(actor, id, cancel);
                return TypedResults.Ok(new { items = (await attachments.OfSubjectAsync(actor, id, cancel)).Select(AttachmentAnswer.Of) });
            }
        );
        letters.MapPost(
            "/{id:guid}/answer",
            (Guid id, LetterAnswerRequest request, AnswerLetter verb, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => verb.ReplyAsync(actor, id, request, cancel), LetterDetail.Of)
        );
        letters.MapPost(
            "/{id:guid}/refusal",
            (Guid id, LetterRefusalRequest request, AnswerLetter verb, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => verb.RefuseAsync(actor, id, request, cancel), LetterDetail.Of)
        );
        letters.MapPost(
            "/{id:guid}/withdrawal",
            (Guid id, LetterReasonRequest request, AnswerLetter verb, [AsParameters] Asking asking) =>
                asking.TellAsync((actor, cancel) => verb.WithdrawAsync(actor, id, request, cancel), LetterDetail.Of)
        );
    }

    private static async Task<IResult> ListAsync(
        string? view,
        string? limit,
        string? after,
        HttpRequest request,
        IActing acting,
        AssistanceReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await WorkbookAsync(view, acting, reader, organizations, time, cancel);
        var actor = await acting.GetAsync(cancel);
        var page = await reader.ListAsync(actor, view, Paging.Limit(limit, MostRows), after, cancel);
        return TypedResults.Ok(
            new { items = page.Items.Select(it => LetterDetail.Of(it, actor, organizations, clock.GetUtcNow())), next = page.Next }
        );
    }

    private static async Task<IResult> WorkbookAsync(
        string? view,
        IActing acting,
        AssistanceReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var page = await reader.ListAsync(await acting.GetAsync(cancel), view, Workbooks.MostRows, null, cancel);
        return await Workbooks.OfAsync(
            "assistance",
            page.Items.Select(it => new Dictionary<string, object?>
            {
                [Texts.Of("assistance.number")] = it.Number,
                [Texts.Of("assistance.kind")] = Texts.Of($"assistance.kind.{it.Kind}"),
                [Texts.Of("assistance.state")] = Texts.Of($"assistance.state.{it.State}"),
                [Texts.Of("assistance.asker")] = organizations.NameOf(it.Asker),
                [Texts.Of("assistance.asked")] = organizations.NameOf(it.Asked),
                [Texts.Of("assistance.matter")] = it.Matter,
                [Texts.Of("assistance.sent-at")] = time.LocalTime(it.MadeAt),
                [Texts.Of("assistance.due")] = BusinessTime.LocalDate(time.LastDayOf(it.DueAt)),
            }),
            cancel
        );
    }
}
