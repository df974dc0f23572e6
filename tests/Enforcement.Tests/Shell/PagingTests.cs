using Enforcement.Shell;

namespace Enforcement.Tests.Shell;

public sealed class PagingTests
{
    private static readonly Guid Id = Guid.Parse("0193f000-0000-7000-8000-000000000001");

    [Fact]
    public void A_cursor_reads_back_to_the_microsecond_wherever_its_clock_stood()
    {
        var at = new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.FromHours(8)).AddMicroseconds(7);
        PageCursor.Read(new PageCursor(at, Id).ToString()).ShouldBe(new PageCursor(at.ToUniversalTime(), Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("MXwy")]
    [InlineData("OTIyMzM3MjAzNjg1NDc3NTgwN3wwMTkzZjAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDE=")]
    public void What_is_no_cursor_is_malformed(string text) =>
        Should.Throw<MalformedException>(() => PageCursor.Read(text)).Faults.ShouldBe([("after", "unknown")]);

    [Fact]
    public void A_sign_of_the_pattern_is_searched_for_like_any_other() => Paging.Containing(@" 50%_a\b ").ShouldBe(@"%50\%\_a\\b%");
}
