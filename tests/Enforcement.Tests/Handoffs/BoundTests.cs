using System.Text.Json.Nodes;
using Enforcement.Escalations;
using Enforcement.Evidence;
using Enforcement.Handoffs.Exchange;
using Enforcement.Handoffs.Incoming;
using Enforcement.Identity;
using Enforcement.Tests.Evidence;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Handoffs;

/// <summary>Whoever is bound can keep its word, nobody gives another body's, and what is told of a case arrives and nothing else.</summary>
public sealed class BoundTests(TwoHouses houses) : IClassFixture<TwoHouses>
{
    private TestService Ours => houses.Wangcheng;

    private TestService Theirs => houses.Xiangyin;

    [Fact]
    public async Task An_acceptance_that_no_case_could_follow_binds_nobody()
    {
        var (_, incoming) = await SignedAsync();
        await WithoutBindingsAsync(async () =>
        {
            (await Should.ThrowAsync<RefusedException>(AcceptAsync(incoming))).Code.ShouldBe("process.no-definition");
            (await Should.ThrowAsync<MalformedException>(AcceptAsync(incoming, "no-such"))).Faults.ShouldBe([("matter", "unknown")]);
        });

        (await IncomingStateAsync(incoming)).ShouldBe("signed");
    }

    [Fact]
    public async Task A_duty_whose_case_cannot_be_opened_is_written_down_and_the_head_chooses_anew()
    {
        var (id, incoming) = await SignedAsync();
        await AcceptAsync(incoming);
        await WithoutBindingsAsync(() => houses.SettleAsync());

        (
            await Theirs.Database.ScalarAsync<DateTime>(
                "select duty_from from incoming_letters where id = $1 and case_id is null",
                incoming
            )
        ).ShouldBe(await Ours.Database.ScalarAsync<DateTime>("select released_at from handoffs where id = $1", id));
        (await NoticesAsync("notice.incoming-unopened", incoming)).ShouldBe(1);
        IncomingRights.Open(await Theirs.ActorAsync("xy-unit"), await LetterAsync(incoming)).ShouldContain("opening");

        var open = Theirs.Services.GetRequiredService<OpenIncoming>();
        (await open.RunAsync(await Theirs.ActorAsync("xy-unit"), incoming, "CG-02", null, default)).CaseId.ShouldNotBeNull();
        (
            await Should.ThrowAsync<RefusedException>(open.RunAsync(await Theirs.ActorAsync("xy-unit"), incoming, "CG-02", null, default))
        ).Code.ShouldBe("incoming.opened");
        // What comes after it was not held up.
        (await houses.WaitingAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Nobody_with_an_account_here_answers_for_a_body_that_has_its_own_installation()
    {
        foreach (var role in (string[])[Roles.UnitHead, Roles.CountyIntake, Roles.Liaison, Roles.AgencyHead, Roles.CountyHandler])
            await Ours.PersonAsync($"beyond-{role}", role, TwoHouses.Receiver);
        var (clerk, head) = (await Ours.ActorAsync($"beyond-{Roles.CountyIntake}"), await Ours.ActorAsync($"beyond-{Roles.UnitHead}"));
        var (liaison, agency) = (await Ours.ActorAsync($"beyond-{Roles.Liaison}"), await Ours.ActorAsync($"beyond-{Roles.AgencyHead}"));
        var handler = await Ours.ActorAsync($"beyond-{Roles.CountyHandler}");
        var of = Ours.Services;
        var (id, incoming) = await OfferedAsync();

        await RefusedAsync(() => of.GetRequiredService<SignForLetter>().RunAsync(clerk, id, null, default));
        await RefusedAsync(() => of.GetRequiredService<SignForLetter>().RunAsync(liaison, id, null, default));
        await SignAsync(incoming);
        await houses.SettleAsync();
        (await Ours.StateAsync(id)).ShouldBe("signed");
        await RefusedAsync(() => of.GetRequiredService<AcceptLetter>().RunAsync(head, id, new Acceptance(null), default));
        await RefusedAsync(() => of.GetRequiredService<AcceptLetter>().RunAsync(liaison, id, new Acceptance(null), default));
        await RefusedAsync(() => of.GetRequiredService<ReturnLetter>().RunAsync(head, id, ["照片"], null, default));
        await RefusedAsync(() => of.GetRequiredService<ObjectToLetter>().RunAsync(agency, id, "无", "无", default));
        (await Ours.StateAsync(id)).ShouldBe("signed");
        await AcceptAsync(incoming);
        await houses.SettleAsync();
        await RefusedAsync(() => of.GetRequiredService<GiveFeedback>().RunAsync(handler, id, "decided", null, default));

        (await Ours.Database.ScalarAsync<string>("select feedback::text from escalations where id = $1", id)).ShouldBeNull();
    }

    [Theory]
    [InlineData("offered")]
    [InlineData("signed")]
    [InlineData("returned")]
    [InlineData("objected")]
    public async Task A_designation_reaches_the_letter_however_it_stands_there(string state)
    {
        await Ours.BodyAsync("43-judicial", "43", "湖南省司法厅", "department", "judicial");
        await Ours.PersonAsync("ho-province", Roles.Coordinator, "43-judicial");
        var (id, incoming) = await OfferedAsync();
        if (state != "offered")
        {
            await SignAsync(incoming);
            await houses.SettleAsync();
        }
        // Their word and the superior's cross.
        if (state == "returned")
            await ReturnAsync(incoming);
        if (state == "objected")
            await ObjectAsync(incoming);

        await Ours
            .Services.GetRequiredService<DesignateBody>()
            .RunAsync(await Ours.ActorAsync("ho-province"), id, TwoHouses.Receiver, "指定管辖决定书1号", default);
        await houses.SettleAsync();

        var letter = await LetterAsync(incoming);
        letter.IsDesignated.ShouldBeTrue();
        letter.State.ShouldBe(state == "offered" ? "offered" : "signed");
        if (state == "offered")
            await SignAsync(incoming);
        (await Should.ThrowAsync<RefusedException>(ReturnAsync(incoming))).Code.ShouldBe("incoming.designated");
        (await Should.ThrowAsync<RefusedException>(ObjectAsync(incoming))).Code.ShouldBe("incoming.designated");
        await AcceptAsync(incoming);
        await houses.SettleAsync();
        (await IncomingStateAsync(incoming)).ShouldBe("held");
        (
            await Ours.Database.ScalarAsync<long>("select count(*) from handoff_posts where handoff_id = $1 and kind = 'designation'", id)
        ).ShouldBe(1);
        (await NoticesAsync("notice.incoming-designated", incoming)).ShouldBe(1);
        (await NoticesAsync("notice.incoming-released", incoming)).ShouldBe(1);
    }

    [Fact]
    public async Task A_letter_that_continues_one_that_was_returned_is_not_returned_again()
    {
        var (returned, first) = await SignedAsync();
        await ReturnAsync(first);
        await houses.SettleAsync();
        var again = await Ours.SupplementAsync(returned);
        await houses.SettleAsync();
        var incoming = await houses.IncomingAsync(again);
        await SignAsync(incoming);
        await houses.SettleAsync();

        (await Should.ThrowAsync<RefusedException>(ReturnAsync(incoming))).Code.ShouldBe("incoming.returned-once");

        IncomingRights.Open(await Theirs.ActorAsync("xy-unit"), await LetterAsync(incoming)).ShouldNotContain("return");
        await ObjectAsync(incoming);
        (await IncomingStateAsync(incoming)).ShouldBe("objected");
    }

    [Fact]
    public async Task What_the_two_say_over_an_objection_reaches_the_other_installation()
    {
        var (id, incoming) = await SignedAsync();
        var (ours, theirs) = (Ours.Services.GetRequiredService<NegotiateLetter>(), Theirs.Services.GetRequiredService<NegotiateIncoming>());
        (
            await Should.ThrowAsync<RefusedException>(theirs.RunAsync(await Theirs.ActorAsync("xy-unit"), incoming, "不在本县", default))
        ).Code.ShouldBe("incoming.state");
        await ObjectAsync(incoming);
        await houses.SettleAsync();

        await ours.RunAsync(await Ours.ActorAsync("ho-squad"), id, "河道左岸在贵县", "430112-water", default);
        await houses.SettleAsync();

        var heard = (await LetterAsync(incoming)).Words.ShouldHaveSingleItem();
        (heard.Organization, heard.By, heard.Text, heard.ThirdBody).ShouldBe(
            (TwoHouses.Sender, "ho-squad", "河道左岸在贵县", "长沙市望城区水利局")
        );
        (await NoticesAsync("notice.incoming-word", incoming)).ShouldBe(1);
        var page = await (await Theirs.CallerAsync("xy-unit")).GetStringAsync($"/handoffs/received/{incoming}");
        page.ShouldContain("提议由长沙市望城区水利局管辖");
        page.ShouldNotContain("[incoming.");

        await theirs.RunAsync(await Theirs.ActorAsync("xy-unit"), incoming, "界碑在右岸", default);
        await houses.SettleAsync();

        (
            await Ours.Database.ColumnAsync<string>(
                """
                select (word ->> 'organization') || ' ' || (word -> 'by' ->> 'name') || ' ' || (word ->> 'text')
                from escalations, jsonb_array_elements(negotiation -> 'words') word where id = $1
                """,
                id
            )
        ).ShouldBe([$"{TwoHouses.Sender} ho-squad 河道左岸在贵县", $"{TwoHouses.Receiver} xy-unit 界碑在右岸"]);
        // Nobody of ours has to repeat what came from there.
        (await Ours.Database.ScalarAsync<long>("select count(*) from handoff_posts where handoff_id = $1 and kind = 'word'", id)).ShouldBe(
            1
        );
        // After it is over a word comes too late, and changes nothing.
        await Ours.Services.GetRequiredService<WithdrawLetter>().RunAsync(await Ours.ActorAsync("ho-squad"), id, "误送", default);
        await theirs.RunAsync(await Theirs.ActorAsync("xy-unit"), incoming, "还在吗", default);
        await houses.SettleAsync();
        (
            await Ours.Database.ScalarAsync<string>("select outcome from handoff_inbox where handoff_id = $1 order by seq desc limit 1", id)
        ).ShouldBe("late");
        (
            await Should.ThrowAsync<RefusedException>(theirs.RunAsync(await Theirs.ActorAsync("xy-unit"), incoming, "喂", default))
        ).Code.ShouldBe("incoming.state");
    }

    [Fact]
    public async Task A_letter_that_is_taken_back_is_told_to_whoever_has_it()
    {
        var (id, incoming) = await SignedAsync();
        await Ours.Services.GetRequiredService<WithdrawLetter>().RunAsync(await Ours.ActorAsync("ho-squad"), id, "误送", default);

        await houses.SettleAsync();

        (await NoticesAsync("notice.incoming-withdrawn", incoming)).ShouldBe(1);
    }

    [Fact]
    public async Task Of_what_another_installation_writes_only_named_words_and_numbers_that_can_be_read_become_facts()
    {
        var (_, incoming) = await SignedAsync();
        await Theirs.Database.ExecuteAsync(
            """
            update incoming_letters set content = content || '{"facts": {"place": "界河左岸", "area": 12.5, "goodsList": {"a": 1}, "harm": ["x"],
                "partyKind": "no-such", "repeat": "often", "goodsServedOn": "soon", "goodsServedWay": "left", "filingDecisionOutcome": "file", "jurisdictionDesignated": true, "letter": "00000000-0000-0000-0000-000000000000"}}' where id = $1
            """,
            incoming
        );
        await AcceptAsync(incoming);
        await houses.SettleAsync();

        var data = JsonNode
            .Parse(
                (
                    await Theirs.Database.ScalarAsync<string>(
                        "select c.data::text from cases c join incoming_letters l on l.case_id = c.id where l.id = $1",
                        incoming
                    )
                )!
            )!
            .AsObject();
        data["place"]!.GetValue<string>().ShouldBe("界河左岸");
        data["area"]!.GetValue<decimal>().ShouldBe(12.5m);
        data["goodsServedWay"]!.GetValue<string>().ShouldBe("left");
        foreach (
            var name in (string[])
                ["goodsList", "harm", "partyKind", "repeat", "goodsServedOn", "filingDecisionOutcome", "jurisdictionDesignated", "letter"]
        )
            data.ContainsKey(name).ShouldBeFalse(name);
    }

    [Fact]
    public async Task Files_that_came_with_a_letter_stand_in_the_journal_of_its_case()
    {
        var (_, incoming) = await SignedAsync();
        var file = TakenFile.Of(
            Theirs.Services.GetRequiredService<IFileStore>(),
            new IncomingFile(AttachmentTests.Jpeg(), "现场.jpg"),
            "430624",
            TwoHouses.Receiver,
            null,
            await Theirs.ActorAsync("xy-clerk"),
            Theirs.Clock.GetUtcNow()
        );
        await Theirs.Services.GetRequiredService<Enforcement.Persistence.ScopedReads>().WriteAsync(Scope.Everything, file.Writes, default);
        await Theirs.Database.ExecuteAsync(
            "insert into incoming_files (county_code, incoming_id, attachment_id) values ('430624', $1, $2)",
            incoming,
            file.Attachment.Id
        );
        await AcceptAsync(incoming);
        await houses.SettleAsync();

        (
            await Theirs.Database.ScalarAsync<long>(
                """
                select count(*) from journal j join incoming_letters l on l.case_id = j.case_id
                where l.id = $1 and j.content::jsonb ->> 'action' = 'evidence.added' and j.content::jsonb ->> 'attachment' = $2
                """,
                incoming,
                file.Attachment.Id.ToString()
            )
        ).ShouldBe(1);
    }

    private async Task<(Guid Handoff, Guid Incoming)> OfferedAsync()
    {
        var id = await Ours.HandOverAsync("430624");
        await houses.SettleAsync();
        return (id, await houses.IncomingAsync(id));
    }

    private async Task<(Guid Handoff, Guid Incoming)> SignedAsync()
    {
        var (id, incoming) = await OfferedAsync();
        await SignAsync(incoming);
        await houses.SettleAsync();
        return (id, incoming);
    }

    /// <summary>The admin has taken away what such cases open on.</summary>
    private async Task WithoutBindingsAsync(Func<Task> meanwhile)
    {
        await Theirs.Database.ExecuteAsync("create table kept as select * from workflow_bindings");
        await Theirs.Database.ExecuteAsync("delete from workflow_bindings");
        await LetListsAgeAsync();
        try
        {
            await meanwhile();
        }
        finally
        {
            await Theirs.Database.ExecuteAsync("insert into workflow_bindings select * from kept");
            await Theirs.Database.ExecuteAsync("drop table kept");
            await LetListsAgeAsync();
        }
    }

    private Task LetListsAgeAsync() =>
        Theirs.Services.GetRequiredService<Enforcement.Processes.Bindings.BoundDefinitions>().RenewAsync(default);

    private async Task RefusedAsync(Func<Task> verb) =>
        (await Should.ThrowAsync<RefusedException>(verb)).Code.ShouldBe("handoff.answered-by-peer");

    private async Task SignAsync(Guid incoming) =>
        await Theirs.Services.GetRequiredService<SignForIncoming>().RunAsync(await Theirs.ActorAsync("xy-clerk"), incoming, default);

    private async Task AcceptAsync(Guid incoming, string matter = "CG-02") =>
        await Theirs
            .Services.GetRequiredService<AcceptIncoming>()
            .RunAsync(await Theirs.ActorAsync("xy-unit"), incoming, matter, null, default);

    private async Task ReturnAsync(Guid incoming) =>
        await Theirs
            .Services.GetRequiredService<ReturnIncoming>()
            .RunAsync(await Theirs.ActorAsync("xy-unit"), incoming, ["照片"], null, default);

    private async Task ObjectAsync(Guid incoming) =>
        await Theirs
            .Services.GetRequiredService<ObjectToIncoming>()
            .RunAsync(await Theirs.ActorAsync("xy-unit"), incoming, "不在本县", "汨罗市水利局", default);

    private async Task<IncomingLetter> LetterAsync(Guid incoming) =>
        await Theirs.Services.GetRequiredService<IncomingReader>().FindAsync(await Theirs.ActorAsync("xy-unit"), incoming, default);

    private Task<string?> IncomingStateAsync(Guid incoming) =>
        Theirs.Database.ScalarAsync<string>("select state from incoming_letters where id = $1", incoming);

    private Task<long> NoticesAsync(string key, Guid incoming) =>
        Theirs.Database.ScalarAsync<long>(
            "select count(*) from outbox where type = 'notice.wanted' and payload ->> 'key' = $1 and payload ->> 'link' = $2",
            key,
            $"/handoffs/received/{incoming}"
        );
}
