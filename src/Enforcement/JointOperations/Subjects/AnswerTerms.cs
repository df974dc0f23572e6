using Enforcement.Deadlines;
using Enforcement.Processes;

namespace Enforcement.JointOperations.Subjects;

/// <summary>By when an answer is due, by the list of deadline rules as it stands on the day of asking and the calendar of the county.</summary>
public sealed class AnswerTerms(DeadlineBook book)
{
    public const string Call = "DL-TRF-12";
    public const string Assistance = "DL-TRF-09";
    public const string Directive = "DL-TRF-14";
    public const string Guidance = "DL-TRF-15";

    /// <returns>The instant from which an answer is late.</returns>
    public DateTimeOffset DueOf(string rule, string variant, DateOnly day, DateTimeOffset at, string county) =>
        book.Current.DueOf(rule, day, at, variant, county).Legal;

    internal DateTimeOffset DueOf(Step step, string rule, string variant, string county) =>
        DueOf(rule, variant, step.Today, step.Now, county);

    /// <summary>The rule as it stands, for a page that says how long there is.</summary>
    public DeadlineRule? RuleOf(string rule, DateOnly on, string variant = "") => book.Current.Find(rule, on, variant);
}
