using System.Net.Mime;
using Enforcement.Escalations;
using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Handoffs.Incoming;

public sealed record IncomingAcceptanceRequest(string? Matter, string? Handler);

public sealed record IncomingWordRequest(string? Words);

public sealed record IncomingResultRequest(string? Result, string? Note);

/// <summary>A letter that came in, as the API shows it.</summary>
/// <param name="Acts">Sub-resources that are open to whoever asks.</param>
public sealed record IncomingDetail(
    Guid Id,
    string Way,
    string Organization,
    string? SenderOrg,
    string SenderName,
    string SenderRegion,
    string Number,
    DateOnly DatedOn,
    DateOnly ReceivedOn,
    System.Text.Json.Nodes.JsonObject Content,
    string State,
    DateTimeOffset? DutyFrom,
    IReadOnlyList<IncomingAnswer> Answers,
    IReadOnlyList<IncomingWord> Words,
    Guid? FindingId,
    Guid? CaseId,
    IncomingResult? Result,
    IReadOnlyList<string> Acts
)
{
    public static IncomingDetail Of(IncomingLetter it, Actor actor) =>
        new(
            it.Id,
            it.Way,
            it.Organization,
            it.SenderOrg,
            it.SenderName,
            it.SenderRegion,
            it.Number,
            it.DatedOn,
            it.ReceivedOn,
            it.Content,
            it.State,
            it.DutyFrom,
            it.Answers,
            it.Words,
            it.FindingId,
            it.CaseId,
            it.Result,
            [.. IncomingRights.Open(actor, it)]
        );
}

internal static class IncomingEndpoints
{
    private const int MostRows = 200;

    public static void MapIncoming(this IEndpointRouteBuilder routes)
    {
        var incoming = routes.MapApi("/handoffs/received").WithTags("Handoffs");
        incoming
            .MapGet(
                "",
                async (string? state, string? limit, string? after, IActing acting, IncomingReader reader, CancellationToken cancel) =>
                {
                    var actor = await acting.GetAsync(cancel);
                    var page = await reader.ListAsync(actor, state, Paging.Limit(limit, MostRows), after, cancel);
                    return TypedResults.Ok(new { items = page.Items.Select(it => IncomingDetail.Of(it, actor)), next = page.Next });
                }
            )
            .WithSummary("Letters that came in from outside the installation, newest first.");
        incoming
            .MapPost("", RegisterAsync)
            .WithSummary("Writes down a paper letter from outside: multipart with its scan as `file`, and the fields of the letter.");
        incoming.MapGet(
            "/{id:guid}",
            async (Guid id, IActing acting, IncomingReader reader, CancellationToken cancel) =>
            {
                var actor = await acting.GetAsync(cancel);
                return TypedResults.Ok(IncomingDetail.Of(await reader.FindAsync(actor, id, cancel), actor));
            }
        );
        incoming.MapGet("/{id:guid}/receipt.pdf", ReceiptAsync).WithSummary("移送回执: the last answer as a paper.");
        incoming.MapGet("/{id:guid}/files/{file:guid}", FileAsync);
        incoming.MapPost(
            "/{id:guid}/receipt",
            async (Guid id, HttpContext http, IActing acting, SignForIncoming sign, CancellationToken cancel) =>
                Standing(await sign.RunAsync(await acting.GetAsync(http), id, cancel))
        );
        incoming.MapPost(
            "/{id:guid}/acceptance",
            async (
                Guid id,
                IncomingAcceptanceRequest? request,
                HttpContext http,
                IActing acting,
                AcceptIncoming accept,
                CancellationToken cancel
            ) => Standing(await accept.RunAsync(await acting.GetAsync(http), id, request?.Matter, request?.Handler, cancel))
        );
        incoming
            .MapPost(
                "/{id:guid}/opening",
                async (
                    Guid id,
                    IncomingAcceptanceRequest? request,
                    HttpContext http,
                    IActing acting,
                    OpenIncoming open,
                    CancellationToken cancel
                ) => Standing(await open.RunAsync(await acting.GetAsync(http), id, request?.Matter, request?.Handler, cancel))
            )
            .WithSummary("Opens the finding or case of a letter whose duty is here and whose case could not be opened when it came.");
        incoming.MapPost(
            "/{id:guid}/return",
            async (Guid id, ReturnRequest request, HttpContext http, IActing acting, ReturnIncoming give, CancellationToken cancel) =>
                Standing(await give.RunAsync(await acting.GetAsync(http), id, request.Items, request.Reason, cancel))
        );
        incoming.MapPost(
            "/{id:guid}/objection",
            async (Guid id, ObjectionRequest request, HttpContext http, IActing acting, ObjectToIncoming given, CancellationToken cancel) =>
                Standing(await given.RunAsync(await acting.GetAsync(http), id, request.Reason, request.CompetentBody, cancel))
        );
        incoming.MapPost(
            "/{id:guid}/negotiation",
            async (
                Guid id,
                IncomingWordRequest request,
                HttpContext http,
                IActing acting,
                NegotiateIncoming negotiate,
                CancellationToken cancel
            ) => Standing(await negotiate.RunAsync(await acting.GetAsync(http), id, request.Words, cancel))
        );
        incoming.MapPost(
            "/{id:guid}/feedback",
            async (Guid id, IncomingResultRequest request, HttpContext http, IActing acting, TellResult tell, CancellationToken cancel) =>
                Standing(await tell.RunAsync(await acting.GetAsync(http), id, request.Result, request.Note, cancel))
        );
    }

    private static async Task<IResult> RegisterAsync(HttpContext http, IActing acting, RegisterIncoming register, CancellationToken cancel)
    {
        var actor = await acting.GetAsync(http);
        if (!http.Request.HasFormContentType)
            return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        IFormCollection form;
        try
        {
            form = await http.Request.ReadFormAsync(cancel);
        }
        catch (InvalidDataException)
        {
            throw new MalformedException(("file", "required"));
        }
        var letter = await register.RunAsync(
            actor,
            RequestOf(name => form.TryGetValue(name, out var text) ? text.ToString() : null),
            await AnswerForm.ScanAsync(form.Files.GetFile("file"), cancel),
            cancel
        );
        return TypedResults.Created($"/api/handoffs/received/{letter.Id}", IncomingStanding.Of(letter));
    }

    internal static IncomingRequest RequestOf(Func<string, string?> field) =>
        new(
            field("organization"),
            field("senderName"),
            field("senderRegion"),
            field("number"),
            field("datedOn"),
            field("receivedOn"),
            field("title"),
            field("matter"),
            field("violationOn"),
            field("place"),
            field("facts"),
            field("partyName")
        );

    private static async Task<IResult> ReceiptAsync(
        Guid id,
        IActing acting,
        IncomingReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var letter = await reader.FindAsync(await acting.GetAsync(cancel), id, cancel);
        // A paper letter is signed for by whoever registers it. What another installation sent is not, until somebody does.
        var answer =
            letter.Answers is [.., var last] ? last
            : letter.IsPeer ? throw HandoffRefusals.IncomingState(letter.State)
            : new IncomingAnswer(AnswerKinds.Signed, Guid.Empty, letter.RegisteredBy, letter.ReceivedAt, letter.ReceivedOn);
        var name = organizations.Find(letter.Organization)?.LegalName ?? letter.Organization;
        return TypedResults.File(
            LetterSheet.ReceiptOf(letter, name, answer, letter.DutyFrom is { } from ? time.LocalTime(from) : null),
            MediaTypeNames.Application.Pdf,
            "receipt.pdf"
        );
    }

    private static async Task<IResult> FileAsync(
        Guid id,
        Guid file,
        HttpContext http,
        IActing acting,
        IncomingReader reader,
        IFileStore files,
        CancellationToken cancel
    )
    {
        var actor = await acting.GetAsync(cancel);
        var letter = await reader.FindAsync(actor, id, cancel);
        var piece =
            (await reader.FilesAsync(actor.Scope, letter, cancel)).FirstOrDefault(it => it.Id == file) ?? throw new NotVisibleException();
        var content = await files.ReadAsync(actor.Scope, piece.Sha256, cancel) ?? throw new NotVisibleException();
        // Somebody else's bytes on our origin: never a page of ours.
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.File(content, piece.Type, piece.Name);
    }

    private static IResult Standing(IncomingLetter letter) => TypedResults.Ok(IncomingStanding.Of(letter));
}
