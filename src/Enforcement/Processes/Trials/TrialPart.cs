using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes.Trials;

/// <summary>
/// What a slice says about its own effects when there is no case: what would have happened, and what a wait asks of people. Registered beside the
/// slice's <see cref="CasePart"/>; an effect that nobody reads is listed by its name.
/// </summary>
public abstract class TrialPart
{
    /// <summary>Of its waits, such as <c>task</c>; unique, and kept with the trial.</summary>
    public abstract string Kind { get; }

    /// <summary>Null: another slice's.</summary>
    public abstract TrialReading? Read(Effect effect);

    /// <summary>What one of its waits asks, in the reader's language.</summary>
    public virtual TrialAsk Ask(JsonObject spec) => throw new NotSupportedException($"{Kind} waits for nothing.");

    /// <summary>Reads an answer by the rules of the thing itself.</summary>
    /// <exception cref="MalformedException">By field.</exception>
    public virtual TrialReply Answer(JsonObject spec, string outcome, JsonObject fields, DateOnly today) =>
        throw new NotSupportedException($"{Kind} waits for nothing.");
}

/// <param name="Bookmark">The wait that the effect describes.</param>
/// <param name="Spec">What <see cref="TrialPart.Ask"/> is given later.</param>
public sealed record TrialReading(IReadOnlyList<TrialDeed> Would, int? Bookmark = null, JsonObject? Spec = null);

/// <param name="Who">Whose it would be.</param>
/// <param name="Outcomes">The usual one first.</param>
public sealed record TrialAsk(
    string Title,
    string? Hint,
    string? Who,
    IReadOnlyList<TrialOutcome> Outcomes,
    IReadOnlyList<TrialField> Fields
);

public sealed record TrialOutcome(string Name, string Label);

/// <param name="Outcomes">Asked for these outcomes only; null: for all.</param>
public sealed record TrialField(
    string Name,
    string Label,
    string Type,
    bool Required = false,
    IReadOnlyList<TrialOption>? Options = null,
    decimal? Min = null,
    decimal? Max = null,
    string? Pattern = null,
    IReadOnlyList<string>? Outcomes = null
);

public sealed record TrialOption(string Value, string Label);

/// <param name="Input">What the activity gets.</param>
/// <param name="Facts">What the case would know from now on.</param>
public sealed record TrialReply(JsonObject Input, JsonObject Facts, IReadOnlyList<TrialDeed> Would);
