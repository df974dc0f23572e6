using System.Globalization;

namespace Enforcement.Deadlines;

/// <summary>A statutory or internal term: how long, from what, for whom, on what basis. A value; a new wording is a new rule.</summary>
public sealed record DeadlineRule
{
    /// <summary><c>DL-PEN-02</c>.</summary>
    public required string Code { get; init; }

    /// <summary><c>urgent</c>; empty: the usual one.</summary>
    public string Variant { get; init; } = "";

    public required string NameZh { get; init; }
    public required string NameEn { get; init; }

    /// <summary>Null: a parameter that whoever starts the clock must give.</summary>
    public Term? Term { get; init; }

    public required Roll Roll { get; init; }

    /// <summary>内部时限: an agency's own, no law.</summary>
    public required bool IsInternal { get; init; }

    public required string TriggerZh { get; init; }
    public required string TriggerEn { get; init; }
    public required string ResponsibleZh { get; init; }
    public required string ResponsibleEn { get; init; }
    public required string ConsequenceZh { get; init; }
    public required string ConsequenceEn { get; init; }
    public required string BasisZh { get; init; }
    public required string BasisEn { get; init; }

    /// <summary>A to E: when whom to remind; null: nobody.</summary>
    public char? Ladder { get; init; }

    /// <summary>Grounds on which days do not count.</summary>
    public required IReadOnlyList<string> PauseGrounds { get; init; }

    /// <summary>At most so many units more, once; null: no extension, or where <see cref="ExtensionBy"/> names somebody, a reasonable time.</summary>
    public int? Extension { get; init; }

    /// <summary><c>agency-head</c> or <c>collective</c>.</summary>
    public string ExtensionBy { get; init; } = "";

    public required DateOnly ValidFrom { get; init; }
    public required string SourceTag { get; init; }

    /// <summary>The field of matters in which alone it holds: <c>market</c>, <c>ecology</c> …; empty: in every one that has no rule of its own.</summary>
    public string Field { get; init; } = "";

    /// <summary>Code of the rule whose place it takes in its field; empty: that of its own code.</summary>
    public string InPlaceOf { get; init; } = "";

    /// <summary>A province's general limit, such as Hunan's 20, 45 and 60 days (湖南省行政程序规定 art. 80-82): it holds where no other rule fixes a term.</summary>
    public bool IsGeneral { get; init; }

    private static bool English => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    public string Name => English ? NameEn : NameZh;
    public string Trigger => English ? TriggerEn : TriggerZh;
    public string Responsible => English ? ResponsibleEn : ResponsibleZh;
    public string Consequence => English ? ConsequenceEn : ConsequenceZh;
    public string Basis => English ? BasisEn : BasisZh;
}
