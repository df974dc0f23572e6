using System.Globalization;
using System.Text;
using Enforcement.Identity;
using Enforcement.Persistence.Import;

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
    /// <summary>What the open clocks of the rule would come to if each took the new wording.</summary>
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
        var (_, row) = Worded(admin, code, variant, request);
        var (now, moves) = (book.Current, new List<ClockMove>());
        foreach (var (it, number, title) in await open.OfRuleAsync(code, variant, cancel))
        {
            var term = row.Length is { } length ? Term.Of(length + Granted(it, now), TermUnits.Parse(row.Unit)) : it.Term;
            var due = now.DueOf(term, RollOf(row), it.IsInternal, it.StartedOn, it.StartedAt, it.Pauses, it.CaseKey.County);
            moves.Add(
                new ClockMove(it.Id, number, title, it.RuleIn(now)?.Name ?? it.Rule, now.Office.LastDayOf(it.DueLegal), due.Day, false)
            );
        }
        return ChangePreview.Of(moves);
    }

    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="NotVisibleException">There is no such rule.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException"><c>deadline.rule-not-later</c>, <c>deadline.rule-same</c>, <c>import.rejected</c>.</exception>
    public async Task<DeadlineRule> RunAsync(Actor admin, string code, string variant, RuleChangeRequest request, CancellationToken cancel)
    {
        var (_, row) = Worded(admin, code, variant, request);
        if (string.IsNullOrWhiteSpace(request.Document))
            throw new MalformedException(("document", "required"));
        if (request.Document.Length > 200 || request.Document.Any(char.IsControl))
            throw new MalformedException(("document", "text"));
        var dated = request.DocumentDate ?? throw new MalformedException(("documentDate", "required"));
        var report = await importer.ImportAsync(
            list,
            new ImportFile($"{code}.csv", Encoding.UTF8.GetBytes(Sheet(row))),
            new ImportPaper(request.Document.Trim(), dated, admin.UserName),
            cancel
        );
        if (report.Outcome == ImportOutcome.Rejected)
            throw new RefusedException("import.rejected", report.Faults.Count) { Extensions = { ["faults"] = report.Faults } };
        await book.ReadAsync(cancel);
        return book.Current.Find(code, row.ValidFrom, variant)!;
    }

    /// <summary>The wordings of a rule, the latest first.</summary>
    public IReadOnlyList<DeadlineRule> WordingsOf(string code, string variant) =>
        [.. book.Current.Rules.Where(rule => rule.Code == code && rule.Variant == variant).OrderByDescending(rule => rule.ValidFrom)];

    private (DeadlineRule Current, DeadlineRuleRow Row) Worded(Actor admin, string code, string variant, RuleChangeRequest request)
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
        if (request.Length is { } length && (length == 0 || Math.Abs(length) > 25_000))
            throw new MalformedException(("length", "range"));
        var row = new DeadlineRuleRow(
            current.Code,
            current.Variant,
            current.NameZh,
            current.NameEn,
            request.Length,
            OneOf(
                "unit",
                request.Unit ?? "",
                [.. Enum.GetValues<TermUnit>().Select(TermUnits.Code), .. request.Length is null ? [""] : Array.Empty<string>()]
            ),
            OneOf("roll", request.Roll ?? "none", ["none", "forward"]),
            current.IsInternal ? "internal" : "legal",
            current.TriggerZh,
            current.TriggerEn,
            current.ResponsibleZh,
            current.ResponsibleEn,
            current.ConsequenceZh,
            current.ConsequenceEn,
            Text("basisZh", request.BasisZh, current.BasisZh),
            Text("basisEn", request.BasisEn, current.BasisEn),
            OneOf("reminder", request.Reminder ?? "", ["", "A", "B", "C", "D", "E"]),
            [.. (request.PauseGrounds ?? []).Select(ground => OneOf("pauseGrounds", ground, Suspension.Grounds)).Distinct()],
            request.Extension is { } more and (< 1 or > 1000) ? throw new MalformedException(("extension", "range")) : request.Extension,
            request.Extension is null ? "" : OneOf("extensionBy", request.ExtensionBy ?? "agency-head", ["agency-head", "collective"]),
            from,
            current.SourceTag
        );
        if (
            row == RowOf(current) with { ValidFrom = from, Pauses = row.Pauses }
            && row.Pauses.Order().SequenceEqual(current.PauseGrounds.Order())
        )
            throw DeadlineRefusals.SameRule();
        return (current, row);
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
            it.SourceTag
        );

    /// <summary>Units that were granted on top of the wording; they stay granted under a later one.</summary>
    private static int Granted(Clock clock, Deadlines deadlines) =>
        clock.RuleIn(deadlines)?.Term is { } worded ? clock.Term.Length - worded.Length : 0;

    private static Roll RollOf(DeadlineRuleRow row) => row.Roll == "forward" ? Roll.Forward : Roll.None;

    private string Sheet(DeadlineRuleRow row)
    {
        var text = new StringBuilder().AppendJoin(',', list.Headings).Append('\n');
        object?[] cells =
        [
            row.Code,
            row.Variant,
            row.NameZh,
            row.NameEn,
            row.Length,
            row.Unit,
            row.Roll,
            row.Kind,
            row.TriggerZh,
            row.TriggerEn,
            row.ResponsibleZh,
            row.ResponsibleEn,
            row.ConsequenceZh,
            row.ConsequenceEn,
            row.BasisZh,
            row.BasisEn,
            row.Reminder,
            string.Join(';', row.Pauses),
            row.Extension,
            row.ExtensionBy,
            row.ValidFrom.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            row.SourceTag,
        ];
        return text.AppendJoin(',', cells.Select(cell => CsvSheet.Cell(Convert.ToString(cell, CultureInfo.InvariantCulture))))
            .Append('\n')
            .ToString();
    }

    private static string OneOf(string field, string value, IReadOnlyList<string> known) =>
        known.Contains(value) ? value : throw new MalformedException((field, "unknown"));

    private static string Text(string field, string? given, string current) =>
        string.IsNullOrWhiteSpace(given) ? current
        : given.Length > 500 ? throw new MalformedException((field, "too-long"))
        : given.Any(char.IsControl) ? throw new MalformedException((field, "text"))
        : given.Trim();
}
