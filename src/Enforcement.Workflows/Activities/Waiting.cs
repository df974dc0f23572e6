using System.Text.Json.Nodes;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Activities;

/// <summary>Waits for an event by name. The trigger that started the instance completes at once.</summary>
public sealed class Event : Activity
{
    public const string TypeName = "Elsa.Event";

    /// <summary>Where the payload stands in the input of a resume.</summary>
    public const string PayloadKey = "EventPayload";

    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = TypeName,
            Category = Categories.Primitives,
            DisplayName = ("等待事件", "Event"),
            Kind = ActivityKind.Trigger,
            Inputs = [new("EventName", "String") { DisplayName = ("事件", "Event name"), Required = true }],
            Outputs = [new("Result", "Object")],
        };

    public override void Execute(ActivityContext context)
    {
        if (context.IsTrigger)
            context.SetOutput("Result", context.WorkflowInput[PayloadKey]);
        else
            context.Suspend(TypeName, new JsonObject { ["EventName"] = context.Input<string>("EventName") ?? "" });
    }

    public override void Resume(ActivityContext context, Bookmark bookmark, JsonObject? input)
    {
        context.SetOutput("Result", input is not null && input.TryGetPropertyValue(PayloadKey, out var payload) ? payload : input);
        context.Complete();
    }

    internal static List<int> WaitsFor(IEnumerable<Bookmark> bookmarks, string eventName) =>
        [
            .. bookmarks
                .Where(bookmark => bookmark.Name == TypeName && (bookmark.Payload as JsonObject)?.Text("EventName") == eventName)
                .Select(bookmark => bookmark.Id),
        ];

    internal static JsonObject InputOf(JsonNode? payload) => new() { [PayloadKey] = payload?.DeepClone() };
}

/// <summary>Has the host do something and waits for the result.</summary>
public sealed class RunTask : Activity
{
    public const string ResultKey = "RunTaskInput";

    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.RunTask",
            Category = Categories.Primitives,
            DisplayName = ("外部任务", "Run task"),
            Kind = ActivityKind.Task,
            Inputs =
            [
                new("TaskName", "String") { DisplayName = ("任务", "Task name"), Required = true },
                new("Payload", "Object") { DisplayName = ("内容", "Payload"), DefaultSyntax = "Object" },
            ],
            Outputs = [new("TaskId", "String"), new("Result", "Object")],
        };

    public override void Execute(ActivityContext context)
    {
        var taskId = context.Random.NextInt64().ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        var taskName = context.Input<string>("TaskName") ?? "";
        var bookmark = context.Suspend(Descriptor.TypeName, new JsonObject { ["TaskId"] = taskId, ["TaskName"] = taskName });
        context.SetOutput("TaskId", taskId);
        context.Emit(new TaskRequested(bookmark.Id, taskId, taskName, context.Input("Payload")));
    }

    public override void Resume(ActivityContext context, Bookmark bookmark, JsonObject? input)
    {
        if (input is null || !input.TryGetPropertyValue(ResultKey, out var result))
            throw new KeyNotFoundException($"The given key '{ResultKey}' was not present in the dictionary.");
        context.SetOutput("Result", result);
        context.Complete();
    }
}
