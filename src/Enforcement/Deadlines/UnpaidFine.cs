using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Documents;

namespace Enforcement.Deadlines;

/// <summary>
/// The fact <c>unpaid</c> of a demand 催告 (Administrative Compulsion Law art. 54): what a fine that was not paid in time has grown by up to the day the
/// demand bears, and what is due altogether. Absent while the term of payment runs.
/// </summary>
public sealed class UnpaidFine : IDocumentFacts
{
    /// <summary>On the case once its term of payment has lapsed: the last day of it, included.</summary>
    public const string LastDayFact = "paymentLastDay";

    /// <summary>The clock of payment: fifteen days from service (Administrative Penalty Law art. 67).</summary>
    public const string Rule = "DL-EXE-01";

    public void AddTo(JsonObject facts, DateOnly on)
    {
        var data = new CaseData(facts);
        if (data.Number("fine") is not { } fine || data.Date(LastDayFact) is not { } lastDay)
            return;
        var grown = AdditionalFine.On(on, fine, lastDay);
        if (grown == 0)
            return;
        facts["unpaid"] = new JsonObject
        {
            ["from"] = lastDay.AddDays(1).Text(),
            ["until"] = on.Text(),
            ["additional"] = grown,
            ["daily"] = AdditionalFine.On(lastDay.AddDays(1), fine, lastDay),
            ["isCapped"] = grown == fine,
            ["total"] = fine + grown,
        };
    }
}
