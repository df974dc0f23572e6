using Enforcement.Deadlines;

namespace Enforcement.Tests.Deadlines;

/// <summary>Terms of minutes run on the clock on the wall, as hours do.</summary>
public sealed class MinuteTests
{
    private static readonly DateTimeOffset Night = new(2026, 11, 28, 23, 50, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData(30, "2026-11-29T00:20")]
    [InlineData(0, "2026-11-28T23:50")]
    [InlineData(-30, "2026-11-28T23:20")]
    public void Half_an_hour_runs_through_midnight_and_a_day_off(int minutes, string due) =>
        Calendar.Empty.Expiry(Night, Term.Of(minutes, TermUnit.Minute), OfficeTime.China).Due.ToString("yyyy-MM-dd'T'HH:mm").ShouldBe(due);

    [Fact]
    public void A_term_of_minutes_ends_at_an_instant_and_has_a_code_of_its_own()
    {
        TermUnit.Minute.CountsHours().ShouldBeTrue();
        TermUnits.Parse(TermUnit.Minute.Code()).ShouldBe(TermUnit.Minute);
        foreach (var unit in Enum.GetValues<TermUnit>())
            TermUnits.Parse(unit.Code()).ShouldBe(unit);
    }
}
