using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Documents;
using Enforcement.Documents.Data;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Persistence.Import;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Shell;
using Enforcement.Tasks;
using Enforcement.Tasks.Gates;
using Enforcement.Tests.Harness;
using Enforcement.Workflows.Activities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Enforcement.Tests.Processes;

/// <summary>The step on a real database, with a small definition of the test's own and nothing of the web.</summary>
public sealed class CaseBench : IAsyncDisposable
{
    public const string Township = "430112109";

    public static readonly Actor Officer = Person(1, "officer1", Roles.Officer);
    public static readonly Actor Partner = Person(2, "officer2", Roles.Officer);
    public static readonly Actor Head = Person(3, "head", Roles.AgencyHead);
    public static readonly Actor Stranger = Person(9, "stranger", Roles.Officer, "430112110");

    private readonly ServiceProvider services;

    private CaseBench(TestDatabase database, ServiceProvider services) => (Database, this.services) = (database, services);

    public TestDatabase Database { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 1, 0, 0, TimeSpan.Zero));

    public Steps Steps => services.GetRequiredService<Steps>();

    public StepServices StepServices => services.GetRequiredService<StepServices>();

    /// <summary>The shipped rules and the shipped calendar, as the service has them after its start.</summary>
    public async Task WithDeadlinesAsync()
    {
        var importer = new Importer(Database.Database, Clock, []);
        await ShippedData.ImportAsync(
            importer,
            [new(new CalendarList(), "calendar.csv", 1), new(new DeadlineRuleList(), "deadlines.csv", 2)],
            NullLogger.Instance,
            CancellationToken.None
        );
        await services.GetRequiredService<DeadlineBook>().ReadAsync(CancellationToken.None);
    }

    /// <summary>The shipped matters, each with its field.</summary>
    public async Task WithMattersAsync()
    {
        await ShippedData.ImportAsync(
            new Importer(Database.Database, Clock, []),
            PowerServices.Shipped,
            NullLogger.Instance,
            CancellationToken.None
        );
        await services.GetRequiredService<PowerLists>().PrepareAsync(CancellationToken.None);
    }

    /// <summary>The bench of the papers: the shipped kinds of document, and tasks that draft and serve them.</summary>
    public static async Task<CaseBench> WithDocumentsAsync(TestDatabase database, string definition)
    {
        var bench = await CreateAsync(
            database,
            services =>
            {
                services.AddSingleton<OrganizationDirectory>();
                services.AddSingleton<PowerLists>();
                services.AddDocumentCore();
                services.AddTaskDocuments();
            },
            definition
        );
        await ShippedData.ImportAsync(
            new Importer(database.Database, bench.Clock, []),
            [new(new DocumentKindList(), "documents.csv", 1)],
            NullLogger.Instance,
            CancellationToken.None
        );
        return bench;
    }

    public T Service<T>()
        where T : notnull => services.GetRequiredService<T>();

    public CompleteTask Complete => services.GetRequiredService<CompleteTask>();

    public static Task<CaseBench> CreateAsync(TestDatabase database, params IEnumerable<string> definitions) =>
        CreateAsync(database, _ => { }, definitions);

    /// <param name="more">Slices beside processes, deadlines and tasks.</param>
    public static async Task<CaseBench> CreateAsync(
        TestDatabase database,
        Action<IServiceCollection> more,
        params IEnumerable<string> definitions
    )
    {
        var seal = await ScopeSeal.LoadAsync(database.Owner, CancellationToken.None);
        var services = new ServiceCollection();
        var bench = default(CaseBench);
        services.AddSingleton(database.Database);
        services.AddSingleton(seal);
        services.AddSingleton<ScopedReads>();
        services.AddSingleton<TimeProvider>(_ => bench!.Clock);
        services.AddSingleton(provider => new BusinessTime(provider.GetRequiredService<TimeProvider>(), BusinessTime.DefaultZone));
        services.AddLogging();
        services.AddProcesses();
        services.AddDeadlineCore();
        services.AddTaskCore();
        services.AddSingleton<ITaskGate, WindowGate>();
        more(services);
        bench = new CaseBench(database, services.BuildServiceProvider());
        foreach (var definition in definitions)
            await bench.PublishAsync(definition);
        return bench;
    }

    /// <param name="matter">Of the urban field, unless a test is about another.</param>
    public async Task<CaseFile> OpenAsync(string definitionId, Actor? by = null, JsonObject? data = null, string matter = "CG-02")
    {
        var now = Clock.GetUtcNow();
        var caseFile = new CaseFile
        {
            Key = CaseKey.New("430112", now),
            Number = "",
            Kind = CaseKind.Township,
            OwnerOrg = Township,
            HandlerOrg = Township,
            Title = "占道堆放物料",
            MatterCode = matter,
            MatterVersion = 1,
            ViolationOn = new DateOnly(2026, 11, 20),
            Procedure = "ordinary",
            Intent = "file",
            Officers = [Officer.PersonId, Partner.PersonId],
            Stage = "lead-check",
            StageSince = now,
            OpenedAt = now,
            Data = new CaseData(data ?? []),
        };
        await using var step = await Steps.BeginNewAsync(by ?? Officer, CancellationToken.None);
        await step.OpenAsync(caseFile, definitionId, null, CancellationToken.None);
        step.Main.Record("case.opened", new JsonObject { ["matter"] = caseFile.MatterCode });
        await step.CommitAsync(CancellationToken.None);
        return caseFile;
    }

    public async Task<IReadOnlyList<(Guid Id, string Node)>> OpenTasksAsync(CaseKey key)
    {
        await using var command = Database.Owner.CreateCommand(
            "select id, node from tasks where county_code = $1 and case_id = $2 and state in ('open', 'signing') order by node"
        );
        command.Parameters.Add(P.Text(key.County));
        command.Parameters.Add(P.Uuid(key.Id));
        var tasks = new List<(Guid, string)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            tasks.Add((reader.GetGuid(0), reader.GetString(1)));
        return tasks;
    }

    public async Task<T> AskAsync<T>(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = Database.Owner.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<JournalVerdict> VerifyAsync(CaseKey key)
    {
        await using var connection = await Database.App.OpenConnectionAsync();
        return await JournalVerification.VerifyAsync(connection, StepServices.Seal, Scope.Everything, key, CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await services.DisposeAsync();

    private async Task PublishAsync(string json)
    {
        var definition = Workflows.Definitions.WorkflowDefinition.Parse(json);
        await using var command = Database.Owner.CreateCommand(
            """
            insert into workflow_definitions (id, definition_id, version, name, content, content_hash, is_published, created_at, published_at)
            values ($1 || '-1', $1, 1, $1, $2, '\x00', true, now(), now()) on conflict do nothing
            """
        );
        command.Parameters.Add(P.Text(definition.DefinitionId));
        command.Parameters.Add(P.Text(json));
        await command.ExecuteNonQueryAsync();
    }

    private static Actor Person(int n, string name, string role, string organization = Township) =>
        new(
            Guid.Parse($"0193f000-0000-7000-8000-00000000000{n}"),
            name,
            name,
            [new Post(organization, role)],
            new Scope([organization], [])
        );
}
