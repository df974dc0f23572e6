namespace Enforcement.Powers;

/// <summary>That a township, or the townships of a region, hold a matter from one day to another.</summary>
/// <param name="Variant">Empty is every variant of the matter.</param>
/// <param name="Scope">Nine digits of one township, 2, 4 or 6 of a region, or <c>*</c>.</param>
/// <param name="Kinds">Which kinds of townships, see <see cref="HolderKinds"/>.</param>
/// <param name="To">Last day, inclusive; null until further notice.</param>
/// <param name="Document">The published decision that hands the power down, or the statute that gives it (Administrative Penalty Law art. 24).</param>
public sealed record PowerGrant(
    string Code,
    string Variant,
    string Scope,
    IReadOnlyList<string> Kinds,
    DateOnly From,
    DateOnly? To,
    string Document,
    DateOnly? DocumentDate,
    string AcceptancePaper,
    string RecallDocument,
    DateOnly? RecallDate,
    string SourceTag,
    Bilingual Note
)
{
    public bool IsRecalled => RecallDocument.Length > 0;

    public bool IsHeldOn(DateOnly day) => From <= day && (To is not { } to || day <= to);

    public bool IsFor(Holder holder) =>
        holder.IsTownship
        && (Scope == "*" || holder.Code.StartsWith(Scope, StringComparison.Ordinal))
        && (Kinds.Contains(HolderKinds.Any) || Kinds.Contains(holder.Kind!));

    public bool Covers(MatterVersion version) => Code == version.Code && (Variant.Length == 0 || Variant == version.Variant);
}
