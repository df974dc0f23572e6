using System.Globalization;
using System.Text.Json.Serialization;

namespace Enforcement.Tasks;

/// <summary>A text of a definition in both languages; the English one may be missing.</summary>
public sealed record LocalText(string Zh, string? En = null)
{
    /// <summary>In the reader's language; never kept, because what is kept has many readers.</summary>
    [JsonIgnore]
    public string Here => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" && En is { Length: > 0 } ? En : Zh;
}

/// <summary>
/// What a task asks: its ways out, its fields, the documents that must exist. Frozen when the task opens, so that a case stays on the
/// definition it started with.
/// </summary>
public sealed record TaskSpec
{
    public required LocalText Title { get; init; }

    /// <summary>What the officer reads above the form: what this step is for, in the statute's words.</summary>
    public LocalText? Hint { get; init; }

    /// <summary>The usual one first.</summary>
    public required IReadOnlyList<TaskOutcome> Outcomes { get; init; }

    public IReadOnlyList<TaskField> Fields { get; init; } = [];

    /// <summary>Document kinds that must be drafted before an outcome may be chosen.</summary>
    public IReadOnlyList<TaskDocument> Documents { get; init; } = [];

    /// <summary>Two officers with valid certificates: the second counter-signs (Administrative Penalty Law art. 42).</summary>
    public bool TwoOfficers { get; init; }

    /// <summary>Only the two handlers of the case may do it.</summary>
    public bool HandlersOnly { get; init; }

    /// <summary>The deadline rule whose clock runs while the task is open.</summary>
    public string? Clock { get; init; }

    /// <summary>The case's date from which that clock counts; null: the day the task opens.</summary>
    public string? ClockFrom { get; init; }

    /// <summary>Chosen by the service when the clock has run out: a statutory window that closes by itself.</summary>
    public string? TimeoutOutcome { get; init; }

    /// <summary>What a delay here is charged to: <c>handling</c>, <c>approval</c>, <c>review</c>, <c>party</c>, <c>receiver</c>.</summary>
    public string Holding { get; init; } = "handling";
}

/// <param name="Name">What connections of the definition leave by.</param>
/// <param name="Gates">Rules that refuse this outcome however the definition is drawn, beside those that its facts call for.</param>
public sealed record TaskOutcome(string Name, LocalText Label, IReadOnlyList<string>? Gates = null);

/// <param name="Type"><c>text</c>, <c>multiline</c>, <c>number</c>, <c>money</c> (yuan), <c>date</c>, <c>boolean</c>, <c>choice</c> or <c>region</c> (a county's six digits).</param>
/// <param name="Outcomes">Asked for these outcomes only; null: for all.</param>
/// <param name="NotFuture">A date of something that has happened.</param>
public sealed record TaskField(
    string Name,
    LocalText Label,
    string Type,
    bool Required = false,
    IReadOnlyList<FieldOption>? Options = null,
    decimal? Min = null,
    decimal? Max = null,
    string? Pattern = null,
    IReadOnlyList<string>? Outcomes = null,
    bool NotFuture = false
)
{
    public bool IsAskedFor(string outcome) => Outcomes is null || Outcomes.Contains(outcome);
}

public sealed record FieldOption(string Value, LocalText Label);

/// <param name="Approve">The outcomes that approve it: its number is drawn, its text frozen.</param>
/// <param name="Serve">It must have been approved, and its service is what this task records.</param>
public sealed record TaskDocument(
    string Code,
    IReadOnlyList<string>? Outcomes = null,
    IReadOnlyList<string>? Approve = null,
    bool Serve = false
);
