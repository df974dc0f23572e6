using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Powers.Admission;

/// <summary>The duty list as the API shows it.</summary>
/// <param name="Gaps">What did not come with it.</param>
public sealed record DutyItemAnswer(
    string Code,
    string Level,
    string TitleZh,
    string TitleEn,
    string Department,
    string Scope,
    IReadOnlyList<string> Kinds,
    string Result,
    string Basis,
    string People,
    string Money,
    string Technology,
    string Port,
    IReadOnlyList<string> Gaps,
    DateOnly From,
    DateOnly? To,
    string Document,
    Guid? Request
)
{
    public static DutyItemAnswer Of(DutyItem it) =>
        new(
            it.Code,
            it.Level,
            it.Title.Chinese,
            it.Title.English,
            it.Department,
            it.Scope,
            it.Kinds,
            it.Result,
            it.Basis,
            it.Support.People,
            it.Support.Money,
            it.Support.Technology,
            it.Support.Port,
            it.Support.Gaps,
            it.From,
            it.To,
            it.Document,
            it.Request
        );
}

internal static class DutyEndpoints
{
    public static void MapDutyItems(this IEndpointRouteBuilder routes)
    {
        routes
            .MapApi("/duties")
            .WithTags("Duty admission")
            .MapGet("", ListAsync)
            .WithSummary(
                "The duty list: what may be handed down to townships and villages, on a day; with gaps=true what came incomplete."
            );
        routes.MapApi("/duties.xlsx").ExcludeFromDescription().MapGet("", WorkbookAsync);
    }

    /// <exception cref="MalformedException">A day or a level that is none.</exception>
    internal static DutyQuery QueryOf(string? on, string? organization, string? level, string? gaps, BusinessTime time)
    {
        if (level is { Length: > 0 } && !DutyLevels.All.Contains(level))
            throw new MalformedException(("level", "unknown"));
        return new DutyQuery(
            on == "any" ? null : DayText.Read("on", on) ?? time.Today,
            organization is { Length: > 0 } ? organization : null,
            level is { Length: > 0 } ? level : null,
            gaps is "true" or "1"
        );
    }

    private static async Task<IResult> ListAsync(
        string? on,
        string? organization,
        string? level,
        string? gaps,
        HttpRequest request,
        DutyReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        if (Workbooks.IsWantedBy(request))
            return await WorkbookAsync(on, organization, level, gaps, reader, organizations, time, cancel);
        var items = await reader.ItemsAsync(QueryOf(on, organization, level, gaps, time), cancel);
        return TypedResults.Ok(new { items = items.Select(DutyItemAnswer.Of), next = (string?)null });
    }

    private static async Task<IResult> WorkbookAsync(
        string? on,
        string? organization,
        string? level,
        string? gaps,
        DutyReader reader,
        OrganizationDirectory organizations,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var items = await reader.ItemsAsync(QueryOf(on, organization, level, gaps, time), cancel);
        return await Workbooks.OfAsync(
            "duties",
            items.Select(it => new Dictionary<string, object?>
            {
                [Texts.Of("duties.code")] = it.Code,
                [Texts.Of("duties.item")] = it.Title.ToString(),
                [Texts.Of("duties.level")] = Texts.Of($"duties.level.{it.Level}"),
                [Texts.Of("duties.department")] = DutyWords.Department(it.Department),
                [Texts.Of("duties.scope")] = DutyWords.ScopeOf(it, organizations),
                [Texts.Of("duties.result")] = Texts.Of($"duties.result.{it.Result}"),
                [Texts.Of("duties.basis")] = it.Basis,
                [Texts.Of("duties.support.people")] = DutyWords.OrNone(it.Support.People),
                [Texts.Of("duties.support.money")] = DutyWords.OrNone(it.Support.Money),
                [Texts.Of("duties.support.technology")] = DutyWords.OrNone(it.Support.Technology),
                [Texts.Of("duties.support.port")] = DutyWords.OrNone(it.Support.Port),
                [Texts.Of("duties.from")] = BusinessTime.LocalDate(it.From),
                [Texts.Of("duties.to")] = it.To is { } to ? BusinessTime.LocalDate(to) : null,
                [Texts.Of("duties.document")] = it.Document,
            }),
            cancel
        );
    }
}

/// <summary>Words that pages and workbooks share.</summary>
internal static class DutyWords
{
    public static string OrNone(string text) => text.Length == 0 ? Texts.Of("duties.none-came") : text;

    /// <summary>A function that the power list has no name for is shown as it is.</summary>
    public static string Department(string function) =>
        Texts.Has($"powers.department.{function}") ? Texts.Of($"powers.department.{function}") : function;

    public static string ScopeOf(DutyItem item, OrganizationDirectory organizations) =>
        item.Scope == "*" ? Texts.Of("duties.scope.all")
        : organizations.Find(item.Scope) is { } township ? township.NameHere
        : Texts.Of("duties.scope.region", organizations.Find($"{item.Scope}-government")?.NameHere ?? item.Scope);
}
