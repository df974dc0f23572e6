using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Processes.Trials;
using Enforcement.Shell;
using Enforcement.Workflows.Execution;

namespace Enforcement.Tasks;

/// <summary>
/// A task of a trial run: asked and read by the schema of a real one. What a case alone can answer is not asked: the gates of the law, the second
/// signature, the papers; they are listed instead.
/// </summary>
internal sealed class TaskTrial(OrganizationDirectory organizations) : TrialPart
{
    public override string Kind => "task";

    public override TrialReading? Read(Effect effect) =>
        effect is not TaskOpened opened
            ? null
            : new TrialReading(
                opened.Spec.Clock is { } rule ? [new TrialDeed("clock", rule)] : [],
                opened.BookmarkId,
                new JsonObject
                {
                    ["node"] = opened.Node,
                    ["organization"] = opened.Organization,
                    ["role"] = opened.Role,
                    ["spec"] = JsonSerializer.SerializeToNode(opened.Spec, TaskTable.SpecJson),
                }
            );

    public override TrialAsk Ask(JsonObject spec)
    {
        var task = SpecOf(spec);
        return new TrialAsk(
            task.Title.Here,
            task.Hint?.Here,
            $"{Texts.Of($"role.{Text(spec, "role")}")} · {Text(spec, "organization")}",
            [.. task.Outcomes.Select(outcome => new TrialOutcome(outcome.Name, outcome.Label.Here))],
            [.. task.Fields.Select(Field)]
        );
    }

    public override TrialReply Answer(JsonObject spec, string outcome, JsonObject fields, DateOnly today)
    {
        var task = SpecOf(spec);
        var values = FieldValidation.Read(task, outcome, fields, today);
        var facts = values.DeepClone().AsObject();
        facts[$"{Text(spec, "node")}Outcome"] = outcome;
        return new TrialReply(new JsonObject { ["outcome"] = outcome, ["fields"] = values }, facts, Deeds(task, outcome));
    }

    private static List<TrialDeed> Deeds(TaskSpec task, string outcome)
    {
        var deeds = new List<TrialDeed>();
        if (task.TwoOfficers)
            deeds.Add(new TrialDeed("signature", task.Title.Here));
        foreach (var paper in task.Documents.Where(paper => paper.Outcomes is null || paper.Outcomes.Contains(outcome)))
            deeds.Add(
                new TrialDeed(
                    paper.Serve ? "served"
                        : paper.Approve?.Contains(outcome) == true ? "approved"
                        : "document",
                    paper.Code
                )
            );
        return deeds;
    }

    private TrialField Field(TaskField field) =>
        new(
            field.Name,
            field.Label.Here,
            field.Type is "region" ? "choice" : field.Type,
            field.Required,
            field.Type is "region" ? [.. organizations.Counties.Select(county => new TrialOption(county.Code, county.Name))]
                : field.Options is null ? null
                : [.. field.Options.Select(option => new TrialOption(option.Value, option.Label.Here))],
            field.Min,
            field.Max,
            field.Pattern,
            field.Outcomes
        );

    private static TaskSpec SpecOf(JsonObject spec) => spec["spec"].Deserialize<TaskSpec>(TaskTable.SpecJson)!;

    private static string Text(JsonObject spec, string name) => spec[name]!.GetValue<string>();
}
