using Enforcement.Jobs;

namespace Enforcement.Tests.Jobs;

public sealed class RetriesTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Each_wait_is_twice_as_long_up_to_the_longest() =>
        Enumerable
            .Range(0, 9)
            .Select(attempts => Retries.DelayAfter(attempts, Minute, TimeSpan.FromHours(2)).TotalMinutes)
            .ShouldBe([1, 2, 4, 8, 16, 32, 64, 120, 120]);

    [Fact]
    public void Nobody_waits_beyond_the_longest_nor_beyond_what_can_be_counted()
    {
        Retries.DelayAfter(12, Minute, TimeSpan.MaxValue).ShouldBe(Minute * 4096);
        Retries.DelayAfter(13, Minute, TimeSpan.MaxValue).ShouldBe(Minute * 4096);
        Retries.DelayAfter(int.MaxValue, TimeSpan.FromHours(1), TimeSpan.FromDays(1)).ShouldBe(TimeSpan.FromDays(1));
    }
}
