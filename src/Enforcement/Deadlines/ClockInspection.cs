using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Processes;

namespace Enforcement.Deadlines;

/// <summary>Something that must not be: found at night, open until it is gone.</summary>
/// <param name="Kind"><c>missing</c>: the law has a term run where the case stands, and none does; <c>on-closed-case</c>: a term runs at a closed case;
/// <c>unfired</c>: a reminder was due an hour ago and more.</param>
/// <param name="Subject">The rule that is missing, or the rule of the clock.</param>
public sealed record ClockIncident(string CaseNumber, string Kind, string Subject, DateTimeOffset FoundAt);

/// <summary>
/// The nightly look at what a step guarantees by itself: demanded terms run, none runs at a closed case, no reminder was forgotten. It mends nothing; it
/// says so on the page of schedules, in the metrics, and to the head of the body that owns the case.
/// </summary>
public sealed class ClockInspection(DeadlineBook book, ScopedReads reads, DailyClaims claims) : ISweep
{
    private const string What = "clock-inspection";

    private static readonly TimeSpan AtNight = TimeSpan.FromHours(2);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    public string Name => What;

    /// <summary>After the reminders: what they have just caught up with is no fault.</summary>
    public int Order => 30;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var office = book.Current.Office;
        var night = office.DayOf(asOf);
        if (asOf < office.StartOf(night) + AtNight || await claims.IsDoneAsync(What, night, cancel))
            return 0;
        return await LookAsync(asOf, night, cancel);
    }

    /// <summary>What is open now, the oldest first; at most a hundred.</summary>
    public Task<List<ClockIncident>> OpenAsync(CancellationToken cancel) =>
        reads.RowsAsync(
            Scope.Everything,
            Statement.Of(
                """
                select c.number, i.kind, i.subject, i.found_at from clock_incidents i
                join cases c on c.county_code = i.county_code and c.id = i.case_id
                where i.gone_at is null order by i.found_at, c.number limit 100
                """
            ),
            row => new ClockIncident(row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)),
            cancel
        );

    /// <summary>Ends what is gone, adds what is new and tells of it: together or not at all.</summary>
    private async Task<int> LookAsync(DateTimeOffset asOf, DateOnly night, CancellationToken cancel) =>
        await reads.ReadAsync(
            Scope.Everything,
            [
                DailyClaims.Claim(What, night),
                Statement.Of(
                    """
                    update clock_incidents i set gone_at = $1 where i.gone_at is null and not exists (
                        select from clock_faults($2, $3) f
                        where (f.county_code, f.case_id, f.kind, f.subject) = (i.county_code, i.case_id, i.kind, i.subject))
                    """,
                    P.Time(asOf),
                    P.Texts(Demanding),
                    P.Time(asOf - Patience)
                ),
                Statement.Of(
                    """
                    with fresh as (
                        insert into clock_incidents (county_code, case_id, kind, subject, found_at)
                        select county_code, case_id, kind, subject, $1 from clock_faults($3, $4)
                        on conflict do nothing returning county_code, case_id)
                    insert into outbox (message_id, county_code, case_id, type, version, payload, created_at, due_at)
                    select gen_random_uuid(), c.county_code, c.id, 'notice.wanted', 2, jsonb_build_object('organization', c.owner_org, 'role', $2,
                        'key', 'notice.clock-incident', 'arguments', jsonb_build_array(c.title), 'link', '/cases/' || c.number,
                        'caseNumber', c.number), $1, $1
                    from cases c where (c.county_code, c.id) in (select county_code, case_id from fresh)
                    returning 1
                    """,
                    P.Time(asOf),
                    P.Text(Roles.AgencyHead),
                    P.Texts(Demanding),
                    P.Time(asOf - Patience)
                ),
            ],
            async reader => (await reader.RowsAsync(row => row.GetInt32(0), cancel)).Count,
            cancel
        );

    /// <summary>Where the term of the case runs: from its filing to the decision (Administrative Penalty Law art. 60).</summary>
    private static readonly string[] Demanding = [Stages.Investigation, Stages.Review, Stages.Notice];
}

internal sealed class ClockGauges(ScopedReads reads) : IGauges
{
    public async Task<IReadOnlyList<Gauge>> ReadAsync(DateTimeOffset asOf, CancellationToken cancel) =>
        await reads.ReadAsync<IReadOnlyList<Gauge>>(
            Scope.Everything,
            [
                Statement.Of(
                    """
                    select count(*), coalesce(extract(epoch from $1 - min(next_rung_at)), 0)::float8 from clocks
                    where state = 'running' and next_rung_at <= $1
                    """,
                    P.Time(asOf)
                ),
                Statement.Of("select count(*) from clock_incidents where gone_at is null"),
            ],
            async reader =>
            {
                var (due, oldest) = (await reader.RowsAsync(row => (row.GetInt64(0), row.GetDouble(1)), cancel)).Single();
                var incidents = (await reader.RowsAsync(row => row.GetInt64(0), cancel)).Single();
                return
                [
                    new("enforcement_reminders_due", due),
                    new("enforcement_reminders_oldest_seconds", oldest),
                    new("enforcement_clock_incidents", incidents),
                ];
            },
            cancel
        );
}
