using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Escalations;

/// <summary>一事不二罚 and 最先立案.</summary>
public sealed class SameActTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private LetterBench bench = null!;

    public async Task InitializeAsync()
    {
        bench = await LetterBench.CreateAsync(database);
        await bench.PublishAsync("fining", LetterDefinitions.Fining);
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task A_case_out_of_sight_is_told_of_by_number_body_and_stage_and_by_nothing_else()
    {
        var id = NewId();
        var mine = await OpenAsync(id);
        var theirs = await OfNeighbourAsync(id);

        var found = (await ActsAsync(LetterBench.SquadHead, mine)).ShouldHaveSingleItem();

        (found.Number, found.Organization, found.Stage, found.IsSeen).ShouldBe(
            ((await bench.NumberAsync(theirs))!, LetterBench.Neighbour, "lead-check", false)
        );
        (await ActsAsync(LetterBench.Coordinator, mine)).ShouldHaveSingleItem().IsSeen.ShouldBeTrue();
        (await ActsAsync(LetterBench.Stranger, mine)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2026-12-20", "CG-02", 1)]
    [InlineData("2026-12-21", "CG-02", 0)]
    [InlineData("2026-11-20", "CG-03", 0)]
    public async Task Another_matter_or_another_time_is_another_act(string violation, string matter, int count)
    {
        var id = NewId();
        var mine = await OpenAsync(id);
        var theirs = await OpenAsync(id);
        await database.ExecuteAsync(
            "update cases set violation_on = $2, matter_code = $3 where id = $1",
            theirs.Id,
            DateOnly.Parse(violation, System.Globalization.CultureInfo.InvariantCulture),
            matter
        );

        (await ActsAsync(LetterBench.SquadHead, mine)).Count.ShouldBe(count);
    }

    [Fact]
    public async Task The_name_counts_where_a_number_is_missing_and_not_against_two_numbers()
    {
        var name = NewId();
        var mine = await OpenAsync(null, name);
        await OpenAsync(NewId(), name);
        (await ActsAsync(LetterBench.SquadHead, mine)).Count.ShouldBe(1);

        var numbered = await OpenAsync(NewId(), name);
        (await ActsAsync(LetterBench.SquadHead, numbered)).Count.ShouldBe(1); // the one without a number
    }

    [Fact]
    public async Task A_second_fine_for_the_same_act_is_refused_unless_it_is_said_why_the_act_is_another()
    {
        var id = NewId();
        var mine = await OpenAsync(id, kind: "fining");
        await DecideAsync(await OpenAsync(NewId(), kind: "fining"), 500, null);
        var theirs = await OfNeighbourAsync(id);
        await database.ExecuteAsync(
            """update cases set data = data || '{"decisionOutcome": "penalty", "fine": 300}' where id = $1""",
            theirs.Id
        );

        var refused = await Should.ThrowAsync<RefusedException>(() => DecideAsync(mine, 500, null));
        refused.Code.ShouldBe("decision.same-act-fined");
        refused.Message.ShouldContain((await bench.NumberAsync(theirs))!);
        await DecideAsync(mine, 500, "次日另行倾倒");
    }

    [Fact]
    public async Task The_later_filer_is_told_who_was_first_and_may_transfer_to_it()
    {
        var id = NewId();
        var mine = await OpenAsync(id);
        var theirs = await OfNeighbourAsync(id);
        await FileAsync(theirs, new DateOnly(2026, 11, 22));
        (await ActsAsync(LetterBench.SquadHead, mine)).ShouldHaveSingleItem().IsFirst.ShouldBeTrue();
        (await ActsAsync(LetterBench.Coordinator, theirs)).ShouldHaveSingleItem().IsFirst.ShouldBeFalse();
        var (number, first) = ((await bench.NumberAsync(mine))!, (await bench.NumberAsync(theirs))!);
        var yield = bench.Get<YieldToFirst>();
        await Should.ThrowAsync<NotAllowedException>(() => yield.RunAsync(LetterBench.Officer, number, first, "最先立案", default));
        (
            await Should.ThrowAsync<MalformedException>(() => yield.RunAsync(LetterBench.SquadHead, number, number, "最先立案", default))
        ).Faults.ShouldBe([("first", "unknown")]);

        var letter = await yield.RunAsync(LetterBench.SquadHead, number, first, "最先立案", default);

        (letter.Receiver, letter.Kind).ShouldBe((LetterBench.Neighbour, LetterKinds.LeadTransfer));
        (await bench.CaseStateAsync(mine)).ShouldBe("open");
    }

    [Fact]
    public async Task A_case_that_is_yielded_goes_into_the_one_that_was_filed_first_and_whoever_sent_it_hears_where_it_went()
    {
        var sent = await bench.SignedAsync();
        var own = (await bench.AcceptAsync(sent.Id)).ReceiverCase!.Value;
        var id = NewId();
        await database.ExecuteAsync("update case_parties set kind = 'person', name = 'x', id_number = $2 where case_id = $1", own.Id, id);
        var theirs = await OfNeighbourAsync(id);
        await FileAsync(theirs, new DateOnly(2026, 11, 22));
        var first = (await bench.NumberAsync(theirs))!;
        var head = LetterBench.Person(63, Roles.SquadHead, LetterBench.Neighbour);
        var letter = await bench
            .Get<YieldToFirst>()
            .RunAsync(LetterBench.UnitHead, await bench.NumberAsync(own), first, "最先立案", default);
        await bench.SignAsync(letter.Id, head);
        letter.YieldsTo.ShouldBe(first);
        (await bench.Get<EscalationReader>().FindAsync(head, letter.Id, default)).Letter.YieldsTo.ShouldBe(first);
        var another = (await bench.NumberAsync(await OfNeighbourAsync(id)))!;
        (
            await Should.ThrowAsync<RefusedException>(() =>
                bench.Get<AcceptLetter>().RunAsync(head, letter.Id, new Acceptance(null, Into: another), default)
            )
        ).Code.ShouldBe("escalation.not-the-first");

        var accepted = await bench.Get<AcceptLetter>().RunAsync(head, letter.Id, new Acceptance(null, Into: first), default);

        accepted.ReceiverCase.ShouldBe(theirs);
        (await bench.CaseStateAsync(own)).ShouldBe("closed lead-transferred");
        await bench.DispatchAsync();
        (await ResultAsync(sent)).ShouldBe("lead-transferred");
        await EndAsync(theirs);
        await bench.DispatchAsync();
        (await ResultAsync(letter)).ShouldBe("archived");
    }

    [Fact]
    public async Task What_is_yielded_to_a_case_that_nobody_sent_is_told_its_result_with_its_number_though_it_ended_before()
    {
        var id = NewId();
        var (mine, theirs) = (await OpenAsync(id), await OfNeighbourAsync(id));
        await FileAsync(theirs, new DateOnly(2026, 11, 22));
        var head = LetterBench.Person(63, Roles.SquadHead, LetterBench.Neighbour);
        var first = await bench.NumberAsync(theirs);
        var letter = await bench
            .Get<YieldToFirst>()
            .RunAsync(LetterBench.SquadHead, await bench.NumberAsync(mine), first, "最先立案", default);
        await bench.SignAsync(letter.Id, head);
        await bench.Get<AcceptLetter>().RunAsync(head, letter.Id, new Acceptance(null, Into: first), default);
        // The case ends before it hears of the letter.
        await using (var step = await bench.Get<Steps>().BeginAsync(Actor.System, CaseOf.Case(theirs.Id), default))
        {
            step.Case.FilingNumber = "乔立〔2026〕7号";
            step.Main.EndWith("archived");
            await step.CommitAsync(default);
        }

        await bench.DispatchAsync();
        await bench.DispatchAsync();

        (
            await database.ScalarAsync<string>(
                "select (feedback ->> 'result') || ' ' || (feedback ->> 'number') from escalations where id = $1",
                letter.Id
            )
        ).ShouldBe("archived 乔立〔2026〕7号");
    }

    [Fact]
    public async Task Nothing_is_yielded_to_a_case_that_is_over()
    {
        var id = NewId();
        var mine = await OpenAsync(id);
        var theirs = await OfNeighbourAsync(id);
        await FileAsync(theirs, new DateOnly(2026, 11, 22));
        await EndAsync(theirs);

        (
            await Should.ThrowAsync<RefusedException>(async () =>
                await bench
                    .Get<YieldToFirst>()
                    .RunAsync(LetterBench.SquadHead, await bench.NumberAsync(mine), await bench.NumberAsync(theirs), "最先立案", default)
            )
        ).Code.ShouldBe("escalation.first-closed");
    }

    [Fact]
    public async Task Of_two_decisions_at_once_the_second_waits_and_is_refused()
    {
        var id = NewId();
        var mine = await OpenAsync(id, kind: "fining");
        var theirs = await OfNeighbourAsync(id);
        await using var first = await bench.Get<Steps>().BeginAsync(Actor.System, CaseOf.Case(theirs.Id), default);
        (await SameActs.HoldAsync(first, theirs, default)).ShouldHaveSingleItem().IsFined.ShouldBeFalse();
        first.Case.Data.Set("decisionOutcome", "penalty");
        first.Case.Data.Set("fine", 300);

        var second = Record.ExceptionAsync(() => DecideAsync(mine, 500, null));
        (await Task.WhenAny(second, Task.Delay(TimeSpan.FromMilliseconds(700)))).ShouldNotBe(second);
        await first.CommitAsync(default);

        (await second).ShouldBeOfType<RefusedException>().Code.ShouldBe("decision.same-act-fined");
    }

    [Fact]
    public async Task A_department_writes_no_penalty_down_for_an_act_that_was_fined_unless_it_says_why_it_is_another()
    {
        await bench.PublishAsync("county-result", LetterDefinitions.CountyResult);
        var id = NewId();
        var mine = await OpenAsync(id, kind: "county-result");
        await database.ExecuteAsync(
            "update cases set kind = 'county', owner_org = $2, handler_org = $2 where id = $1",
            mine.Id,
            LetterBench.Department
        );
        await database.ExecuteAsync("update case_sight set viewer_org = $2 where case_id = $1", mine.Id, LetterBench.Department);
        await database.ExecuteAsync("update tasks set organization = $2 where case_id = $1", mine.Id, LetterBench.Department);
        var theirs = await OfNeighbourAsync(id);
        await database.ExecuteAsync(
            """update cases set data = data || '{"decisionOutcome": "penalty", "fine": 300}' where id = $1""",
            theirs.Id
        );

        (await Should.ThrowAsync<RefusedException>(() => ResultAsync(mine, "decided", null))).Code.ShouldBe("decision.same-act-fined");
        await ResultAsync(mine, "decided", "次日另行倾倒");
    }

    [Fact]
    public async Task Where_a_definition_has_no_field_for_it_the_comment_says_why_the_act_is_another()
    {
        await bench.PublishAsync("county-conclusion", LetterDefinitions.CountyConclusion);
        var id = NewId();
        var (mine, theirs) = (await OfDepartmentAsync(id), await OfDepartmentAsync(id));
        await ConcludeAsync(theirs, "decided", null);

        (await Should.ThrowAsync<RefusedException>(() => ConcludeAsync(mine, "decided", null))).Code.ShouldBe("decision.same-act-fined");
        (await Should.ThrowAsync<RefusedException>(() => ConcludeAsync(mine, "decided", " "))).Code.ShouldBe("decision.same-act-fined");
        await ConcludeAsync(mine, "decided", "次日另行倾倒");
    }

    [Fact]
    public async Task Where_a_definition_has_the_field_a_comment_does_not_stand_in_for_it()
    {
        var id = NewId();
        var mine = await OpenAsync(id, kind: "fining");
        await DecideAsync(await OpenAsync(id, kind: "fining"), 500, null);
        await database.ExecuteAsync(
            """update cases set data = data || '{"decisionOutcome": "penalty"}' where id in (select case_id from case_parties where id_number = $1) and id <> $2""",
            id,
            mine.Id
        );
        var task = await database.ScalarAsync<Guid>("select id from tasks where case_id = $1", mine.Id);

        (
            await Should.ThrowAsync<RefusedException>(() =>
                bench
                    .Get<CompleteTask>()
                    .RunAsync(
                        LetterBench.Officer,
                        task,
                        new TaskCompletion("done", new JsonObject { ["fine"] = 500 }, Comment: "次日另行倾倒"),
                        default
                    )
            )
        ).Code.ShouldBe("decision.same-act-fined");
    }

    private async Task<CaseKey> OfDepartmentAsync(string id)
    {
        var key = await OpenAsync(id, kind: "county-conclusion");
        await database.ExecuteAsync(
            "update cases set kind = 'county', owner_org = $2, handler_org = $2 where id = $1",
            key.Id,
            LetterBench.Department
        );
        await database.ExecuteAsync("update case_sight set viewer_org = $2 where case_id = $1", key.Id, LetterBench.Department);
        await database.ExecuteAsync("update tasks set organization = $2 where case_id = $1", key.Id, LetterBench.Department);
        return key;
    }

    private async Task ConcludeAsync(CaseKey key, string outcome, string? comment)
    {
        var task = await database.ScalarAsync<Guid>("select id from tasks where case_id = $1 and node = 'conclusion'", key.Id);
        await using var step = await bench
            .Get<CompleteTask>()
            .RunAsync(LetterBench.Handler, task, new TaskCompletion(outcome, Comment: comment), default);
    }

    private async Task ResultAsync(CaseKey key, string outcome, string? differentAct)
    {
        var task = await database.ScalarAsync<Guid>("select id from tasks where case_id = $1 and node = 'result'", key.Id);
        await using var step = await bench
            .Get<CompleteTask>()
            .RunAsync(LetterBench.Handler, task, new TaskCompletion(outcome, new JsonObject { ["differentAct"] = differentAct }), default);
    }

    private Task<string?> ResultAsync(Escalation letter) =>
        database.ScalarAsync<string>("select feedback ->> 'result' from escalations where id = $1", letter.Id);

    private async Task EndAsync(CaseKey key)
    {
        await using var step = await bench.Get<Steps>().BeginAsync(Actor.System, CaseOf.Case(key.Id), default);
        step.Main.EndWith("archived");
        await step.CommitAsync(default);
    }

    private static string NewId() => System.Security.Cryptography.RandomNumberGenerator.GetHexString(18);

    private Task<IReadOnlyList<SameAct>> ActsAsync(Actor actor, CaseKey key) => bench.Get<SameActs>().OfAsync(actor.Scope, key, default);

    private async Task<CaseKey> OpenAsync(string? idNumber, string? name = null, string kind = "lead-transfer")
    {
        var key = (await bench.OpenAsync(kind)).Key;
        await database.ExecuteAsync(
            "update case_parties set kind = 'person', name = $2, id_number = $3 where case_id = $1",
            key.Id,
            name ?? NewId(),
            (object?)idNumber ?? DBNull.Value
        );
        return key;
    }

    /// <summary>A case of another township, out of sight of the first.</summary>
    private async Task<CaseKey> OfNeighbourAsync(string idNumber)
    {
        var key = await OpenAsync(idNumber);
        await database.ExecuteAsync(
            "update cases set owner_org = $2, handler_org = $2, stage = 'lead-check' where id = $1",
            key.Id,
            LetterBench.Neighbour
        );
        await database.ExecuteAsync("update case_sight set viewer_org = $2 where case_id = $1", key.Id, LetterBench.Neighbour);
        return key;
    }

    private async Task FileAsync(CaseKey key, DateOnly on)
    {
        await using var step = await bench.Get<Steps>().BeginAsync(Actor.System, CaseOf.Case(key.Id), default);
        step.Main.Part<CaseClocks>().Start(step.Main, "DL-PEN-02", on);
        await step.CommitAsync(default);
    }

    private async Task DecideAsync(CaseKey key, decimal fine, string? differentAct)
    {
        var task = await database.ScalarAsync<Guid>("select id from tasks where case_id = $1", key.Id);
        var fields = new JsonObject { ["fine"] = fine };
        if (differentAct is not null)
            fields["differentAct"] = differentAct;
        await using var step = await bench
            .Get<CompleteTask>()
            .RunAsync(LetterBench.Officer, task, new TaskCompletion("done", fields), default);
    }
}
