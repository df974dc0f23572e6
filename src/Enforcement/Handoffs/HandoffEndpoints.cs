using System.Net.Mime;
using Enforcement.Evidence;
using Enforcement.Handoffs.Exchange;
using Enforcement.Handoffs.Incoming;
using Enforcement.Handoffs.Links;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Handoffs;

public sealed record LinkRequest(int? Days);

/// <summary>A handoff as the API shows it.</summary>
/// <param name="SenderHasDuty">Until the acceptance was stored.</param>
/// <param name="Acts">Sub-resources that are open to whoever asks.</param>
public sealed record HandoffAnswerView(
    Guid Id,
    string Number,
    string Status,
    string Way,
    string Receiver,
    string ReceiverName,
    string CaseNumber,
    string CaseTitle,
    DateTimeOffset SentAt,
    DateTimeOffset ExpiresAt,
    bool SenderHasDuty,
    DateTimeOffset? ReleasedAt,
    DateTimeOffset? ExpiredAt,
    IReadOnlyList<HandoffAnswer> Answers,
    IReadOnlyList<string> Acts
);

internal static class HandoffEndpoints
{
    private const int MostRows = 200;

    public static void MapHandoffs(this IEndpointRouteBuilder routes)
    {
        var handoffs = routes.MapApi("/handoffs").WithTags("Handoffs");
        handoffs
            .MapGet("", ListAsync)
            .WithSummary("Letters that left the installation, newest first; `open=true` for those that nobody has answered.");
        routes.MapApi("/handoffs.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
        handoffs.MapGet(
            "/{id:guid}",
            async (Guid id, IActing acting, HandoffReader reader, OrganizationDirectory organizations, CancellationToken cancel) =>
            {
                var actor = await acting.GetAsync(cancel);
                return TypedResults.Ok(Of(await reader.FindAsync(actor, id, cancel), actor, organizations));
            }
        );
        handoffs
            .MapGet("/{id:guid}/package", PackageAsync)
            .WithSummary("The package for any computer: letter, evidence, manifest of hashes, checking page.");
        handoffs
            .MapPost(
                "/{id:guid}/links",
                async (Guid id, LinkRequest? request, IActing acting, MakeLink make, CancellationToken cancel) =>
                    TypedResults.Ok(await make.RunAsync(await acting.GetAsync(cancel), id, request?.Days, cancel))
            )
            .WithSummary("A page for the body outside; its token is told once.");
        handoffs.MapPost(
            "/{id:guid}/links/{link:guid}/revocation",
            async (Guid id, Guid link, IActing acting, RevokeLink revoke, CancellationToken cancel) =>
            {
                await revoke.RunAsync(await acting.GetAsync(cancel), id, link, cancel);
                return TypedResults.NoContent();
            }
        );
        handoffs
            .MapPost("/{id:guid}/paper-answer", PaperAnswerAsync)
            .WithSummary(
                "What the body outside answered on paper: multipart with the scan as `file`, and answer, by, post, phone, number, on, items, reason, competentBody."
            );
        routes.MapExchange();
        routes.MapIncoming();
        routes.MapLiaison();
    }

    private static async Task<IResult> ListAsync(
        bool? open,
        string? limit,
        string? after,
        IActing acting,
        HandoffReader reader,
        OrganizationDirectory organizations,
        CancellationToken cancel
    )
    {
        var actor = await acting.GetAsync(cancel);
        var page = await reader.ListAsync(actor, open == true, Paging.Limit(limit, MostRows), after, cancel);
        return TypedResults.Ok(new { items = page.Items.Select(view => Of(view, actor, organizations)), next = page.Next });
    }

    private static async Task<IResult> WorkbookAsync(
        IActing acting,
        HandoffReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var page = await reader.ListAsync(await acting.GetAsync(cancel), false, Workbooks.MostRows, null, cancel);
        return await Workbooks.OfAsync(
            "handoffs",
            page.Items.Select(view => new Dictionary<string, object?>
            {
                [Texts.Of("handoffs.number")] = view.Number,
                [Texts.Of("handoffs.case")] = view.CaseTitle,
                [Texts.Of("handoffs.receiver")] = organizations.NameOf(view.Handoff.Receiver),
                [Texts.Of("handoffs.way")] = Texts.Of($"handoffs.way.{view.Handoff.Way}"),
                [Texts.Of("handoffs.state")] = Texts.Of($"letters.state.{view.LetterState}"),
                [Texts.Of("handoffs.expires")] = time.LocalTime(BusinessTime.LastOf(view.Handoff.ExpiresAt)),
                [Texts.Of("handoffs.released")] = view.Handoff.ReleasedAt is { } at ? time.LocalTime(at) : null,
            }),
            cancel
        );
    }

    private static async Task<IResult> PackageAsync(
        Guid id,
        HttpContext http,
        IActing acting,
        DownloadPackage download,
        CancellationToken cancel
    )
    {
        var (zip, handoff) = await download.RunAsync(await acting.GetAsync(cancel), id, cancel);
        return Zip(http, zip, handoff);
    }

    internal static IResult Zip(HttpContext http, byte[] content, Handoff handoff)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.File(
            content,
            MediaTypeNames.Application.Zip,
            $"handoff-{handoff.SentAt:yyyyMMdd}-{handoff.Id.ToString()[..8]}.zip"
        );
    }

    private static async Task<IResult> PaperAnswerAsync(
        Guid id,
        HttpContext http,
        IActing acting,
        RegisterPaperAnswer register,
        CancellationToken cancel
    )
    {
        var actor = await acting.GetAsync(http);
        if (!http.Request.HasFormContentType)
            return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        var (request, scan) = await AnswerForm.ReadAsync(http, cancel);
        return TypedResults.Ok(await register.RunAsync(actor, id, request, scan, cancel));
    }

    private static HandoffAnswerView Of(HandoffView view, Actor actor, OrganizationDirectory organizations)
    {
        var it = view.Handoff;
        return new HandoffAnswerView(
            it.Id,
            view.Number,
            view.LetterState,
            it.Way,
            it.Receiver,
            organizations.NameOf(it.Receiver),
            view.CaseNumber,
            view.CaseTitle,
            it.SentAt,
            it.ExpiresAt,
            view.SenderHasDuty,
            it.ReleasedAt,
            it.ExpiredAt,
            it.Answers,
            [.. HandoffRights.Open(actor, it, view.LetterState)]
        );
    }
}

/// <summary>An answer with its scan, as a form sends it.</summary>
internal static class AnswerForm
{
    public static async Task<(AnswerRequest Request, IncomingFile? Scan)> ReadAsync(HttpContext http, CancellationToken cancel)
    {
        IFormCollection form;
        try
        {
            form = await http.Request.ReadFormAsync(cancel);
        }
        catch (InvalidDataException)
        {
            throw new MalformedException(("file", "required"));
        }
        return (
            Of(name => form.TryGetValue(name, out var text) ? text.ToString() : null),
            await ScanAsync(form.Files.GetFile("file"), cancel)
        );
    }

    public static AnswerRequest Of(Func<string, string?> field) =>
        new(
            field("answer"),
            field("by"),
            field("post"),
            field("phone"),
            field("number"),
            field("on"),
            [.. (field("items") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            field("reason"),
            field("competentBody")
        );

    /// <exception cref="MalformedException">More than 20 MB.</exception>
    public static async Task<IncomingFile?> ScanAsync(IFormFile? file, CancellationToken cancel) =>
        file is null || file.Length == 0
            ? null
            : await Upload.ReadAsync(file, cancel) ?? throw new MalformedException(("scan", "too-long"));
}
