using System.Globalization;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Tasks;

/// <param name="Fields">By name; typed by the task's schema.</param>
/// <param name="Comment">Free words beside the fields; the reason where a second officer does not sign.</param>
/// <param name="CoSigner">Account of the second officer where two are required; null: the other handler of the case.</param>
/// <param name="Version">What the client saw; null: whatever it is now.</param>
public sealed record TaskCompletion(
    string Outcome,
    JsonObject? Fields = null,
    string? Comment = null,
    Guid? CoSigner = null,
    int? Version = null
);

/// <summary>A person answers a task; the flow goes on to its next waits.</summary>
public sealed class CompleteTask(Steps steps, IEnumerable<ITaskGate> gates, IEnumerable<ITaskFollowUp> followUps)
{
    /// <returns>The step, committed; dispose it.</returns>
    public async Task<Step> RunAsync(Actor officer, Guid id, TaskCompletion completion, CancellationToken cancel)
    {
        var step = await steps.BeginAsync(officer, CaseOf.Row("tasks", id), cancel);
        try
        {
            var tasks = step.Main.Part<OpenTasks>();
            var task = tasks.Find(id);
            var post = task.PostOf(officer, step.Case);
            task.RequireVersion(completion.Version);
            var answer = Read(task, completion, step);

            tasks.RequireAnother(task, officer.PersonId);
            if (task.Kind is TaskKind.CounterSign)
                await SignAsync(step.Main, task, tasks.Find(task.ParentTaskId!.Value), answer, post, cancel);
            else if (task.Spec.TwoOfficers)
                AskSecondOfficer(step.Main, task, completion.CoSigner, answer, post);
            else
                await FinishAsync(step.Main, task, answer, post, cancel);

            await step.CommitAsync(cancel, () => CaseStanding.After(step));
            return step;
        }
        catch
        {
            await step.DisposeAsync();
            throw;
        }
    }

    private static JsonObject Read(CaseTask task, TaskCompletion completion, Step step)
    {
        if (task.Spec.Outcomes.All(outcome => outcome.Name != completion.Outcome))
            throw new MalformedException(("outcome", "unknown"));
        var refusesToSign = task.Kind is TaskKind.CounterSign && completion.Outcome == CounterSignature.Refuse;
        var comment = PlainText.Optional("comment", completion.Comment, FieldValidation.LongestText);
        if (refusesToSign && comment is null)
            throw new MalformedException(("comment", "required"));

        return new JsonObject
        {
            ["outcome"] = completion.Outcome,
            ["fields"] = FieldValidation.Read(task.Spec, completion.Outcome, completion.Fields ?? [], step.Today),
            ["comment"] = comment,
            ["by"] = new JsonObject { ["id"] = step.Actor.PersonId.ToString(), ["name"] = step.Actor.Name },
        };
    }

    private static void AskSecondOfficer(CaseWork work, CaseTask task, Guid? coSigner, JsonObject answer, Post post)
    {
        var second = coSigner ?? work.Case.Officers.FirstOrDefault(officer => officer != work.Step.Actor.PersonId);
        if (second == default)
            throw TaskRefusals.NeedsSecondOfficer(task);
        if (second == work.Step.Actor.PersonId)
            throw TaskRefusals.SecondIsFirst(task);
        if (task.Spec.HandlersOnly && !work.Case.Officers.Contains(second))
            throw TaskRefusals.NotAHandler(task);

        task.AwaitSignature(work.Step.Actor, answer, work.Now);
        work.Part<OpenTasks>().Add(CounterSignature.For(task, second, work.Now));
        work.Record(
            "task.answered",
            new JsonObject
            {
                ["node"] = task.Node,
                ["answer"] = answer.DeepClone(),
                ["second"] = second.ToString(),
            },
            post
        );
    }

    /// <summary>The second officer signs in their own session, and what the first one answered takes effect in both names; or does not.</summary>
    private async Task SignAsync(CaseWork work, CaseTask signature, CaseTask task, JsonObject signed, Post post, CancellationToken cancel)
    {
        var second = work.Step.Actor;
        signature.Complete(second, signed, work.Now);
        if (signed["outcome"]!.GetValue<string>() == CounterSignature.Refuse)
        {
            task.Reopen();
            work.Record(
                "task.signature-refused",
                new JsonObject { ["node"] = task.Node, ["reason"] = signed["comment"]?.DeepClone() },
                post
            );
            return;
        }

        var answer = task.Answer!.DeepClone().AsObject();
        answer["coSigner"] = new JsonObject { ["id"] = second.PersonId.ToString(), ["name"] = second.Name };
        await FinishAsync(work, task, answer, post, cancel);
    }

    private async Task FinishAsync(CaseWork work, CaseTask task, JsonObject answer, Post? post, CancellationToken cancel)
    {
        var attempt = new TaskAttempt(work, task, answer);
        foreach (var gate in gates)
            await gate.CheckAsync(attempt, cancel);

        task.Complete(work.Step.Actor, answer, work.Now);
        work.Part<CaseClocks>().TaskEnded(work, task.Id, attempt.Outcome == task.Spec.TimeoutOutcome ? "lapsed" : "kept");
        foreach (var (name, value) in attempt.Fields)
            work.Case.Data.Set(name, value);
        work.Case.Data.Set($"{task.Node}Outcome", attempt.Outcome);
        work.Record(
            "task.completed",
            new JsonObject
            {
                ["node"] = task.Node,
                ["task"] = task.Id.ToString(),
                ["answer"] = answer.DeepClone(),
            },
            post
        );
        foreach (var followUp in followUps)
            await followUp.RunAsync(attempt, post, cancel);
        if (task.Bookmark is { } bookmark)
            work.Signal(bookmark, answer);
    }
}

/// <summary>
/// A rule of the law that refuses an answer however the definition is drawn (gates G1-G13 of the procedure). It judges what the step has
/// loaded, and reference data that the node keeps.
/// </summary>
public interface ITaskGate
{
    /// <exception cref="RefusedException">The law forbids it; the code names the rule.</exception>
    ValueTask CheckAsync(TaskAttempt attempt, CancellationToken cancel);
}

/// <summary>
/// What an answer brings with it beside the flow: documents, the next act of an investigation. Runs when the facts are taken and before the flow goes
/// on; what it refuses undoes the whole step.
/// </summary>
public interface ITaskFollowUp
{
    ValueTask RunAsync(TaskAttempt attempt, Post? post, CancellationToken cancel);
}

/// <summary>Somebody is about to answer a task; where two officers sign, the second signature is there.</summary>
public sealed record TaskAttempt(CaseWork Work, CaseTask Task, JsonObject Answer)
{
    public string Outcome => Answer["outcome"]!.GetValue<string>();

    public JsonObject Fields => Answer["fields"]!.AsObject();

    public bool Asks(string gate) => Task.Spec.Outcomes.First(outcome => outcome.Name == Outcome).Gates?.Contains(gate) == true;

    /// <summary>The documents that this outcome needs.</summary>
    public IEnumerable<TaskDocument> Documents() =>
        Task.Spec.Documents.Where(document => document.Outcomes is null || document.Outcomes.Contains(Outcome));

    /// <summary>A fact as it will be when this answer is taken: what is being answered now comes before what was known.</summary>
    public JsonNode? Fact(string name) => Fields.TryGetPropertyValue(name, out var value) ? value : Work.Case.Data[name];

    public string? Text(string name) => Fact(name) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public bool? Flag(string name) => Fact(name) is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    public decimal? Amount(string name) => Fact(name) is JsonValue value && value.TryGetValue<decimal>(out var amount) ? amount : null;

    public DateOnly? Day(string name) => DateOnly.TryParse(Text(name), CultureInfo.InvariantCulture, out var day) ? day : null;
}
