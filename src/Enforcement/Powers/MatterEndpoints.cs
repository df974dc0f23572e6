using System.Globalization;
using Enforcement.Powers.Admission;
using Enforcement.Powers.Delegation;
using Enforcement.Powers.Rules;
using Enforcement.Shell;

namespace Enforcement.Powers;

public static class MatterEndpoints
{
    private const int MostRows = 200;

    /// <summary>For everybody signed in: the list is public by law (Administrative Penalty Law art. 24, 39).</summary>
    public static IEndpointRouteBuilder MapPowers(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/matters", ListAsync)
            .WithName("matters")
            .WithSummary("Matters an organisation may act on, on a date; the whole list when none is named.")
            .WithTags("Powers")
            .RequireAuthorization();
        routes.MapGet("/api/matters.xlsx", WorkbookAsync).ExcludeFromDescription().RequireAuthorization();
        routes.MapDelegation();
        routes.MapThresholds();
        routes.MapAdmission();
        return routes;
    }

    /// <param name="on">Day the question is about, usually that of the violation; today when absent.</param>
    /// <param name="organization">Code of a township, street or department.</param>
    /// <param name="q">Words that all must occur in code, name, basis or summary.</param>
    /// <param name="limit">1 to 200; all of a township's list fits into the default of 200.</param>
    /// <param name="after">The answer's <c>next</c>.</param>
    internal static async Task<IResult> ListAsync(
        string? on,
        string? organization,
        string? q,
        string? category,
        string? field,
        string? limit,
        string? after,
        HttpRequest request,
        PowerLists lists,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await WorkbookAsync(on, organization, q, category, field, lists, time, cancel);
        var size = Limit(limit);
        var (list, held) = await HeldAsync(on, organization, q, category, field, lists, time, cancel);
        var rest = held.Where(row => after is null || string.CompareOrdinal(CursorOf(row), after) > 0).ToList();
        var page = rest.Take(size).ToList();
        return TypedResults.Ok(
            new MatterPageAnswer([.. page.Select(row => MatterAnswer.Of(row, list))], rest.Count > page.Count ? CursorOf(page[^1]) : null)
        );
    }

    internal static async Task<IResult> WorkbookAsync(
        string? on,
        string? organization,
        string? q,
        string? category,
        string? field,
        PowerLists lists,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var (_, held) = await HeldAsync(on, organization, q, category, field, lists, time, cancel);
        var rows = held.Select(row => new Dictionary<string, object?>
        {
            [Texts.Of("powers.code")] = row.Version.Code,
            [Texts.Of("powers.matter")] = row.Version.Name.ToString(),
            [Texts.Of("powers.category")] = Texts.Of($"powers.category.{row.Version.Category}"),
            [Texts.Of("powers.field")] = Texts.Of($"powers.field.{row.Version.Field}"),
            [Texts.Of("powers.basis")] = row.Version.Basis.ToString(),
            [Texts.Of("powers.penalty")] = row.Version.Summary.ToString(),
            [Texts.Of("powers.source")] = Texts.Of($"powers.source.{row.Version.Source}"),
            [Texts.Of("powers.handler")] = Texts.Of($"powers.handler.{row.Version.Handler}"),
            [Texts.Of("powers.department")] = Texts.Of($"powers.department.{row.Version.Department}"),
            [Texts.Of("powers.valid-from")] = BusinessTime.LocalDate(row.Version.From),
            [Texts.Of("powers.valid-to")] = row.Version.To is { } to ? BusinessTime.LocalDate(to) : "",
            [Texts.Of("powers.state")] = Texts.Of(row.Version.IsConfirmed ? "powers.confirmed" : "powers.unconfirmed"),
            [Texts.Of("powers.tag")] = row.Version.SourceTag,
            [Texts.Of("powers.note")] = row.Version.Note.ToString(),
        });
        return await Workbooks.OfAsync("matters", rows.Take(Workbooks.MostRows), cancel);
    }

    /// <exception cref="MalformedException"><c>on</c> is no date.</exception>
    internal static DateOnly DayOf(string? on, BusinessTime time) => DayText.Read("on", on) ?? time.Today;

    private static async Task<(PowerList List, IReadOnlyList<HeldMatter> Held)> HeldAsync(
        string? on,
        string? organization,
        string? q,
        string? category,
        string? field,
        PowerLists lists,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var day = DayOf(on, time);
        if (category is { Length: > 0 } && !MatterCategories.All.Contains(MatterCategories.CodeOf(category)))
            throw new MalformedException(("category", "unknown"));
        var query = new MatterQuery(
            q,
            category is { Length: > 0 } ? MatterCategories.CodeOf(category) : null,
            field is { Length: > 0 } ? field : null
        );
        var list = await lists.CurrentAsync(cancel);
        return (list, list.MattersFor(organization is { Length: > 0 } ? organization : null, day, query));
    }

    private static int Limit(string? limit) =>
        limit is null ? MostRows
        : !int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? throw new MalformedException(("limit", "number"))
        : number is >= 1 and <= MostRows ? number
        : throw new MalformedException(("limit", "range"));

    private static string CursorOf(HeldMatter row) => $"{row.Version.Code}~{row.Version.Variant}";
}

/// <param name="Next">What <c>after</c> takes for the rest; null at the end.</param>
public sealed record MatterPageAnswer(IReadOnlyList<MatterAnswer> Items, string? Next);
