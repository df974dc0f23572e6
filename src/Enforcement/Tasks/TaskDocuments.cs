using System.Globalization;
using Enforcement.Documents;
using Enforcement.Identity;

namespace Enforcement.Tasks;

/// <summary>
/// The documents of an answer, made in its own step from what was typed: drafted for every outcome that names them, then approved with number and
/// frozen text, then served with a receipt.
/// </summary>
public sealed class TaskDocuments(DocumentKinds kinds) : ITaskFollowUp
{
    public async ValueTask RunAsync(TaskAttempt attempt, Post? post, CancellationToken cancel)
    {
        var (work, task) = (attempt.Work, attempt.Task);
        var documents = work.Part<CaseDocuments>();
        var service = TaskService.Of(attempt);
        // A notice that is approved and handed over in one act bears the day on which it was handed over.
        var occasion = new DocumentOccasion(task.Node, service?.On ?? work.Step.Today) { TaskId = task.Id };

        foreach (var wanted in attempt.Documents().Where(it => it.Code != DocumentKind.ServiceReceipt))
        {
            var approves =
                wanted.Approve?.Contains(attempt.Outcome) == true
                || (wanted.Approve is null && task.Spec.TwoOfficers && (await kinds.FindAsync(wanted.Code, cancel)).IsRecord);
            if (approves)
                await documents.ApproveAsync(work, wanted.Code, occasion, post, cancel);
            else if (!wanted.Serve)
                await documents.DraftAsync(work, wanted.Code, occasion, cancel);
            if (wanted.Serve && service is not null)
                await documents.ServeAsync(work, wanted.Code, occasion, service.On, service.Way, post, cancel);
        }
    }
}

/// <summary>When and how what this answer serves reached the party: the fields whose names end in <c>ServedOn</c> and <c>ServedWay</c>.</summary>
public sealed record TaskService(DateOnly On, string Way)
{
    public static TaskService? Of(TaskAttempt attempt) =>
        Field(attempt, "ServedOn") is { } on
        && DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && Field(attempt, "ServedWay") is { } way
            ? new TaskService(day, way)
            : null;

    private static string? Field(TaskAttempt attempt, string ending) =>
        attempt.Task.Spec.Fields.FirstOrDefault(field => field.Name.EndsWith(ending, StringComparison.Ordinal)) is { } field
            ? attempt.Fields[field.Name]?.GetValue<string>()
            : null;
}
