using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Workflows.Execution;

namespace Enforcement.Designer.Simulations;

/// <summary>One thing that was answered in a case, as its journal tells it.</summary>
/// <param name="Node">Id of the step that had waited; null: beside the flow, it only taught the case something.</param>
/// <param name="Outcome">How the step was left.</param>
/// <param name="Input">What the step got.</param>
/// <param name="Learned">What the case knows from then on.</param>
public sealed record HistoryStep(string? Node, string Outcome, JsonObject Input, JsonObject Learned, DateTimeOffset At);

/// <summary>What happened in a case from its first day: enough to run it again in memory, on its own definition or on another.</summary>
/// <param name="OwnNodes">Ids of the steps of its own definition, also of those that it never came to.</param>
public sealed record CaseHistory(
    CaseFile Case,
    JsonObject Facts,
    JsonObject Words,
    IReadOnlyList<HistoryStep> Steps,
    IReadOnlySet<string> OwnNodes,
    string? LeftOut
)
{
    /// <summary>It began on paper, was led over to another version, or had a failed step put right: its own definition did not bring it here alone.</summary>
    public const string NotItsOwn = "not-its-own";

    /// <param name="own">The version that the case runs on.</param>
    public static CaseHistory Of(RecordedCase recorded, WorkflowGraph own)
    {
        var of = recorded.Case;
        var steps = new List<HistoryStep>();
        JsonObject? facts = null;
        JsonObject? answer = null;
        string? answered = null;
        string? leftOut = null;
        foreach (var entry in recorded.Entries.Select(content => JsonNode.Parse(content)!.AsObject()))
        {
            var action = entry["action"]!.GetValue<string>();
            var at = entry["at"]!.GetValue<DateTimeOffset>();
            switch (action)
            {
                case "case.opened":
                    facts = entry["facts"] as JsonObject;
                    break;
                case "case.brought-in" or "flow.migrated" or "flow.migration-undone":
                case { } repair when repair.StartsWith("repair.", StringComparison.Ordinal):
                    leftOut = NotItsOwn;
                    break;
                case "task.completed" or "task.timed-out":
                    Beside(at);
                    (answered, answer) = (entry["node"]!.GetValue<string>(), entry["answer"]!.AsObject());
                    break;
                case "flow.ran":
                    Flow(entry["log"]!.AsArray(), at);
                    break;
            }
        }
        Beside(of.StageSince);
        return new CaseHistory(
            of,
            facts?.DeepClone().AsObject() ?? Guess(of, own, steps),
            WordsOf(of),
            steps,
            own.Nodes.Select(node => node.Id).ToHashSet(),
            leftOut
        );

        // What was answered and moved nothing: a task beside the flow.
        void Beside(DateTimeOffset at)
        {
            if (answer is not null)
                steps.Add(new HistoryStep(null, "", [], LearnedFrom(answered!, answer), at));
            (answered, answer) = (null, null);
        }

        void Flow(JsonArray log, DateTimeOffset at)
        {
            var lines = log.OfType<JsonObject>().ToList();
            for (var index = 0; index < lines.Count; index++)
            {
                if (lines[index]["what"]!.GetValue<string>() != "resumed")
                    continue;
                var path = lines[index]["node"]!.GetValue<string>();
                var left = lines.Skip(index).FirstOrDefault(it => it["what"]!.GetValue<string>() == "completed" && Same(it, path));
                var outcome = (left?["outcomes"] as JsonArray)?.FirstOrDefault()?.GetValue<string>() ?? "Done";
                var node = path.Split(':')[^1];
                var input = answer?.DeepClone().AsObject() ?? new JsonObject { ["outcome"] = outcome };
                steps.Add(new HistoryStep(node, outcome, input, answer is null ? [] : LearnedFrom(answered!, answer), at));
                (answered, answer) = (null, null);
            }
        }

        static bool Same(JsonObject line, string path) => line["node"]!.GetValue<string>() == path;
    }

    private static JsonObject LearnedFrom(string node, JsonObject answer)
    {
        var learned = (answer["fields"] as JsonObject)?.DeepClone().AsObject() ?? [];
        learned[$"{node}Outcome"] = answer["outcome"]!.GetValue<string>();
        return learned;
    }

    /// <summary>Cases opened before the journal kept what they knew at first: what they know now, less what they learned on the way.</summary>
    private static JsonObject Guess(CaseFile of, WorkflowGraph own, IEnumerable<HistoryStep> steps)
    {
        var facts = of.Data.ToJson();
        var learned = steps
            .SelectMany(step => step.Learned.Select(pair => pair.Key))
            .Concat(own.Nodes.Select(node => node.Constant("Fact")?.ToString()).OfType<string>())
            .Concat(["classification", "classificationReason", CaseLetters.FeedbackFact]);
        foreach (var name in learned)
            facts.Remove(name);
        return facts;
    }

    private static JsonObject WordsOf(CaseFile of) =>
        new()
        {
            ["county"] = of.Key.County,
            ["officers"] = new JsonArray([.. of.Officers.Select(officer => (JsonNode)officer.ToString())]),
            ["number"] = of.Number,
            ["kind"] = of.Kind.ToString().ToLowerInvariant(),
            ["ownerOrg"] = of.OwnerOrg,
            ["handlerOrg"] = of.OwnerOrg,
            ["matterCode"] = of.MatterCode,
            ["violationDate"] = of.ViolationOn.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            ["procedure"] = of.Procedure,
            ["intent"] = of.Intent,
        };
}
