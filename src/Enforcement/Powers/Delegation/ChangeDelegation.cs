using System.Text.RegularExpressions;
using Enforcement.Identity;
using Enforcement.Persistence.Import;
using Enforcement.Powers.Lists;
using Enforcement.Shell;

namespace Enforcement.Powers.Delegation;

/// <param name="Act"><see cref="ChangeDelegation.HandDown"/> or <see cref="ChangeDelegation.Recall"/>.</param>
/// <param name="Scope">A township's nine digits, a region's 2, 4 or 6, or <c>*</c>: as the paper names it.</param>
/// <param name="Kinds">Which kinds of townships; none: all. Of a power handed down only.</param>
/// <param name="Day">First day on which it is held, or, of a recall, the last.</param>
/// <param name="Document">Number of the paper that decides it.</param>
public sealed record DelegationRequest(
    string? Act,
    IReadOnlyList<string>? Codes,
    string? Scope,
    IReadOnlyList<string>? Kinds,
    DateOnly? Day,
    string? Document,
    DateOnly? DocumentDate,
    string? AcceptancePaper
);

/// <param name="Before">Null: a power handed down anew.</param>
public sealed record GrantChange(string Code, string Matter, PowerGrant? Before, DateOnly From, DateOnly? To);

/// <summary>What a paper would change, and which open cases it touches; it changes nothing.</summary>
public sealed record DelegationPreview(IReadOnlyList<GrantChange> Changes, IReadOnlyList<TouchedCase> Cases, bool IsWhole);

/// <summary>
/// 赋权 and 收回: powers are handed down to townships, or taken back, by one published paper (Administrative Penalty Law art. 24). A case follows the
/// list of the day of its violation, so nothing is taken out of anybody's hands: the preview says which cases need a word with the county.
/// </summary>
public sealed partial class ChangeDelegation(
    Importer importer,
    GrantList list,
    PowerLists lists,
    TouchedCases touched,
    OrganizationDirectory organizations,
    BusinessTime time
)
{
    public const string HandDown = "hand-down";
    public const string Recall = "recall";

    /// <summary>Source tag of a rule of one place.</summary>
    private const string LocalRule = "X";

    private const int MostCodes = 200;
    private const int LongestDocument = 200;

    public static IReadOnlyList<string> Acts { get; } = [HandDown, Recall];

    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException">See <see cref="RunAsync"/>.</exception>
    public async Task<DelegationPreview> PreviewAsync(Actor admin, DelegationRequest request, CancellationToken cancel)
    {
        var power = await lists.CurrentAsync(cancel);
        var rows = RowsOf(admin, power, request);
        var cases = await touched.ReadAsync(request.Act!, [.. rows.Select(it => it.Row)], request.Day!.Value, cancel);
        return new DelegationPreview(
            [.. rows.Select(it => new GrantChange(it.Row.Code, power.NameOf(it.Row.Code), it.Before, it.Row.From, it.Row.To))],
            [.. cases.Take(TouchedCases.Most)],
            cases.Count <= TouchedCases.Most
        );
    }

    /// <returns>How many lines of the list are new or changed.</returns>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException"><c>power.held-already</c>, <c>power.own-by-law</c>, <c>power.wider-grant</c>, <c>power.not-held</c>,
    /// <c>import.rejected</c>.</exception>
    public async Task<int> RunAsync(Actor admin, DelegationRequest request, CancellationToken cancel)
    {
        var rows = RowsOf(admin, await lists.CurrentAsync(cancel), request);
        var report = await importer.ImportAsync(
            list,
            list.Write($"{request.Act}.csv", rows.Select(it => it.Row)),
            new ImportPaper(rows[0].Paper, request.DocumentDate, admin.UserName),
            cancel
        );
        return report.Outcome == ImportOutcome.Rejected
            ? throw new RefusedException("import.rejected", report.Faults.Count) { Extensions = { ["faults"] = report.Faults } }
            : report.Added + report.Changed;
    }

    private IReadOnlyList<(GrantRow Row, PowerGrant? Before, string Paper)> RowsOf(Actor admin, PowerList power, DelegationRequest request)
    {
        if (!admin.Holds(Roles.SystemAdmin))
            throw new NotAllowedException("not-allowed");
        var codes = (request.Codes ?? []).Where(code => code.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList();
        var paper = PlainText.RequiredLine("document", request.Document, LongestDocument);
        var faults = new List<(string, string)>();
        if (!Acts.Contains(request.Act))
            faults.Add(("act", request.Act is { Length: > 0 } ? "unknown" : "required"));
        if (codes.Count == 0)
            faults.Add(("codes", "required"));
        else if (codes.Count > MostCodes || codes.Any(code => !power.Knows(code)))
            faults.Add(("codes", codes.Count > MostCodes ? "too-long" : "unknown"));
        if (ScopeFault(request.Scope) is { } scopeFault)
            faults.Add(("scope", scopeFault));
        if ((request.Kinds ?? []).Any(kind => !HolderKinds.AllOrAny.Contains(kind)))
            faults.Add(("kinds", "unknown"));
        if (request.Day is not { } day || day < new DateOnly(1949, 10, 1) || day > time.Today.AddYears(2))
            faults.Add(("day", request.Day is null ? "required" : "range"));
        if (request.DocumentDate is null)
            faults.Add(("documentDate", "required"));
        if (faults.Count > 0)
            throw new MalformedException([.. faults]);
        return request.Act == Recall
            ? [.. codes.SelectMany(code => Recalled(power, code, request, paper))]
            : [.. codes.Select(code => (HandedDown(power, code, request, paper), (PowerGrant?)null, paper))];
    }

    private string? ScopeFault(string? scope) =>
        scope is not { Length: > 0 } ? "required"
        : !Scope().IsMatch(scope) || (scope.Length == 9 && organizations.Find(scope) is null) ? "unknown"
        : null;

    private static GrantRow HandedDown(PowerList power, string code, DelegationRequest request, string paper)
    {
        if (IsOwn(power, code))
            throw PowerRefusals.OwnByLaw(power.NameOf(code));
        string[] kinds = request.Kinds is { Count: > 0 } some ? [.. some.Distinct().Order(StringComparer.Ordinal)] : [HolderKinds.Any];
        if (
            power
                .GrantsOf(code)
                .FirstOrDefault(grant =>
                    Includes(grant.Scope, request.Scope!) && !(grant.To < request.Day) && Overlaps(grant.Kinds, kinds)
                ) is
            { } held
        )
            throw PowerRefusals.HeldAlready(power.NameOf(code), held);
        return new GrantRow(
            code,
            "",
            request.Scope!,
            kinds,
            request.Day!.Value,
            null,
            paper,
            request.DocumentDate,
            PlainText.Optional("acceptancePaper", request.AcceptancePaper, LongestDocument) ?? "",
            "",
            null,
            LocalRule,
            "",
            ""
        );
    }

    /// <summary>Each line that names just this scope ends; a wider one cannot end in part.</summary>
    private static IEnumerable<(GrantRow, PowerGrant?, string)> Recalled(
        PowerList power,
        string code,
        DelegationRequest request,
        string paper
    )
    {
        var (scope, last) = (request.Scope!, request.Day!.Value);
        if (IsOwn(power, code))
            throw PowerRefusals.OwnByLaw(power.NameOf(code));
        var held = power.GrantsOf(code).Where(grant => grant.IsHeldOn(last) && Includes(grant.Scope, scope)).ToList();
        var ended = held.Where(grant => grant.Scope == scope).ToList();
        if (ended.Count == 0)
            throw held.Count == 0 ? PowerRefusals.NotHeld(power.NameOf(code), last) : PowerRefusals.WiderGrant(power.NameOf(code), held[0]);
        return ended.Select(grant => (Ended(grant, last, paper, request.DocumentDate), (PowerGrant?)grant, paper));
    }

    private static GrantRow Ended(PowerGrant it, DateOnly last, string paper, DateOnly? dated) =>
        new(
            it.Code,
            it.Variant,
            it.Scope,
            [.. it.Kinds],
            it.From,
            last,
            it.Document,
            it.DocumentDate,
            it.AcceptancePaper,
            paper,
            dated,
            it.SourceTag,
            it.Note.Chinese,
            it.Note.English
        );

    /// <summary>What a statute gives to townships themselves no paper hands down or takes back.</summary>
    private static bool IsOwn(PowerList power, string code) => power.VersionsOf(code)[^1].Source == PowerSources.Own;

    private static bool Includes(string wide, string narrow) => wide == "*" || narrow.StartsWith(wide, StringComparison.Ordinal);

    private static bool Overlaps(IReadOnlyList<string> some, IReadOnlyList<string> others) =>
        some.Contains(HolderKinds.Any) || others.Contains(HolderKinds.Any) || some.Intersect(others).Any();

    [GeneratedRegex(@"^(\*|\d{2}|\d{4}|\d{6}|\d{9})\z")]
    private static partial Regex Scope();
}
