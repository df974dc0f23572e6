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
}
