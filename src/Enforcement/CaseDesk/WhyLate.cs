using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.CaseDesk;

/// <summary>Where the time of a case went: one sentence, and a share for each holder.</summary>
public sealed record WhyLate(string Sentence, IReadOnlyList<HolderShare> Shares)
{
    private const int MostNamed = 3;

    public static WhyLate Of(IReadOnlyList<HoldingSpan> spans, DateTimeOffset now, OrganizationDirectory organizations)
    {
        var counted = spans.Where(span => span.Kind != "none").ToList();
        var total = counted.Aggregate(TimeSpan.Zero, (sum, span) => sum + span.Length(now));
        var shares = counted
            .GroupBy(span => (span.Organization, span.Kind))
            .Select(group => new HolderShare(
                organizations.NameOf(group.Key.Organization),
                group.Key.Kind,
                group.Aggregate(TimeSpan.Zero, (sum, span) => sum + span.Length(now)),
                total == TimeSpan.Zero ? 0 : group.Sum(span => span.Length(now) / total)
            ))
            .OrderByDescending(share => share.Time)
            .ToList();
        var parts = shares
            .Take(MostNamed)
            .Select(share => Texts.Of("desk.why-part", share.Organization, Texts.Of($"holding.{share.Kind}"), Days(share.Time)));
        return new WhyLate(Texts.Of("desk.why-sentence", Days(total), string.Join(Texts.Of("desk.why-separator"), parts)), shares);
    }

    public static string Days(TimeSpan time) => time.TotalDays.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
}

/// <param name="Part">Of all the time; 0 to 1.</param>
public sealed record HolderShare(string Organization, string Kind, TimeSpan Time, double Part);
