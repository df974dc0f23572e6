using Enforcement.Identity;
using Enforcement.Persistence.Import;
using Enforcement.Powers.Lists;
using Enforcement.Shell;

namespace Enforcement.Powers.Rules;

/// <param name="Result">Major, cross-region or crime, as <see cref="Gravity"/> calls them.</param>
/// <param name="AtLeast">Inclusive; a number in the unit of the fact, or a harm.</param>
public sealed record ThresholdWording(string? Variant, string? Result, string? Fact, string? AtLeast, string? ReasonZh, string? ReasonEn);

/// <param name="Rules">All rules of the matter as they are to be: they take the place of those it has.</param>
/// <param name="Document">Number of the paper that decides it; for trying the rules out none is needed.</param>
public sealed record ThresholdRequest(IReadOnlyList<ThresholdWording>? Rules, string? Document, DateOnly? DocumentDate);

/// <summary>
/// 案件分类规则: from which facts on a matter is major, cross-region or a suspected crime. Admins word them and try them on cases of the past before
/// they count; a case that is classified already stays as it is.
/// </summary>
public sealed class ChangeThresholds(Importer importer, ThresholdList list, PowerLists lists, ThresholdBench bench)
{
    private const int MostRules = 50;
    private const int LongestDocument = 200;

    /// <summary>Which of the latest cases would be classified otherwise.</summary>
    /// <exception cref="NotAllowedException">No system admin and no workflow admin.</exception>
    /// <exception cref="NotVisibleException">There is no such matter.</exception>
    /// <exception cref="RefusedException"><c>import.rejected</c> with <c>faults</c> by line.</exception>
    public async Task<ThresholdTrial> TryAsync(Actor admin, string code, ThresholdRequest request, CancellationToken cancel)
    {
        if (!admin.Holds(Roles.SystemAdmin) && !admin.Holds(Roles.WorkflowAdmin))
            throw new NotAllowedException("not-allowed");
        var now = await lists.CurrentAsync(cancel);
        var file = FileOf(now, code, request);
        var faults = new ImportFaults();
        var rows = file.Read(list.Headings, list.Parse, faults);
        if (!faults.None)
            throw Rejected(faults.All);
        return await bench.TryAsync(admin, code, now, now.WithThresholds(code, [.. rows.Select(row => ThresholdOf(row.Row))]), cancel);
    }

    /// <returns>How many rules are new, changed or gone.</returns>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="NotVisibleException">There is no such matter.</exception>
    /// <exception cref="MalformedException"><c>document</c>, <c>documentDate</c>, <c>rules</c>.</exception>
    /// <exception cref="RefusedException"><c>import.rejected</c> with <c>faults</c> by line.</exception>
    public async Task<int> RunAsync(Actor admin, string code, ThresholdRequest request, CancellationToken cancel)
    {
        if (!admin.Holds(Roles.SystemAdmin))
            throw new NotAllowedException("not-allowed");
        var file = FileOf(await lists.CurrentAsync(cancel), code, request);
        var paper = new ImportPaper(
            PlainText.RequiredLine("document", request.Document, LongestDocument),
            request.DocumentDate ?? throw new MalformedException(("documentDate", "required")),
            admin.UserName
        );
        var report = await importer.ImportAsync(list, file, paper, cancel);
        return report.Outcome == ImportOutcome.Rejected ? throw Rejected(report.Faults) : report.Added + report.Changed;
    }

    private ImportFile FileOf(PowerList power, string code, ThresholdRequest request)
    {
        if (code != Threshold.EveryMatter && !power.Knows(code))
            throw new NotVisibleException();
        if (request.Rules is not { Count: > 0 and <= MostRules } rules)
            throw new MalformedException(("rules", request.Rules is { Count: > 0 } ? "too-long" : "required"));
        return list.Write(
            $"thresholds-{code}.csv",
            rules.Select(it => new ThresholdRow(
                code,
                it.Variant ?? "",
                it.Result ?? "",
                it.Fact ?? "",
                it.AtLeast?.Trim() ?? "",
                it.ReasonZh?.Trim() ?? "",
                it.ReasonEn?.Trim() ?? "",
                LocalRule
            ))
        );
    }

    /// <summary>Source tag of a rule of one place: what an admin words is the county's own.</summary>
    private const string LocalRule = "X";

    private static Threshold ThresholdOf(ThresholdRow row) =>
        new(
            row.Code,
            row.Variant,
            row.Result,
            row.Fact,
            Threshold.Measure(row.Fact, row.AtLeast),
            new Bilingual(row.ReasonZh, row.ReasonEn),
            row.SourceTag
        );

    private static RefusedException Rejected(IReadOnlyList<ImportFault> faults) =>
        new("import.rejected", faults.Count) { Extensions = { ["faults"] = faults } };
}
