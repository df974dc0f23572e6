using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Processes;

/// <summary>
/// The one way a case moves: one transaction, two round trips (three when an official number is drawn), all or nothing. The first locks the
/// case and reads it; the verb decides in memory; the last writes everything and commits.
/// </summary>
public sealed class Step : IAsyncDisposable
{
    private readonly StepServices services;
    private readonly NpgsqlConnection connection;
    private readonly List<CaseWork> works = [];
    private readonly List<Statement> writes = [];
    private readonly List<PendingNumber> numbers = [];
    private bool committed;

    internal Step(StepServices services, NpgsqlConnection connection, Actor actor, DateTimeOffset now)
    {
        (this.services, this.connection) = (services, connection);
        (Actor, Now) = (actor, now);
        Seed = now.UtcTicks;
    }

    public Actor Actor { get; }

    /// <summary>One moment for all that the step does; to the microsecond, as PostgreSQL keeps it.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The business day of <see cref="Now"/>.</summary>
    public DateOnly Today => services.Time.DateOf(Now);

    internal long Seed { get; }

    /// <summary>The case that was locked, or the first that was opened.</summary>
    public CaseWork Main => works[0];

    public CaseFile Case => Main.Case;

    /// <summary>Round trips so far, commit included; a test holds the count.</summary>
    public int RoundTrips { get; private set; }

    /// <summary>Opens a new case in this step and runs its flow to the first waits.</summary>
    /// <param name="at">Where it goes on, if what comes before was done on paper.</param>
    public async Task<CaseWork> OpenAsync(
        CaseFile caseFile,
        string definitionId,
        JsonObject? input,
        CancellationToken cancel,
        Midway? at = null
    )
    {
        var definition = await services.Definitions.PublishedAsync(definitionId, cancel);
        var work = new CaseWork(
            this,
            services.Engine,
            definition,
            caseFile,
            null,
            new Journal(0, Journal.Genesis),
            services.Parts(),
            null,
            null
        );
        works.Add(work);
        Draw(
            caseFile.Key,
            $"register:{caseFile.Key.County}",
            "register",
            (year, serial) => RegisterNumber.Format(caseFile.Key.County, year, serial),
            "case",
            number => caseFile.Number = number
        );
        work.Start(input, at);
        return work;
    }

    /// <summary>One more round trip, for what must be held before it is read; each statement sees what was committed when it begins.</summary>
    public async Task ReadAsync(CancellationToken cancel, params IReadOnlyList<StepRead> reads)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var read in reads)
            batch.BatchCommands.Add(read.Statement.ToCommand());
        RoundTrips++;
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        foreach (var read in reads)
        {
            await read.TakeAsync(reader, cancel);
            await reader.NextResultAsync(cancel);
        }
    }

    /// <summary>Adds a write of the verb's own slice.</summary>
    public void Write(Statement statement) => writes.Add(statement);

    /// <summary>Sends an effect on another case, on people or on the outside; the dispatcher delivers it at least once, with an id.</summary>
    public void Send(CaseKey about, OutboxMessage message) => writes.Add(OutboxTable.Insert(about, message, Now));

    /// <summary>
    /// Draws the next number of a series when everything else is decided: the counter's row is locked last and held only for the commit.
    /// No number is lost or given twice, because a step that fails gives its number back.
    /// </summary>
    /// <param name="format">From year and serial to the text.</param>
    /// <param name="subject">What it is drawn for; kept with the number.</param>
    /// <param name="use">Told the number before the writes are collected.</param>
    public void Draw(CaseKey about, string organization, string word, Func<int, int, string> format, string subject, Action<string> use) =>
        numbers.Add(new PendingNumber(about, organization, word, format, subject, use));

    public string OfficialNumber(string organization, string word, int year, int serial) =>
        Processes.OfficialNumber.Format(services.DocumentWordOf(organization), word, year, serial);

    /// <param name="answer">What the client is told, and told again under the same <c>Idempotency-Key</c>.</param>
    /// <param name="status">The status that goes with it.</param>
    public async Task CommitAsync(CancellationToken cancel, Func<object?>? answer = null, int status = StatusCodes.Status200OK)
    {
        foreach (var work in works)
            await work.RunChildrenAsync(cancel);
        if (numbers.Count > 0)
            await DrawNumbersAsync(cancel);

        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in works.SelectMany(work => work.Collect()).Concat(writes))
            batch.BatchCommands.Add(statement.ToCommand());
        if (Actor.Request is { } request)
            batch.BatchCommands.Add(
                IdempotencyTable
                    .Insert(Actor.PersonId, request, status, JsonSerializer.Serialize(answer?.Invoke(), StepServices.Json), Now)
                    .ToCommand()
            );
        services.Failpoint?.Invoke(batch);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));

        RoundTrips++;
        try
        {
            await batch.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException clash) when (clash.ConstraintName == "idempotency_pkey")
        {
            // Two requests with one key at once, and nothing to lock before: the first has answered.
            throw new ChangedMeanwhileException();
        }
        committed = true;
        services.Committed(works.Select(work => work.Case.Key));
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!committed)
            {
                await using var rollback = new NpgsqlCommand("rollback", connection);
                await rollback.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
        catch (NpgsqlException)
        {
            // The connection broke, and the server has rolled back by itself; what broke it is already on its way to the caller.
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }

    internal async Task BeginAsync(CaseOf? of, IReadOnlyList<StepRead> reads, CancellationToken cancel)
    {
        var parts = of is null ? [] : services.Parts();
        var read = new List<CasePart>(parts.Count);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("begin"));
        batch.BatchCommands.Add(services.Seal.Open(Actor.Scope, connection).ToCommand());
        if (of is not null)
        {
            // The lock stands alone: a joined FOR UPDATE would return what the joined rows were before the wait.
            batch.BatchCommands.Add(InstanceRow.Lock.About(of).ToCommand());
            var locked = of.Locked;
            batch.BatchCommands.Add(CaseTable.Read.About(locked).ToCommand());
            batch.BatchCommands.Add(CaseTable.ReadHolding.About(locked).ToCommand());
            foreach (var part in parts)
                if (part.Read(locked) is { } wanted)
                {
                    batch.BatchCommands.Add(wanted.ToCommand());
                    read.Add(part);
                }
        }
        if (Actor.Request is { } request)
            batch.BatchCommands.Add(IdempotencyTable.Read(Actor.PersonId, request.Key).ToCommand());
        foreach (var more in reads)
            batch.BatchCommands.Add(more.Statement.ToCommand());

        RoundTrips++;
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel); // past set_config; begin yields no result
        if (of is not null)
            await LoadAsync(reader, parts, read, cancel);
        if (Actor.Request is not null)
        {
            await TakeEarlierAnswerAsync(reader, Actor.Request, cancel);
            await reader.NextResultAsync(cancel);
        }
        foreach (var more in reads)
        {
            await more.TakeAsync(reader, cancel);
            await reader.NextResultAsync(cancel);
        }
    }

    private async Task LoadAsync(
        NpgsqlDataReader reader,
        IReadOnlyList<CasePart> parts,
        IReadOnlyList<CasePart> read,
        CancellationToken cancel
    )
    {
        if (!await reader.ReadAsync(cancel))
            throw new NotVisibleException();
        var row = InstanceRow.From(reader);

        await reader.NextResultAsync(cancel);
        await reader.ReadAsync(cancel);
        var caseFile = CaseTable.From(reader);

        await reader.NextResultAsync(cancel);
        await reader.ReadAsync(cancel);
        var holding = (CaseTable.HolderFrom(reader), CaseTable.HeldSince(reader));

        foreach (var part in read)
        {
            await reader.NextResultAsync(cancel);
            await part.LoadAsync(reader, cancel);
        }
        await reader.NextResultAsync(cancel);

        var definition = await services.Definitions.OfVersionAsync(row.DefinitionVersionId, cancel);
        var flow = Workflows.Execution.WorkflowInstance.Load(definition.Graph, row.State);
        works.Add(
            new CaseWork(
                this,
                services.Engine,
                definition,
                caseFile,
                flow,
                new Journal(row.JournalSeq, row.JournalHead),
                parts,
                holding,
                row
            )
        );
    }

    private static async Task TakeEarlierAnswerAsync(NpgsqlDataReader reader, RequestKey request, CancellationToken cancel)
    {
        if (!await reader.ReadAsync(cancel))
            return;
        if (!reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(request.BodyHash))
            throw new RefusedException("idempotency.mismatch");
        throw new AnsweredBeforeException(reader.GetInt16(1), reader.GetString(2));
    }

    private async Task DrawNumbersAsync(CancellationToken cancel)
    {
        // In one order everywhere, so that two steps which draw from the same two series wait instead of deadlocking.
        numbers.Sort((a, b) => string.CompareOrdinal(a.Series, b.Series));
        var year = Today.Year;
        await using var batch = new NpgsqlBatch(connection);
        foreach (var number in numbers)
            batch.BatchCommands.Add(NumberTable.Next(number.Organization, number.Word, year).ToCommand());

        RoundTrips++;
        await using (var reader = await batch.ExecuteReaderAsync(cancel))
            foreach (var number in numbers)
            {
                await reader.ReadAsync(cancel);
                var serial = reader.GetInt32(0);
                var text = number.Format(year, serial);
                Write(NumberTable.Insert(number.Organization, number.Word, year, serial, number.About, text, number.Subject, Now));
                number.Use(text);
                await reader.NextResultAsync(cancel);
            }
    }

    private sealed record PendingNumber(
        CaseKey About,
        string Organization,
        string Word,
        Func<int, int, string> Format,
        string Subject,
        Action<string> Use
    )
    {
        public string Series => $"{Organization}\n{Word}";
    }
}

/// <summary>The same request was answered before: the client gets that answer again, and nothing happens twice.</summary>
public sealed class AnsweredBeforeException(int status, string answer) : Exception("answered before")
{
    public int Status { get; } = status;

    /// <summary>JSON, as it was given the first time.</summary>
    public string Answer { get; } = answer;
}
