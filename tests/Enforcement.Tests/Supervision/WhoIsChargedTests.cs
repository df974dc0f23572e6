using Enforcement.Deadlines;
using Enforcement.Supervision.Cards;
using Enforcement.Tests.Deadlines;
using static Enforcement.Tests.Deadlines.ShippedCalendar;

namespace Enforcement.Tests.Supervision;

/// <summary>The rule by which cards are given, on the shipped calendar: 90 calendar days from 2 March 2026 end on Sunday 31 May.</summary>
public sealed class WhoIsChargedTests
{
    private const string Town = "430112109";
    private const string Bureau = "430112-judicial";

    private static readonly Enforcement.Deadlines.Deadlines Deadlines = new(ShippedCalendar.Value, [], OfficeTime.China);
    private static readonly TermInQuestion Ninety = Of(90, TermUnit.CalendarDay, "2026-03-02");

    [Fact]
    public void Yellow_comes_in_the_morning_of_the_working_day_on_which_one_is_left_and_red_when_the_last_day_is_over()
    {
        Judge(Ninety, "2026-05-28T08:59", Town).ShouldBeEmpty();
        Judge(Ninety, "2026-05-28T09:00", Town).ShouldBe([("legal-near", Town, "2026-05-28T09:00")]);
        Judge(Ninety, "2026-05-31T23:59", Town).Count.ShouldBe(1);
        Judge(Ninety, "2026-06-01T00:00", Town)
            .ShouldBe([("legal-near", Town, "2026-05-28T09:00"), ("legal-missed", Town, "2026-06-01T00:00")]);
    }

    [Fact]
    public void An_internal_term_gives_a_yellow_card_and_never_a_red_one() =>
        Judge(Of(5, TermUnit.WorkingDay, "2026-03-02", isInternal: true), "2026-04-01T00:00", Town)
            .ShouldBe([("internal-missed", Town, "2026-03-10T00:00")]);

    [Fact]
    public void A_term_of_one_working_day_is_not_near_its_end_from_its_beginning() =>
        Judge(Of(1, TermUnit.WorkingDay, "2026-03-02"), "2026-03-04T00:00", Town).ShouldBe([("legal-missed", Town, "2026-03-04T00:00")]);

    [Fact]
    public void The_partys_term_charges_nobody() => Judge(Ninety with { Roll = Roll.Forward }, "2026-12-01T00:00", Town).ShouldBeEmpty();

    [Fact]
    public void A_day_that_falls_while_another_body_has_the_case_gives_no_card_to_this_one()
    {
        // The town had it for 85 days; then the bureau had it over the last day.
        var holds = Holds((Town, "2026-03-02T09:00"), (Bureau, "2026-05-27T10:00"), (Town, "2026-06-05T16:00"));
        Judge(Ninety, "2026-06-05T00:00", holds).ShouldBeEmpty();
        // Ten days were the bureau's, in part or whole: the town's own ninety are over ten days later.
        Judge(Ninety, "2026-06-10T00:00", holds).ShouldContain(it => it.Fact == "legal-near");
        Judge(Ninety, "2026-06-10T23:59", holds).ShouldNotContain(it => it.Fact == "legal-missed");
        Judge(Ninety, "2026-06-11T00:00", holds).ShouldContain(("legal-missed", Town, "2026-06-11T00:00"));
    }

    [Fact]
    public void Who_keeps_it_for_a_whole_term_is_charged_though_another_had_it_before() =>
        Judge(Of(5, TermUnit.WorkingDay, "2026-03-02"), "2026-05-01T00:00", Holds((Town, "2026-03-02T09:00"), (Bureau, "2026-03-04T10:00")))
            .ShouldBe([("legal-near", Bureau, "2026-03-10T09:00"), ("legal-missed", Bureau, "2026-03-12T00:00")]);

    [Fact]
    public void What_the_party_has_is_nobodys()
    {
        var holds = Holds((Town, "2026-03-02T09:00"), (null, "2026-03-04T10:00"));
        Judge(Of(5, TermUnit.WorkingDay, "2026-03-02"), "2026-12-01T00:00", holds).ShouldBeEmpty();
    }

    [Fact]
    public void An_outage_puts_the_day_off_and_a_suspension_stops_it()
    {
        var term = Of(5, TermUnit.WorkingDay, "2026-03-02");
        var outage = new[] { new Pause(Day("2026-03-05"), Day("2026-03-07")) };
        Judge(term, "2026-03-11T23:59", Holds((Town, "2026-03-02T09:00")), outages: outage)
            .ShouldNotContain(it => it.Fact == "legal-missed");
        Judge(term, "2026-03-12T00:00", Holds((Town, "2026-03-02T09:00")), outages: outage).ShouldContain(it => it.Fact == "legal-missed");
        Judge(term with { SuspendedSince = Day("2026-03-05") }, "2026-12-01T00:00", Town).ShouldBeEmpty();
    }

    [Fact]
    public void What_ended_in_time_is_not_charged_and_what_ended_late_is()
    {
        var term = Of(5, TermUnit.WorkingDay, "2026-03-02");
        Judge(term with { EndedAt = At("2026-03-06T08:00") }, "2026-12-01T00:00", Town).ShouldBeEmpty();
        Judge(term with { EndedAt = At("2026-03-09T18:00") }, "2026-12-01T00:00", Town)
            .ShouldBe([("legal-near", Town, "2026-03-06T09:00")]);
        Judge(term with { EndedAt = At("2026-03-11T08:00") }, "2026-12-01T00:00", Town).Count.ShouldBe(2);
    }

    [Fact]
    public void What_fell_due_before_the_case_was_here_is_nobodys_card() =>
        Judge(
                Of(5, TermUnit.WorkingDay, "2026-03-02"),
                "2026-12-01T00:00",
                Holds((Town, "2026-04-01T09:00")),
                since: At("2026-04-01T09:00")
            )
            .ShouldBeEmpty();

    private static List<(string Fact, string Body, string At)> Judge(TermInQuestion term, string asOf, string body) =>
        Judge(term, asOf, Holds((body, "2026-01-01T09:00")));

    private static List<(string Fact, string Body, string At)> Judge(
        TermInQuestion term,
        string asOf,
        IReadOnlyList<Hold> holds,
        IReadOnlyList<Pause>? outages = null,
        DateTimeOffset since = default
    ) =>
        [
            .. WhoIsCharged
                .Judge(term, new Custody(holds, outages ?? []), [], since, At(asOf), Deadlines)
                .Charges.Select(it =>
                    (it.Fact, it.To.Organization, it.FellAt.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd'T'HH:mm"))
                ),
        ];

    private static IReadOnlyList<Hold> Holds(params (string? Body, string From)[] hands) =>
        [
            .. hands.Select(
                (hand, place) =>
                    new Hold(
                        At(hand.From),
                        place + 1 < hands.Length ? At(hands[place + 1].From) : null,
                        hand.Body is { } body ? new Charged(body) : null
                    )
            ),
        ];

    private static TermInQuestion Of(int length, TermUnit unit, string start, bool isInternal = false) =>
        new(Term.Of(length, unit), Roll.None, isInternal, Day(start), At($"{start}T09:00"), Pauses.None);

    private static DateTimeOffset At(string local) =>
        DateTimeOffset.Parse($"{local}:00+08:00", System.Globalization.CultureInfo.InvariantCulture);
}
