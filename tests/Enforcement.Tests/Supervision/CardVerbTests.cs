using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Supervision.SupervisionBench;

namespace Enforcement.Tests.Supervision;

/// <summary>A card is answered, appealed, decided and lifted through the API; everything that is not allowed is refused by name.</summary>
public sealed class CardVerbTests : IAsyncLifetime
{
    private const string Officer = "sv-officer";
    private const string Command = "sv-command";

    private TestService service = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.StaffAsync();
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task Whoever_is_charged_answers_once_within_two_working_days()
    {
        var (_, card) = await service.WithYellowAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/cards/{card}/answer")
        {
            Content = JsonContent.Create(new { text = "当事人外出，已约定时间。" }),
        };
        request.Headers.Add("Idempotency-Key", "answer-1");
        (await (await service.CallerAsync(Officer)).SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await service.RefusedAsync(Officer, $"/api/cards/{card}/answer", new { text = "再说" })).ShouldBe((409, "card.answered"));
        (await service.RefusedAsync(Officer, $"/api/cards/{card}/appeal", new { reason = "不服" })).ShouldBe((409, "card.answered"));
        var read = await service.ReadAsync(Officer, $"/api/cards/{card}");
        read.GetProperty("state").GetString().ShouldBe("answered");
        read.GetProperty("answer").GetProperty("text").GetString().ShouldBe("当事人外出，已约定时间。");
        read.GetProperty("acts").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task After_its_term_an_answer_and_an_appeal_come_too_late()
    {
        var (_, card) = await service.WithYellowAsync();
        service.Clock.Advance(TimeSpan.FromDays(7));
        (await service.RefusedAsync(Officer, $"/api/cards/{card}/answer", new { text = "晚了" })).ShouldBe((409, "card.term-over"));
        (await service.RefusedAsync(Officer, $"/api/cards/{card}/appeal", new { reason = "晚了" })).ShouldBe((409, "card.term-over"));
        var list = await service.ReadAsync(Command, "/api/cards?colour=yellow");
        list.GetProperty("items")[0].GetProperty("overdue").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Others_neither_answer_nor_know_of_it()
    {
        var (_, card) = await service.WithYellowAsync();
        (await service.RefusedAsync(Command, $"/api/cards/{card}/answer", new { text = "代答" })).ShouldBe((403, "card.not-yours"));
        (await service.RefusedAsync(Command, $"/api/cards/{card}/appeal", new { reason = "代诉" })).ShouldBe((403, "card.not-yours"));
        foreach (var who in new[] { "sv-neighbour", "sv-stranger" })
        {
            using var stranger = await service.CallerAsync(who);
            (await service.RefusedAsync(who, $"/api/cards/{card}/answer", new { text = "代答" })).ShouldBe((404, "not-found"));
            (await stranger.GetAsync($"/api/cards/{card}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await stranger.GetFromJsonAsync<JsonElement>("/api/cards")).GetProperty("items").GetArrayLength().ShouldBe(0);
        }
        (await service.RefusedAsync(Officer, $"/api/cards/{card}/answer", new { text = " " })).ShouldBe((400, "malformed"));
    }

    [Fact]
    public async Task An_appeal_that_is_refused_leaves_the_card_to_be_answered_anew()
    {
        var (_, card) = await service.WithYellowAsync();
        (await service.RefusedAsync(Command, $"/api/cards/{card}/decision", new { outcome = "lift", reason = "无" })).ShouldBe(
            (409, "card.no-appeal")
        );
        await service.DoneAsync(Officer, $"/api/cards/{card}/appeal", new { reason = "等待检测。" });
        (await service.RefusedAsync(Officer, $"/api/cards/{card}/appeal", new { reason = "再诉" })).ShouldBe((409, "card.appealed"));
        (await service.RefusedAsync(Officer, $"/api/cards/{card}/answer", new { text = "说明" })).ShouldBe((409, "card.appealed"));
        (await service.RefusedAsync(Command, $"/api/cards/{card}/lifting", new { reason = "无" })).ShouldBe((409, "card.appealed"));
        (await service.RefusedAsync(Command, $"/api/cards/{card}/decision", new { outcome = "perhaps", reason = "无" })).ShouldBe(
            (400, "malformed")
        );

        service.Clock.Advance(TimeSpan.FromDays(9));
        (await service.DoneAsync(Command, $"/api/cards/{card}/decision", new { outcome = "uphold", reason = "检测未办中止手续。" }))
            .GetProperty("state")
            .GetString()
            .ShouldBe("upheld");
        (await service.RefusedAsync(Officer, $"/api/cards/{card}/appeal", new { reason = "再诉" })).ShouldBe((409, "card.appealed-once"));
        await service.DoneAsync(Officer, $"/api/cards/{card}/answer", new { text = "今后先办中止。" });
        (
            await service.Database.ColumnAsync<string>(
                "select distinct payload ->> 'key' from outbox where payload ->> 'key' like 'notice.card-%' order by 1"
            )
        ).ShouldBe(["notice.card-appealed", "notice.card-given.yellow", "notice.card-upheld"]);
    }

    [Fact]
    public async Task A_red_card_that_rests_on_a_yellow_one_falls_with_it()
    {
        var (it, first) = await service.WithYellowAsync();
        await service.DoAsync(it, "check", "sv-officer");
        await service.DoAsync(it, "review", "sv-reviewer");
        service.Clock.Advance(TimeSpan.FromDays(7));
        await service.GiveCardsAsync();
        (await service.ReadAsync(Command, "/api/cards?colour=red&state=standing")).GetProperty("items").GetArrayLength().ShouldBe(1);

        await service.DoneAsync(Command, $"/api/cards/{first}/lifting", new { reason = "系统停机未登记。" });

        (await service.ReadAsync(Command, "/api/cards?colour=red&state=standing")).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await service.RefusedAsync(Command, $"/api/cards/{first}/lifting", new { reason = "再次" })).ShouldBe((409, "card.lifted"));
        (await service.RefusedAsync(Command, $"/api/cards/{first}/decision", new { outcome = "lift", reason = "再次" })).ShouldBe(
            (409, "card.lifted")
        );
        (await service.RefusedAsync(Officer, $"/api/cards/{first}/answer", new { text = "说明" })).ShouldBe((409, "card.lifted"));
    }

    [Fact]
    public async Task Whoever_is_charged_does_not_decide_and_nor_does_anybody_below()
    {
        var (_, card) = await service.WithYellowAsync();
        (await service.RefusedAsync(Officer, $"/api/cards/{card}/lifting", new { reason = "自撤" })).ShouldBe(
            (403, "card.supervisors-only")
        );
        (await service.RefusedAsync("sv-coordinator", $"/api/cards/{card}/lifting", new { reason = "代撤" })).ShouldBe(
            (403, "card.supervisors-only")
        );
        await service.Database.ExecuteAsync("update cards set organization = $1", Centre);
        (await service.RefusedAsync(Command, $"/api/cards/{card}/lifting", new { reason = "自撤" })).ShouldBe((403, "card.own"));
        await service.DoneAsync("sv-supervisor", $"/api/cards/{card}/lifting", new { reason = "应予撤销。" });
    }

    [Fact]
    public async Task Who_heads_the_body_may_answer_for_it_and_the_page_says_why_not_where_it_may_not_be()
    {
        var (_, card) = await service.WithYellowAsync();
        var squad = await service.CallerAsync("sv-squad");
        var page = await squad.GetStringAsync($"/supervision/cards/{card}");
        page.ShouldContain("超过内部期限");
        await service.DoneAsync("sv-squad", $"/api/cards/{card}/answer", new { text = "队里统一说明。" });
        using var again = Forms.Hidden(page, "answer");
        again.Add(new StringContent("再说一次"), "text");
        var answer = await squad.PostAsync($"/supervision/cards/{card}", again);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("card.answered");
        (await squad.GetStringAsync("/supervision/cards")).ShouldContain($"/supervision/cards/{card}");
    }
}
