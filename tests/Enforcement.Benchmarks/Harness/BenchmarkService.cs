using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Persistence.Embedded;
using Enforcement.Sample;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Enforcement.Benchmarks.Harness;

/// <summary>The whole service over a database of its own, with the sample county and none of its cases. Nothing runs by itself.</summary>
internal sealed class BenchmarkService(string name, string app, string owner) : WebApplicationFactory<Program>
{
    public string DatabaseName => name;

    public BenchmarkClock Clock { get; } = new();

    public Database Database => Of<Database>();

    public static async Task<BenchmarkService> StartAsync(BenchmarkServer server, string database)
    {
        var (app, owner) = await server.CreateDatabaseAsync(database);
        var service = new BenchmarkService(database, app, owner);
        await Task.Run(service.StartServer);
        return service;
    }

    public T Of<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public async Task<Actor> ActorAsync(Guid person) =>
        await Of<People>().FindAsync(person, CancellationToken.None) ?? throw new InvalidOperationException($"Nobody is {person}.");

    public async Task<Actor> HolderAsync(string role, string organization) =>
        await ActorAsync(
            await Database.Owner.AskAsync<Guid>(
                "select person from posts where role = $1 and organization = $2 order by person limit 1",
                role,
                organization
            )
        );

    protected override void ConfigureWebHost(IWebHostBuilder builder) =>
        builder
            .UseContentRoot(Path.Combine(SourceTree.Root!, "src", "Enforcement"))
            .UseEnvironment("Development")
            .UseSetting("Logging:LogLevel:Default", "Error")
            .UseSetting("Logging:LogLevel:Microsoft.AspNetCore", "Error")
            .UseSetting("Jobs:Enabled", "false")
            .UseSetting("SampleCases", "false")
            .UseSetting("ConnectionStrings:Enforcement", app)
            .UseSetting("ConnectionStrings:EnforcementOwner", owner)
            .ConfigureTestServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)));
}

/// <summary>Stands where the sample driver sets it; from then on it runs, so that ids grow as they do in an office.</summary>
internal sealed class BenchmarkClock : TimeProvider
{
    private long? running;

    public SampleClock Driven { get; } = new(System);

    public override DateTimeOffset GetUtcNow() => Driven.Now + (running is { } since ? GetElapsedTime(since) : TimeSpan.Zero);

    public void Run() => running = GetTimestamp();
}
