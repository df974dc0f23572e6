using System.Diagnostics;
using System.Globalization;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Persistence.Import;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Enforcement.Sample;

/// <summary>
/// Some eighty findings and cases of the sample county in all stages, made once, after the start, by driving the real verbs under a moved clock. The
/// service is ready when they are there.
/// </summary>
internal sealed partial class SampleCases(
    SampleComposition composition,
    IServiceProvider app,
    Database database,
    TimeProvider real,
    IHostApplicationLifetime lifetime,
    ILogger<SampleCases> log
) : BackgroundService, IReadinessPart
{
    private readonly List<string> unreached = [];

    /// <summary>What of the plan could not be played, and why.</summary>
    public IReadOnlyList<string> Unreached => unreached;

    public string Name => "sample-cases";

    public Task<bool> IsReadyAsync(CancellationToken cancel) => Task.FromResult(ExecuteTask is { IsCompletedSuccessfully: true });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registered = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        if (!await AreThereAsync(stoppingToken))
            await PlayAllAsync(stoppingToken);
        LogPeople(SamplePeople.DefaultPassword);
    }

    private async Task PlayAllAsync(CancellationToken cancel)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-Hans");
        var began = Stopwatch.GetTimestamp();
        var clock = new SampleClock(real);
        var today = clock.Now;
        await using var services = composition.Build(clock, app);
        foreach (var listener in services.GetServices<ImportListener>())
            await listener.PrepareAsync(cancel);
        await services.GetRequiredService<OrganizationDirectory>().RefreshAsync(cancel, now: true);

        var driver = new SampleDriver(services, clock, today);
        var plan = SampleCase.All();
        foreach (var it in plan)
            try
            {
                await driver.PlayAsync(it, cancel);
            }
            catch (Exception fault)
                when (fault is RefusedException or MalformedException or NotAllowedException or InvalidOperationException)
            {
                // One case less; a test holds that none is.
                unreached.Add($"{it.Matter} {it.Goal}: {fault.Message}");
                LogFailed(it.Matter, it.Goal, fault.Message);
            }
        await driver.SuperviseAsync(cancel);
        LogPlayed(plan.Count, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private async Task<bool> AreThereAsync(CancellationToken cancel)
    {
        await using var command = database.Owner.CreateCommand("select exists (select from findings)");
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    [LoggerMessage(LogLevel.Information, "{Count} sample findings and cases played in {Seconds:0.0} s")]
    private partial void LogPlayed(int count, double seconds);

    [LoggerMessage(
        LogLevel.Information,
        "Sample people, all with the password of Development:Password (by default {Password}): jinggang-officer1, jinggang-officer2 (officers), "
            + "jinggang-squad (squad head), jinggang-head, jinggang-deputy (agency head), reviewer1 (legal review), urban-intake, urban-unit, "
            + "urban-handler1 (county department), coordinator, supervisor, command, sysadmin; the sign-in page lists all"
    )]
    private partial void LogPeople(string password);

    [LoggerMessage(LogLevel.Warning, "The sample case of {Matter} did not reach {Goal}: {Reason}")]
    private partial void LogFailed(string matter, string goal, string reason);
}

/// <summary>The service's own composition again, with a clock that moves and nothing that runs by itself.</summary>
internal sealed class SampleComposition(IServiceCollection services)
{
    public ServiceProvider Build(SampleClock clock, IServiceProvider app)
    {
        var copy = new ServiceCollection();
        foreach (var service in services)
            copy.Add(service);
        copy.RemoveAll<IHostedService>();
        copy.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        copy.Replace(ServiceDescriptor.Singleton(app.GetRequiredService<ScopeSeal>()));
        copy.Replace(ServiceDescriptor.Singleton(app.GetRequiredService<IConfiguration>()));
        return copy.BuildServiceProvider();
    }
}

public static class SampleServices
{
    /// <summary>In Development, unless <c>SampleData</c> or <c>SampleCases</c> is false; elsewhere only where both are true.</summary>
    public static void AddSample(this WebApplicationBuilder builder)
    {
        var wanted = builder.Environment.IsDevelopment();
        if (!builder.Configuration.GetValue("SampleData", wanted) || !builder.Configuration.GetValue("SampleCases", wanted))
            return;
        builder.Services.AddSingleton(new SampleComposition(builder.Services));
        builder.Services.AddSingleton<SampleCases>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<SampleCases>());
        builder.Services.AddSingleton<IReadinessPart>(provider => provider.GetRequiredService<SampleCases>());
    }
}
