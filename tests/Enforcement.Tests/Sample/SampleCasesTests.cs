using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Sample;
using Enforcement.Tests.Harness;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Sample;

/// <summary>The sample county is the longest walk there is: the shipped definitions, every document, every letter, by the verbs of the pages.</summary>
public sealed class SampleCasesTests(SampleCasesTests.Played played) : IClassFixture<SampleCasesTests.Played>
{
    [Fact]
    public void Every_case_of_the_plan_reaches_its_goal() => played.Cases.Unreached.ShouldBeEmpty();

    [Fact]
    public async Task No_case_waits_for_nothing_and_no_step_failed()
    {
        (await AskAsync<long>("select count(*) from cases")).ShouldBeGreaterThan(55);
        (await AskAsync<long>("select count(*) from incidents")).ShouldBe(0);
        (
            await AskAsync<long>(
                """
                select count(*) from cases c where state = 'open'
                    and not exists (select from tasks t where t.case_id = c.id and t.state in ('open', 'signing'))
                    and not exists (select from escalations e where e.case_id = c.id)
                """
            )
        ).ShouldBe(0);
        (
            await AskAsync<long>(
                "select count(*) from cases c join clocks k on k.case_id = c.id where c.state = 'closed' and k.state <> 'ended'"
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task Every_journal_proves_whole()
    {
        var seal = played.Service.Services.GetRequiredService<ScopeSeal>();
        foreach (var id in await played.Service.Database.ColumnAsync<Guid>("select id from cases"))
        {
            await using var connection = await played.Service.Database.App.OpenConnectionAsync();
            var verdict = await JournalVerification.VerifyAsync(connection, seal, Scope.Everything, CaseKey.Of(id), CancellationToken.None);
            verdict.FirstBroken.ShouldBeNull();
        }
    }

    [Fact]
    public async Task Numbers_have_no_gap_and_no_double() =>
        (
            await AskAsync<long>(
                "select count(*) from (select organization, word, year from numbers group by 1, 2, 3 having count(*) <> max(n)) gaps"
            )
        ).ShouldBe(0);

    [Fact]
    public async Task What_was_decided_was_notified_reviewed_and_frozen()
    {
        (
            await AskAsync<long>(
                """
                select count(*) from documents f where kind = 'F2' and state <> 'draft' and not exists (
                    select from documents e where e.case_id = f.case_id and e.kind = 'E3' and e.approved_at < f.approved_at)
                """
            )
        ).ShouldBe(0);
        (
            await AskAsync<long>(
                "select count(*) from documents where state in ('approved', 'served') and (sha256 is null or html is null)"
            )
        ).ShouldBe(0);
        (await AskAsync<long>("select count(*) from documents where kind = 'F2' and state = 'served'")).ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task What_is_overdue_has_brought_cards_and_an_order()
    {
        (await AskAsync<long>("select count(*) from cards where colour = 'yellow'")).ShouldBeGreaterThan(0);
        (await AskAsync<long>("select count(*) from supervision_orders")).ShouldBe(1);
    }

    private Task<T?> AskAsync<T>(string sql) => played.Service.Database.ScalarAsync<T>(sql);

    public sealed class Played : IAsyncLifetime
    {
        public TestService Service { get; private set; } = null!;

        internal SampleCases Cases => Service.Services.GetRequiredService<SampleCases>();

        public async Task InitializeAsync()
        {
            Service = await TestService.CreateAsync(host => host.UseSetting("SampleCases", "true"));
            _ = Service.Services;
            await Cases.ExecuteTask!;
        }

        public async Task DisposeAsync() => await Service.DisposeAsync();
    }
}
