using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Powers;
using Enforcement.Shell;

namespace Enforcement.Patrols;

/// <summary>What a finding is to become.</summary>
/// <param name="ViolationDate">Day of the violation, or its last day where it went on.</param>
/// <param name="Procedure"><c>ordinary</c>, the usual one, or <c>summary</c>, which is refused until it is built.</param>
/// <param name="Officers">User names of two.</param>
/// <param name="Intent"><c>file</c>, or <c>transfer</c>: for a body that is competent.</param>
/// <param name="Facts">Said anew or in addition to the finding's.</param>
public sealed record CaseRequest(
    string? MatterCode,
    string? ViolationDate,
    string? Procedure,
    IReadOnlyList<string?>? Officers,
    string? Intent,
    JsonElement? Facts
)
{
    internal NewCase Read(PowerList powers, BusinessTime time)
    {
        var typed = new Typed();
        var date = typed.Date("violationDate", ViolationDate);
        if (date > time.Today)
            typed.Fault("violationDate", "future");
        if (string.IsNullOrWhiteSpace(MatterCode))
            typed.Fault("matterCode", "required");
        else if (!powers.Knows(MatterCode))
            typed.Fault("matterCode", "unknown");
        var names = (Officers ?? []).Take(10).Select(name => typed.Required("officers", name, 100)).Distinct().ToList();
        var read = new NewCase(
            MatterCode ?? "",
            date ?? default,
            typed.Code("procedure", Procedure ?? Procedures.Ordinary, Procedures.All) ?? "",
            names,
            typed.Code("intent", Intent ?? Intents.File, Intents.All) ?? "",
            FactsReading.Read(typed, Facts)
        );
        typed.Demand();
        return read;
    }
}

public static class Intents
{
    public const string File = "file";
    public const string Transfer = "transfer";

    public static IReadOnlyList<string> All { get; } = [File, Transfer];
}

/// <summary>A wish that could be read.</summary>
internal sealed record NewCase(
    string MatterCode,
    DateOnly ViolationOn,
    string Procedure,
    IReadOnlyList<string> Officers,
    string Intent,
    JsonObject Facts
);
