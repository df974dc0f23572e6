namespace Enforcement.Powers.Admission;

/// <summary>
/// A duty item 职责事项: what a county department may hand down to townships, or a township to its villages, from one day to another, and what people,
/// money and means came with it (powers, people and money follow the work 权随事转、人随事转、钱随事转).
/// </summary>
/// <param name="Level">One of <see cref="DutyLevels"/>.</param>
/// <param name="Department">Function of the department in charge, such as <c>agriculture</c>.</param>
/// <param name="Scope">Nine digits of one township, 2, 4 or 6 of a region, or <c>*</c>, as of a <see cref="PowerGrant"/>.</param>
/// <param name="Kinds">Which kinds of townships, see <see cref="HolderKinds"/>.</param>
/// <param name="Result">What a task under it ends with, one of <see cref="DutyResults"/>.</param>
/// <param name="To">Last day, inclusive; null until further notice.</param>
/// <param name="Document">The paper that decided it.</param>
/// <param name="Request">The admission request that was decided; null: the item came with an imported list.</param>
public sealed record DutyItem(
    string Code,
    string Level,
    Bilingual Title,
    string Department,
    string Scope,
    IReadOnlyList<string> Kinds,
    string Result,
    string Basis,
    DutySupport Support,
    DateOnly From,
    DateOnly? To,
    string Document,
    Guid? Request
)
{
    public bool IsAdmittedOn(DateOnly day) => From <= day && (To is not { } to || day <= to);

    /// <summary>Of a village item: for the villages of that township.</summary>
    public bool IsFor(Holder holder) =>
        holder.IsTownship
        && (Scope == "*" || holder.Code.StartsWith(Scope, StringComparison.Ordinal))
        && (Kinds.Contains(HolderKinds.Any) || Kinds.Contains(holder.Kind!));

    /// <summary>As it is named in a task: by its code, or by its title in either language.</summary>
    public bool IsNamed(string words) =>
        words.Equals(Code, StringComparison.OrdinalIgnoreCase) || words == Title.Chinese || words == Title.English;
}

/// <summary>What came with an item; empty: none.</summary>
/// <param name="Port">Access to the department's system 系统端口.</param>
public sealed record DutySupport(string People, string Money, string Technology, string Port)
{
    /// <summary>What is missing: <c>people</c>, <c>money</c>, <c>technology</c>, <c>port</c>.</summary>
    public IReadOnlyList<string> Gaps =>
        [
            .. new[] { ("people", People), ("money", Money), ("technology", Technology), ("port", Port) }
                .Where(it => it.Item2.Length == 0)
                .Select(it => it.Item1),
        ];

    public static string Plain(string? typed) =>
        typed is null or "无" || typed.Equals("none", StringComparison.OrdinalIgnoreCase) ? "" : typed;
}

public static class DutyLevels
{
    /// <summary>A department hands down to a township.</summary>
    public const string Township = "township";

    /// <summary>A township hands on to a village 村级.</summary>
    public const string Village = "village";

    public static IReadOnlyList<string> All { get; } = [Township, Village];
}

/// <summary>What a task may end with. A letter of responsibility, a target that is split and an acceptance check move a duty without handing it down.</summary>
public static class DutyResults
{
    /// <summary>Carried out.</summary>
    public const string Action = "action";

    /// <summary>Reported on 反馈情况.</summary>
    public const string Report = "report";

    /// <summary>Entered in a record 台账.</summary>
    public const string Record = "record";

    /// <summary>责任状.</summary>
    public const string ResponsibilityLetter = "responsibility-letter";

    /// <summary>指标分解.</summary>
    public const string Target = "target";

    /// <summary>检查验收.</summary>
    public const string AcceptanceCheck = "acceptance-check";

    public static IReadOnlyList<string> Allowed { get; } = [Action, Report, Record];

    /// <summary>Known, so that they are refused by name and not as unreadable.</summary>
    public static IReadOnlyList<string> Forbidden { get; } = [ResponsibilityLetter, Target, AcceptanceCheck];

    private static readonly string[] LetterWords = ["责任状", "责任书", "军令状"];

    /// <exception cref="MalformedException">No result that anybody knows.</exception>
    /// <exception cref="RefusedException"><c>duty.responsibility-letter</c>, <c>duty.target</c>, <c>duty.acceptance-check</c>.</exception>
    public static string Demand(string? result, string title)
    {
        if (result is null || Forbidden.Concat(Allowed).All(known => known != result))
            throw new MalformedException(("result", string.IsNullOrWhiteSpace(result) ? "required" : "unknown"));
        if (result == ResponsibilityLetter || LetterWords.Any(word => title.Contains(word, StringComparison.Ordinal)))
            throw DutyRefusals.ResponsibilityLetter();
        if (result == Target)
            throw DutyRefusals.Target();
        if (result == AcceptanceCheck)
            throw DutyRefusals.AcceptanceCheck();
        return result;
    }
}
