using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Stations;

/// <param name="Organization">The township in whose name; where somebody heads several.</param>
/// <param name="Station">The station that is tasked.</param>
/// <param name="Task">What it is to do.</param>
/// <param name="Urgent">Answered within hours.</param>
public sealed record DirectiveRequest(string? Organization, string? Station, string? Task, bool? Urgent);

/// <summary>属地统一指挥: a township tasks a station in its command line directly. Courts, police, procuratorate and tax are asked by letter instead.</summary>
public sealed class IssueDirective(Steps steps, OrganizationDirectory organizations, AnswerTerms terms, BusinessTime time)
{
    /// <summary>文种代字 of every directive.</summary>
    private const string Word = "调";

    /// <exception cref="NotAllowedException"><c>directive.township-heads-only</c>.</exception>
    /// <exception cref="RefusedException"><c>directive.request-only</c> with <c>suggestion</c>, <c>directive.not-under-command</c>.</exception>
    public async Task<StationDirective> RunAsync(Actor actor, DirectiveRequest request, CancellationToken cancel)
    {
        var post = PostOf(actor, request.Organization) ?? throw DirectiveRefusals.TownshipHeadsOnly();
        var asked = new Typed();
        var code = asked.Required("station", request.Station, 40);
        var task = asked.Required("task", request.Task);
        var station = organizations.Find(code);
        if (code.Length > 0 && station is null)
            asked.Fault("station", "unknown");
        asked.Demand();
        if (Bodies.IsRequestOnly(station!))
            throw DirectiveRefusals.RequestOnly(code, station!.NameHere);
        if (!Bodies.IsTaskedBy(station!, post.Organization) || !Bodies.IsThereOn(station!, time.Today))
            throw DirectiveRefusals.NotUnderCommand(station!.NameHere);

        await using var step = await steps.BeginNewAsync(actor, cancel);
        var county = organizations.Find(post.Organization)!.County!;
        var urgent = request.Urgent ?? false;
        var it = new StationDirective
        {
            Id = RowId.New(county, step.Now),
            MadeAt = step.Now,
            Events = new Journal(0, Journal.Genesis),
            Township = post.Organization,
            Station = code,
            Task = task,
            Urgent = urgent,
            IssuedBy = Signed.Of(actor, post),
            DueAt = terms.DueOf(step, AnswerTerms.Directive, urgent ? "urgent" : "", county),
        };
        it.Record(
            step,
            "issued",
            post,
            new JsonObject
            {
                ["station"] = code,
                ["task"] = task,
                ["urgent"] = urgent,
                ["due"] = it.DueAt,
            }
        );
        step.Make(
            it,
            SubjectKinds.Directive,
            post.Organization,
            Word,
            [code],
            () => [DirectiveTable.Insert(it)],
            () =>
                JointNotices.TellBody(
                    step,
                    it,
                    code,
                    "notice.directive-issued",
                    it.DueAt,
                    $"/station-directives/{it.Id}",
                    it.Number,
                    JointNotices.NameOf(organizations, it.Township),
                    time.LocalTime(it.DueAt)
                )
        );
        await step.CommitAsync(cancel, () => DirectiveAnswerOf.Of(it, actor, organizations, step.Now), StatusCodes.Status201Created);
        return it;
    }

    /// <summary>The head of a township; null: this person heads none.</summary>
    public Post? PostOf(Actor actor, string? wanted = null) =>
        organizations
            .TownshipsOf(actor, DirectiveRights.Table[0].Roles)
            .Where(township => wanted is null || township.Code == wanted)
            .Select(township => DirectiveRights.For(actor, DirectiveRights.Issue, township.Code))
            .FirstOrDefault();
}
