using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Persistence;

namespace Enforcement.Powers.Rules;

/// <summary>A case of the past that other rules would have classified otherwise.</summary>
/// <param name="Was">Of <see cref="Gravity"/>, by the rules that count now.</param>
public sealed record ReclassifiedCase(
    string Number,
    string Title,
    string Owner,
    DateOnly ViolationOn,
    string Was,
    string WouldBe,
    string Because
);

/// <param name="Looked">Cases that were classified by both; at most <see cref="ThresholdBench.Most"/>.</param>
/// <param name="Skipped">Cases of a day on which the matter was not in force.</param>
/// <param name="Changed">Those that would be classified otherwise, the latest first.</param>
public sealed record ThresholdTrial(int Looked, int Skipped, IReadOnlyList<ReclassifiedCase> Changed);

/// <summary>The test bench of the classifier: the facts that cases have learned, judged by two lists.</summary>
public sealed class ThresholdBench(ScopedReads reads)
{
    public const int Most = 2_000;

    /// <param name="code">A matter, or <see cref="Threshold.EveryMatter"/>: cases of all.</param>
    internal async Task<ThresholdTrial> TryAsync(Actor admin, string code, PowerList now, PowerList instead, CancellationToken cancel)
    {
        // Who administers the lists sees number and title of what they touch; whoever else only what they see anyway.
        var scope = admin.Holds(Roles.SystemAdmin) ? Scope.Everything : admin.Scope;
        var (looked, skipped, changed) = (0, 0, new List<ReclassifiedCase>());
        foreach (var it in await PastAsync(scope, code, cancel))
        {
            if (now.Find(it.Code, it.ViolationOn).Count == 0)
            {
                skipped++;
                continue;
            }
            looked++;
            var facts = CaseFacts.Of(name => it.Facts[name]);
            var was = now.Classify(it.Owner, it.Code, it.ViolationOn, facts).Result;
            var other = instead.Classify(it.Owner, it.Code, it.ViolationOn, facts);
            if (was != other.Result)
                changed.Add(new ReclassifiedCase(it.Number, it.Title, it.Owner, it.ViolationOn, was, other.Result, other.Explain()));
        }
        return new ThresholdTrial(looked, skipped, changed);
    }

    private Task<List<PastCase>> PastAsync(Scope scope, string code, CancellationToken cancel) =>
        reads.RowsAsync(
            scope,
            Statement.Of(
                """
                select number, title, owner_org, matter_code, violation_on, data from cases
                where $1 or matter_code = $2 order by opened_at desc, id desc limit $3
                """,
                P.Bool(code == Threshold.EveryMatter),
                P.Text(code),
                P.Int(Most)
            ),
            row => new PastCase(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetFieldValue<DateOnly>(4),
                JsonNode.Parse(row.GetString(5))!.AsObject()
            ),
            cancel
        );

    private sealed record PastCase(string Number, string Title, string Owner, string Code, DateOnly ViolationOn, JsonObject Facts);
}
