using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Supervision.Board;

internal static class LetterScoreEndpoints
{
    public static void MapLetterScores(this IEndpointRouteBuilder routes)
    {
        routes
            .MapApi("/letter-scores")
            .WithTags("Supervision")
            .MapGet("", ListAsync)
            .WithSummary(
                "How often letters are accepted or returned and how long until they are signed for, by body that received and that sent; `from`, `to`: days of sending."
            );
        routes.MapApi("/letter-scores.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
    }

    private static async Task<IResult> ListAsync(
        string? from,
        string? to,
        string? kind,
        HttpRequest request,
        IActing acting,
        LetterScores scores,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await WorkbookAsync(from, to, kind, acting, scores, time, cancel);
        var query = LetterScoreQuery.Of(from, to, kind, time.Today);
        return TypedResults.Ok(
            new
            {
                query.From,
                query.To,
                items = await scores.OfAsync(await acting.GetAsync(cancel), query, cancel),
            }
        );
    }

    private static async Task<IResult> WorkbookAsync(
        string? from,
        string? to,
        string? kind,
        IActing acting,
        LetterScores scores,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var rows = await scores.OfAsync(await acting.GetAsync(cancel), LetterScoreQuery.Of(from, to, kind, time.Today), cancel);
        return await Workbooks.OfAsync(
            "letter-scores",
            rows.Select(row => new Dictionary<string, object?>
            {
                [Texts.Of("letter-scores.side")] = Texts.Of($"letter-scores.{row.Side}"),
                [Texts.Of("letter-scores.body")] = row.OrganizationName,
                [Texts.Of("letter-scores.letters")] = row.Letters,
                [Texts.Of("letter-scores.days-to-sign")] = row.DaysToSign,
                [Texts.Of("letter-scores.most-days-to-sign")] = row.MostDaysToSign,
                [Texts.Of("letter-scores.accepted")] = row.Accepted,
                [Texts.Of("letter-scores.by-silence")] = row.BySilence,
                [Texts.Of("letter-scores.returned")] = row.Returned,
                [Texts.Of("letter-scores.objected")] = row.Objected,
                [Texts.Of("letter-scores.elsewhere")] = row.Elsewhere,
                [Texts.Of("letter-scores.open")] = row.Open,
                [Texts.Of("letter-scores.accept-rate")] = Percent(row.AcceptRate),
                [Texts.Of("letter-scores.return-rate")] = Percent(row.ReturnRate),
            }),
            cancel
        );
    }

    /// <summary>As people read it: <c>66.7%</c>; a dash where nothing was answered.</summary>
    internal static string Percent(decimal? rate) => rate is { } known ? Texts.Of("letter-scores.percent", known * 100) : "—";
}
