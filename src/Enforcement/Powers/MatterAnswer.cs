namespace Enforcement.Powers;

/// <summary>A line of a body's power list as the API tells it. Chinese is the text that counts; English explains it.</summary>
/// <param name="Facts">What must be declared before a case of this matter can be called ordinary; names as in <c>facts</c> of a finding.</param>
/// <param name="Confirmed">False: good for a lead, but no notice or decision is printed.</param>
/// <param name="To">Last day, inclusive; null until further notice.</param>
/// <param name="Held">By which paper the organisation that was asked about holds it; null for a department, and when none was named.</param>
/// <param name="Versions">Every version of this matter, oldest first.</param>
public sealed record MatterAnswer(
    string Code,
    string Variant,
    string Name,
    string NameEn,
    string Category,
    string Field,
    string Department,
    string Source,
    string Handler,
    string Basis,
    string BasisEn,
    string Summary,
    string SummaryEn,
    IReadOnlyList<PenaltyAnswer> Penalties,
    IReadOnlyList<string> Facts,
    int LimitationYears,
    bool Confirmed,
    string SourceTag,
    DateOnly From,
    DateOnly? To,
    string Note,
    string NoteEn,
    HeldAnswer? Held,
    IReadOnlyList<MatterVersionAnswer> Versions
)
{
    internal static MatterAnswer Of(HeldMatter held, PowerList list)
    {
        var version = held.Version;
        return new(
            version.Code,
            version.Variant,
            version.Name.Chinese,
            version.Name.English,
            version.Category,
            version.Field,
            version.Department,
            version.Source,
            version.Handler,
            version.Basis.Chinese,
            version.Basis.English,
            version.Summary.Chinese,
            version.Summary.English,
            [.. version.Penalties.Select(PenaltyAnswer.Of)],
            version.Facts,
            version.LimitationYears,
            version.IsConfirmed,
            version.SourceTag,
            version.From,
            version.To,
            version.Note.Chinese,
            version.Note.English,
            held.Grant is { } grant ? new(grant.Document, grant.From, grant.To, grant.IsRecalled ? grant.RecallDocument : null) : null,
            [
                .. list.VersionsOf(version.Code)
                    .Where(other => other.Variant == version.Variant)
                    .Select(other => new MatterVersionAnswer(other.From, other.To, other.Basis.Chinese, other.IsConfirmed)),
            ]
        );
    }
}

/// <param name="PartyKind"><c>any</c>, <c>person</c>, <c>unit</c>, <c>farmer</c> or <c>non-farmer</c>.</param>
/// <param name="Unit"><c>yuan</c>, <c>yuan-per-m2</c>, <c>percent</c>, <c>multiple</c>, <c>months</c>, or empty.</param>
public sealed record PenaltyAnswer(
    string Kind,
    string PartyKind,
    decimal? Minimum,
    decimal? Maximum,
    string Unit,
    string MeasuredBy,
    string Condition,
    string ConditionEn,
    bool Discretionary
)
{
    internal static PenaltyAnswer Of(Penalty penalty) =>
        new(
            penalty.Kind,
            penalty.PartyKind,
            penalty.Minimum,
            penalty.Maximum,
            penalty.Unit,
            penalty.MeasuredBy,
            penalty.Condition.Chinese,
            penalty.Condition.English,
            penalty.IsDiscretionary
        );
}

/// <param name="RecallDocument">Paper by which it was taken back from <paramref name="To"/> on; null while it is held.</param>
public sealed record HeldAnswer(string Document, DateOnly From, DateOnly? To, string? RecallDocument);

public sealed record MatterVersionAnswer(DateOnly From, DateOnly? To, string Basis, bool Confirmed);
