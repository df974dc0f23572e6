using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Shell;

namespace Enforcement.Tasks;

/// <summary>
/// Every morning one word to each person who has tasks that are over, end today or within three days, unless they do not want it: how many of each. It
/// takes no single reminder's place.
/// </summary>
public sealed class MorningDigest(ScopedReads reads, DailyClaims claims, BusinessTime time) : ISweep
{
    private const string What = "morning-digest";
    private const int DaysAhead = 3;

    private static readonly TimeSpan Morning = new(8, 0, 0);
    private static readonly TimeSpan Noon = new(12, 0, 0);

    public string Name => What;

    public int Order => 40;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var today = time.DateOf(asOf);
        // After a downtime that lasted into the afternoon nobody wants to hear of the morning.
        if (asOf < time.StartOf(today) + Morning || asOf >= time.StartOf(today) + Noon || await claims.IsDoneAsync(What, today, cancel))
            return 0;
        return await reads.ReadAsync(
            Scope.Everything,
            [
                DailyClaims.Claim(What, today),
                Statement.Of(
                    """
                    insert into outbox (message_id, county_code, case_id, type, version, payload, created_at, due_at)
                    select gen_random_uuid(), t.county, null, 'notice.wanted', 2, jsonb_build_object('organization', t.organization, 'role', t.role,
                        'person', t.assignee, 'key', 'notice.digest', 'arguments', jsonb_build_array(t.late::text, t.today::text, t.soon::text),
                        'link', '/tasks?view=mine', 'personal', true), $1, $1
                    from (
                        select assignee, min(county_code) as county, min(organization) as organization, min(role) as role,
                            count(*) filter (where due_internal <= $1) as late,
                            count(*) filter (where due_internal > $1 and due_internal <= $2) as today,
                            count(*) filter (where due_internal > $2) as soon
                        from tasks where state in ('open', 'signing') and assignee is not null and due_internal <= $3
                        group by assignee) t
                    join accounts a on a.id = t.assignee
                    where a.morning_digest and (a.ended_on is null or a.ended_on >= $4)
                    order by t.assignee
                    returning 1
                    """,
                    P.Time(asOf),
                    P.Time(time.StartOf(today.AddDays(1))),
                    P.Time(time.StartOf(today.AddDays(1 + DaysAhead))),
                    P.Date(today)
                ),
            ],
            async reader => (await reader.RowsAsync(row => row.GetInt32(0), cancel)).Count,
            cancel
        );
    }
}
