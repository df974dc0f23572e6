using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.JointOperations.Guidance;

/// <param name="Organization">In the name of which township; where somebody works at several.</param>
/// <param name="Department">The county department that is asked.</param>
/// <param name="Facts">What the case is like; masked before it leaves.</param>
/// <param name="CaseNumber">The case whose parties' names are masked; may be left out.</param>
/// <param name="Names">More names that are masked.</param>
public sealed record GuidanceRequest(
    string? Organization,
    string? Department,
    string? Question,
    string? Facts,
    string? CaseNumber,
    IReadOnlyList<string?>? Names
);

/// <param name="ValidUntil">Last day on which the advice holds; left out: until further notice.</param>
public sealed record AdviceRequest(string? Text, string? ValidUntil);

/// <param name="Title">Under which other townships find it.</param>
/// <param name="Text">The advice as they are to read it; left out: as it was given. Masked either way, as facts are.</param>
/// <param name="Names">Names of people and enterprises that are masked in both.</param>
public sealed record PublicationRequest(string? Title, string? Text, IReadOnlyList<string?>? Names);

/// <summary>业务指导: a township asks a department of its county, which advises and may publish its answer for other townships.</summary>
public sealed class AskGuidance(Steps steps, ScopedReads reads, OrganizationDirectory organizations, AnswerTerms terms, BusinessTime time)
{
    public static IReadOnlyList<string> Askers { get; } = [Roles.Officer, Roles.SquadHead, Roles.LegalReviewer, Roles.AgencyHead];

    public static IReadOnlyList<string> Advisers { get; } = [Roles.CountyHandler, Roles.UnitHead, Roles.AgencyHead];

    public static IReadOnlyList<string> Publishers { get; } = [Roles.UnitHead, Roles.AgencyHead];

    private const string Word = "指导";
    private const int MostNames = 20;

    /// <exception cref="NotAllowedException"><c>guidance.townships-only</c>.</exception>
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<GuidanceQuestion> AskAsync(Actor actor, GuidanceRequest request, CancellationToken cancel)
    {
        var post = PostOf(actor, request.Organization) ?? throw GuidanceRefusals.TownshipsOnly();
        var township = organizations.Find(post.Organization)!;
        var asked = new Typed();
        var department = asked.Required("department", request.Department, 40);
        if (department.Length > 0 && !IsAdviser(department, township.County!))
            asked.Fault("department", "unknown");
        var question = asked.Required("question", request.Question);
        var facts = asked.Required("facts", request.Facts, 4_000);
        var number = asked.Optional("caseNumber", request.CaseNumber, 40);
        var names = Names(asked, request.Names);
        asked.Demand();
        var parties = number is null ? [] : await PartiesAsync(actor, number, cancel);
        var mask = new FactMask([.. parties, .. names], question, facts);

        await using var step = await steps.BeginNewAsync(actor, cancel);
        var it = new GuidanceQuestion
        {
            Id = RowId.New(township.County!, step.Now),
            MadeAt = step.Now,
            Events = new Journal(0, Journal.Genesis),
            Asker = post.Organization,
            Department = department,
            Question = mask.Of(question),
            Facts = mask.Of(facts),
            AskedBy = Signed.Of(actor, post),
            DueAt = terms.DueOf(step, AnswerTerms.Guidance, "", township.County!),
        };
        it.Record(
            step,
            "asked",
            post,
            new JsonObject
            {
                ["department"] = department,
                ["question"] = it.Question,
                ["facts"] = it.Facts,
            }
        );
        step.Make(
            it,
            SubjectKinds.Question,
            post.Organization,
            Word,
            [department],
            () => [GuidanceTable.Insert(it)],
            () => Tell(step, it, it.Department, "notice.guidance-asked")
        );
        await step.CommitAsync(cancel, () => GuidanceAnswer.Of(it, actor, organizations, step.Now), StatusCodes.Status201Created);
        return it;
    }

    /// <exception cref="NotAllowedException"><c>guidance.not-yours</c>.</exception>
    /// <exception cref="RefusedException"><c>guidance.answered</c>.</exception>
    public Task<GuidanceQuestion> AdviseAsync(Actor actor, Guid id, AdviceRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var text = asked.Required("text", request.Text, 4_000);
        var until = asked.OptionalDate("validUntil", request.ValidUntil);
        if (until < time.Today)
            asked.Fault("validUntil", "past");
        asked.Demand();
        return RunAsync(
            actor,
            id,
            Advisers,
            "answered",
            (it, by, now) => it.Advise(new Advice(by, now, text, until)),
            _ => new JsonObject { ["text"] = text, ["validUntil"] = until is { } day ? BusinessTime.LocalDate(day) : null },
            cancel
        );
    }

    /// <exception cref="NotAllowedException"><c>guidance.not-yours</c>.</exception>
    /// <exception cref="RefusedException"><c>guidance.not-answered</c>, <c>guidance.published</c>.</exception>
    public Task<GuidanceQuestion> PublishAsync(Actor actor, Guid id, PublicationRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var names = Names(asked, request.Names);
        var title = asked.Required("title", request.Title, 100);
        var text = asked.Optional("text", request.Text, 4_000);
        asked.Demand();
        return RunAsync(
            actor,
            id,
            Publishers,
            "published",
            (it, by, now) =>
            {
                var given = text ?? it.Answer?.Text ?? "";
                var mask = new FactMask(names, it.Question, it.Facts, it.Answer?.Text, title, given);
                it.Publish(new Publication(by, now, mask.Of(title), mask.Of(given)));
            },
            it => new JsonObject { ["title"] = it.Published!.Title, ["text"] = it.Published.Text },
            cancel
        );
    }

    public Post? PostOf(Actor actor, string? wanted = null) =>
        organizations
            .TownshipsOf(actor, Askers)
            .Where(township => wanted is null || township.Code == wanted)
            .SelectMany(township => Askers.Select(role => actor.PostFor(role, township.Code)))
            .FirstOrDefault(post => post is not null);

    /// <summary>The departments of a county, which advise.</summary>
    public bool IsAdviser(string code, string county) =>
        organizations.Find(code) is { } body && body.County == county && body.Region.Length == 6 && body.Kind is "department" or "station";

    private Task<GuidanceQuestion> RunAsync(
        Actor actor,
        Guid id,
        IReadOnlyList<string> roles,
        string action,
        Action<GuidanceQuestion, Signed, DateTimeOffset> decide,
        Func<GuidanceQuestion, JsonObject> details,
        CancellationToken cancel
    ) =>
        steps.ChangeAsync(
            actor,
            GuidanceTable.Locked(id),
            new SubjectChange<GuidanceQuestion>(
                action,
                it =>
                    roles.Select(role => actor.PostFor(role, it.Department)).FirstOrDefault(post => post is not null)
                    ?? throw GuidanceRefusals.NotYours(it),
                decide,
                details,
                it => [GuidanceTable.Update(it)],
                (it, now) => GuidanceAnswer.Of(it, actor, organizations, now),
                (step, it) => Tell(step, it, it.Asker, $"notice.guidance-{action}")
            ),
            cancel
        );

    private static IReadOnlyList<string> Names(Typed asked, IReadOnlyList<string?>? given) =>
        (given ?? []).Any(name => !string.IsNullOrWhiteSpace(name)) ? asked.Lines("names", given, MostNames, 100) : [];

    private async Task<IReadOnlyList<string>> PartiesAsync(Actor actor, string number, CancellationToken cancel)
    {
        var of = CaseOf.Number(number);
        var (there, parties) = await reads.ReadAsync(
            actor.Scope,
            [CaseTable.Read.About(of), CaseTable.ReadParties(of)],
            async reader => (await reader.RowsAsync(CaseTable.From, cancel), await reader.RowsAsync(CaseTable.PartyFrom, cancel)),
            cancel
        );
        return there.Count == 0
            ? throw new NotVisibleException()
            : [.. parties.SelectMany(party => new[] { party.Name, party.Representative }).OfType<string>()];
    }

    private void Tell(Step step, GuidanceQuestion it, string body, string key) =>
        JointNotices.TellBody(
            step,
            it,
            body,
            key,
            null,
            $"/guidance/{it.Id}",
            it.Number,
            JointNotices.NameOf(organizations, it.Asker),
            JointNotices.NameOf(organizations, it.Department)
        );
}
