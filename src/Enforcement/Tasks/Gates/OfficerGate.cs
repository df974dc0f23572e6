using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Powers;

namespace Enforcement.Tasks.Gates;

/// <summary>
/// G6: two officers with certificates that are valid on the day of the act and cover the matter's field, and neither has to recuse
/// themselves (Administrative Penalty Law art. 42, 43, 55).
/// </summary>
public sealed class OfficerGate(CertificateDirectory certificates, PowerLists lists, Shell.BusinessTime time) : ITaskGate
{
    /// <summary>Dates that say when the two officers acted, where that was before the entry.</summary>
    private static readonly string[] DaysOfTheAct = ["noticeServedOn", "decisionServedOn", "demandServedOn"];

    public async ValueTask CheckAsync(TaskAttempt attempt, CancellationToken cancel)
    {
        if (attempt.Fields["noRecusal"] is JsonValue declared && declared.TryGetValue<bool>(out var none) && !none)
            throw GateRefusals.Recused();
        if (!attempt.Task.Spec.TwoOfficers && !attempt.Asks("G6"))
            return;

        var it = attempt.Work.Case;
        var matters = (await lists.CurrentAsync(cancel)).Find(it.MatterCode, it.ViolationOn, attempt.Text("partyKind"));
        var day = DaysOfTheAct.Where(attempt.Fields.ContainsKey).Select(attempt.Day).FirstOrDefault(day => day is not null) ?? time.Today;
        foreach (var field in matters.Select(matter => matter.Field).Distinct())
            await certificates.DemandAsync(Acting(attempt), field, day, cancel);
    }

    /// <summary>The two who sign; where one signs for both, the handlers of the case.</summary>
    private static IEnumerable<Guid> Acting(TaskAttempt attempt) =>
        attempt.Task.Spec.TwoOfficers && attempt.Answer["coSigner"] is not null
            ? [IdOf(attempt.Answer["by"]), IdOf(attempt.Answer["coSigner"])]
            : attempt.Work.Case.Officers;

    private static Guid IdOf(JsonNode? person) => Guid.Parse(person!["id"]!.GetValue<string>());
}
