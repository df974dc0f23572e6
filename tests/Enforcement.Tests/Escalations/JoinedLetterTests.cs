using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Processes.Trials;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Escalations;

/// <summary>并案: several letters, one case of the receiver's.</summary>
public sealed class JoinedLetterTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private LetterBench bench = null!;

    public async Task InitializeAsync() => bench = await LetterBench.CreateAsync(database);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task Letters_accepted_together_open_one_case_and_each_sender_has_its_receipt_and_its_feedback()
    {
        Escalation[] letters = [await bench.SignedAsync(), await bench.SignedAsync("case-transfer"), await bench.SignedAsync()];

        var outcomes = await bench
            .Get<ManyLetters>()
            .AcceptTogetherAsync(LetterBench.UnitHead, [.. letters.Select(letter => letter.Id)], "handler1", default);

        outcomes.ShouldAllBe(outcome => outcome.Done);
        var own = (
            await database.ColumnAsync<string>(
                "select distinct receiver_case_id::text from escalations where id = any ($1)",
                letters.Select(letter => letter.Id).ToArray()
            )
        ).ShouldHaveSingleItem();
        await bench.DispatchAsync();
        await bench.DispatchAsync();
        foreach (var letter in letters)
            (
                await database.ScalarAsync<long>(
                    "select count(*) from documents where kind = 'E9' and html like '%予以受理%' and case_id = $1",
                    letter.CaseKey.Id
                )
            ).ShouldBe(1);

        var review = await database.ScalarAsync<Guid>("select id from tasks where case_id = $1", Guid.Parse(own));
        await using (
            var step = await bench
                .Get<CompleteTask>()
                .RunAsync(LetterBench.Handler, review, new TaskCompletion("done", new() { ["resultNote"] = "罚款二万元" }), default)
        ) { }
        await bench.DispatchAsync();

        (
            await database.ScalarAsync<long>(
                "select count(*) from escalations where id = any ($1) and feedback::text like '%罚款二万元%'",
                letters.Select(letter => letter.Id).ToArray()
            )
        ).ShouldBe(3);
        (await bench.CaseStateAsync(letters[1].CaseKey)).ShouldBe("closed transferred");
    }

    [Fact]
    public async Task A_result_that_went_out_before_reaches_the_letter_that_came_late()
    {
        var first = await bench.SignedAsync();
        var own = (await bench.AcceptAsync(first.Id, handler: "handler1")).ReceiverCase!.Value;
        var late = await bench.SignedAsync();
        await AcceptIntoAsync(late, (await bench.NumberAsync(own))!);
        var review = await database.ScalarAsync<Guid>("select id from tasks where case_id = $1", own.Id);
        await using (
            var step = await bench
                .Get<CompleteTask>()
                .RunAsync(LetterBench.Handler, review, new TaskCompletion("done", new() { ["resultNote"] = "已处理" }), default)
        ) { }

        await bench.DispatchAsync();
        await bench.DispatchAsync();

        (await database.ScalarAsync<string>("select feedback ->> 'note' from escalations where id = $1", late.Id)).ShouldBe("已处理");
        await database.ExecuteAsync("update outbox set done_at = null where type = 'escalation.joined' and case_id = $1", own.Id);
        await bench.DispatchAsync();
        (
            await database.ScalarAsync<long>(
                "select count(*) from outbox where type = 'escalation.feedback' and case_id = $1",
                late.CaseKey.Id
            )
        ).ShouldBe(1); // told twice, it counts once
        (
            await database.ScalarAsync<long>("select count(*) from journal where case_id = $1 and content like '%letter.joined%'", own.Id)
        ).ShouldBe(1);
    }

    [Fact]
    public async Task A_letter_that_joins_after_the_result_went_out_is_told_it_though_the_case_is_still_open()
    {
        await using var alone = await TestDatabase.CreateAsync();
        await using var bench = await LetterBench.CreateAsync(alone);
        var (_, own) = await ReviewedAsync(bench, alone, "county-afterwards", LetterDefinitions.CountyAfterwards);
        (await bench.CaseStateAsync(own)).ShouldBe("open");
        var late = await bench.SignedAsync();
        await bench
            .Get<AcceptLetter>()
            .RunAsync(LetterBench.UnitHead, late.Id, new Acceptance(null, Into: await bench.NumberAsync(own)), default);

        await bench.DispatchAsync();
        await bench.DispatchAsync();

        (await alone.ScalarAsync<string>("select feedback ->> 'result' from escalations where id = $1", late.Id)).ShouldBe("decided");
    }

    [Fact]
    public async Task What_a_flow_itself_says_of_its_result_is_what_the_sender_hears()
    {
        await using var alone = await TestDatabase.CreateAsync();
        await using var bench = await LetterBench.CreateAsync(alone);
        var (letter, _) = await ReviewedAsync(bench, alone, "county-saying", LetterDefinitions.CountySaying);

        await bench.DispatchAsync();

        (
            await alone.ScalarAsync<string>(
                "select concat_ws(' ', feedback ->> 'result', feedback ->> 'note', feedback ->> 'number') from escalations where id = $1",
                letter
            )
        ).ShouldBe("mediated 调解结案:三辆货车倾倒 望自然资源调〔2026〕1号");
    }

    [Fact]
    public async Task A_result_that_comes_to_nothing_is_an_incident_and_nobody_is_told_another()
    {
        await using var alone = await TestDatabase.CreateAsync();
        await using var bench = await LetterBench.CreateAsync(alone);
        var (letter, own) = await ReviewedAsync(bench, alone, "county-mistaken", LetterDefinitions.CountyMistaken);

        await bench.DispatchAsync();

        (await alone.ScalarAsync<string>("select node_id || ' ' || subject from incidents where case_id = $1", own.Id)).ShouldEndWith(
            ":feedback Result"
        );
        (await alone.ScalarAsync<bool>("select feedback is null from escalations where id = $1", letter)).ShouldBeTrue();
        (await bench.CaseStateAsync(own)).ShouldBe("open");
    }

    [Fact]
    public void Who_tries_a_flow_sees_which_result_would_be_told() =>
        new LetterTrial().Read(new FeedbackWanted("mediated", null, null))!.Would.ShouldBe([new TrialDeed("feedback", "mediated")]);

    [Fact]
    public async Task The_same_request_sent_again_goes_on_with_the_case_that_it_opened()
    {
        var (first, unsigned) = (await bench.SignedAsync(), await bench.SendNewAsync());
        var head = LetterBench.UnitHead with { Request = new RequestKey("together", [1]) };
        (await TogetherAsync()).Select(outcome => outcome.Code).ShouldBe([null, "escalation.not-signed"]);
        await bench.SignAsync(unsigned.Id);

        (await TogetherAsync()).Select(outcome => outcome.State).ShouldBe([LetterStates.Accepted, LetterStates.Accepted]);

        (
            await database.ColumnAsync<string>(
                "select distinct receiver_case_id::text from escalations where id = any ($1)",
                new[] { first.Id, unsigned.Id }
            )
        ).ShouldHaveSingleItem();

        Task<IReadOnlyList<OneOfMany>> TogetherAsync() =>
            bench.Get<ManyLetters>().AcceptTogetherAsync(head, [first.Id, unsigned.Id], "handler1", default);
    }

    [Fact]
    public async Task Only_an_open_case_of_ones_own_about_the_same_matter_takes_a_letter_in()
    {
        var own = (await bench.AcceptAsync((await bench.SignedAsync()).Id)).ReceiverCase!.Value;
        var number = (await bench.NumberAsync(own))!;
        var letter = await bench.SignedAsync();
        await RefusedAsync(letter, "430112-2026-99999", "escalation.not-one-case");
        await RefusedAsync(letter, (await bench.NumberAsync(letter.CaseKey))!, "escalation.not-one-case");
        await database.ExecuteAsync("update cases set matter_code = 'CG-03' where id = $1", own.Id);
        await RefusedAsync(letter, number, "escalation.not-one-case");
        await database.ExecuteAsync("update cases set matter_code = 'CG-02' where id = $1", own.Id);

        var goods = await bench.OpenAsync("case-transfer");
        await using (var step = await bench.Get<Steps>().BeginAsync(LetterBench.Officer, CaseOf.Case(goods.Key.Id), default))
        {
            step.Main.Part<CaseClocks>().Start(step.Main, "DL-PEN-07", new DateOnly(2026, 11, 10));
            await step.CommitAsync(default);
        }
        var withGoods = await bench.SendAsync(goods);
        await bench.SignAsync(withGoods.Id);
        await RefusedAsync(withGoods, number, "escalation.goods-apart");

        (await AcceptIntoAsync(letter, number)).ReceiverCase!.Value.Id.ShouldBe(own.Id);
    }

    /// <summary>A letter whose receiver works by this definition, and the case that it opened there, just reviewed.</summary>
    private static async Task<(Guid Letter, CaseKey Own)> ReviewedAsync(
        LetterBench bench,
        TestDatabase database,
        string id,
        string definition
    )
    {
        await bench.PublishAsync(id, definition);
        await database.ExecuteAsync(
            """
            insert into workflow_bindings (id, procedure, level, county, definition_id, from_day)
            values (gen_random_uuid(), 'ordinary', 'county', '430112', $1, '2026-11-24')
            """,
            id
        );
        var letter = await bench.AcceptAsync((await bench.SignedAsync()).Id, handler: "handler1");
        var own = letter.ReceiverCase!.Value;
        var review = await database.ScalarAsync<Guid>("select id from tasks where case_id = $1 and state = 'open'", own.Id);
        await using var step = await bench.Get<CompleteTask>().RunAsync(LetterBench.Handler, review, new TaskCompletion("done"), default);
        return (letter.Id, own);
    }

    private Task<Escalation> AcceptIntoAsync(Escalation letter, string number) =>
        bench.Get<AcceptLetter>().RunAsync(LetterBench.UnitHead, letter.Id, new Acceptance(null, Into: number), default);

    private async Task RefusedAsync(Escalation letter, string number, string code) =>
        (await Should.ThrowAsync<RefusedException>(() => AcceptIntoAsync(letter, number))).Code.ShouldBe(code);
}
