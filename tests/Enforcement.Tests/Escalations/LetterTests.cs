using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Npgsql;

namespace Enforcement.Tests.Escalations;

public sealed class LetterTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private LetterBench bench = null!;

    public async Task InitializeAsync() => bench = await LetterBench.CreateAsync(database);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task A_letter_is_numbered_delivered_and_seen_by_its_receiver_alone()
    {
        var caseFile = await bench.OpenAsync("lead-transfer");
        (await Should.ThrowAsync<NotVisibleException>(() => FindCaseAsync(LetterBench.Clerk, caseFile))).ShouldNotBeNull();

        var letter = await bench.SendAsync(caseFile);

        letter.Number.ShouldStartWith($"{LetterBench.Township}移〔2026〕");
        letter.State.ShouldBe(LetterStates.Delivered);
        letter.SignDue.ShouldBe(new DateTimeOffset(2026, 11, 26, 0, 0, 0, TimeSpan.FromHours(8)));
        await FindCaseAsync(LetterBench.Clerk, caseFile);
        await Should.ThrowAsync<NotVisibleException>(() => FindCaseAsync(LetterBench.OtherClerk, caseFile));
        await Should.ThrowAsync<NotVisibleException>(() =>
            bench.Get<EscalationReader>().FindAsync(LetterBench.Stranger, letter.Id, default)
        );
    }

    [Fact]
    public async Task Accepting_opens_the_receivers_own_case_and_the_senders_goes_on_in_one_step()
    {
        var caseFile = await bench.OpenAsync("lead-transfer");
        var letter = await bench.SendAsync(caseFile);
        await bench.SignAsync(letter.Id);

        var accepted = await bench.AcceptAsync(letter.Id, handler: "handler1");

        (await bench.CaseStateAsync(caseFile.Key)).ShouldBe("closed transferred");
        var own = accepted.ReceiverCase!.Value;
        (await database.ScalarAsync<string>("select owner_org || ' ' || title || ' ' || stage from cases where id = $1", own.Id)).ShouldBe(
            "430112-natural-resources 倾倒建筑垃圾三车 filing"
        );
        (await database.ScalarAsync<Guid>("select origin_case_id from cases where id = $1", own.Id)).ShouldBe(caseFile.Key.Id);
        (await database.ScalarAsync<Guid>("select assignee from tasks where case_id = $1", own.Id)).ShouldBe(LetterBench.Handler.PersonId);
        (await database.ScalarAsync<string>("select name from case_parties where case_id = $1", own.Id)).ShouldBe("不明运输人");
        (await database.ScalarAsync<string>("select state from escalations where id = $1", letter.Id)).ShouldBe("accepted");
        var transactions = await database.ColumnAsync<string>(
            "select distinct xmin::text from (select xmin from cases where id = $1 union all select xmin from cases where id = $2) t",
            caseFile.Key.Id,
            own.Id
        );
        transactions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_transferred_case_takes_the_terms_on_goods_along_with_what_they_have_consumed()
    {
        var caseFile = await bench.OpenAsync("case-transfer");
        await using (var step = await bench.Get<Steps>().BeginAsync(LetterBench.Officer, CaseOf.Case(caseFile.Key.Id), default))
        {
            var clocks = step.Main.Part<CaseClocks>();
            clocks.Start(step.Main, "DL-PEN-07", new DateOnly(2026, 11, 10));
            clocks.Start(step.Main, "DL-PEN-02", new DateOnly(2026, 11, 10));
            step.Main.Case.Data.Set("goodsServedOn", "2026-11-20");
            var spec = SideTasks.After(SideTasks.RegisterEvidenceNode)!.Value;
            step.Main.Part<OpenTasks>().OpenSide(step.Main, spec.Node, Roles.Officer, spec.Spec);
            await step.CommitAsync(default);
        }
        const string goods =
            "select rule || ' ' || started_on || ' ' || due_legal from clocks where state = 'running' and case_id = $1 order by rule";
        var before = await database.ColumnAsync<string>(goods, caseFile.Key.Id);
        var letter = await bench.SendAsync(caseFile);
        await bench.SignAsync(letter.Id);

        var own = (await bench.AcceptAsync(letter.Id)).ReceiverCase!.Value;

        before.Count.ShouldBe(3);
        (await database.ColumnAsync<string>(goods, own.Id))
            .Where(clock => !clock.StartsWith("DL-PEN-02", StringComparison.Ordinal))
            .ShouldBe(before.Where(clock => !clock.StartsWith("DL-PEN-02", StringComparison.Ordinal)));
        (
            await database.ColumnAsync<string>(
                "select rule from clocks where case_id = $1 and ended_how = 'handed-on' order by rule",
                caseFile.Key.Id
            )
        ).ShouldBe(["DL-PEN-05", "DL-PEN-07"]);
        // The decision about the registered goods is the department's now, in what is left of the seven days.
        (
            await database.ScalarAsync<string>(
                "select state from tasks where node = 'decideRegisteredGoods' and case_id = $1",
                caseFile.Key.Id
            )
        ).ShouldBe("cancelled");
        (
            await database.ScalarAsync<bool>(
                """
                select t.due_legal = c.due_legal and t.role = 'county-handler' from tasks t join clocks c on c.task_id = t.id
                where t.node = 'decideRegisteredGoods' and t.case_id = $1
                """,
                own.Id
            )
        ).ShouldBeTrue();
    }

    [Fact]
    public async Task The_receivers_case_opens_on_what_its_county_has_bound()
    {
        await bench.PublishAsync("county-own", LetterDefinitions.County.Replace("county-case", "county-own", StringComparison.Ordinal));
        await database.ExecuteAsync(
            """
            insert into workflow_bindings (id, procedure, level, county, definition_id, from_day, until_day)
            values (gen_random_uuid(), 'ordinary', 'county', '430112', 'county-own', '2026-11-24', '2026-11-25')
            """
        );
        var letter = await bench.SignedAsync();

        var own = (await bench.AcceptAsync(letter.Id)).ReceiverCase!.Value;

        (await database.ScalarAsync<string>("select definition_version_id from instances where id = $1", own.Id)).ShouldBe("county-own-1");
        await database.ExecuteAsync("delete from workflow_bindings where definition_id = 'county-own'");
    }

    [Fact]
    public async Task The_sender_learns_stage_and_due_of_the_receivers_case_and_never_sees_it()
    {
        var letter = await bench.SignedAsync();
        var accepted = await bench.AcceptAsync(letter.Id);

        var view = await bench.Get<EscalationReader>().FindAsync(LetterBench.SquadHead, letter.Id, default);

        view.Progress!.Stage.ShouldBe("filing");
        await Should.ThrowAsync<NotVisibleException>(async () =>
        {
            await using var step = await bench
                .Get<Steps>()
                .BeginAsync(LetterBench.SquadHead, CaseOf.Case(accepted.ReceiverCase!.Value.Id), default);
        });
    }

    [Fact]
    public async Task A_letter_is_returned_once_and_its_supplement_continues_the_chain()
    {
        var caseFile = await bench.OpenAsync("lead-transfer");
        var letter = await bench.SendAsync(caseFile);
        await bench.SignAsync(letter.Id);
        await bench.ReturnAsync(letter.Id);
        (await bench.CaseStateAsync(caseFile.Key)).ShouldBe("open");

        var second = await bench.SendAsync(caseFile);

        second.Chain.ShouldBe(letter.Id);
        second.Ordinal.ShouldBe(2);
        second.Number.ShouldNotBe(letter.Number);
        await bench.SignAsync(second.Id);
        (await Should.ThrowAsync<RefusedException>(() => bench.ReturnAsync(second.Id))).Code.ShouldBe("escalation.returned-once");
        await bench.AcceptAsync(second.Id);
        (await bench.CaseStateAsync(caseFile.Key)).ShouldBe("closed transferred");
    }

    [Fact]
    public async Task A_supplement_that_was_withdrawn_is_followed_by_the_next_of_the_chain()
    {
        var caseFile = await bench.OpenAsync("lead-transfer");
        var letter = await bench.SendAsync(caseFile);
        await bench.SignAsync(letter.Id);
        await bench.ReturnAsync(letter.Id);
        var second = await bench.SendAsync(caseFile);
        await bench.Get<WithdrawLetter>().RunAsync(LetterBench.SquadHead, second.Id, "误送", default);

        var third = await bench.SendAsync(caseFile);

        third.Chain.ShouldBe(letter.Id);
        third.Ordinal.ShouldBe(3);
    }

    [Fact]
    public async Task A_dispute_between_two_counties_goes_to_the_city_above_both_and_to_no_county()
    {
        var caseFile = await bench.OpenAsync("cross-region");
        var letter = await bench.SendAsync(caseFile, "water", region: "430104");
        await bench.SignAsync(letter.Id, LetterBench.Person(20, Roles.CountyIntake, LetterBench.Elsewhere));
        await bench.ObjectAsync(letter.Id, LetterBench.Person(21, Roles.UnitHead, LetterBench.Elsewhere));
        await bench.ReportAsync(letter.Id, LetterBench.SquadHead);

        (
            await database.ScalarAsync<string>(
                "select payload ->> 'organization' from outbox where case_id = $1 and payload ->> 'key' = 'notice.letter-disputed'",
                caseFile.Key.Id
            )
        ).ShouldBe(LetterBench.City);
        (
            await database.ScalarAsync<string>(
                "select organization from case_holdings where case_id = $1 and to_at is null",
                caseFile.Key.Id
            )
        ).ShouldBe(LetterBench.City);
        await Should.ThrowAsync<NotAllowedException>(() => bench.DesignateAsync(letter.Id, LetterBench.Other));
        var next = await bench.DesignateAsync(
            letter.Id,
            LetterBench.Other,
            LetterBench.Person(31, Roles.Coordinator, LetterBench.City, "4301")
        );
        next.Receiver.ShouldBe(LetterBench.Other);
    }

    [Theory]
    [InlineData(LetterBench.Elsewhere)]
    [InlineData(LetterBench.Ended)]
    public async Task Nobody_is_designated_who_lies_outside_the_superiors_region_or_is_no_more(string organization)
    {
        var letter = await bench.SignedAsync();
        await bench.ObjectAsync(letter.Id);

        var refused = await Should.ThrowAsync<MalformedException>(() => bench.DesignateAsync(letter.Id, organization));

        refused.Faults.ShouldBe([("organization", "unknown")]);
        (await bench.StateAsync(letter.Id)).ShouldBe(LetterStates.Objected);
    }

    [Fact]
    public async Task An_answer_is_given_once_and_only_after_signature()
    {
        var letter = await bench.SendNewAsync();
        (await Should.ThrowAsync<RefusedException>(() => bench.AcceptAsync(letter.Id))).Code.ShouldBe("escalation.not-signed");
        await bench.SignAsync(letter.Id);
        (await Should.ThrowAsync<RefusedException>(() => bench.SignAsync(letter.Id))).Code.ShouldBe("escalation.signed-before");
        await bench.AcceptAsync(letter.Id);
        (await Should.ThrowAsync<RefusedException>(() => bench.AcceptAsync(letter.Id))).Code.ShouldBe("escalation.answered");
        (await Should.ThrowAsync<RefusedException>(() => bench.ReturnAsync(letter.Id))).Code.ShouldBe("escalation.answered");
        (await database.ScalarAsync<long>("select count(*) from cases where origin_case_id = $1", letter.CaseKey.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task An_objection_is_decided_by_a_designation_that_binds()
    {
        var caseFile = await bench.OpenAsync("lead-transfer");
        var letter = await bench.SendAsync(caseFile);
        await bench.SignAsync(letter.Id);
        await bench.ObjectAsync(letter.Id);

        var next = await bench.DesignateAsync(letter.Id, LetterBench.Other);

        next.Id.ShouldNotBe(letter.Id);
        next.Receiver.ShouldBe(LetterBench.Other);
        (await Should.ThrowAsync<RefusedException>(() => bench.ObjectAsync(letter.Id))).Code.ShouldBe("escalation.designated");
        await bench.SignAsync(next.Id, LetterBench.OtherClerk);
        (await Should.ThrowAsync<RefusedException>(() => bench.ReturnAsync(next.Id, LetterBench.OtherHead))).Code.ShouldBe(
            "escalation.designated"
        );
        (await Should.ThrowAsync<RefusedException>(() => bench.ObjectAsync(next.Id, LetterBench.OtherHead))).Code.ShouldBe(
            "escalation.designated"
        );
        await bench.AcceptAsync(next.Id, LetterBench.OtherHead);
        (await bench.CaseStateAsync(caseFile.Key)).ShouldBe("closed transferred");
    }

    [Fact]
    public async Task A_receiver_that_objected_may_be_designated_itself_and_then_accepts()
    {
        var letter = await bench.SignedAsync();
        await bench.ObjectAsync(letter.Id);

        var next = await bench.DesignateAsync(letter.Id, LetterBench.Department);

        next.Id.ShouldBe(letter.Id);
        (await Should.ThrowAsync<RefusedException>(() => bench.ReturnAsync(letter.Id))).Code.ShouldBe("escalation.designated");
        (await bench.AcceptAsync(letter.Id)).State.ShouldBe(LetterStates.Accepted);
    }

    [Fact]
    public async Task A_sender_that_gives_in_drafts_again()
    {
        var caseFile = await bench.OpenAsync("lead-transfer");
        var letter = await bench.SendAsync(caseFile);
        await bench.SignAsync(letter.Id);
        await bench.ObjectAsync(letter.Id);
        await bench.Get<WithdrawLetter>().RunAsync(LetterBench.SquadHead, letter.Id, "同意对方意见", default);

        var second = await bench.SendAsync(caseFile, "water");
        await bench.Get<WithdrawLetter>().RunAsync(LetterBench.SquadHead, second.Id, "误送", default);

        (await bench.StateAsync(second.Id)).ShouldBe(LetterStates.Withdrawn);
        (await bench.SendAsync(caseFile)).Ordinal.ShouldBe(1);
    }

    [Theory]
    [InlineData("lead-transfer", "no-such-function")]
    [InlineData("lead-transfer", null)]
    [InlineData("cross-region", "water")]
    public async Task A_letter_to_nobody_is_refused_by_name_and_nothing_changes(string kind, string? receiver)
    {
        var caseFile = await bench.OpenAsync(kind);

        var refused = await Should.ThrowAsync<RefusedException>(() => bench.SendAsync(caseFile, receiver));
        refused.Code.ShouldBe("escalation.no-such-receiver");
        refused.Message.ShouldNotContain("430112");

        (await database.ScalarAsync<string>("select state from tasks where case_id = $1", caseFile.Key.Id)).ShouldBe("open");
    }

    [Fact]
    public async Task A_cross_region_letter_opens_a_case_of_the_other_county()
    {
        var caseFile = await bench.OpenAsync("cross-region");
        var letter = await bench.SendAsync(caseFile, "water", region: "430104");
        letter.Receiver.ShouldBe(LetterBench.Elsewhere);
        await bench.SignAsync(letter.Id, LetterBench.Person(20, Roles.CountyIntake, LetterBench.Elsewhere));

        var accepted = await bench.AcceptAsync(letter.Id, LetterBench.Person(21, Roles.UnitHead, LetterBench.Elsewhere));

        accepted.ReceiverCase!.Value.County.ShouldBe("430104");
        (await database.ScalarAsync<string>("select number from cases where id = $1", accepted.ReceiverCase.Value.Id)).ShouldStartWith(
            "430104-2026-"
        );
    }

    [Fact]
    public async Task The_police_accept_without_a_case_of_ours()
    {
        var caseFile = await bench.OpenAsync("police-referral");
        var letter = await bench.SendAsync(caseFile, null);
        await bench.SignAsync(letter.Id, LetterBench.Person(22, Roles.CountyIntake, LetterBench.Police));

        var accepted = await bench.AcceptAsync(letter.Id, LetterBench.Person(23, Roles.UnitHead, LetterBench.Police));

        accepted.ReceiverCase.ShouldBeNull();
        (await bench.CaseStateAsync(caseFile.Key)).ShouldBe("closed transferred");
    }

    [Fact]
    public async Task Feedback_closes_the_sender_and_delivered_twice_changes_nothing()
    {
        var caseFile = await bench.OpenAsync("case-transfer");
        var letter = await bench.SendAsync(caseFile);
        await bench.SignAsync(letter.Id);
        var own = (await bench.AcceptAsync(letter.Id, handler: "handler1")).ReceiverCase!.Value;
        (await database.ScalarAsync<string>("select handler_org from cases where id = $1", caseFile.Key.Id)).ShouldBe(
            LetterBench.Department
        );
        (await bench.CaseStateAsync(caseFile.Key)).ShouldBe("open");

        var review = await database.ScalarAsync<Guid>("select id from tasks where case_id = $1", own.Id);
        await using (
            var step = await bench
                .Get<CompleteTask>()
                .RunAsync(LetterBench.Handler, review, new TaskCompletion("done", new() { ["resultNote"] = "罚款二万元" }), default)
        ) { }
        (await bench.CaseStateAsync(caseFile.Key)).ShouldBe("open");
        await bench.DispatchAsync();

        (await bench.CaseStateAsync(caseFile.Key)).ShouldBe("closed transferred");
        var told = await database.ScalarAsync<string>("select feedback::text from escalations where id = $1", letter.Id);
        told!.ShouldContain("罚款二万元");
        await database.ExecuteAsync(
            "update outbox set done_at = null where type = 'escalation.feedback' and case_id = $1",
            caseFile.Key.Id
        );
        await bench.DispatchAsync();
        (await database.ScalarAsync<string>("select feedback::text from escalations where id = $1", letter.Id)).ShouldBe(told);
        (await bench.Get<StepServices>().Definitions.PublishedAsync("county-case", default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Feedback_by_hand_counts_once()
    {
        var letter = await bench.SendAsync(await bench.OpenAsync("police-referral"), null);
        await bench.SignAsync(letter.Id, LetterBench.Person(22, Roles.CountyIntake, LetterBench.Police));
        var feedback = bench.Get<GiveFeedback>();
        var police = LetterBench.Person(23, Roles.UnitHead, LetterBench.Police);
        (await Should.ThrowAsync<RefusedException>(() => feedback.RunAsync(police, letter.Id, "已处理", null, default))).Code.ShouldBe(
            "escalation.not-accepted"
        );
        await bench.AcceptAsync(letter.Id, police);

        await feedback.RunAsync(police, letter.Id, "已处理", ["决定书"], default);

        (await Should.ThrowAsync<RefusedException>(() => feedback.RunAsync(police, letter.Id, "再次", null, default))).Code.ShouldBe(
            "escalation.fed-back"
        );
    }

    [Fact]
    public async Task What_a_case_here_will_tell_by_itself_nobody_tells_by_hand()
    {
        var letter = await bench.SignedAsync();
        var accepted = await bench.AcceptAsync(letter.Id);

        (
            await Should.ThrowAsync<RefusedException>(() =>
                bench.Get<GiveFeedback>().RunAsync(LetterBench.Handler, letter.Id, "已处理", null, default)
            )
        ).Code.ShouldBe("escalation.feeds-back-itself");
        bench.Get<LetterActs>().Open(LetterBench.Handler, accepted).ShouldNotContain("feedback");
    }

    [Fact]
    public async Task A_crash_between_any_two_statements_of_an_acceptance_leaves_nothing()
    {
        var caseFile = await bench.OpenAsync("lead-transfer");
        var letter = await bench.SendAsync(caseFile);
        await bench.SignAsync(letter.Id);
        var services = bench.Get<StepServices>();
        var statements = 0;
        try
        {
            for (var at = 0; ; at++)
            {
                services.Failpoint = batch =>
                {
                    statements = batch.BatchCommands.Count;
                    batch.BatchCommands.Insert(Math.Min(at, statements), new NpgsqlBatchCommand("select 1 / 0"));
                };
                await Should.ThrowAsync<PostgresException>(() => bench.AcceptAsync(letter.Id));
                (await bench.StateAsync(letter.Id)).ShouldBe(LetterStates.Signed);
                (await database.ScalarAsync<long>("select count(*) from cases where origin_case_id = $1", caseFile.Key.Id)).ShouldBe(0);
                (await bench.CaseStateAsync(caseFile.Key)).ShouldBe("open");
                if (at == statements)
                    break;
            }
        }
        finally
        {
            services.Failpoint = null;
        }
        (await bench.AcceptAsync(letter.Id)).State.ShouldBe(LetterStates.Accepted);
    }

    [Fact]
    public async Task Sixty_letters_are_signed_for_at_one_stroke_and_each_answers_for_itself()
    {
        var letters = new List<Guid>();
        for (var count = 0; count < 60; count++)
            letters.Add((await bench.SendNewAsync()).Id);
        await bench.SignAsync(letters[7]);

        var outcomes = await bench.Get<ManyLetters>().SignForAsync(LetterBench.Clerk, letters, default);

        outcomes.Count(outcome => outcome.Done).ShouldBe(59);
        outcomes.Single(outcome => !outcome.Done).Code.ShouldBe("escalation.signed-before");
        var accepted = await bench
            .Get<ManyLetters>()
            .AcceptAsync(LetterBench.UnitHead, [.. letters.Select(id => (id, (string?)"handler1"))], default);
        accepted.ShouldAllBe(outcome => outcome.Done);
    }

    private async Task FindCaseAsync(Actor actor, CaseFile caseFile)
    {
        await using var step = await bench.Get<Steps>().BeginAsync(actor, CaseOf.Case(caseFile.Key.Id), default);
    }
}
