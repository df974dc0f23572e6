using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Handoffs.Incoming;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Handoffs;

/// <summary>The tray of what came from other installations: what is due when, and many signed for at once.</summary>
public sealed class ReceivedTrayTests(TwoHouses houses) : IClassFixture<TwoHouses>
{
    private TestService Theirs => houses.Xiangyin;

    [Fact]
    public async Task Many_are_signed_for_at_once_and_each_has_its_own_answer()
    {
        var (first, second) = (await ArrivedAsync(), await ArrivedAsync());
        var clerk = await Theirs.CallerAsync("xy-clerk");

        var tray = await clerk.GetStringAsync("/handoffs?view=received");
        tray.ShouldContain($"value=\"{first}\"");
        tray.ShouldContain("value=\"all\"");
        (await ItemsAsync(await SignAsync(clerk, first, Guid.Empty, first))).ShouldBe(["True signed ", "False  not-found"]);
        (await ItemsAsync(await SignAsync(clerk, first, second))).ShouldBe(["False  incoming.state", "True signed "]);

        (await houses.SayAsync(Theirs)).ShouldBe(2);
        (await SignAsync(clerk)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await clerk.GetStringAsync("/handoffs?view=received")).ShouldNotContain("value=\"all\"");
    }

    [Fact]
    public async Task Whoever_may_not_sign_for_one_signs_for_none_of_many_and_is_offered_no_box()
    {
        var id = await ArrivedAsync();
        var unit = await Theirs.CallerAsync("xy-unit");

        (await ItemsAsync(await SignAsync(unit, id))).ShouldBe(["False  handoff.not-yours"]);
        (await unit.GetStringAsync("/handoffs?view=received")).ShouldNotContain("name=\"ids\"");
    }

    [Fact]
    public async Task What_waits_is_due_a_working_day_after_it_came_and_three_after_it_was_signed_for()
    {
        var id = await ArrivedAsync();
        var clerk = await Theirs.CallerAsync("xy-clerk");

        var toSign = await DueAsync(clerk, id);
        await Theirs.Services.GetRequiredService<SignForIncoming>().RunAsync(await Theirs.ActorAsync("xy-clerk"), id, default);
        var toAnswer = await DueAsync(clerk, id);

        toSign.ShouldBe(Midnight(26));
        toAnswer.ShouldBe(Midnight(28));
        await Theirs
            .Services.GetRequiredService<ReturnIncoming>()
            .RunAsync(await Theirs.ActorAsync("xy-unit"), id, ["现场照片"], "材料不齐", default);
        (await DueAsync(clerk, id)).ShouldBeNull();
    }

    private async Task<Guid> ArrivedAsync()
    {
        var id = await houses.Wangcheng.HandOverAsync("430624");
        (await houses.SayAsync(houses.Wangcheng)).ShouldBe(1);
        return await houses.IncomingAsync(id);
    }

    /// <summary>The end of the day before.</summary>
    private static DateTimeOffset Midnight(int day) => new(2026, 11, day, 0, 0, 0, TimeSpan.FromHours(8));

    private static Task<HttpResponseMessage> SignAsync(HttpClient caller, params Guid[] ids) =>
        caller.PostAsJsonAsync("/api/handoffs/received/receipts", new { ids });

    private static async Task<IReadOnlyList<string>> ItemsAsync(HttpResponseMessage answer) =>
        [
            .. (await answer.Content.ReadFromJsonAsync<JsonElement>())
                .GetProperty("items")
                .EnumerateArray()
                .Select(it => $"{it.GetProperty("done").GetBoolean()} {it.GetProperty("state")} {it.GetProperty("code")}"),
        ];

    private static async Task<DateTimeOffset?> DueAsync(HttpClient caller, Guid id)
    {
        var due = (await caller.GetFromJsonAsync<JsonElement>($"/api/handoffs/received/{id}")).GetProperty("due");
        return due.ValueKind == JsonValueKind.Null ? null : due.GetDateTimeOffset();
    }
}
