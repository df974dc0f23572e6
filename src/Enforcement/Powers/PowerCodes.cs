namespace Enforcement.Powers;

/// <summary>The nine categories of the power list 权力清单, as stored. Names come from resources (<c>powers.category.&lt;code&gt;</c>).</summary>
public static class MatterCategories
{
    public const string Permit = "permit";
    public const string Penalty = "penalty";
    public const string Payment = "payment";
    public const string Compulsion = "compulsion";
    public const string Confirmation = "confirmation";

    /// <summary>行政裁决; the Hunan plan of 2019 writes 行政裁量, which is read as the same.</summary>
    public const string Adjudication = "adjudication";

    public const string Levy = "levy";
    public const string Inspection = "inspection";
    public const string Other = "other";

    public static IReadOnlyList<string> All { get; } =
    [Permit, Penalty, Payment, Compulsion, Confirmation, Adjudication, Levy, Inspection, Other];

    private static readonly Dictionary<string, string> Written = new(StringComparer.Ordinal)
    {
        ["行政许可"] = Permit,
        ["行政处罚"] = Penalty,
        ["行政给付"] = Payment,
        ["行政强制"] = Compulsion,
        ["行政确认"] = Confirmation,
        ["行政裁决"] = Adjudication,
        ["行政裁量"] = Adjudication,
        ["行政征收"] = Levy,
        ["监督检查"] = Inspection,
        ["其他权力"] = Other,
    };

    /// <summary>What a list may say for a category: the code, or the Chinese word.</summary>
    public static IReadOnlyCollection<string> Spellings { get; } = [.. All, .. Written.Keys];

    /// <summary>The code for a spelling; anything else stays as it is.</summary>
    public static string CodeOf(string spelling) => Written.GetValueOrDefault(spelling, spelling);
}

/// <summary>Where a body's power comes from.</summary>
public static class PowerSources
{
    /// <summary>A statute names the township itself 法定.</summary>
    public const string Own = "own";

    /// <summary>Handed down by a published decision (Administrative Penalty Law art. 24) 赋权; acts in its own name.</summary>
    public const string Delegated = "delegated";

    /// <summary>Entrusted (art. 20) 委托; acts in the name of the entrusting body.</summary>
    public const string Entrusted = "entrusted";

    /// <summary>With the county's departments 县级.</summary>
    public const string County = "county";

    public static IReadOnlyList<string> All { get; } = [Own, Delegated, Entrusted, County];
}

/// <summary>Who usually handles a matter: a judgement, not law.</summary>
public static class Handlers
{
    public const string Township = "township";
    public const string County = "county";
    public const string Joint = "joint";

    public static IReadOnlyList<string> All { get; } = [Township, County, Joint];
}

/// <summary>What penalties can be (Administrative Penalty Law art. 9), and what goes beside them without being one: an order to correct (art. 28).</summary>
public static class PenaltyKinds
{
    public const string Order = "order";
    public const string Warning = "warning";
    public const string Criticism = "criticism";
    public const string Fine = "fine";
    public const string Confiscation = "confiscation";
    public const string SuspendPermit = "suspend-permit";
    public const string RevokePermit = "revoke-permit";
    public const string StopBusiness = "stop-business";
    public const string Demolish = "demolish";
    public const string Replant = "replant";

    public static IReadOnlyList<string> All { get; } =
    [Order, Warning, Criticism, Fine, Confiscation, SuspendPermit, RevokePermit, StopBusiness, Demolish, Replant];
}

/// <summary>What an amount counts.</summary>
public static class PenaltyUnits
{
    public const string Yuan = "yuan";
    public const string YuanPerSquareMetre = "yuan-per-m2";

    /// <summary>Percent of <see cref="Penalty.MeasuredBy"/>.</summary>
    public const string Percent = "percent";

    /// <summary>Times <see cref="Penalty.MeasuredBy"/>.</summary>
    public const string Multiple = "multiple";

    public const string Months = "months";

    public static IReadOnlyList<string> All { get; } = [Yuan, YuanPerSquareMetre, Percent, Multiple, Months];
}

/// <summary>Whom a penalty is for.</summary>
public static class PartyKinds
{
    public const string Any = "any";
    public const string Person = "person";
    public const string Unit = "unit";

    /// <summary>A farming household 农户.</summary>
    public const string Farmer = "farmer";

    public const string NonFarmer = "non-farmer";

    public static IReadOnlyList<string> All { get; } = [Any, Person, Unit, Farmer, NonFarmer];
}
