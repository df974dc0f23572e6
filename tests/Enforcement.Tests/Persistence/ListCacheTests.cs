using Enforcement.Persistence.Import;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Enforcement.Tests.Persistence;

public sealed class ListCacheTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly ListCache<string> cache;
    private int readings;
    private Func<Task> meanwhile = () => Task.CompletedTask;

    public ListCacheTests() =>
        cache = new(
            clock,
            "none",
            async (_, _) =>
            {
                var reading = $"{++readings}";
                await meanwhile();
                return reading;
            }
        );

    [Fact]
    public async Task A_list_is_trusted_for_a_minute_and_then_read_again()
    {
        (await CurrentAsync()).ShouldBe("1");
        clock.Advance(TimeSpan.FromSeconds(59));
        (await CurrentAsync()).ShouldBe("1");
        clock.Advance(TimeSpan.FromSeconds(1));
        (await CurrentAsync()).ShouldBe("2");
    }

    [Fact]
    public async Task After_an_import_the_next_who_waits_reads_and_whoever_cannot_wait_has_the_old_one()
    {
        cache.Latest.ShouldBe("none");
        await CurrentAsync();
        cache.Outdate();
        cache.Latest.ShouldBe("1");
        (await CurrentAsync()).ShouldBe("2");
        cache.Latest.ShouldBe("2");
    }

    [Fact]
    public async Task An_import_that_comes_while_the_list_is_read_is_not_missed()
    {
        meanwhile = () =>
        {
            if (readings == 1)
                cache.Outdate();
            return Task.CompletedTask;
        };
        (await CurrentAsync()).ShouldBe("1");
        (await CurrentAsync()).ShouldBe("2");
        (await CurrentAsync()).ShouldBe("2");
    }

    [Fact]
    public async Task Many_who_ask_at_once_read_once()
    {
        var answer = new TaskCompletionSource();
        meanwhile = () => answer.Task;
        var asking = Enumerable.Range(0, 10).Select(_ => CurrentAsync()).ToList();
        answer.SetResult();
        (await Task.WhenAll(asking)).ShouldAllBe(list => list == "1");
    }

    [Fact]
    public async Task A_list_that_is_renewed_behind_whoever_asks_stands_while_the_database_is_away()
    {
        var answer = new TaskCompletionSource();
        meanwhile = () => answer.Task;
        cache.Renewed.ShouldBe("none");
        answer.SetResult();
        cache.Renewed.ShouldBe("1");
        meanwhile = () => throw new NpgsqlException("away");
        clock.Advance(TimeSpan.FromMinutes(2));
        cache.Renewed.ShouldBe("1");
        await Should.ThrowAsync<NpgsqlException>(() => CurrentAsync());
        meanwhile = () => Task.CompletedTask;
        cache.Renewed.ShouldBe("4");
    }

    private Task<string> CurrentAsync() => cache.CurrentAsync(CancellationToken.None).AsTask();
}
