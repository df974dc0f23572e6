using Enforcement.Jobs;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace Enforcement.Tests.Harness;

/// <summary>
/// The whole service over a database of its own, under a clock that stands until the test moves it. As <c>IClassFixture&lt;TestService&gt;</c>,
/// or <c>await using var service = await TestService.CreateAsync(host => host.UseSetting("…", "…"))</c>.
/// </summary>
public sealed class TestService : WebApplicationFactory<Program>, IAsyncLifetime
{
    /// <summary>A Tuesday morning in Changsha, in office hours.</summary>
    public static readonly DateTimeOffset Morning = new(2026, 11, 24, 9, 0, 0, TimeSpan.FromHours(8));

    // What the product ships and the sample county are taken once; every service of a run starts as one that was here before.
    private static readonly Lazy<Task<TestDatabase>> Filled = new(FillAsync);

    private Action<IWebHostBuilder>? configure;
    private bool handedOn;

    public FakeTimeProvider Clock { get; private init; } = new(Morning);

    public TestDatabase Database { get; private set; } = null!;

    public static async Task<TestService> CreateAsync(Action<IWebHostBuilder>? configure = null)
    {
        var service = new TestService { configure = configure };
        await service.InitializeAsync();
        return service;
    }

    /// <summary>Another process over the same database: what only memory knew is gone. This one is no more.</summary>
    public async Task<TestService> RestartAsync()
    {
        var next = new TestService { configure = configure, Clock = Clock };
        next.Database = Database;
        handedOn = true;
        await DisposeAsync();
        return next;
    }

    /// <summary>What the minute job would do now: nothing runs by itself here, so that a test decides when.</summary>
    public async Task SweepAsync() =>
        (await Services.GetRequiredService<Sweeps>().RunAllAsync(Clock.GetUtcNow(), CancellationToken.None)).ShouldNotBeNull();

    /// <summary>A caller who follows no redirect, so that a test sees what was answered.</summary>
    public HttpClient Caller() => CreateClient(new() { AllowAutoRedirect = false });

    public async Task InitializeAsync() => Database = await TestDatabase.CreateAsync(like: (await Filled.Value).Name);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Database is not null && !handedOn)
            await Database.DisposeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>For the end of the run.</summary>
    public static async Task EndAsync()
    {
        if (Filled.IsValueCreated && Filled.Value.IsCompletedSuccessfully)
            await (await Filled.Value).DisposeAsync();
    }

    private static async Task<TestDatabase> FillAsync()
    {
        var database = await TestDatabase.CreateAsync();
        await using var first = new TestService { Database = database, handedOn = true };
        first.StartServer();
        return database;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder
            .UseEnvironment("Development")
            .UseSetting("Logging:LogLevel:Default", "Warning")
            .UseSetting("Jobs:Enabled", "false")
            .UseSetting("SampleCases", "false")
            .UseSetting("ConnectionStrings:Enforcement", Database.AppConnection)
            .UseSetting("ConnectionStrings:EnforcementOwner", Database.OwnerConnection)
            .ConfigureTestServices(services =>
                services
                    .Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock))
                    // Hashing costs a tenth of a second on purpose, and here somebody signs in all the time.
                    .Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1_000)
            );
        configure?.Invoke(builder);
    }
}
