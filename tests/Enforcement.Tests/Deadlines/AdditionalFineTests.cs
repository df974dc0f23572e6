using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;

namespace Enforcement.Tests.Deadlines;

/// <summary>加处罚款.</summary>
public sealed class AdditionalFineTests : ClockBench
{
    [Fact]
    public void What_is_unpaid_grows_until_it_is_paid()
    {
        var (served, office) = (new DateOnly(2026, 9, 20), OfficeTime.China);
        var clock = new Clock
        {
            Id = Guid.Empty,
            CaseKey = new CaseKey("430112", Guid.Empty),
            Rule = "DL-EXE-01",
            Variant = "",
            Term = Term.Of(15, TermUnit.CalendarDay),
            Roll = Roll.Forward,
            IsInternal = false,
            StartedOn = served,
            StartedAt = office.StartOf(served),
        };
        clock.Reckon(Bench.Service<DeadlineBook>().Current);
        var data = new CaseData(new JsonObject { ["fine"] = 1000m });
        AdditionalFineAnswer.Of([clock], data, new DateOnly(2026, 10, 8), office).ShouldBeNull();
        AdditionalFineAnswer.Of([clock], data, new DateOnly(2026, 10, 10), office)!.Amount.ShouldBe(60);
        data.Set("paidOn", "2026-10-09");
        AdditionalFineAnswer.Of([clock], data, new DateOnly(2026, 12, 10), office)!.Amount.ShouldBe(30);
    }

    [Fact]
    public void Additional_fine_grows_by_three_per_cent_a_day_up_to_the_fine()
    {
        var last = new DateOnly(2026, 10, 8);
        AdditionalFine.On(last, 1000, last).ShouldBe(0);
        AdditionalFine.On(last.AddDays(1), 1000, last).ShouldBe(30);
        AdditionalFine.On(last.AddDays(33), 1000, last).ShouldBe(990);
        AdditionalFine.On(last.AddDays(34), 1000, last).ShouldBe(1000);
        AdditionalFine.CappedOn(last).ShouldBe(last.AddDays(34));
    }
}
