using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;
using static Enforcement.Tests.Supervision.SupervisionBench;

namespace Enforcement.Tests.Supervision;

/// <summary>The board of letters: rates and days to sign, by who received and who sent.</summary>
public sealed class LetterScoreTests : IAsyncLifetime
{
    private const string Address = "/api/letter-scores";

    private TestService service = null!;
    private int letters;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.StaffAsync();
        await service.PersonAsync("sv-bureau", Roles.AgencyHead, Bureau);
        await service.BodyAsync("430624-command-centre", "430624", "湘阴县指挥中心", "department", "command-centre");
        await service.PersonAsync("sv-far", Roles.CommandCentre, "430624-command-centre");
        var it = await service.OpenAsync();
        await LetterAsync(it, "accepted", receivedOn: "2026-11-22", by: "b");
        await LetterAsync(it, "accepted", receivedOn: "2026-11-20", signedBy: "a"); // one person with two posts
        await LetterAsync(it, "returned", receivedOn: "2026-11-21", by: "b", kind: "case-transfer");
        await LetterAsync(it, "delivered");
        await LetterAsync(it, "withdrawn");
        await LetterAsync(it, "accepted", receivedOn: "2026-11-20", by: "a", signedBy: "a", kind: "take-up"); // nobody waited for it
        await LetterAsync(it, "accepted", receivedOn: "2026-01-20", by: "b", sentOn: "2026-01-10");
        await LetterAsync(it, "declined", receivedOn: "2026-11-21", by: "b", kind: "police-referral");
        await LetterAsync(it, "redirected", receivedOn: "2026-11-21", isObjected: true);
        await LetterAsync(it, "objected", receivedOn: "2026-11-21", isObjected: true);
        await LetterAsync(await service.OpenAsync(), "delivered", isSeen: false);
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task A_superior_reads_rates_and_days_to_sign_of_every_body_of_the_region_on_both_sides()
    {
        var rows = await RowsAsync("sv-supervisor");

        rows.Select(row => (Text(row, "side"), Text(row, "organization"))).ShouldBe([("received", Bureau), ("sent", Town)]);
        foreach (var row in rows)
        {
            (Count(row, "letters"), Count(row, "open"), Count(row, "accepted"), Count(row, "bySilence"), Count(row, "returned")).ShouldBe(
                (9, 3, 2, 1, 1)
            );
            (Count(row, "objected"), Count(row, "elsewhere")).ShouldBe((2, 2));
            // Two and one of five: what the police declined and what went on are answered too.
            (Number(row, "acceptRate"), Number(row, "returnRate")).ShouldBe((0.4m, 0.2m));
            (Number(row, "daysToSign"), Count(row, "mostDaysToSign")).ShouldBe((1m, 2));
        }
    }

    [Fact]
    public async Task A_period_and_a_kind_are_chosen_and_what_cannot_be_read_is_malformed()
    {
        (await RowsAsync("sv-supervisor", "?kind=case-transfer")).Select(row => Count(row, "letters")).ShouldBe([1, 1]);
        (await RowsAsync("sv-supervisor", "?from=2026-01-01&to=2026-01-10")).Select(row => Count(row, "letters")).ShouldBe([1, 1]);
        (await RowsAsync("sv-supervisor", "?from=2026-01-01&to=2026-01-09")).ShouldBeEmpty();
        using var caller = await service.CallerAsync("sv-supervisor");
        foreach (var query in new[] { "?kind=gift", "?from=soon", "?from=2026-11-02&to=2026-11-01", "?to=9999-12-31" })
            (await caller.GetAsync($"{Address}{query}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest, query);
        (await caller.GetStringAsync("/supervision/letters?from=2026-11-02&to=2026-11-01")).ShouldMatch("data-fault=\"to\">[^<]+<");
    }

    [Fact]
    public async Task A_head_reads_the_own_body_alone_and_a_stranger_nothing()
    {
        (await RowsAsync("sv-head")).Select(row => (Text(row, "side"), Text(row, "organization"))).ShouldBe([("sent", Town)]);
        var bureau = (await RowsAsync("sv-bureau")).ShouldHaveSingleItem();
        (Text(bureau, "side"), Text(bureau, "organization")).ShouldBe(("received", Bureau));
        // A letter to it about a case that it does not see is not among them; its sender counts it.
        (Count(bureau, "letters"), Count((await RowsAsync("sv-head")).Single(), "letters")).ShouldBe((8, 9));
        foreach (var who in new[] { "sv-neighbour", "sv-stranger", "sv-far" })
            (await RowsAsync(who)).ShouldBeEmpty(who);
        using var officer = await service.CallerAsync("sv-officer");
        (await officer.GetAsync(Address)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        // Whoever names a body without belonging to it reads nothing: the rows themselves are out of sight.
        (
            await service
                .Services.GetRequiredService<ScopedReads>()
                .RowsAsync(
                    new Scope(["430112110"], []),
                    Statement.Of("select number from escalations where sender_org = $1", P.Text(Town)),
                    row => row.GetString(0),
                    default
                )
        ).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_page_and_the_workbook_say_the_same_and_no_amount()
    {
        using var caller = await service.CallerAsync("sv-supervisor");
        var page = await caller.GetStringAsync("/supervision/letters");
        page.ShouldContain("40%");
        page.ShouldContain(Texts.Of("letter-scores.days", "1.0", 2));
        (await caller.GetStringAsync("/supervision")).ShouldContain("href=\"/supervision/letters\"");
        var stranger = await (await service.CallerAsync("sv-officer")).GetStringAsync("/supervision/letters");
        stranger.ShouldContain(Texts.Of("refused.board.heads-only"));

        await using var workbook = new MemoryStream(await caller.GetByteArrayAsync($"{Address}.xlsx"));
        var rows = workbook.Query(useHeaderRow: true).Cast<IDictionary<string, object?>>().ToList();
        rows.Count.ShouldBe(2);
        rows[0][Texts.Of("letter-scores.accept-rate")].ShouldBe("40%");
        rows[0].Keys.ShouldNotContain(key => key.Contains("罚款", StringComparison.Ordinal));
    }

    private async Task LetterAsync(
        CaseFile it,
        string state,
        string? receivedOn = null,
        string? by = null,
        string? signedBy = null,
        string kind = "lead-transfer",
        string sentOn = "2026-11-20",
        bool isObjected = false,
        bool isSeen = true
    )
    {
        var id = RowId.New(it.Key.County, service.Clock.GetUtcNow().AddMilliseconds(letters++));
        await service.Database.ExecuteAsync(
            """
            insert into escalations (county_code, id, case_id, bookmark, chain_id, ordinal, kind, urgent, sender_org, receiver_org, number, scene_secured,
                state, sent_by, sent_at, sign_due, receipt, answer, objection)
            values ($1, $2, $3, -1, $2, 1, $4, false, $5, $6, $2::text, true, $7, '{"id": "a", "name": "甲"}', ($8 || 'T23:30+08:00')::timestamptz,
                'infinity', case when $9 <> '' then jsonb_build_object('by', jsonb_build_object('id', $10), 'on', $9) end,
                case when $7 in ('accepted', 'returned', 'declined') then jsonb_build_object('by', nullif($11, '')) end,
                case when $12 then '{"reason": "无管辖权"}'::jsonb end)
            """,
            it.Key.County,
            id,
            it.Key.Id,
            kind,
            Town,
            Bureau,
            state,
            sentOn,
            receivedOn ?? "",
            signedBy ?? "c",
            by ?? "",
            isObjected
        );
        if (!isSeen)
            return;
        await service.Database.ExecuteAsync(
            "insert into case_sight (viewer_org, county_code, case_id, since) values ($1, $2, $3, now()) on conflict do nothing",
            Bureau,
            it.Key.County,
            it.Key.Id
        );
    }

    private async Task<List<JsonElement>> RowsAsync(string who, string query = "")
    {
        using var caller = await service.CallerAsync(who);
        return [.. (await caller.GetFromJsonAsync<JsonElement>($"{Address}{query}")).GetProperty("items").EnumerateArray()];
    }

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    private static int Count(JsonElement row, string name) => row.GetProperty(name).GetInt32();

    private static decimal Number(JsonElement row, string name) => row.GetProperty(name).GetDecimal();
}
