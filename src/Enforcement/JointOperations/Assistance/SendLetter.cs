using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Assistance;

/// <param name="Organization">In whose name; where somebody heads several bodies.</param>
/// <param name="Asked">The body that is asked, of this installation.</param>
/// <param name="Kind"><c>investigation</c>, the usual one, <c>testing</c>, <c>appraisal</c> or <c>identification</c>.</param>
/// <param name="Matter">What it is about.</param>
/// <param name="Basis">The provision by which help is asked.</param>
/// <param name="Items">What is asked for, at least one.</param>
/// <param name="Contact">Whom to call.</param>
/// <param name="CaseNumber">One's own case; needed for a test.</param>
/// <param name="Days">Of a test: calendar days that do not count, 1 to 180.</param>
public sealed record LetterRequest(
    string? Organization,
    string? Asked,
    string? Kind,
    string? Matter,
    string? Basis,
    IReadOnlyList<string?>? Items,
    string? Contact,
    string? CaseNumber,
    int? Days
);

/// <summary>
/// Asks another body for help, in writing. A test, an appraisal or an identification stops those terms of the case whose rule knows the ground, with a
/// numbered period notice.
/// </summary>
public sealed class SendLetter(Steps steps, OrganizationDirectory organizations, AnswerTerms terms, BusinessTime time)
{
    public const int MostDays = 180;

    /// <summary>The pause ground of the deadline rules: 检测、检验、检疫、鉴定.</summary>
    public const string Ground = "testing";

    private const string Word = "协查";
    private const string CommissionWord = "鉴委";

    // Numbers are drawn in the order of their words: the notice's comes before the letter's, which names it.
    private const string NoticeWord = "期告";
    private const int MostItems = 20;

    /// <exception cref="NotAllowedException"><c>assistance.heads-only</c>.</exception>
    /// <exception cref="RefusedException"><c>assistance.oneself</c>, <c>assistance.case-needed</c>, <c>assistance.not-your-case</c>,
    /// <c>assistance.case-closed</c>.</exception>
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<AssistanceLetter> RunAsync(Actor actor, LetterRequest request, CancellationToken cancel)
    {
        var post = PostOf(actor, request.Organization) ?? throw AssistanceRefusals.HeadsOnly();
        var asked = new Typed();
        var code = asked.Required("asked", request.Asked, 40);
        var body = organizations.Find(code);
        if (code.Length > 0 && (body is null or { Kind: "government" } || !Bodies.IsThereOn(body, time.Today)))
            asked.Fault("asked", "unknown");
        var kind =
            asked.Code("kind", request.Kind is { Length: > 0 } given ? given : LetterPurposes.Investigation, LetterPurposes.All) ?? "";
        var matter = asked.Required("matter", request.Matter);
        var basis = asked.Required("basis", request.Basis, 500);
        var items = asked.Lines("items", request.Items, MostItems, 500);
        var contact = asked.Required("contact", request.Contact, Typed.Line);
        var number = asked.Optional("caseNumber", request.CaseNumber, 40);
        var stops = LetterPurposes.StopsTerms(kind) && kind.Length > 0;
        if (stops && request.Days is null)
            asked.Fault("days", "required");
        if (stops && request.Days is < 1 or > MostDays)
            asked.Fault("days", "range");
        asked.Demand();
        if (code == post.Organization)
            throw AssistanceRefusals.Oneself();
        if (stops && number is null)
            throw AssistanceRefusals.CaseNeeded();

        await using var step = number is null
            ? await steps.BeginNewAsync(actor, cancel)
            : await steps.BeginAsync(actor, CaseOf.Number(number), cancel);
        if (number is not null && !step.Case.IsWith(post.Organization))
            throw AssistanceRefusals.NotYourCase();
        if (stops && !step.Case.IsOpen)
            throw AssistanceRefusals.CaseClosed();
        var county = number is null ? organizations.Find(post.Organization)!.County! : step.Case.Key.County;
        var variant = !stops && body!.County != county ? "other-region" : "";
        var it = new AssistanceLetter
        {
            Id = RowId.New(county, step.Now),
            MadeAt = step.Now,
            Events = new Journal(0, Journal.Genesis),
            Kind = kind,
            Asker = post.Organization,
            Asked = code,
            Matter = matter,
            Basis = basis,
            Contact = contact,
            CaseId = number is null ? null : step.Case.Key.Id,
            CaseNumber = number is null ? null : step.Case.Number,
            SentBy = Signed.Of(actor, post),
            // A test is due with the period that was set for it.
            DueAt = stops
                ? time.StartOf(step.Today.AddDays(request.Days!.Value))
                : terms.DueOf(step, AnswerTerms.Assistance, variant, county),
        };
        it.Ask(items);
        if (stops)
            Stop(step, it, request.Days!.Value, post);
        step.Make(
            it,
            SubjectKinds.Letter,
            post.Organization,
            stops ? CommissionWord : Word,
            [code],
            () =>
            {
                it.Record(step, "sent", post, Told(it));
                return [AssistanceTable.Insert(it)];
            },
            () => Tell(step, it, post)
        );
        await step.CommitAsync(cancel, () => LetterDetail.Of(it, actor, organizations, step.Now), StatusCodes.Status201Created);
        return it;
    }

    /// <summary>Whoever may send letters for a body, if only for one; null: nobody asked may.</summary>
    public Post? PostOf(Actor actor, string? wanted = null) =>
        actor
            .Posts.Where(post => wanted is null || post.Organization == wanted)
            .Where(post => organizations.Find(post.Organization) is { County: not null, Kind: not "government" })
            .Select(post => AssistanceRights.For(actor, AssistanceRights.Send, post.Organization))
            .FirstOrDefault(post => post is not null);

    /// <summary>The number of the notice is drawn with the letter's; the terms wait from today on, and say by which paper.</summary>
    private static void Stop(Step step, AssistanceLetter it, int days, Post post)
    {
        var clocks = step.Main.Part<CaseClocks>();
        // One that has run out runs on: nothing that comes later stops it. One that stands for another test goes on to wait for this one.
        var waiting = clocks
            .Running.Where(clock => clock.RuleIn(clocks.Deadlines)?.PauseGrounds.Contains(Ground) == true)
            .Where(clock => clock.State == ClockState.Paused ? clock.Suspensions is [.., { Ground: Ground }] : !clock.IsOverdue(step.Now))
            .ToList();
        var (from, until) = (step.Today, step.Today.AddDays(days - 1));
        step.Draw(
            it.Key,
            it.Asker,
            NoticeWord,
            (year, serial) => step.OfficialNumber(it.Asker, NoticeWord, year, serial),
            "test-period",
            notice =>
            {
                it.Period = new TestPeriod(days, from, until, notice, [.. waiting.Select(clock => new WaitingClock(clock.Id, clock.Rule))]);
                foreach (var clock in waiting.Where(clock => clock.State == ClockState.Running))
                    clocks.Suspend(step.Main, clock, new Suspension(from, null, Ground, it.Basis, notice), post);
            }
        );
    }

    private void Tell(Step step, AssistanceLetter it, Post post)
    {
        if (it.CaseId is not null)
            step.Main.Record(
                "assistance.sent",
                new JsonObject
                {
                    ["letter"] = it.Number,
                    ["asked"] = it.Asked,
                    ["period"] = it.Period?.Notice,
                },
                post
            );
        JointNotices.TellBody(
            step,
            it,
            it.Asked,
            "notice.assistance-sent",
            it.DueAt,
            $"/assistance/{it.Id}",
            it.Number,
            JointNotices.NameOf(organizations, it.Asker),
            BusinessTime.LocalDate(time.LastDayOf(it.DueAt))
        );
    }

    private static JsonObject Told(AssistanceLetter it) =>
        new()
        {
            ["kind"] = it.Kind,
            ["asked"] = it.Asked,
            ["matter"] = it.Matter,
            ["basis"] = it.Basis,
            ["items"] = new JsonArray([.. it.Items.Select(item => (JsonNode)item.What)]),
            ["contact"] = it.Contact,
            ["case"] = it.CaseNumber,
            ["due"] = it.DueAt,
            ["period"] = it.Period is { } period ? $"{period.Notice} {period.From:yyyy-MM-dd}/{period.Until:yyyy-MM-dd}" : null,
        };
}
