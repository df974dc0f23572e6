using System.Diagnostics;
using System.Globalization;
using Enforcement.Escalations;
using Enforcement.Handoffs;
using Enforcement.Handoffs.Exchange;
using Enforcement.Handoffs.Incoming;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Tests.Handoffs;
using Enforcement.Tests.Harness;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

[assembly: HostingStartup(typeof(BusyOffice))]

namespace Enforcement.Tests.Handoffs;

/// <summary>
/// The service itself as a process over a database, with a busy office in it: whoever works there hands over, signs, accepts, gives back and takes back as fast
/// as the machine lets them, until the process is killed. Its clock runs a thousand times as fast, so that what waits an hour for a machine that was away waits seconds here.
/// </summary>
/// <param name="since">Of the test, for both clocks.</param>
internal sealed class Installation(TestDatabase database, string role, int port, int transfers, DateTimeOffset since) : IAsyncDisposable
{
    private Process? process;
    private Task<string[]> told = Task.FromResult<string[]>([]);

    public string Address => $"http://127.0.0.1:{port}";

    /// <summary>It has not ended by itself.</summary>
    public async Task DemandAliveAsync()
    {
        if (process is { HasExited: true })
            Assert.Fail($"{role} ended by itself: {string.Join('\n', await told)}");
    }

    public void Start(int seed)
    {
        var home = AppContext.BaseDirectory;
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = home,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // With the test's own assemblies, in which the office is.
        foreach (
            var argument in (string[])
                [
                    "exec",
                    "--depsfile",
                    Path.Combine(home, "Enforcement.Tests.deps.json"),
                    "--runtimeconfig",
                    Path.Combine(home, "Enforcement.Tests.runtimeconfig.json"),
                    Path.Combine(home, "Enforcement.dll"),
                ]
        )
            start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = Address;
        start.Environment["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = "Enforcement.Tests";
        start.Environment["ConnectionStrings__Enforcement"] = database.AppConnection;
        start.Environment["ConnectionStrings__EnforcementOwner"] = database.OwnerConnection;
        start.Environment["Jobs__Enabled"] = "false";
        start.Environment["Logging__LogLevel__Default"] = "Error";
        start.Environment["Office__Role"] = role;
        start.Environment["Office__Seed"] = seed.ToString(CultureInfo.InvariantCulture);
        start.Environment["Office__Since"] = since.ToString("O", CultureInfo.InvariantCulture);
        start.Environment["Office__Transfers"] = transfers.ToString(CultureInfo.InvariantCulture);
        process = Process.Start(start)!;
        told = Task.WhenAll(process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
    }

    /// <summary>As by <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        if (process is not { } running)
            return;
        await DemandAliveAsync();
        running.Kill(entireProcessTree: true);
        await running.WaitForExitAsync();
        running.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
            await KillAsync();
    }
}

/// <summary>Comes into the service's process by <c>ASPNETCORE_HOSTINGSTARTUPASSEMBLIES</c>.</summary>
public sealed class BusyOffice : IHostingStartup
{
    public void Configure(IWebHostBuilder builder) =>
        builder.ConfigureServices(services =>
        {
            services.AddSingleton<TimeProvider>(new FastTime());
            services.AddHostedService<Office>();
        });

    /// <summary>From the test's morning on; the same in both processes, and after each start.</summary>
    private sealed class FastTime : TimeProvider
    {
        private const int Factor = 1_000;

        private readonly DateTimeOffset since = DateTimeOffset.Parse(
            Environment.GetEnvironmentVariable("Office__Since")!,
            CultureInfo.InvariantCulture
        );

        public override DateTimeOffset GetUtcNow() => TestService.Morning.ToUniversalTime() + (System.GetUtcNow() - since) * Factor;
    }

    private sealed class Office(IServiceProvider services, IConfiguration configuration, Database database, TimeProvider clock)
        : BackgroundService
    {
        /// <summary>As many as lie on desks at a time.</summary>
        private const int MostOpen = 20;

        private readonly Random chance = new(configuration.GetValue<int>("Office:Seed"));
        private readonly int transfers = configuration.GetValue<int>("Office:Transfers");

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var isSender = configuration["Office:Role"] == "sender";
            while (!stoppingToken.IsCancellationRequested)
                try
                {
                    await services.GetRequiredService<ExchangeSweep>().RunAsync(clock.GetUtcNow(), stoppingToken);
                    await (isSender ? SendAsync(stoppingToken) : AnswerAsync(stoppingToken));
                    await Task.Delay(5, stoppingToken);
                }
                catch (Exception fault) when (fault is RefusedException or NotVisibleException or ChangedMeanwhileException)
                {
                    // Somebody else was first.
                }
        }

        private async Task SendAsync(CancellationToken cancel)
        {
            var open = await IdsAsync("select id from escalations where state in ('delivered', 'signed') order by id");
            var released = await IdsAsync("select id from handoffs where released_at is not null");
            if (released.Count >= transfers || open.Count >= MostOpen)
                return;
            await HandoffHouse.HandOverAsync(services, await ActorAsync("ho-officer"), "430624", "water");
            // Of ten letters one is taken back, and one not accepted in time: whichever it is.
            if (open.Count > 0 && chance.Next(5) == 0)
                await (chance.Next(2) == 0 ? WithdrawAsync(open, cancel) : ExpireAsync(open, cancel));
        }

        private async Task WithdrawAsync(List<Guid> open, CancellationToken cancel) =>
            await services
                .GetRequiredService<WithdrawLetter>()
                .RunAsync(await ActorAsync("ho-squad"), open[chance.Next(open.Count)], "误送", cancel);

        private async Task ExpireAsync(List<Guid> open, CancellationToken cancel)
        {
            await using (var due = database.Owner.CreateCommand("update handoffs set expires_at = $2 where id = $1"))
            {
                due.Parameters.Add(new() { Value = open[chance.Next(open.Count)] });
                due.Parameters.Add(new() { Value = clock.GetUtcNow() });
                await due.ExecuteNonQueryAsync(cancel);
            }
            await services.GetRequiredService<ExpireHandoffs>().RunAsync(clock.GetUtcNow(), cancel);
        }

        private async Task AnswerAsync(CancellationToken cancel)
        {
            foreach (var offered in await IdsAsync("select id from incoming_letters where state = 'offered' order by id limit 5"))
                await services.GetRequiredService<SignForIncoming>().RunAsync(await ActorAsync("xy-clerk"), offered, cancel);
            foreach (var signed in await IdsAsync("select id from incoming_letters where state = 'signed' order by id limit 5"))
                if (chance.Next(10) == 0)
                    await services
                        .GetRequiredService<ReturnIncoming>()
                        .RunAsync(await ActorAsync("xy-unit"), signed, ["照片"], null, cancel);
                else
                    await services
                        .GetRequiredService<AcceptIncoming>()
                        .RunAsync(await ActorAsync("xy-unit"), signed, "CG-02", null, cancel);
        }

        private async Task<Actor> ActorAsync(string userName) =>
            (
                await services
                    .GetRequiredService<People>()
                    .FindAsync((await IdsAsync($"select id from accounts where user_name = '{userName}'"))[0], default)
            )!;

        private async Task<List<Guid>> IdsAsync(string sql)
        {
            await using var command = database.Owner.CreateCommand(sql);
            await using var reader = await command.ExecuteReaderAsync();
            var ids = new List<Guid>();
            while (await reader.ReadAsync())
                ids.Add(reader.GetGuid(0));
            return ids;
        }
    }
}
