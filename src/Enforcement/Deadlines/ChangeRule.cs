using Enforcement.Identity;
using Enforcement.Persistence.Import;
using Enforcement.Shell;

namespace Enforcement.Deadlines;

/// <param name="Length">Units; null: a parameter that whoever starts the clock must give.</param>
/// <param name="ValidFrom">First day on which a clock that begins follows the new wording.</param>
/// <param name="Document">Number of the paper that decided the change.</param>
public sealed record RuleChangeRequest(
    int? Length,
    string? Unit,
    string? Roll,
    string? Reminder,
    IReadOnlyList<string>? PauseGrounds,
    int? Extension,
    string? ExtensionBy,
    string? BasisZh,
    string? BasisEn,
    DateOnly? ValidFrom,
    string? Document,
    DateOnly? DocumentDate
);

/// <summary>
/// A new wording of a rule, from a day on. Clocks that run keep the wording with which they began; to those that are open it is offered case by case
/// (<see cref="ClockVerbs.TakeLaterRuleAsync"/>). What a rule is of, and whether the law or the office set it, does not change with its wording.
/// </summary>
public sealed class ChangeRule(Importer importer, DeadlineRuleList list, DeadlineBook book, OpenClocks open, TimeProvider clock)
{
    private const int LongestDocument = 200;
    private const int LongestBasis = 500;

    /// <summary>What the open clocks of the rule would come to if each to which the new wording will be offered took it.</summary>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="RefusedException">See <see cref="RunAsync"/>.</exception>
    public async Task<ChangePreview> PreviewAsync(
        Actor admin,
        string code,
        string variant,
        RuleChangeRequest request,
        CancellationToken cancel
    )
    {
        var worded = Worded(admin, code, variant, request);
        var (now, at) = (book.Current, clock.GetUtcNow());
        var after = now.With([.. now.Rules, worded]);
        return ChangePreview.Of([
            .. (await open.OfRuleAsync(code, variant, cancel)).Select(it =>
                ClockMove.Of(
                    it,
                    now,
                    it.Clock.LaterRule(at, after, worded.ValidFrom) is { } later ? it.Clock.DueUnder(later, after).Day : null
                )
            ),
        ]);
    }

    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="NotVisibleException">There is no such rule.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException"><c>deadline.rule-not-later</c>, <c>deadline.rule-same</c>, <c>import.rejected</c>.</exception>
    public async Task<DeadlineRule> RunAsync(Actor admin, string code, string variant, RuleChangeRequest request, CancellationToken cancel)
    {
        var worded = Worded(admin, code, variant, request);
        var document = PlainText.RequiredLine("document", request.Document, LongestDocument);
        var dated = request.DocumentDate ?? throw new MalformedException(("documentDate", "required"));
        var report = await importer.ImportAsync(
            list,
            list.Write($"{code}.csv", [RowOf(worded)]),
            new ImportPaper(document, dated, admin.UserName),
            cancel
        );
        if (report.Outcome == ImportOutcome.Rejected)
            throw new RefusedException("import.rejected", report.Faults.Count) { Extensions = { ["faults"] = report.Faults } };
        await book.ReadAsync(cancel);
        return book.Current.Find(code, worded.ValidFrom, variant)!;
    }

    /// <summary>The wordings of a rule, the latest first.</summary>
    public IReadOnlyList<DeadlineRule> WordingsOf(string code, string variant) =>
        [.. book.Current.Rules.Where(rule => rule.Code == code && rule.Variant == variant).OrderByDescending(rule => rule.ValidFrom)];

    private DeadlineRule Worded(Actor admin, string code, string variant, RuleChangeRequest request)
    {
        if (!admin.Holds(Roles.SystemAdmin))
            throw new NotAllowedException("not-allowed");
        if (WordingsOf(code, variant) is not [var current, ..])
            throw new NotVisibleException();
        var from = request.ValidFrom ?? throw new MalformedException(("validFrom", "required"));
        if (from <= current.ValidFrom)
            throw DeadlineRefusals.NotLater(current);
        if (from > book.Current.Office.DayOf(clock.GetUtcNow()).AddYears(2))
            throw new MalformedException(("validFrom", "range"));
        if (request.Extension is < 1 or > 1000)
            throw new MalformedException(("extension", "range"));
        var worded = current with
        {
            Term = TermOf(request),
            Roll = OneOf("roll", request.Roll ?? "none", ["none", "forward"]) == "forward" ? Roll.Forward : Roll.None,
            Ladder = OneOf("reminder", request.Reminder ?? "", ["", "A", "B", "C", "D", "E"]) is [var ladder] ? ladder : null,
            PauseGrounds = [.. (request.PauseGrounds ?? []).Select(it => OneOf("pauseGrounds", it, Suspension.Grounds)).Distinct().Order()],
            Extension = request.Extension,
            // An extension by a reasonable time has no length to be changed.
            ExtensionBy = request.Extension is null
                ? current.Extension is null
                    ? current.ExtensionBy
                    : ""
                : OneOf("extensionBy", request.ExtensionBy ?? "agency-head", ["agency-head", "collective"]),
            BasisZh = Text("basisZh", request.BasisZh, current.BasisZh),
            BasisEn = Text("basisEn", request.BasisEn, current.BasisEn),
            ValidFrom = from,
        };
        var grounds = current.PauseGrounds;
        return
            worded with { ValidFrom = current.ValidFrom, PauseGrounds = grounds } == current
            && worded.PauseGrounds.SequenceEqual(grounds.Order())
            ? throw DeadlineRefusals.SameRule()
            : worded;
    }

    private static Term? TermOf(RuleChangeRequest request)
    {
        var isNamed = TermUnits.TryParse(request.Unit, out var unit);
        if (!isNamed && (request.Length is not null || request.Unit is { Length: > 0 }))
            throw new MalformedException(("unit", "unknown"));
        return request.Length is not { } length ? null
            : length != 0 && Term.Fits(length, unit) ? Term.Of(length, unit)
            : throw new MalformedException(("length", "range"));
    }

    private static DeadlineRuleRow RowOf(DeadlineRule it) =>
        new(
            it.Code,
            it.Variant,
            it.NameZh,
            it.NameEn,
            it.Term?.Length,
            it.Term?.Unit.Code() ?? "",
            it.Roll.Code(),
            it.IsInternal ? "internal" : "legal",
            it.TriggerZh,
            it.TriggerEn,
            it.ResponsibleZh,
            it.ResponsibleEn,
            it.ConsequenceZh,
            it.ConsequenceEn,
            it.BasisZh,
            it.BasisEn,
            it.Ladder?.ToString() ?? "",
            [.. it.PauseGrounds],
            it.Extension,
            it.ExtensionBy,
            it.ValidFrom,
            it.SourceTag,
            it.Field,
            it.InPlaceOf,
            it.IsGeneral
        );

    private static string OneOf(string field, string value, IReadOnlyList<string> known) =>
        known.Contains(value) ? value : throw new MalformedException((field, "unknown"));

    private static string Text(string field, string? given, string current) =>
        string.IsNullOrWhiteSpace(given) ? current : PlainText.RequiredLine(field, given, LongestBasis);
}
