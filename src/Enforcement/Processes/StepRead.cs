using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Processes;

/// <summary>A read that travels in the first round trip of a step, after the case is locked: what it sees cannot change before the commit.</summary>
public abstract class StepRead
{
    internal abstract Statement Statement { get; }

    internal abstract Task TakeAsync(NpgsqlDataReader reader, CancellationToken cancel);
}

public sealed class StepRead<T>(Statement statement, Func<NpgsqlDataReader, T> map) : StepRead
    where T : class
{
    private readonly List<T> rows = [];

    /// <summary>The one row asked for.</summary>
    /// <exception cref="NotVisibleException">There is none, or none that the acting person may know of.</exception>
    public T Row => rows.Count > 0 ? rows[0] : throw new NotVisibleException();

    public T? RowOrNull => rows.FirstOrDefault();

    public IReadOnlyList<T> Rows => rows;

    internal override Statement Statement => statement;

    internal override async Task TakeAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel))
            rows.Add(map(reader));
    }
}
