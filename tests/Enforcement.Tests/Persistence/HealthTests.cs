using System.Net;
using System.Net.Http.Json;
using Enforcement.Persistence;
using Enforcement.Tests.Harness;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Persistence;

public sealed class HealthTests
{
    [Fact]
    public async Task A_service_whose_parts_are_all_fine_is_ready()
    {
        await using var service = await TestService.CreateAsync();

        (await service.Caller().GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_part_that_is_not_fine_is_named_and_the_process_still_lives()
    {
        var part = new Part { Ready = false };
        await using var service = await TestService.CreateAsync(host =>
            host.ConfigureTestServices(services => services.AddSingleton<IReadinessPart>(part))
        );
        var caller = service.Caller();

        var waiting = await caller.GetAsync("/health/ready");

        waiting.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await waiting.Content.ReadFromJsonAsync<ReadinessReport>())!.WaitingFor.ShouldBe(["sample"]);
        (await caller.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        part.Ready = true;
        (await caller.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_service_that_cannot_ask_its_database_is_not_ready()
    {
        await using var service = await TestService.CreateAsync();
        var caller = service.Caller();
        await service.Services.GetRequiredService<Database>().App.DisposeAsync();

        var answer = await caller.GetAsync("/health/ready");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadFromJsonAsync<ReadinessReport>())!.WaitingFor.ShouldBe(["database"]);
    }

    private sealed class Part : IReadinessPart
    {
        public required bool Ready { get; set; }

        public string Name => "sample";

        public Task<bool> IsReadyAsync(CancellationToken cancel) => Task.FromResult(Ready);
    }
}
