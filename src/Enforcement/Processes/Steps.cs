using System.Text.Json;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Processes;

/// <summary>Begins steps. Singleton: who acts is given, the clock is the service's.</summary>
public sealed class Steps(Database database, StepServices services, TimeProvider clock)
{
    /// <summary>Locks a case and reads it, with whatever else the verb needs, in one round trip.</summary>
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<Step> BeginAsync(Actor actor, CaseOf of, CancellationToken cancel, params StepRead[] reads) =>
        await BeginAsync(actor, of, reads, cancel);

    /// <summary>A step that opens a case and has none to lock.</summary>
    public async Task<Step> BeginNewAsync(Actor actor, CancellationToken cancel, params StepRead[] reads) =>
        await BeginAsync(actor, null, reads, cancel);

    private async Task<Step> BeginAsync(Actor actor, CaseOf? of, StepRead[] reads, CancellationToken cancel)
    {
        var connection = await database.App.OpenConnectionAsync(cancel);
        var step = new Step(services, connection, actor, Now);
        try
        {
            await step.BeginAsync(of, reads, cancel);
            return step;
        }
        catch
        {
            await step.DisposeAsync();
            throw;
        }
    }

    /// <summary>The moment of a step that would begin now; for what its reads compare with.</summary>
    internal DateTimeOffset Now
    {
        get
        {
            var now = clock.GetUtcNow();
            return new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
        }
    }
}

/// <summary>What every step works with.</summary>
public sealed class StepServices(
    ScopeSeal seal,
    Definitions definitions,
    WorkflowEngine engine,
    BusinessTime time,
    CaseChanges changes,
    IServiceProvider provider
)
{
    public static JsonSerializerOptions Json => StoredJson.Options;

    public ScopeSeal Seal => seal;

    public Definitions Definitions => definitions;

    public WorkflowEngine Engine => engine;

    public BusinessTime Time => time;

    /// <summary>Tests break a batch between any two of its statements.</summary>
    internal Action<NpgsqlBatch>? Failpoint { get; set; }

    public IReadOnlyList<CasePart> Parts() => [.. provider.GetServices<CasePart>().OrderBy(part => part.Order)];

    public string DocumentWordOf(string organization) => provider.GetService<IDocumentWords>()?.Of(organization) ?? organization;

    internal void Committed(IEnumerable<CaseKey> cases) => changes.Tell(cases);
}

/// <summary>Wakes whoever waits for work after a commit: the dispatcher, open pages. A hint; losing it costs only seconds.</summary>
public sealed class CaseChanges
{
    public event Action<CaseKey>? Changed;

    internal void Tell(IEnumerable<CaseKey> cases)
    {
        if (Changed is { } listeners)
            foreach (var key in cases)
                listeners(key);
    }
}

/// <summary>Number of an organisation's document: <c>望靖罚〔2026〕12号</c>; full-width brackets, no leading zero (GB/T 9704).</summary>
public static class OfficialNumber
{
    /// <param name="body">机关代字 of the organisation.</param>
    /// <param name="word">文种代字.</param>
    public static string Format(string body, string word, int year, int serial) => $"{body}{word}〔{year}〕{serial}号";
}

/// <summary>机关代字 of an organisation, such as 望靖.</summary>
public interface IDocumentWords
{
    string Of(string organization);
}
