using System.Globalization;
using Enforcement.Notifications;
using Enforcement.Shell;
using Microsoft.Extensions.Time.Testing;

namespace Enforcement.Tests.Notifications;

public sealed class QuietHoursTests
{
    [Theory]
    [InlineData("20:59", "21:00-08:00", "20:59")]
    [InlineData("21:00", "21:00-08:00", "+08:00")]
    [InlineData("00:00", "21:00-08:00", "08:00")]
    [InlineData("08:00", "21:00-08:00", "08:00")]
    [InlineData("12:30", "12:00-13:00", "13:00")]
    [InlineData("23:00", "", "23:00")]
    public void Quiet_hours_end_at_their_end(string at, string setting, string due)
    {
        var day = new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.FromHours(8));
        var clock = new FakeTimeProvider(day + TimeSpan.Parse(at, CultureInfo.InvariantCulture));
        var expected = day + TimeSpan.Parse(due.TrimStart('+'), CultureInfo.InvariantCulture) + TimeSpan.FromDays(due[0] == '+' ? 1 : 0);
        QuietHours.Read(setting).Due(isStatutory: false, new BusinessTime(clock, BusinessTime.DefaultZone)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("21-8")]
    [InlineData("21:00")]
    [InlineData("21:00-21:00")]
    [InlineData("25:00-08:00")]
    public void A_setting_that_is_no_span_stops_the_service_and_says_so(string setting) =>
        Should.Throw<InvalidOperationException>(() => QuietHours.Read(setting)).Message.ShouldContain("Notifications:Quiet");
}
