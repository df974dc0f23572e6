using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.JointOperations.Subjects;

/// <summary>What a step on a subject reads: the lock alone, then the rows.</summary>
internal abstract class SubjectRead<T>(Guid id, string kind)
    where T : JointSubject
{
    protected StepRead<SubjectHead> Head { get; } = SubjectTable.Lock(id, kind);

    protected abstract IEnumerable<StepRead> Rows { get; }

    /// <exception cref="NotVisibleException">There is none for this person.</exception>
    public abstract T Subject { get; }

    public StepRead[] With(params IEnumerable<StepRead> more) => [Head, .. Rows, .. more];
}

/// <summary>A subject that is one row, its head beside it.</summary>
internal sealed class OneRow<T>(Guid id, string kind, Statement one, Func<NpgsqlDataReader, T> map) : SubjectRead<T>(id, kind)
    where T : JointSubject
{
    private readonly StepRead<T> row = new(one, map);

    protected override IEnumerable<StepRead> Rows => [row];

    public override T Subject => row.Row;
}
