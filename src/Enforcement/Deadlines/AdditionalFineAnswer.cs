using Enforcement.Cases;

namespace Enforcement.Deadlines;

/// <summary>What the unpaid fine of a case has grown by: the API and the case page show it beside the clocks.</summary>
/// <param name="Fine">Yuan, as decided.</param>
/// <param name="LastDay">Last day of payment, included.</param>
/// <param name="On">Day of payment, or today.</param>
/// <param name="Amount">Yuan, up to and with that day.</param>
/// <param name="CappedOn">From this day on it grows no more.</param>
public sealed record AdditionalFineAnswer(decimal Fine, DateOnly LastDay, DateOnly On, decimal Amount, decimal Daily, DateOnly CappedOn)
{
    /// <summary>The fine with what it has grown by.</summary>
    public decimal Total => Fine + Amount;

    /// <returns>Null: no fine, no term of payment yet, or paid within it.</returns>
    public static AdditionalFineAnswer? Of(IReadOnlyList<Clock> clocks, CaseData data, DateOnly today, OfficeTime office)
    {
        if (data.Number("fine") is not { } fine || clocks.LastOrDefault(clock => clock.Rule == UnpaidFine.Rule) is not { } payment)
            return null;
        var (lastDay, on) = (office.LastDayOf(payment.DueLegal), data.Date("paidOn") ?? today);
        var amount = AdditionalFine.On(on, fine, lastDay);
        return payment.EndedHow == "kept" || amount == 0
            ? null
            : new AdditionalFineAnswer(
                fine,
                lastDay,
                on,
                amount,
                AdditionalFine.On(lastDay.AddDays(1), fine, lastDay),
                AdditionalFine.CappedOn(lastDay)
            );
    }
}
