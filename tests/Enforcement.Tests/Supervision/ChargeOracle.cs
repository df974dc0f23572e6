namespace Enforcement.Tests.Supervision;

/// <summary>
/// Who is charged, found by going through the days one by one and trying each moment at which something could fall due. It has nothing in common
/// with the product: holds are a list of changes, days are judged whole, and every moment is tried in its order.
/// </summary>
internal sealed class ChargeOracle(
    Func<DateOnly, bool> works,
    DateOnly start,
    int length,
    bool inWorkingDays,
    bool isInternal,
    IReadOnlyList<(DateTime From, string? Body)> changes,
    IReadOnlyList<(DateOnly From, DateOnly To)> suspended,
    IReadOnlyList<(DateOnly First, DateOnly Last)> outages
)
{
    private const int Longest = 800;

    /// <returns>Fact, moment, body; at most one of each colour, the first.</returns>
    public List<(string Fact, DateTime At, string Body)> Charged(DateTime asOf)
    {
        var found = new List<(string Fact, DateTime At, string Body)>();
        foreach (var body in changes.Select(change => change.Body).OfType<string>().Distinct())
        foreach (var fact in isInternal ? new[] { "internal-missed" } : ["internal-missed", "legal-near", "legal-missed"])
            if (FirstMoment(fact, body, asOf) is { } at && at <= asOf && HolderBefore(at) == body)
                found.Add((fact, at, body));
        return
        [
            .. found
                .OrderBy(it => it.At)
                .ThenBy(it => it.Body, StringComparer.Ordinal)
                .ThenBy(it => it.Fact, StringComparer.Ordinal)
                .GroupBy(it => it.Fact == "legal-missed")
                .Select(colour => colour.First())
                .OrderBy(it => it.At),
        ];
    }

    private DateTime? FirstMoment(string fact, string body, DateTime asOf)
    {
        // With nobody's days left out: a term that had no such day from its beginning has none later.
        var whole = LastDay(body, start.ToDateTime(default));
        if (fact == "legal-near" && BackTwo(whole) <= start || fact == "internal-missed" && Planned(whole) <= start)
            return null;
        for (var day = start.AddDays(1); day.ToDateTime(default) <= asOf; day = day.AddDays(1))
        {
            var moment = fact == "legal-near" ? day.ToDateTime(new TimeOnly(9, 0)) : day.AddDays(1).ToDateTime(default);
            var last = LastDay(body, moment);
            var planned = Planned(last);
            var fallsOn = fact switch
            {
                "legal-near" => BackTwo(last),
                "internal-missed" => planned,
                _ => last,
            };
            if (fallsOn > day)
                continue;
            // A fact of before the term, or one that the red card tells.
            return fallsOn < day || fact == "internal-missed" && !isInternal && planned == last ? null : moment;
        }
        return null;
    }

    /// <summary>The last day of the term for a body that has every day after the moment whole.</summary>
    private DateOnly LastDay(string body, DateTime moment)
    {
        var (day, left) = (start, length);
        for (var walked = 0; left > 0 && walked < Longest; walked++)
        {
            day = day.AddDays(1);
            if (!suspended.Any(it => it.From <= day && day < it.To) && IsOwn(day, body, moment) && (!inWorkingDays || works(day)))
                left--;
        }
        return day;
    }

    private bool IsOwn(DateOnly day, string body, DateTime moment)
    {
        var (from, to) = (day.ToDateTime(default), day.AddDays(1).ToDateTime(default));
        if (from >= moment)
            return true;
        to = to < moment ? to : moment;
        if (outages.Any(it => it.First <= day && day <= it.Last))
            return false;
        for (var place = 0; place < changes.Count; place++)
        {
            var began = place == 0 ? DateTime.MinValue : changes[place].From;
            var ended = place + 1 < changes.Count ? changes[place + 1].From : DateTime.MaxValue;
            if (changes[place].Body != body && began < ended && began < to && ended > from)
                return false;
        }
        return true;
    }

    /// <summary>The office means to be done before days off.</summary>
    private DateOnly Planned(DateOnly last)
    {
        while (!isInternal && !works(last))
            last = last.AddDays(-1);
        return last;
    }

    private DateOnly BackTwo(DateOnly last)
    {
        var (day, left) = (last.AddDays(1), 2);
        while (left > 0)
        {
            day = day.AddDays(-1);
            if (works(day))
                left--;
        }
        return day;
    }

    private string? HolderBefore(DateTime at) => changes.Where((change, place) => place == 0 || change.From < at).Last().Body;
}
