using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Escalations;

/// <summary>交办 and 提级: cases that go down and up between the levels.</summary>
public sealed class LevelTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly Actor UrbanHead = LetterBench.Person(60, Roles.UnitHead, LetterBench.Urban);
    private static readonly Actor NeighbourHead = LetterBench.Person(63, Roles.SquadHead, LetterBench.Neighbour);

    private LetterBench bench = null!;

    public async Task InitializeAsync()
    {
        bench = await LetterBench.CreateAsync(database);
        await bench.LoadPowersAsync();
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task A_case_is_handed_down_by_a_notice_and_ends_when_the_township_accepts_with_two_officers()
    {
        var (origin, own) = await OwnAsync();

        var letter = await HandDownAsync(own, LetterBench.Neighbour);

        letter.Number.ShouldBe($"{LetterBench.Department}交〔2026〕{Serial(letter)}号");
        (await database.ScalarAsync<string>("select html from documents where kind = 'A4' and case_id = $1", own.Id))!.ShouldContain(
            "<h1>案件交办通知书</h1>"
        );
        (await bench.CaseStateAsync(own)).ShouldBe("open");
        await bench.SignAsync(letter.Id, NeighbourHead);
        (await FaultOf(() => AcceptAsync(letter, new Acceptance(null)))).ShouldBe("handler");
        (await FaultOf(() => AcceptAsync(letter, new Acceptance("officer-61")))).ShouldBe("second");
        (await FaultOf(() => AcceptAsync(letter, new Acceptance("officer-61", "officer-61")))).ShouldBe("second");
        (await FaultOf(() => AcceptAsync(letter, new Acceptance("handler1", "officer-62")))).ShouldBe("handler");

        var theirs = (await AcceptAsync(letter, new Acceptance("officer-61", "officer-62"))).ReceiverCase!.Value;

        (await bench.CaseStateAsync(own)).ShouldBe("closed handed-down");
        (
            await database.ScalarAsync<string>(
                "select kind || ' ' || owner_org || ' ' || stage || ' ' || cardinality(officers) from cases where id = $1",
                theirs.Id
            )
        ).ShouldBe($"township {LetterBench.Neighbour} transfer 2"); // the flow of the bench begins with a draft
        await bench.DispatchAsync();
        (await FeedbackAsync(origin)).ShouldContain("handed-down");

        await using (var step = await bench.Get<Steps>().BeginAsync(Actor.System, CaseOf.Case(theirs.Id), default))
        {
            step.Main.EndWith("archived");
            await step.CommitAsync(default);
        }
        await bench.DispatchAsync();
        (await FeedbackAsync(own)).ShouldContain("archived");
    }

    [Fact]
    public async Task A_matter_that_the_township_may_not_handle_is_refused_by_name()
    {
        var (_, own) = await OwnAsync();
        await database.ExecuteAsync("update cases set matter_code = 'NY-01' where id = $1", own.Id);

        (await Should.ThrowAsync<RefusedException>(() => HandDownAsync(own, LetterBench.Neighbour))).Code.ShouldBe("power.not-delegated");
        (await FaultOf(() => HandDownAsync(own, LetterBench.Elsewhere))).ShouldBe("receiver");
        (await FaultOf(() => HandDownAsync(own, LetterBench.Other))).ShouldBe("receiver");
        (await FaultOf(() => HandDownAsync(own, LetterBench.Government))).ShouldBe("receiver");
    }

    [Fact]
    public async Task A_second_hand_down_waits_for_the_answer_to_the_first_and_silence_hands_nothing_down()
    {
        var (_, own) = await OwnAsync();
        var letter = await HandDownAsync(own, LetterBench.Neighbour);
        (await Should.ThrowAsync<RefusedException>(() => HandDownAsync(own, LetterBench.Township))).Code.ShouldBe("escalation.under-way");
        await bench.SignAsync(letter.Id, NeighbourHead);

        bench.GoTo(12, 30, 9);
        await bench.SweepAsync();

        (await bench.StateAsync(letter.Id)).ShouldBe(LetterStates.Signed);
        (await bench.ReturnAsync(letter.Id, NeighbourHead)).State.ShouldBe(LetterStates.Returned);
        (await bench.CaseStateAsync(own)).ShouldBe("open");
        (await HandDownAsync(own, LetterBench.Township)).Ordinal.ShouldBe(1);
    }

    [Fact]
    public async Task A_department_takes_a_case_of_its_field_up_with_goods_and_their_terms_and_no_other_department_knows_of_it()
    {
        var caseFile = await bench.OpenAsync("lead-transfer");
        await using (var step = await bench.Get<Steps>().BeginAsync(LetterBench.Officer, CaseOf.Case(caseFile.Key.Id), default))
        {
            step.Main.Part<CaseClocks>().Start(step.Main, "DL-PEN-07", new DateOnly(2026, 11, 10));
            await step.CommitAsync(default);
        }
        const string goods =
            "select started_on || ' ' || due_legal from clocks where state = 'running' and rule = 'DL-PEN-07' and case_id = $1";
        var before = await database.ScalarAsync<string>(goods, caseFile.Key.Id);
        var number = (await bench.NumberAsync(caseFile.Key))!;
        await Should.ThrowAsync<NotVisibleException>(() => TakeUpAsync(LetterBench.UnitHead, number));
        await Should.ThrowAsync<NotVisibleException>(() => TakeUpAsync(UrbanHead, "430112-2026-99999"));
        (await FaultOf(() => TakeUpAsync(UrbanHead, number, basis: " "))).ShouldBe("basis");

        var letter = await TakeUpAsync(UrbanHead, number);

        letter.Number.ShouldStartWith($"{LetterBench.Urban}提〔2026〕");
        var paper = await PaperAsync(caseFile.Key);
        paper.ShouldContain("<h1>提级管辖通知书</h1>");
        paper.ShouldContain(letter.Number);
        paper.ShouldContain("依据《某规定》第十八条");
        paper.ShouldContain("案情重大");
        paper.ShouldContain("你机关办理的“");
        (letter.State, letter.Answer!.Basis).ShouldBe((LetterStates.Accepted, "《某规定》第十八条"));
        (await bench.CaseStateAsync(caseFile.Key)).ShouldBe("closed taken-up");
        (await database.ScalarAsync<long>("select count(*) from tasks where state = 'open' and case_id = $1", caseFile.Key.Id)).ShouldBe(0);
        (await database.ScalarAsync<string>(goods, letter.ReceiverCase!.Value.Id)).ShouldBe(before);
        (await database.ScalarAsync<string>("select owner_org from cases where id = $1", letter.ReceiverCase.Value.Id)).ShouldBe(
            LetterBench.Urban
        );
        (
            await database.ScalarAsync<string>(
                "select payload -> 'arguments' ->> 0 from outbox where case_id = $1 and payload ->> 'key' = 'notice.letter-taken-up' limit 1",
                caseFile.Key.Id
            )
        ).ShouldBe(letter.Number);
        await Should.ThrowAsync<RefusedException>(() => TakeUpAsync(UrbanHead, number));
    }

    [Fact]
    public async Task A_township_that_asks_goes_on_until_the_department_accepts_on_a_basis()
    {
        var caseFile = await bench.OpenAsync("lead-transfer");
        var number = (await bench.NumberAsync(caseFile.Key))!;
        (await FaultOf(() => AskAsync(LetterBench.SquadHead, number, LetterBench.Department))).ShouldBe("department");
        var letter = await AskAsync(LetterBench.SquadHead, number, LetterBench.Urban);
        await bench.SignAsync(letter.Id, LetterBench.Person(64, Roles.CountyIntake, LetterBench.Urban));
        bench.GoTo(12, 30, 9);
        await bench.SweepAsync();
        (await bench.CaseStateAsync(caseFile.Key)).ShouldBe("open");

        (await FaultOf(() => bench.AcceptAsync(letter.Id, UrbanHead))).ShouldBe("basis");
        await bench.Get<AcceptLetter>().RunAsync(UrbanHead, letter.Id, new Acceptance(null, Basis: "《某规定》第十八条"), default);

        (await bench.CaseStateAsync(caseFile.Key)).ShouldBe("closed taken-up");
        var paper = await PaperAsync(caseFile.Key);
        paper.ShouldContain($"以{letter.Number}请求提级管辖的“");
        paper.ShouldContain("情况复杂");
        paper.ShouldContain("依据《某规定》第十八条");
    }

    [Fact]
    public async Task A_city_department_may_be_asked_and_take_up_as_the_countys_may()
    {
        var caseFile = await bench.OpenAsync("lead-transfer");

        var letter = await TakeUpAsync(
            LetterBench.Person(65, Roles.AgencyHead, LetterBench.CityUrban),
            (await bench.NumberAsync(caseFile.Key))!
        );

        letter.ReceiverCase!.Value.County.ShouldBe("430112");
    }

    [Fact]
    public async Task A_lead_goes_to_a_department_of_the_city_where_the_draft_says_so()
    {
        var caseFile = await bench.OpenAsync("lead-transfer");

        var letter = await bench.SendAsync(caseFile, "urban-management", level: "city");

        letter.Receiver.ShouldBe(LetterBench.CityUrban);
        await bench.SignAsync(letter.Id, LetterBench.Person(66, Roles.CountyIntake, LetterBench.CityUrban));
        var accepted = await bench.AcceptAsync(letter.Id, LetterBench.Person(67, Roles.UnitHead, LetterBench.CityUrban));
        (await database.ScalarAsync<string>("select owner_org from cases where id = $1", accepted.ReceiverCase!.Value.Id)).ShouldBe(
            LetterBench.CityUrban
        );
    }

    [Fact]
    public async Task A_designated_case_is_neither_taken_up_nor_handed_down()
    {
        var letter = await bench.ObjectedAsync();
        await bench.DesignateAsync(letter.Id, LetterBench.Township);

        (
            await Should.ThrowAsync<RefusedException>(async () => await TakeUpAsync(UrbanHead, (await bench.NumberAsync(letter.CaseKey))!))
        ).Code.ShouldBe("escalation.designated-keeps");
    }

    [Fact]
    public async Task What_the_police_have_is_not_taken_up_before_they_answer()
    {
        var caseFile = await bench.OpenAsync("police-referral");
        var number = (await bench.NumberAsync(caseFile.Key))!;
        var referral = await bench.SendAsync(caseFile, null);

        (await Should.ThrowAsync<RefusedException>(() => TakeUpAsync(UrbanHead, number))).Code.ShouldBe("escalation.under-way");

        (await bench.StateAsync(referral.Id)).ShouldBe(LetterStates.Delivered);
        await bench.SignAsync(referral.Id, LetterBench.Person(22, Roles.CountyIntake, LetterBench.Police));
        await bench
            .Get<DeclineCrime>()
            .RunAsync(
                LetterBench.Person(23, Roles.UnitHead, LetterBench.Police),
                referral.Id,
                "无犯罪事实",
                "望公不立字〔2026〕3号",
                default
            );
        (await TakeUpAsync(UrbanHead, number)).State.ShouldBe(LetterStates.Accepted);
    }

    [Theory]
    [InlineData("hand-down")]
    [InlineData("take-up-request")]
    [InlineData("take-up")]
    public async Task Only_the_posts_of_the_table_may(string verb)
    {
        HashSet<(string Verb, string Role, string Organization)> allowed =
        [
            ("hand-down", Roles.UnitHead, LetterBench.Department),
            ("hand-down", Roles.AgencyHead, LetterBench.Department),
            ("take-up-request", Roles.SquadHead, LetterBench.Township),
            ("take-up-request", Roles.AgencyHead, LetterBench.Township),
            ("take-up", Roles.UnitHead, LetterBench.Urban),
            ("take-up", Roles.AgencyHead, LetterBench.Urban),
        ];
        var key = await NewAsync();
        var number = (await bench.NumberAsync(key))!;
        foreach (
            var organization in (string[])
                [LetterBench.Department, LetterBench.Township, LetterBench.Urban, LetterBench.Other, LetterBench.Judicial]
        )
        foreach (var role in Roles.All)
        {
            var region = Roles.SeeTheirRegion.Contains(role) && organization != LetterBench.Township ? new[] { "430112" } : [];
            var actor = LetterBench.Person(70, role, organization, region);
            var fault = await Record.ExceptionAsync(() => DoAsync(actor, number));
            if (allowed.Contains((verb, role, organization)))
            {
                fault.ShouldBeNull($"{role} of {organization}");
                key = await NewAsync();
                number = (await bench.NumberAsync(key))!;
            }
            else
                (fault is NotAllowedException or NotVisibleException).ShouldBeTrue($"{role} of {organization}: {fault}");
        }

        async Task<CaseKey> NewAsync() => verb == "hand-down" ? (await OwnAsync()).Own : (await bench.OpenAsync("lead-transfer")).Key;

        Task<Escalation> DoAsync(Actor actor, string of) =>
            verb switch
            {
                "hand-down" => bench.Get<HandDownCase>().RunAsync(actor, of, LetterBench.Neighbour, "交你镇办理", default),
                "take-up-request" => AskAsync(actor, of, LetterBench.Urban),
                _ => TakeUpAsync(actor, of),
            };
    }

    private async Task<(CaseKey Origin, CaseKey Own)> OwnAsync()
    {
        var letter = await bench.SignedAsync();
        return (letter.CaseKey, (await bench.AcceptAsync(letter.Id)).ReceiverCase!.Value);
    }

    private async Task<Escalation> HandDownAsync(CaseKey own, string receiver) =>
        await bench.Get<HandDownCase>().RunAsync(LetterBench.UnitHead, await bench.NumberAsync(own), receiver, "请你镇办理", default);

    private Task<Escalation> AcceptAsync(Escalation letter, Acceptance said) =>
        bench.Get<AcceptLetter>().RunAsync(NeighbourHead, letter.Id, said, default);

    private async Task<string> PaperAsync(CaseKey key) =>
        (
            await database.ColumnAsync<string>(
                "select html from documents where kind = 'C5' and issuer = $2 and case_id = $1",
                key.Id,
                LetterBench.Urban
            )
        ).ShouldHaveSingleItem();

    private Task<Escalation> AskAsync(Actor actor, string number, string department) =>
        bench.Get<AskTakeUp>().RunAsync(actor, number, department, "情况复杂", default);

    private Task<Escalation> TakeUpAsync(Actor actor, string number, string basis = "《某规定》第十八条") =>
        bench.Get<TakeUpCase>().RunAsync(actor, number, "案情重大", basis, null, default);

    private async Task<string> FeedbackAsync(CaseKey sender) =>
        (
            await database.ScalarAsync<string>(
                "select feedback::text from escalations where case_id = $1 and feedback is not null",
                sender.Id
            )
        )!;

    private static string Serial(Escalation letter) => letter.Number[(letter.Number.IndexOf('〕') + 1)..^1];

    private static async Task<string> FaultOf(Func<Task> verb) => (await Should.ThrowAsync<MalformedException>(verb)).Faults[0].Field;
}
