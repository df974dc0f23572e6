using Enforcement.Deadlines;

namespace Enforcement.Supervision.Cards;

/// <summary>Who can be charged: a body, and in it a role or a person where one had the task.</summary>
public sealed record Charged(string Organization, string? Role = null, Guid? PersonId = null);

/// <param name="To">Null: has it still.</param>
/// <param name="By">Null: nobody who can be charged, such as the party.</param>
public sealed record Hold(DateTimeOffset From, DateTimeOffset? To, Charged? By);

/// <summary>
/// Who held a clock 谁持有任务, from its start on without a gap, and the days on which the service itself stood still. Whoever is first is
/// taken to have had it before as well.
/// </summary>
public sealed class Custody(IReadOnlyList<Hold> holds, IReadOnlyList<Pause> outages)
{
    private readonly IReadOnlyList<Hold> holds =
    [
        .. holds.Select((hold, place) => place == 0 ? hold with { From = DateTimeOffset.MinValue } : hold),
    ];

    public IEnumerable<string> Bodies => holds.Select(hold => hold.By?.Organization).OfType<string>().Distinct();

    /// <summary>Who had it in the last moment before an instant: a day that ends then fell to them.</summary>
    public Charged? JustBefore(DateTimeOffset at) => holds.LastOrDefault(hold => hold.From < at && (hold.To is null || at <= hold.To))?.By;

    /// <summary>
    /// Days that are not a body's own: touched by another's hold, the party's or an outage, however briefly. Nobody answers for a day that they
    /// did not have whole.
    /// </summary>
    /// <param name="from">Nothing before counts anyway.</param>
    /// <param name="until">What is later is not looked at.</param>
    public IReadOnlyList<Pause> LeftOutFor(string body, DateTimeOffset from, DateTimeOffset until, OfficeTime office) =>
        Pauses
            .Of(
                holds
                    .Where(hold => hold.By?.Organization != body)
                    .Select(hold => (hold.From, To: hold.To ?? DateTimeOffset.MaxValue))
                    .Concat(outages.Select(outage => (From: office.StartOf(outage.From), To: office.StartOf(outage.To))))
                    .Select(span => (From: span.From > from ? span.From : from, To: span.To < until ? span.To : until))
                    .Where(span => span.From < span.To)
                    .Select(span => new Pause(office.DayOf(span.From), office.LastDayOf(span.To).AddDays(1)))
            )
            .Spans;
}
