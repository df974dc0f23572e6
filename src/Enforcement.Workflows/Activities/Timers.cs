using System.Globalization;
using System.Text.Json.Nodes;
using Cronos;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Activities;

/// <summary>Waits that a clock ends. The bookmark carries the due time; the host resumes it.</summary>
public abstract class TimerActivity : Activity
{
    /// <summary>When the wait is over; null or past: at once.</summary>
    protected abstract DateTimeOffset? DueAt(ActivityContext context);

    public override void Execute(ActivityContext context)
    {
        if (context.IsTrigger || DueAt(context) is not { } due || due <= context.Now)
            return;
        var bookmark = context.Suspend(
            Descriptor.TypeName,
            new JsonObject { ["ResumeAt"] = due.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture) }
        );
        context.Emit(new TimerSet(bookmark.Id, due));
    }
}

public sealed class Delay : TimerActivity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.Delay",
            Category = Categories.Scheduling,
            DisplayName = ("延时", "Delay"),
            Inputs = [new("TimeSpan", "TimeSpan") { DisplayName = ("时长", "Time span"), Required = true }],
        };

    protected override DateTimeOffset? DueAt(ActivityContext context) => context.Now + context.Input<TimeSpan>("TimeSpan");
}

public sealed class StartAt : TimerActivity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.StartAt",
            Category = Categories.Scheduling,
            DisplayName = ("定时", "Start at"),
            Kind = ActivityKind.Trigger,
            Inputs =
            [
                new("DateTime", "DateTimeOffset")
                {
                    DisplayName = ("时间", "Date and time"),
                    Required = true,
                    UiHint = "datetime-picker",
                },
            ],
        };

    protected override DateTimeOffset? DueAt(ActivityContext context) => context.Input<DateTimeOffset?>("DateTime");
}

public sealed class Timer : TimerActivity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.Timer",
            Category = Categories.Scheduling,
            DisplayName = ("定期", "Timer"),
            Kind = ActivityKind.Trigger,
            Inputs = [new("Interval", "TimeSpan") { DisplayName = ("间隔", "Interval"), Required = true }],
        };

    protected override DateTimeOffset? DueAt(ActivityContext context) => context.Now + context.Input<TimeSpan>("Interval");
}

/// <summary>Waits for the next time a cron expression names, with or without seconds, in the host's time zone.</summary>
public sealed class Cron : TimerActivity
{
    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = "Elsa.Cron",
            Category = Categories.Scheduling,
            DisplayName = ("日程", "Cron"),
            Kind = ActivityKind.Trigger,
            Inputs = [new("CronExpression", "String") { DisplayName = ("日程表达式", "Cron expression"), Required = true }],
        };

    protected override DateTimeOffset? DueAt(ActivityContext context) =>
        Parse(context.Input<string>("CronExpression")).GetNextOccurrence(context.Now, context.Run.Engine.Options.TimeZone);

    public override IEnumerable<(string Code, string Message)> Check(ActivityNode node)
    {
        string? fault = null;
        try
        {
            if (node.Constant("CronExpression") is { } expression)
                Parse(expression.AsText());
        }
        catch (CronFormatException malformed)
        {
            fault = malformed.Message;
        }
        if (fault is not null)
            yield return ("cron.malformed", fault);
    }

    private static CronExpression Parse(string? expression)
    {
        var fields = (expression ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return CronExpression.Parse(expression ?? "", fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
    }
}
