using System.Net;
using System.Net.Http.Json;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Tests.Harness;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Jobs;

public sealed class SweepTests
{
    [Fact]
    public async Task A_sweep_that_throws_holds_up_nobody_and_is_shown_with_its_reason()
    {
        var (broken, fine) = (new Counting("broken", 1, fails: true), new Counting("fine", 2));
        await using var service = await TestService.CreateAsync(host => host.ConfigureTestServices(Add(broken, fine)));
        await service.BodyAsync("430112", "430112", "望城区", "department");
        await service.PersonAsync("admin", Roles.SystemAdmin, "430112");
        await service.PersonAsync("officer", Roles.Officer, "430112");
        var (admin, officer) = (await service.CallerAsync("admin"), await service.CallerAsync("officer"));

        (await admin.PostAsJsonAsync("/api/sweeps/run", new { })).StatusCode.ShouldBe(HttpStatusCode.OK);

        fine.Runs.ShouldBe(1);
        var page = await admin.GetStringAsync("/schedules");
        page.ShouldContain("broken on purpose");
        (await admin.GetStringAsync("/metrics")).ShouldContain("enforcement_sweep_failed{sweep=\"broken\"} 1");
        (await admin.PostAsJsonAsync("/api/sweeps/run", new { asOf = TestService.Morning.AddDays(1) })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await officer.PostAsJsonAsync("/api/sweeps/run", new { })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await officer.GetAsync("/schedules")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_dashboard_opens_for_system_admins_and_without_its_schema_what_is_due_is_still_done()
    {
        await using var service = await TestService.CreateAsync();
        await service.BodyAsync("430112", "430112", "望城区", "department");
        await service.PersonAsync("admin", Roles.SystemAdmin, "430112");
        await service.PersonAsync("officer", Roles.Officer, "430112");
        var first = new Counting("due", 1);
        await using (var running = Running(first))
        {
            (await running.CreateClient(new() { AllowAutoRedirect = false }).GetAsync("/jobs")).StatusCode.ShouldBe(
                HttpStatusCode.Unauthorized
            );
            await first.RanAsync();
            (await StatusAsync(running, "admin")).ShouldBe(HttpStatusCode.OK);
            (await StatusAsync(running, "officer")).ShouldBe(HttpStatusCode.Forbidden);
        }
        await service.Database.ExecuteAsync("drop schema hangfire cascade");

        var again = new Counting("due", 1);
        await using var restarted = Running(again);
        restarted.CreateClient().Dispose();
        await again.RanAsync();

        Microsoft.AspNetCore.Mvc.Testing.WebApplicationFactory<Program> Running(Counting sweep) =>
            service.WithWebHostBuilder(host => host.UseSetting("Jobs:Enabled", "true").ConfigureTestServices(Add(sweep)));
    }

    private static async Task<HttpStatusCode> StatusAsync(
        Microsoft.AspNetCore.Mvc.Testing.WebApplicationFactory<Program> service,
        string userName
    )
    {
        var caller = service.CreateClient(new() { AllowAutoRedirect = false });
        (await caller.PostAsJsonAsync("/api/session", new { userName, password = TestPeople.Password })).EnsureSuccessStatusCode();
        return (await caller.GetAsync("/jobs")).StatusCode;
    }

    private static Action<IServiceCollection> Add(params Counting[] sweeps) =>
        services =>
        {
            foreach (var sweep in sweeps)
                services.AddSingleton<ISweep>(sweep);
        };

    private sealed class Counting(string name, int order, bool fails = false) : ISweep
    {
        private readonly TaskCompletionSource ran = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => name;

        public int Order => order;

        public int Runs { get; private set; }

        public Task RanAsync() => ran.Task.WaitAsync(TimeSpan.FromSeconds(60));

        public Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
        {
            Runs++;
            ran.TrySetResult();
            return fails ? throw new InvalidOperationException("broken on purpose") : Task.FromResult(1);
        }
    }
}
