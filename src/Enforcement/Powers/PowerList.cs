using System.Collections.Frozen;

namespace Enforcement.Powers;

/// <summary>
/// The whole dated power and duty list 权责清单 as it stood when it was read: immutable, shared by all requests of a node. Answers who may act
/// on what, where and when. Days are business days of the office; a question about a case is asked with the day of the violation.
/// </summary>
public sealed class PowerList
{
    private readonly FrozenDictionary<string, MatterVersion[]> versions;
    private readonly ILookup<string, PowerGrant> grants;
    private readonly ILookup<string, Duty> duties;
    private readonly ILookup<string, Threshold> thresholds;

    /// <exception cref="ArgumentException">Two versions of a matter claim the same day.</exception>
    public PowerList(
        IEnumerable<MatterVersion> versions,
        IEnumerable<PowerGrant> grants,
        IEnumerable<Duty> duties,
        IEnumerable<Threshold> thresholds
    )
    {
        this.versions = versions
            .GroupBy(version => version.Code)
            .ToFrozenDictionary(
                matter => matter.Key,
                matter => matter.OrderBy(version => version.From).ThenBy(version => version.Variant).ToArray(),
                StringComparer.Ordinal
            );
        this.grants = grants.ToLookup(grant => grant.Code);
        this.duties = duties.ToLookup(duty => duty.Category);
        this.thresholds = thresholds.ToLookup(threshold => threshold.Code);
        foreach (var matter in this.versions.Values.SelectMany(matter => matter.GroupBy(version => (version.Code, version.Variant))))
        foreach (var (earlier, later) in matter.Zip(matter.Skip(1)))
            if (earlier.To is not { } to || to >= later.From)
                throw new ArgumentException($"{matter.Key} has two versions on {later.From:O}.", nameof(versions));
    }

    public static PowerList Empty { get; } = new([], [], [], []);

    public bool Knows(string code) => versions.ContainsKey(code);

    /// <summary>All versions of a matter, oldest first; none for an unknown code.</summary>
    public IReadOnlyList<MatterVersion> VersionsOf(string code) => versions.GetValueOrDefault(code, []);

    /// <summary>The matter's newest name in the reader's language; the code itself where the list does not know it.</summary>
    public string NameOf(string code) => VersionsOf(code) is [.., var latest] ? latest.Name.ToString() : code;

    /// <summary>Which version of its matter this is, counted from the first for each kind of party.</summary>
    public int NumberOf(MatterVersion matter) =>
        VersionsOf(matter.Code).Where(version => version.Variant == matter.Variant).Index().First(pair => pair.Item == matter).Index + 1;

    /// <summary>The field that a matter belongs to by its newest version; null for an unknown code.</summary>
    public string? FieldOf(string code) => VersionsOf(code) is [.., var latest] ? latest.Field : null;

    /// <summary>
    /// The matter as it read on a day. Where person and unit differ, the one that fits <paramref name="partyKind"/>, or both when that is null.
    /// </summary>
    public IReadOnlyList<MatterVersion> Find(string code, DateOnly on, string? partyKind = null) =>
        [
            .. VersionsOf(code)
                .Where(version =>
                    version.IsInForceOn(on) && (version.Variant.Length == 0 || partyKind is null || version.Variant == VariantOf(partyKind))
                ),
        ];

    /// <summary>What a body may act on on a day; the whole list when <paramref name="organization"/> is null.</summary>
    public IReadOnlyList<HeldMatter> MattersFor(string? organization, DateOnly on, MatterQuery? query = null)
    {
        var holder = organization is null ? null : Holder.Of(organization);
        return
        [
            .. versions
                .Values.SelectMany(matter => matter)
                .Where(version => version.IsInForceOn(on) && (query ?? MatterQuery.Everything).Fits(version))
                .Select(version => (version, grant: holder is null ? null : GrantOf(holder, version, on)))
                .Where(held => holder is null || held.grant is not null || IsInCharge(holder, held.version))
                .OrderBy(held => held.version.Code, StringComparer.Ordinal)
                .ThenBy(held => held.version.Variant, StringComparer.Ordinal)
                .Select(held => new HeldMatter(held.version, held.grant)),
        ];
    }

    /// <summary>May this body act? Says no by <see cref="Competence.IsHeld"/>; see <see cref="Demand"/> for a refusal.</summary>
    /// <exception cref="MalformedException">The list does not know the code (<c>matterCode</c>).</exception>
    /// <exception cref="RefusedException"><c>power.not-in-force</c>: the matter has no version on that day.</exception>
    public Competence CompetenceOf(string organization, string code, DateOnly violatedOn, string? partyKind = null)
    {
        if (!Knows(code))
            throw new MalformedException(("matterCode", "unknown"));
        var found = Find(code, violatedOn, partyKind);
        if (found.Count == 0)
            throw NotInForce(code, violatedOn);

        var holder = Holder.Of(organization);
        var held = found.Select(version => (version, grant: GrantOf(holder, version, violatedOn))).ToList();
        var mine = held.Where(pair => pair.grant is not null || IsInCharge(holder, pair.version)).ToList();
        return mine.Count > 0
            ? new(organization, violatedOn, [.. mine.Select(pair => pair.version)], true, mine[0].grant)
            : new(organization, violatedOn, found, false, null);
    }

    /// <summary>As <see cref="CompetenceOf"/>, and refuses what the body may not do.</summary>
    /// <exception cref="RefusedException"><c>power.not-delegated</c> with <c>suggestion</c>, or <c>power.not-in-force</c>.</exception>
    public Competence Demand(string organization, string code, DateOnly violatedOn, string? partyKind = null)
    {
        var competence = CompetenceOf(organization, code, violatedOn, partyKind);
        return competence.IsHeld ? competence : throw PowerRefusals.NotDelegated(organization, competence.Version, violatedOn);
    }

    /// <summary>Before a notice or a decision is printed: the matter's text must be confirmed for the day of the violation.</summary>
    /// <exception cref="RefusedException"><c>power.unconfirmed</c> or <c>power.not-in-force</c>.</exception>
    public void DemandConfirmed(string code, DateOnly violatedOn, string? partyKind = null)
    {
        var found = Find(code, violatedOn, partyKind);
        if (found.Count == 0)
            throw NotInForce(code, violatedOn);
        if (found.FirstOrDefault(version => !version.IsConfirmed) is { } open)
            throw PowerRefusals.Unconfirmed(open);
    }

    /// <summary>Which law applies when it changed after the violation (Administrative Penalty Law art. 37); null when the matter was not in
    /// force then.</summary>
    public LawChoice? LawFor(string code, DateOnly violatedOn, DateOnly today, string? partyKind = null) =>
        Find(code, violatedOn, partyKind) is [var old, ..]
            ? LawChoice.Between(old, Find(code, today, partyKind).FirstOrDefault(version => version.Variant == old.Variant), partyKind)
            : null;

    /// <summary>Ordinary, major, cross-region or crime on the declared facts, with reasons; a fact not declared is never taken for harmless.</summary>
    /// <param name="organization">Who would handle the case: what only the county may handle is major for a township.</param>
    /// <exception cref="RefusedException"><c>power.not-in-force</c>.</exception>
    public Classification Classify(string organization, string code, DateOnly violatedOn, CaseFacts facts)
    {
        var found = Find(code, violatedOn, facts.PartyKind);
        if (found.Count == 0)
            throw NotInForce(code, violatedOn);
        var applicable = thresholds[Threshold.EveryMatter]
            .Concat(
                thresholds[code]
                    .Where(threshold => threshold.Variant.Length == 0 || found.Any(version => version.Variant == threshold.Variant))
            );
        return Classification.Of(found, applicable, facts, Holder.Of(organization).IsTownship);
    }

    /// <summary>From where on the facts of a matter make it graver; <see cref="Threshold.EveryMatter"/>: of every matter.</summary>
    public IReadOnlyList<Threshold> ThresholdsOf(string code) => [.. thresholds[code]];

    /// <summary>Matters that have such rules of their own, in the order of their codes.</summary>
    public IReadOnlyList<string> MattersWithThresholds => [.. thresholds.Select(group => group.Key).Order(StringComparer.Ordinal)];

    /// <summary>The same list with other rules for one matter, for trying them out.</summary>
    public PowerList WithThresholds(string code, IReadOnlyList<Threshold> instead) =>
        new(
            versions.Values.SelectMany(matter => matter),
            grants.SelectMany(matter => matter),
            duties.SelectMany(category => category),
            thresholds.Where(group => group.Key != code).SelectMany(group => group).Concat(instead)
        );

    /// <summary>责任事项 and 追责情形 that go with a category.</summary>
    public IReadOnlyList<Duty> DutiesOf(string category) => [.. duties[category]];

    /// <summary>Every grant of a matter that ever was, for showing who holds and held it.</summary>
    public IReadOnlyList<PowerGrant> GrantsOf(string code) => [.. grants[code]];

    /// <summary>Townships that some paper names by their own code.</summary>
    public IReadOnlyList<string> TownshipsNamed =>
        [.. grants.SelectMany(matter => matter).Select(grant => grant.Scope).Where(scope => scope.Length == 9).Distinct().Order()];

    /// <summary>The matters a township had to give back, newest recall first.</summary>
    public IReadOnlyList<PowerGrant> RecalledFrom(string organization) =>
        [
            .. grants
                .SelectMany(matter => matter)
                .Where(grant => grant.IsRecalled && grant.IsFor(Holder.Of(organization)))
                .OrderByDescending(grant => grant.To),
        ];

    private RefusedException NotInForce(string code, DateOnly violatedOn) =>
        PowerRefusals.NotInForce(VersionsOf(code) is [.., var latest] ? latest.Name : code, violatedOn);

    private static string VariantOf(string partyKind) => partyKind == PartyKinds.Unit ? PartyKinds.Unit : PartyKinds.Person;

    private static bool IsInCharge(Holder holder, MatterVersion version) =>
        holder.Kind == Holder.Department && holder.Function == version.Department;

    /// <summary>The grant that names the township itself before one that names its region.</summary>
    private PowerGrant? GrantOf(Holder holder, MatterVersion version, DateOnly on) =>
        grants[version.Code]
            .Where(grant => grant.IsFor(holder) && grant.IsHeldOn(on) && grant.Covers(version))
            .OrderByDescending(grant => grant.Scope.Length)
            .ThenByDescending(grant => grant.From)
            .FirstOrDefault();
}
