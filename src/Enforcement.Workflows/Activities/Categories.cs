using System.Text.Json.Nodes;

namespace Enforcement.Workflows.Activities;

/// <summary>The groups of the designer's toolbox that the built-in activities stand in.</summary>
internal static class Categories
{
    public static readonly Label Flow = ("流程", "Flow");
    public static readonly Label Branching = ("分支", "Branching");
    public static readonly Label Looping = ("循环", "Looping");
    public static readonly Label Primitives = ("基本", "Primitives");
    public static readonly Label Scheduling = ("定时", "Scheduling");
    public static readonly Label Composition = ("子流程", "Composition");
    public static readonly Label Scripting = ("脚本", "Scripting");
    public static readonly Label Console = ("控制台", "Console");
}

internal static class Choices
{
    /// <summary>What the designer's dropdown wants in <c>uiSpecifications</c>.</summary>
    public static JsonObject Dropdown(params string[] values) =>
        new()
        {
            ["dropdown"] = new JsonObject
            {
                ["selectList"] = new JsonObject
                {
                    ["items"] = new JsonArray([.. values.Select(value => new JsonObject { ["text"] = value, ["value"] = value })]),
                    ["isFlagsEnum"] = false,
                    ["sortItems"] = false,
                },
                ["providerName"] = null,
            },
        };
}
