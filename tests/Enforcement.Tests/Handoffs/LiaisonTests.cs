using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Enforcement.Handoffs;
using Enforcement.Handoffs.Links;
using Enforcement.Tests.Evidence;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Handoffs;

public sealed class LiaisonTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    public Task InitializeAsync() => service.ArrangeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_liaison_without_an_account_downloads_signs_and_accepts_with_a_seal_and_the_duty_passes_then()
    {
        var id = await service.HandOverAsync();
        var token = await LinkAsync(id);
        using var liaison = service.Caller();

        var page = await liaison.GetAsync($"/liaison/{token}");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("X-Robots-Tag").Single().ShouldContain("noindex");
        (await liaison.GetAsync($"/liaison/{token}/package")).Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
        (await AnswerAsync(liaison, token, "signed")).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await service.StateAsync(id)).ShouldBe("signed");
        (await DutyAsync(id)).ShouldBeNull();

        (await AnswerAsync(liaison, token, "accepted", AttachmentTests.Jpeg())).StatusCode.ShouldBe(HttpStatusCode.Found);

        (await service.StateAsync(id)).ShouldBe("accepted");
        (await DutyAsync(id)).ShouldNotBeNull();
        // The chain of the journal holds every entry, the passing of the duty among them.
        (
            await service.Database.ScalarAsync<bool>(
                """
                select i.journal_seq = (select max(seq) from journal j where j.case_id = i.id)
                from instances i join handoffs h on h.case_id = i.id where h.id = $1
                """,
                id
            )
        ).ShouldBeTrue();
        var officer = await service.CallerAsync("ho-officer");
        var told = await officer.GetFromJsonAsync<JsonElement>($"/api/handoffs/{id}");
        told.GetProperty("senderHasDuty").GetBoolean().ShouldBeFalse();
        var answer = told.GetProperty("answers")[1];
        answer.GetProperty("by").GetString().ShouldBe("王某某");
        answer.GetProperty("phone").GetString().ShouldBe("0799-1234567");
        (await officer.GetAsync($"/api/attachments/{answer.GetProperty("scan").GetGuid()}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (
            await service.Database.ColumnAsync<string>(
                "select v.what from handoff_visits v join handoff_links l on l.id = v.link_id where l.handoff_id = $1 order by v.at, v.id",
                id
            )
        )
            .Distinct()
            .ShouldBe(["opened", "downloaded", "signed", "accepted"], ignoreOrder: true);
        // It has been answered, once.
        (await (await liaison.GetAsync($"/liaison/{token}")).Content.ReadAsStringAsync()).ShouldNotContain("value=\"returned\"");
    }

    [Fact]
    public async Task Only_the_hash_of_an_address_is_kept_and_a_revoked_or_old_one_answers_nobody()
    {
        var id = await service.HandOverAsync();
        var officer = await service.CallerAsync("ho-officer");
        var (first, second) = (await LinkAsync(id), await LinkAsync(id, 2));
        (
            await service.Database.ScalarAsync<long>("select count(*) from handoff_links where token_hash = $1", HandoffLink.HashOf(first))
        ).ShouldBe(1);
        using var liaison = service.Caller();
        var link = await service.Database.ScalarAsync<Guid>(
            "select id from handoff_links where token_hash = $1",
            HandoffLink.HashOf(first)
        );

        (await officer.PostAsync($"/api/handoffs/{id}/links/{link}/revocation", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await officer.PostAsync($"/api/handoffs/{id}/links/{link}/revocation", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        (await liaison.GetAsync($"/liaison/{first}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await liaison.GetAsync($"/liaison/{first}/package")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await liaison.GetAsync($"/liaison/{second}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        service.Clock.Advance(TimeSpan.FromDays(2));
        (await liaison.GetAsync($"/liaison/{second}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await liaison.GetAsync("/liaison/guessed")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (
            await service.Database.ScalarAsync<long>("select count(*) from handoff_refusals where code = 'liaison.no-such-link'")
        ).ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task A_return_without_a_list_is_refused_beside_its_field_and_what_was_typed_stays()
    {
        var token = await LinkAsync(await service.HandOverAsync());
        using var liaison = service.Caller();

        var page = await (await AnswerAsync(liaison, token, "returned")).Content.ReadAsStringAsync();

        page.ShouldMatch("data-fault=\"items\">[^<]+<");
        page.ShouldContain("王某某");
    }

    [Theory]
    [InlineData("signed", true)]
    [InlineData("delivered", true)]
    [InlineData("disputed", false)]
    public async Task What_was_designated_or_is_in_dispute_does_not_expire_and_is_open(string state, bool designated)
    {
        await using var alone = await TestService.CreateAsync(); // its clock goes far
        await alone.ArrangeAsync();
        var id = await alone.HandOverAsync();
        await alone.Database.ExecuteAsync(
            """
            update escalations set state = $2, designation = case when $3 then jsonb_build_object('by', sent_by, 'at', sent_at,
                'organization', receiver_org, 'basis', '第二十五条') end where id = $1
            """,
            id,
            state,
            designated
        );
        alone.Clock.Advance(TimeSpan.FromDays(40));

        await alone.Services.GetRequiredService<ExpireHandoffs>().RunAsync(alone.Clock.GetUtcNow(), default);

        (await alone.StateAsync(id)).ShouldBe(state);
        (await (await alone.CallerAsync("ho-officer")).GetFromJsonAsync<JsonElement>("/api/handoffs?open=true&limit=200"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(item => item.GetProperty("id").GetGuid())
            .ShouldContain(id);
    }

    [Fact]
    public async Task Who_tries_addresses_fast_is_told_to_wait()
    {
        await using var alone = await TestService.CreateAsync();
        _ = alone.Services;
        using var guesser = alone.Caller();
        for (var look = 0; look < LiaisonRate.Most; look++)
            (await guesser.GetAsync($"/liaison/{look}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await guesser.GetAsync("/liaison/next")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_paper_answer_is_registered_with_its_scan_by_a_colleague_who_acts_for_whoever_signed_it()
    {
        var id = await service.HandOverAsync();
        var officer = await service.CallerAsync("ho-officer");
        (await officer.PostAsync($"/api/handoffs/{id}/paper-answer", PaperForm("accepted", null))).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (
            await (await service.CallerAsync("ho-stranger")).PostAsync(
                $"/api/handoffs/{id}/paper-answer",
                PaperForm("accepted", AttachmentTests.Jpeg())
            )
        ).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var answer = await officer.PostAsync($"/api/handoffs/{id}/paper-answer", PaperForm("accepted", AttachmentTests.Jpeg()));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        (await service.StateAsync(id)).ShouldBe("accepted");
        (await DutyAsync(id)).ShouldNotBeNull();
        (
            await service.Database.ScalarAsync<string>("select answer -> 'by' ->> 'standingInFor' from escalations where id = $1", id)
        ).ShouldBe("王某某");
        var again = await officer.PostAsync($"/api/handoffs/{id}/paper-answer", PaperForm("accepted", AttachmentTests.Jpeg()));
        (await again.CodeAsync()).ShouldBe("escalation.answered");
    }

    [Fact]
    public async Task The_journal_says_who_wrote_an_answer_down_and_who_gave_it_and_the_case_can_be_read()
    {
        var id = await service.HandOverAsync();
        var officer = await service.CallerAsync("ho-officer");
        using var liaison = service.Caller();
        await AnswerAsync(liaison, await LinkAsync(id), "signed");
        (await officer.PostAsync($"/api/handoffs/{id}/paper-answer", PaperForm("accepted", AttachmentTests.Jpeg()))).StatusCode.ShouldBe(
            HttpStatusCode.OK
        );

        (
            await service.Database.ColumnAsync<string>(
                """
                select coalesce(a.user_name, 'nobody') || ' ' || (j.content::jsonb ->> 'answeredBy')
                from journal j join handoffs h on h.case_id = j.case_id left join accounts a on a.id::text = j.content::jsonb -> 'by' ->> 'id'
                where h.id = $1 and j.content::jsonb ->> 'action' = 'handoff.answered' order by j.seq
                """,
                id
            )
        ).Last().ShouldBe("ho-officer 王某某");
        var number = (await officer.GetFromJsonAsync<JsonElement>($"/api/handoffs/{id}")).GetProperty("caseNumber").GetString();
        (await officer.GetAsync($"/cases/{number}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_answer_to_a_page_that_has_gone_keeps_its_words_and_says_why()
    {
        var id = await service.HandOverAsync();
        var token = await LinkAsync(id);
        var officer = await service.CallerAsync("ho-officer");
        using var liaison = service.Caller();
        var form = Forms.Hidden(await liaison.GetStringAsync($"/liaison/{token}"), "answer");
        Fill(form, "accepted", null);
        var link = await service.Database.ScalarAsync<Guid>(
            "select id from handoff_links where token_hash = $1",
            HandoffLink.HashOf(token)
        );
        (await officer.PostAsync($"/api/handoffs/{id}/links/{link}/revocation", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var answer = await liaison.PostAsync($"/liaison/{token}", form);

        answer.StatusCode.ShouldBe(HttpStatusCode.Gone);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("王某某");
        page.ShouldContain("没有送达");
        (await service.StateAsync(id)).ShouldBe("delivered");
    }

    [Fact]
    public async Task An_answer_that_comes_too_fast_keeps_its_words()
    {
        await using var alone = await TestService.CreateAsync();
        await alone.ArrangeAsync();
        var id = await alone.HandOverAsync();
        var made = await (await alone.CallerAsync("ho-officer")).PostAsJsonAsync($"/api/handoffs/{id}/links", new { days = 3 });
        var token = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        using var liaison = alone.Caller();
        var form = Forms.Hidden(await liaison.GetStringAsync($"/liaison/{token}"), "answer");
        Fill(form, "accepted", null);
        for (var look = 1; look < LiaisonRate.Most; look++)
            await liaison.GetAsync($"/liaison/{token}");

        var answer = await liaison.PostAsync($"/liaison/{token}", form);

        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("王某某");
    }

    [Fact]
    public async Task A_form_that_is_open_no_more_is_answered_with_words()
    {
        var id = await service.HandOverAsync();
        var officer = await service.CallerAsync("ho-officer");
        await LinkAsync(id);
        var link = await service.Database.ScalarAsync<Guid>("select id from handoff_links where handoff_id = $1", id);
        var before = await officer.GetStringAsync($"/handoffs/{id}");
        var (make, revoke, paper) = (Forms.Hidden(before, "link"), Forms.Hidden(before, $"revoke-{link}"), Forms.Hidden(before, "paper"));
        Fill(paper, "accepted", AttachmentTests.Jpeg());
        (await officer.PostAsync($"/api/handoffs/{id}/links/{link}/revocation", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await officer.PostAsync($"/api/handoffs/{id}/paper-answer", PaperForm("accepted", AttachmentTests.Jpeg()))).StatusCode.ShouldBe(
            HttpStatusCode.OK
        );

        foreach (var form in (MultipartFormDataContent[])[make, revoke, paper])
        {
            var answer = await officer.PostAsync($"/handoffs/{id}", form);
            var page = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldNotBe(HttpStatusCode.BadRequest, page);
            page.ShouldContain("没有办成");
        }
    }

    [Fact]
    public async Task A_paper_answer_from_before_the_letter_was_sent_is_refused_beside_its_day()
    {
        var id = await service.HandOverAsync();
        var officer = await service.CallerAsync("ho-officer");
        var form = Forms.Hidden(await officer.GetStringAsync($"/handoffs/{id}"), "paper");
        Fill(form, "signed", AttachmentTests.Jpeg());
        form.Add(new StringContent("2026-01-05"), "on");

        var page = await (await officer.PostAsync($"/handoffs/{id}", form)).Content.ReadAsStringAsync();

        page.ShouldMatch("data-fault=\"on\">[^<]+<");
    }

    [Fact]
    public async Task The_scan_of_an_answer_stands_in_the_journal_of_the_case()
    {
        var id = await service.HandOverAsync();
        var officer = await service.CallerAsync("ho-officer");
        using var liaison = service.Caller();
        await AnswerAsync(liaison, await LinkAsync(id), "signed", AttachmentTests.Jpeg());
        await officer.PostAsync($"/api/handoffs/{id}/paper-answer", PaperForm("accepted", AttachmentTests.Jpeg()));

        (
            await service.Database.ScalarAsync<long>(
                """
                select count(*) from journal j join handoffs h on h.case_id = j.case_id
                where h.id = $1 and j.content::jsonb ->> 'action' = 'evidence.added'
                """,
                id
            )
        ).ShouldBe(2);
    }

    private async Task<string> LinkAsync(Guid id, int days = 10)
    {
        var officer = await service.CallerAsync("ho-officer");
        var made = await officer.PostAsJsonAsync($"/api/handoffs/{id}/links", new { days });
        made.StatusCode.ShouldBe(HttpStatusCode.OK, await made.Content.ReadAsStringAsync());
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    private static async Task<HttpResponseMessage> AnswerAsync(HttpClient liaison, string token, string kind, byte[]? seal = null)
    {
        var form = Forms.Hidden(await liaison.GetStringAsync($"/liaison/{token}"), "answer");
        Fill(form, kind, seal);
        return await liaison.PostAsync($"/liaison/{token}", form);
    }

    private static MultipartFormDataContent PaperForm(string kind, byte[]? scan)
    {
        var form = new MultipartFormDataContent
        {
            { new StringContent("栗水函〔2026〕7号"), "number" },
            { new StringContent("2026-11-24"), "on" },
        };
        Fill(form, kind, scan);
        return form;
    }

    private static void Fill(MultipartFormDataContent form, string kind, byte[]? scan)
    {
        form.Add(new StringContent(kind), "answer");
        form.Add(new StringContent("王某某"), "by");
        form.Add(new StringContent("法规科科长"), "post");
        form.Add(new StringContent("0799-1234567"), "phone");
        if (scan is null)
            return;
        var file = new ByteArrayContent(scan);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        form.Add(file, "file", "回执.jpg");
    }

    private Task<object?> DutyAsync(Guid id) =>
        service.Database.ScalarAsync<object>("select released_at from handoffs where id = $1 and released_at is not null", id);
}
