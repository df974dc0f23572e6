using Enforcement.Shell;
using Microsoft.Extensions.Time.Testing;

namespace Enforcement.Tests.Shell;

public sealed class TypedTests
{
    private static readonly BusinessTime Time = new(new FakeTimeProvider(), BusinessTime.DefaultZone);

    [Theory]
    [InlineData("2026-11-24T09:30", "2026-11-24T01:30:00Z")]
    [InlineData("2026-11-24T09:30:15", "2026-11-24T01:30:15Z")]
    [InlineData("2026-11-24T09:30:15.25", "2026-11-24T01:30:15.25Z")]
    [InlineData("2026-11-24", "2026-11-23T16:00:00Z")]
    [InlineData("2026-11-24T09:30+08:00", "2026-11-24T01:30:00Z")]
    [InlineData("2026-11-24T01:30:15.123Z", "2026-11-24T01:30:15.123Z")]
    public void A_time_is_the_offices_unless_it_says_otherwise(string typed, string at) =>
        new Typed().Time("at", typed, Time).ShouldBe(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("09:30")]
    [InlineData("11/24/2026")]
    [InlineData("0001-01-01T00:00")]
    [InlineData("9999-12-31T23:59")]
    [InlineData("1949-10-01")]
    public void What_leaves_its_day_to_the_machine_or_lies_in_no_age_of_ours_is_malformed(string typed)
    {
        var asked = new Typed();
        asked.Time("at", typed, Time).ShouldBeNull();
        Should.Throw<MalformedException>(asked.Demand).Faults.ShouldBe([("at", "date")]);
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("0001-01-01T00:00")]
    [InlineData("0001-01-01T00:00Z")]
    [InlineData("9999-12-31T23:59:59.5")]
    [InlineData("9999-12-31T23:59-12:00")]
    public void Neither_end_of_the_calendar_is_an_instant(string typed) => Time.TryRead(typed, out _).ShouldBeFalse();

    [Theory]
    [InlineData("2026-11-24", true)]
    [InlineData(" ", true)]
    [InlineData("1949-12-31", false)]
    [InlineData("2026-02-30", false)]
    public void A_day_is_read_as_forms_and_addresses_give_it(string typed, bool isRead)
    {
        var asked = new Typed();
        asked.OptionalDate("on", typed).ShouldBe(typed == "2026-11-24" ? new DateOnly(2026, 11, 24) : null);
        if (isRead)
            asked.Demand();
        else
            Should.Throw<MalformedException>(asked.Demand).Faults.ShouldBe([("on", "date")]);
    }

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        var asked = new Typed();
        asked.Required("who", " ");
        asked.Date("on", null);
        asked.Code("kind", "none", ["one"]);
        asked.Lines("what", [], 3);
        Should
            .Throw<MalformedException>(asked.Demand)
            .Faults.ShouldBe([("who", "required"), ("on", "required"), ("kind", "unknown"), ("what", "required")]);
    }
}
