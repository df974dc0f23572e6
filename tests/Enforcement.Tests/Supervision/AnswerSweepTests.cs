using Enforcement.Jobs;
using Enforcement.Supervision;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using static Enforcement.Tests.Supervision.SupervisionBench;

namespace Enforcement.Tests.Supervision;

/// <summary>Whoever owes an answer is reminded once, and once the heads and the issuer hear that it did not come. It is Tuesday, 24 November 2026.</summary>
public sealed class AnswerSweepTests : IAsyncLifetime
{
    private const string Orders = "/api/supervision-orders";

    private TestService service = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.StaffAsync();
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task A_card_is_spoken_of_on_the_morning_of_its_last_day_and_on_the_working_morning_after_it_each_once()
    {
        await service.OpenAsync();
        service.MoveTo("2026-12-02T08:00");
        await service.GiveCardsAsync();
        // Wednesday; two working days on is Friday, 4 December.
        await LookAsync("2026-12-04T08:59");
        (await SaidAsync()).ShouldBeEmpty();
        await LookAsync("2026-12-04T09:00");
        await LookAsync("2026-12-04T18:00");
        (await SaidAsync()).ShouldBe([$"card-answer.soon {Town} officer"]);

        // Not on Saturday, nor on Sunday.
        await LookAsync("2026-12-05T09:00");
        await LookAsync("2026-12-06T12:00");
        (await SaidAsync()).Count.ShouldBe(1);
        await LookAsync("2026-12-07T08:59");
        (await SaidAsync()).Count.ShouldBe(1);
        service.MoveTo("2026-12-07T09:00");
        await Task.WhenAll(SweepAsync(), SweepAsync());
        await LookAsync("2026-12-20T09:00");
        (await SaidAsync()).ShouldBe([
            $"card-answer.late {Town} agency-head",
            $"card-answer.late {Town} squad-head",
            $"card-answer.soon {Town} officer",
        ]);
    }

    [Fact]
    public async Task Nothing_is_said_of_what_was_answered_and_a_decided_appeal_begins_anew()
    {
        var (_, card) = await service.WithYellowAsync();
        await service.DoneAsync("sv-officer", $"/api/cards/{card}/appeal", new { reason = "停电。" });
        await LookAsync("2026-12-10T09:00");
        (await SaidAsync()).ShouldBeEmpty("until it is decided nothing has to be answered");

        // Thursday; two working days on is Monday, 14 December.
        await service.DoneAsync("sv-command", $"/api/cards/{card}/decision", new { outcome = "uphold", reason = "不成立。" });
        await LookAsync("2026-12-14T09:00");
        (await SaidAsync()).ShouldBe([$"card-answer.soon {Town} officer"]);
        await service.DoneAsync("sv-officer", $"/api/cards/{card}/answer", new { text = "已整改。" });
        await LookAsync("2026-12-20T09:00");
        (await SaidAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_order_that_is_sent_back_is_spoken_of_anew_and_its_issuer_hears_when_it_is_late()
    {
        var it = await service.OpenAsync();
        var issued = await service.DoneAsync("sv-command", Orders, new { caseNumber = it.Number, demand = "报送进展。" });
        var id = issued.GetProperty("id").GetGuid();
        // Three working days: Friday, 27 November.
        await LookAsync("2026-11-27T09:00");
        (await SaidAsync()).ShouldBe([
            $"order-answer.soon {Town} agency-head",
            $"order-answer.soon {Town} squad-head",
            $"order-answer.soon {Town} unit-head",
        ]);
        await service.DoneAsync("sv-head", $"{Orders}/{id}/answer", new { text = "正在调查。" });
        service.MoveTo("2026-12-01T09:00");
        await service.DoneAsync("sv-command", $"{Orders}/{id}/return", new { reason = "没有时间表。" });
        await LookAsync("2026-12-04T09:00");
        (await SaidAsync()).Count.ShouldBe(6);

        // After a downtime only that it is late: to whoever gave it, and to the head who owes it.
        await LookAsync("2026-12-20T09:00");
        await LookAsync("2026-12-21T09:00");
        (await SaidAsync())
            .Where(line => line.StartsWith("order-answer.late", StringComparison.Ordinal))
            .ShouldBe([
                $"order-answer.late {Centre} command-centre",
                $"order-answer.late {Centre} coordinator",
                $"order-answer.late {Centre} supervisor",
                $"order-answer.late {Town} agency-head",
            ]);
    }

    [Fact]
    public async Task A_county_that_is_shut_hears_of_it_when_it_works_again()
    {
        await service.OpenAsync();
        service.MoveTo("2026-12-02T08:00");
        await service.GiveCardsAsync();
        await service.ShutAsync("2026-12-07", "2026-12-08");
        await LookAsync("2026-12-07T09:00");
        await LookAsync("2026-12-08T23:00");
        (await SaidAsync()).ShouldBeEmpty();
        await LookAsync("2026-12-09T09:00");
        (await SaidAsync()).Count.ShouldBe(2);
    }

    private Task LookAsync(string at)
    {
        service.MoveTo(at);
        return SweepAsync();
    }

    private Task SweepAsync() =>
        service.Services.GetServices<ISweep>().OfType<AnswerSweep>().Single().RunAsync(service.Clock.GetUtcNow(), CancellationToken.None);

    private Task<List<string>> SaidAsync() =>
        service.Database.ColumnAsync<string>(
            """
            select substring(payload ->> 'key' from 8) || ' ' || (payload ->> 'organization') || ' ' || (payload ->> 'role') from outbox
            where payload ->> 'key' like 'notice.%-answer.%' order by 1
            """
        );
}
