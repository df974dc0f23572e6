using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;

namespace Enforcement.Tests.Tasks;

/// <summary>One word in the morning to whoever has something due, and none to those who do not want it.</summary>
public sealed class MorningDigestTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private CaseBench bench = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        bench = await CaseBench.CreateAsync(database, TestDefinitions.Window);
        await bench.WithDeadlinesAsync();
        for (var count = 0; count < 3; count++)
            await bench.OpenAsync("window");
        await bench.ExecuteAsync(
            $"""
            insert into accounts (id, user_name, normalized_user_name, name, staff_type, email_confirmed, phone_number_confirmed,
                    two_factor_enabled, lockout_enabled, access_failed_count)
                values ('{CaseBench.Officer.PersonId}', 'officer', 'OFFICER', 'officer', 'civil-servant', false, false, false, false, 0);
            update tasks set state = 'open', assignee = '{CaseBench.Officer.PersonId}', due_internal = '2026-11-25T08:00+08:00';
            """
        );
    }

    public async Task DisposeAsync()
    {
        await bench.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task What_is_over_due_today_and_soon_is_counted_once_a_morning()
    {
        await bench.ExecuteAsync(
            """
            with placed as (select id, row_number() over (order by id) as place from tasks)
            update tasks t set due_internal = case place when 1 then timestamptz '2026-11-24T18:00+08:00' when 2 then '2026-11-25T18:00+08:00'
                else '2026-11-27T18:00+08:00' end from placed where placed.id = t.id
            """
        );
        (await SweepAsync("2026-11-25T07:59+08:00")).ShouldBe(0);
        (await SweepAsync("2026-11-25T08:01+08:00")).ShouldBe(1);
        (await SweepAsync("2026-11-25T08:02+08:00")).ShouldBe(0);
        (await bench.AskAsync<string>("select payload ->> 'arguments' from outbox where payload ->> 'key' = 'notice.digest'")).ShouldBe(
            """["1", "1", "1"]"""
        );
        // It is one person's alone: no group hears it.
        (
            await bench.AskAsync<bool>(
                "select coalesce(bool_and((payload ->> 'personal')::boolean), false) from outbox where payload ->> 'key' = 'notice.digest'"
            )
        ).ShouldBeTrue();
        (await SweepAsync("2026-11-26T08:01+08:00")).ShouldBe(1);
    }

    [Fact]
    public async Task Who_does_not_want_it_hears_nothing_and_nobody_hears_of_the_morning_after_noon()
    {
        (await SweepAsync("2026-11-25T12:00+08:00")).ShouldBe(0);
        await bench.ExecuteAsync("update accounts set morning_digest = false");
        (await SweepAsync("2026-11-26T08:01+08:00")).ShouldBe(0);
    }

    private async Task<int> SweepAsync(string at)
    {
        bench.Clock.SetUtcNow(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture));
        var reads = new Enforcement.Persistence.ScopedReads(database.Database, bench.StepServices.Seal);
        var digest = new MorningDigest(reads, new DailyClaims(reads), bench.Service<Enforcement.Shell.BusinessTime>());
        return await digest.RunAsync(bench.Clock.GetUtcNow(), CancellationToken.None);
    }
}
