using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Enforcement.Designer.Drafts;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Designer.TaskFields;

/// <summary>A task of a definition as its own page shows it.</summary>
/// <param name="Version">Id of the draft or version that was read; a save names it.</param>
/// <param name="Outcomes">Its ways out, for the preview.</param>
public sealed record EditedTask(
    string Definition,
    string DefinitionName,
    string Version,
    string Node,
    string Title,
    IReadOnlyList<TaskField> Fields,
    IReadOnlyList<TaskOutcome> Outcomes,
    bool TwoOfficers
);

/// <summary>What a task asks for, edited as a table. Everything else of a definition is drawn in the designer.</summary>
public sealed class EditTaskFields(SaveDraft save, DefinitionReader definitions, ActivityCatalog catalog)
{
    private static readonly JsonSerializerOptions Json = new(StepServices.Json)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <exception cref="NotVisibleException">No workflow admin, no such definition, or no such task in it.</exception>
    /// <exception cref="RefusedException"><c>designer.fields-computed</c>.</exception>
    public async Task<EditedTask> ReadAsync(Actor admin, string definitionId, string node, CancellationToken cancel)
    {
        var views = await definitions.OfAsync(admin, definitionId, cancel);
        var view = views.FirstOrDefault(it => it.IsLatest) ?? throw new NotVisibleException();
        var (_, task) = Find(view.Content, node);
        return new EditedTask(
            definitionId,
            view.Name,
            view.Id,
            node,
            task.DisplayText ?? task.Name ?? task.Id,
            List<TaskField>(task, "Fields"),
            List<TaskOutcome>(task, "Outcomes"),
            task.Constant("TwoOfficers") is JsonValue value && value.TryGetValue<bool>(out var two) && two
        );
    }

    /// <param name="version">Of <see cref="EditedTask.Version"/>: who edits what somebody else has saved since is told.</param>
    /// <exception cref="NotVisibleException">No workflow admin, no such definition, or no such task in it.</exception>
    /// <exception cref="MalformedException">By index and column, as <c>2.name</c>.</exception>
    /// <exception cref="RefusedException">
    /// <c>designer.edited-by-other</c>, <c>designer.draft-gone</c>, <c>designer.fields-computed</c>.
    /// </exception>
    public async Task<EditedTask> RunAsync(
        Actor admin,
        string definitionId,
        string node,
        string? version,
        IReadOnlyList<TaskField> fields,
        CancellationToken cancel
    )
    {
        DesignerRights.Demand(admin);
        FieldTable.Demand(fields);
        await save.EditAsync(admin, definitionId, version, content => Change(content, node, fields), cancel);
        return await ReadAsync(admin, definitionId, node, cancel);
    }

    private JsonObject Change(JsonObject content, string node, IReadOnlyList<TaskField> fields)
    {
        var (definition, task) = Find(content, node);
        List<TaskField>(task, "Fields");
        task.Source["fields"] = new JsonObject
        {
            ["typeName"] = "Object",
            ["expression"] = new JsonObject { ["type"] = "Object", ["value"] = JsonSerializer.Serialize(fields, Json) },
        };
        return DefinitionContent.Parse(definition.ToJson());
    }

    private (WorkflowDefinition Definition, ActivityNode Task) Find(JsonObject content, string node)
    {
        var definition = WorkflowDefinition.Parse(content.ToJsonString(StepServices.Json));
        var task = WorkflowGraph.Compile(definition, catalog).Nodes.FirstOrDefault(it => it.Id == node && it.Activity is TaskActivity);
        return (definition, task ?? throw new NotVisibleException());
    }

    private static IReadOnlyList<T> List<T>(ActivityNode task, string input)
        where T : class
    {
        try
        {
            return task.Constant(input) switch
            {
                JsonArray items => items.Deserialize<List<T?>>(StepServices.Json)!.OfType<T>().ToList(),
                // Nothing is written there at all; what is computed has no constant either.
                null when !task.Source.ContainsKey(char.ToLowerInvariant(input[0]) + input[1..]) => [],
                _ => throw DesignerRefusals.FieldsComputed(),
            };
        }
        catch (JsonException)
        {
            throw DesignerRefusals.FieldsComputed();
        }
    }
}
