using System.Net;
using Enforcement.Persistence;
using Enforcement.Tests.Harness;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace Enforcement.Tests.Persistence;

public sealed class DatabaseStartTests
{
    [Fact]
    public void An_own_server_needs_both_roles()
    {
        var onlyApp = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Enforcement"] = "Host=127.0.0.1" })
            .Build();

        Should.Throw<InvalidOperationException>(() => Database.From(onlyApp)).Message.ShouldContain("EnforcementOwner");
    }

    [Fact]
    public async Task What_the_connection_string_says_wins_over_our_defaults()
    {
        await using var database = new Database("Host=127.0.0.1;Max Auto Prepare=7", "Host=127.0.0.1");

        database.App.ConnectionString.ShouldContain("Max Auto Prepare=7");
        database.App.ConnectionString.ShouldContain("No Reset On Close=True");
        database.Owner.ConnectionString.ShouldNotContain("No Reset On Close=True");
    }

    /// <summary>The whole way of a newcomer: no setting but where the data goes.</summary>
    [Fact]
    public async Task Without_a_connection_string_the_service_brings_its_own_database_and_ends_it()
    {
        var data = Directory.CreateTempSubdirectory("enforcement-data-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(data, File.GetUnixFileMode(data) | UnixFileMode.OtherExecute);
        await using (
            var service = await TestService.CreateAsync(host =>
                host.UseSetting("ConnectionStrings:Enforcement", "")
                    .UseSetting("ConnectionStrings:EnforcementOwner", "")
                    .UseSetting("DataDirectory", data)
            )
        )
        {
            (await service.Caller().GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
            File.Exists(PidFile(data)).ShouldBeTrue();
        }

        (await IsGoneAsync(PidFile(data))).ShouldBeTrue();
        Directory.Delete(data, recursive: true);
    }

    private static string PidFile(string data) => Path.Combine(data, "postgres", "cluster", "postmaster.pid");

    /// <summary>The program stops its server after its host has ended, and the test host does not wait for that.</summary>
    private static async Task<bool> IsGoneAsync(string file)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var looks = 0; File.Exists(file) && looks < 400; looks++)
            await look.WaitForNextTickAsync();
        return !File.Exists(file);
    }
}
