using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;

namespace Enforcement.JointOperations.Subjects;

/// <summary>How a step makes a subject and how it changes one: sight, row, the slice's own rows, then what happened.</summary>
internal static class SubjectSteps
{
    /// <param name="maker">Whose number series it is.</param>
    /// <param name="word">文种代字.</param>
    /// <param name="viewers">The bodies that take part; the maker's own need not be said.</param>
    /// <param name="rows">Written when the number is known.</param>
    /// <param name="told">Last: notices that name the number.</param>
    public static void Make(
        this Step step,
        JointSubject it,
        string kind,
        string maker,
        string word,
        IEnumerable<string> viewers,
        Func<IEnumerable<Statement>> rows,
        Action told
    )
    {
        // One's own sight first, in a statement of its own: whoever sees a subject may let others see it.
        step.Write(SubjectTable.AddSight(it, [maker], step.Now));
        step.Write(SubjectTable.AddSight(it, viewers, step.Now));
        step.Draw(
            it.Key,
            maker,
            word,
            (year, serial) => step.OfficialNumber(maker, word, year, serial),
            kind,
            number =>
            {
                it.Number = number;
                var written = rows().ToList();
                step.Write(SubjectTable.Insert(it, kind));
                foreach (var statement in written.Concat(SubjectTable.AddEvents(it)))
                    step.Write(statement);
                told();
            }
        );
    }

    public static void Save(this Step step, JointSubject it, params IEnumerable<Statement> rows)
    {
        foreach (var statement in rows.Append(SubjectTable.Update(it)).Concat(SubjectTable.AddEvents(it)))
            step.Write(statement);
    }

    /// <summary>One verb of one side: locked and read, allowed, decided, written down, saved, told.</summary>
    /// <exception cref="NotVisibleException">There is none for this person.</exception>
    public static async Task<T> ChangeAsync<T>(
        this Steps steps,
        Actor actor,
        SubjectRead<T> read,
        SubjectChange<T> change,
        CancellationToken cancel
    )
        where T : JointSubject
    {
        await using var step = await steps.BeginNewAsync(actor, cancel, read.With());
        var it = read.Subject;
        var post = change.Demand(it);
        change.Decide(it, Signed.Of(actor, post), step.Now);
        it.Record(step, change.Action, post, change.Details(it));
        step.Save(it, change.Rows(it));
        change.Tell?.Invoke(step, it);
        await step.CommitAsync(cancel, () => change.Answer(it, step.Now));
        return it;
    }
}

/// <param name="Action">As the chain of the subject says it.</param>
/// <param name="Demand">The post that entitles, or a refusal.</param>
/// <param name="Decide">The subject's own rule.</param>
/// <param name="Details">What the chain keeps of it, as it is decided.</param>
/// <param name="Rows">The slice's own.</param>
/// <param name="Answer">What the client is told, as it stands at a moment.</param>
internal sealed record SubjectChange<T>(
    string Action,
    Func<T, Post> Demand,
    Action<T, Signed, DateTimeOffset> Decide,
    Func<T, JsonObject> Details,
    Func<T, IEnumerable<Statement>> Rows,
    Func<T, DateTimeOffset, object> Answer,
    Action<Step, T>? Tell = null
)
    where T : JointSubject;
