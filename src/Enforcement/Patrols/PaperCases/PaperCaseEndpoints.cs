using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Patrols.PaperCases;

internal static class PaperCaseEndpoints
{
    public static void MapPaperCases(this IEndpointRouteBuilder routes)
    {
        var paper = routes.MapApi("/cases/paper").WithTags("Paper cases");
        paper
            .MapPost(
                "",
                async (PaperCaseRequest request, HttpContext http, IActing acting, BringInPaperCase bringIn, CancellationToken cancel) =>
                {
                    var opened = await bringIn.RunAsync(await acting.GetAsync(http), request, cancel);
                    return TypedResults.Created($"/api/cases/{opened.Number}", opened);
                }
            )
            .WithSummary("Brings in a case that has been running on paper, at the stage at which it stands; heads of the township.")
            .Produces<OpenedCase>(StatusCodes.Status201Created);
        paper
            .MapGet("/stages", StagesAsync)
            .WithSummary(
                "The stages at which a paper case may be brought in, and what each asks; with matterCode those that a case of this matter has."
            )
            .Produces<PaperStagesAnswer>();
    }

    private static async Task<IResult> StagesAsync(
        string? organization,
        string? matterCode,
        IActing acting,
        OrganizationDirectory organizations,
        PowerLists powers,
        PaperStages stages,
        DeadlineBook book,
        BusinessTime time,
        CancellationToken cancel
    )
    {
        var (_, township) = PaperRights.PostOf(await acting.GetAsync(cancel), Blank(organization), organizations);
        var offered =
            Blank(matterCode) is { } matter && (await powers.CurrentAsync(cancel)).FieldOf(matter) is { } field
                ? (await stages.OfCaseAsync(township, field, cancel)).Stages
                : await stages.OfTownshipAsync(township, cancel);
        return TypedResults.Ok(new PaperStagesAnswer([.. offered.Select(stage => PaperStageAnswer.Of(stage, book.Current, time.Today))]));
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

public sealed record PaperStagesAnswer(IReadOnlyList<PaperStageAnswer> Items);

/// <param name="Since">The field whose day is the one on which the case came there.</param>
/// <param name="Terms">Those that run there.</param>
public sealed record PaperStageAnswer(
    string Stage,
    string Label,
    string Phase,
    string Since,
    IReadOnlyList<PaperFieldAnswer> Fields,
    IReadOnlyList<PaperTermAnswer> Terms
)
{
    internal static PaperStageAnswer Of(OfferedStage it, Deadlines.Deadlines deadlines, DateOnly today) =>
        new(
            it.Stage.Node,
            it.Label.Here,
            it.Stage.Stage,
            it.Stage.Since,
            [
                .. PaperCaseRequest
                    .FieldsOf(it.Stage)
                    .Select(field => new PaperFieldAnswer(
                        field.Name,
                        field.Label,
                        field.Kind.ToString().ToLowerInvariant(),
                        field.Required,
                        field.Options
                    )),
            ],
            [.. it.Clocks.Select(clock => PaperTermAnswer.Of(clock, deadlines.Find(clock.Rule, today, clock.Variant)))]
        );
}

/// <param name="Since">The field whose day began it.</param>
/// <param name="PauseGrounds">On which it may have been suspended.</param>
/// <param name="Extension">By how much it may have been extended, once; null: not at all.</param>
public sealed record PaperTermAnswer(string Rule, string Name, string Since, IReadOnlyList<string> PauseGrounds, int? Extension)
{
    internal static PaperTermAnswer Of(PaperClock clock, DeadlineRule? rule) =>
        new(clock.Rule, rule?.Name ?? clock.Rule, clock.Since, rule?.PauseGrounds ?? [], rule?.Extension);
}

/// <param name="Kind"><c>date</c>, <c>text</c>, <c>lines</c>, <c>money</c>, <c>choice</c> or <c>flag</c>.</param>
/// <param name="Required">Always; others may be made necessary by an answer.</param>
public sealed record PaperFieldAnswer(string Name, string Label, string Kind, bool Required, IReadOnlyList<string> Options);
