namespace Enforcement.Deadlines;

/// <summary>
/// 加处罚款: three per cent of the fine for each day after the last day of payment, never more than the fine itself
/// (Administrative Penalty Law art. 72(1), Administrative Compulsion Law art. 45).
/// </summary>
public static class AdditionalFine
{
    public const decimal DailyRate = 0.03m;

    /// <param name="fine">Yuan.</param>
    /// <param name="lastDay">Last day of payment, included.</param>
    /// <returns>Yuan, to the fen, rounded down in the party's favour; zero up to and with the last day.</returns>
    public static decimal On(DateOnly day, decimal fine, DateOnly lastDay)
    {
        var days = Math.Max(0, day.DayNumber - lastDay.DayNumber);
        return Math.Min(fine, Math.Floor(fine * DailyRate * days * 100) / 100);
    }

    /// <summary>The first day on which the cap is reached.</summary>
    public static DateOnly CappedOn(DateOnly lastDay) => lastDay.AddDays((int)Math.Ceiling(1 / DailyRate));
}
