using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Escalations;

/// <summary>Letters beside the flow: the case goes on while they are under way, and what it has become is asked again when they are accepted.</summary>
public sealed class BesideTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly Actor UrbanClerk = LetterBench.Person(64, Roles.CountyIntake, LetterBench.Urban);
    private static readonly Actor UrbanHead = LetterBench.Person(60, Roles.UnitHead, LetterBench.Urban);
    private static readonly Actor NeighbourHead = LetterBench.Person(63, Roles.SquadHead, LetterBench.Neighbour);
    private static readonly Actor Registry = LetterBench.Person(22, Roles.CountyIntake, LetterBench.Police);
    private static readonly Actor Police = LetterBench.Person(23, Roles.UnitHead, LetterBench.Police);

    private LetterBench bench = null!;

    public async Task InitializeAsync()
    {
        bench = await LetterBench.CreateAsync(database);
        await bench.LoadPowersAsync();
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Theory]
    [InlineData("stage = 'execution'", "escalation.decided")]
    [InlineData("handler_org = '430112-water'", "escalation.handed-over")]
    [InlineData("""data = data || '{"jurisdictionDesignated": true}'""", "escalation.designated-keeps")]
    public async Task A_case_that_was_decided_handed_over_or_designated_meanwhile_is_not_moved_by_an_acceptance(string became, string code)
    {
        var letter = await AskedAsync((await bench.OpenAsync("lead-transfer")).Key);
        await database.ExecuteAsync($"update cases set {became} where id = $1", letter.CaseKey.Id);

        (await Should.ThrowAsync<RefusedException>(() => AcceptAsync(letter))).Code.ShouldBe(code);

        (await bench.CaseStateAsync(letter.CaseKey)).ShouldBe("open");
        (await bench.StateAsync(letter.Id)).ShouldBe(LetterStates.Signed);
    }

    [Fact]
    public async Task A_case_of_which_nothing_became_meanwhile_is_moved_by_an_acceptance()
    {
        var letter = await AskedAsync((await bench.OpenAsync("lead-transfer")).Key);
        await database.ExecuteAsync("update cases set stage = 'decision' where id = $1", letter.CaseKey.Id);

        await AcceptAsync(letter);

        (await bench.CaseStateAsync(letter.CaseKey)).ShouldBe("closed taken-up");
    }

    [Theory]
    [InlineData("lead-transfer", LetterBench.Other)]
    [InlineData("case-transfer", LetterBench.Neighbour)]
    public async Task What_may_go_to_anybody_goes_on_to_a_third_body(string kind, string third)
    {
        var offered = await bench.ObjectedAsync(kind);
        await bench.NegotiateAsync(offered.Id, LetterBench.UnitHead, third);
        (await bench.AgreeAsync(offered.Id, LetterBench.SquadHead, third)).Receiver.ShouldBe(third);

        (await bench.DesignateAsync((await bench.ObjectedAsync(kind)).Id, third)).Receiver.ShouldBe(third);
    }

    [Fact]
    public async Task While_one_letter_is_under_way_no_other_is_sent_but_a_crime_is_referred_at_once()
    {
        var flow = await bench.OpenAsync("lead-transfer");
        await bench.SendAsync(flow);
        (await Should.ThrowAsync<RefusedException>(() => AskAsync(flow.Key))).Code.ShouldBe("escalation.under-way");

        var beside = await bench.OpenAsync("lead-transfer");
        await AskAsync(beside.Key);
        (await Should.ThrowAsync<RefusedException>(() => bench.SendAsync(beside))).Code.ShouldBe("escalation.under-way");

        var crime = await bench.OpenAsync("police-referral");
        var asked = await AskedAsync(crime.Key);
        var referral = await bench.SendAsync(crime, null);
        (await Should.ThrowAsync<RefusedException>(() => AcceptAsync(asked))).Code.ShouldBe("escalation.under-way");
        await bench.SignAsync(referral.Id, Registry);
        await bench.Get<DeclineCrime>().RunAsync(Police, referral.Id, "无犯罪事实", "望公不立字〔2026〕2号", default);
        (await AcceptAsync(asked)).State.ShouldBe(LetterStates.Accepted);
    }

    [Fact]
    public async Task A_crime_goes_on_to_no_body_but_the_police()
    {
        var letter = await bench.SendAsync(await bench.OpenAsync("police-referral"), null);
        await bench.SignAsync(letter.Id, Registry);
        await bench.ObjectAsync(letter.Id, Police);

        await FaultAsync("thirdBody", () => bench.NegotiateAsync(letter.Id, LetterBench.SquadHead, LetterBench.Other));
        await FaultAsync("organization", () => bench.DesignateAsync(letter.Id, LetterBench.Other));
        (await bench.DesignateAsync(letter.Id, LetterBench.Police)).State.ShouldBe(LetterStates.Signed);
    }

    [Fact]
    public async Task A_case_handed_down_goes_on_to_no_body_that_it_could_not_be_handed_down_to()
    {
        var letter = await HandedDownAsync(LetterBench.Neighbour);
        await bench.SignAsync(letter.Id, NeighbourHead);
        await bench.ObjectAsync(letter.Id, NeighbourHead);

        await FaultAsync("thirdBody", () => bench.NegotiateAsync(letter.Id, LetterBench.UnitHead, LetterBench.Other));
        await FaultAsync("organization", () => bench.DesignateAsync(letter.Id, LetterBench.Urban));
        await database.ExecuteAsync("update cases set matter_code = 'NY-01' where id = $1", letter.CaseKey.Id);
        await FaultAsync("organization", () => bench.DesignateAsync(letter.Id, LetterBench.Township));
        await database.ExecuteAsync("update cases set matter_code = 'CG-02' where id = $1", letter.CaseKey.Id);
        (await bench.DesignateAsync(letter.Id, LetterBench.Township)).Receiver.ShouldBe(LetterBench.Township);
    }

    [Fact]
    public async Task A_case_is_taken_up_by_no_body_that_is_not_in_charge_of_its_field()
    {
        var letter = await AskedAsync((await bench.OpenAsync("lead-transfer")).Key);
        await bench.ObjectAsync(letter.Id, UrbanHead);

        await FaultAsync("thirdBody", () => bench.NegotiateAsync(letter.Id, LetterBench.SquadHead, LetterBench.Other));
        await FaultAsync("organization", () => bench.DesignateAsync(letter.Id, LetterBench.Other));
        const string second = "430112-urban-second";
        await database.ExecuteAsync(
            """
            insert into organizations (code, region, kind, function, legal_name, short_name, name_en, document_word, valid_from)
            values ($1, '430112', 'department', 'urban-management', $1, $1, $1, $1, '2020-01-01') on conflict do nothing
            """,
            second
        );
        await bench.Get<OrganizationDirectory>().RefreshAsync(default, now: true);
        (await bench.DesignateAsync(letter.Id, second)).Receiver.ShouldBe(second);
    }

    [Fact]
    public async Task What_was_taken_two_steps_away_is_listed_and_looked_at_by_the_body_that_the_letter_reaches()
    {
        var caseFile = await bench.OpenAsync("lead-transfer");
        await bench.PhotoAsync(caseFile.Key, $"{caseFile.Key.Id}.jpg");
        var first = await bench.SendAsync(caseFile);
        await bench.SignAsync(first.Id);
        var own = (await bench.AcceptAsync(first.Id)).ReceiverCase!.Value;

        var letter = await HandDownAsync(own, LetterBench.Neighbour);

        var item = (await bench.Get<EscalationReader>().EvidenceAsync(NeighbourHead, letter.Id, default)).ShouldHaveSingleItem();
        (await SeenAsync(NeighbourHead, item)).ShouldBeTrue();
        (await SeenAsync(LetterBench.OtherHead, item)).ShouldBeFalse();
        (
            await Should.ThrowAsync<NotVisibleException>(() => bench.Get<EscalationReader>().FindAsync(NeighbourHead, first.Id, default))
        ).ShouldNotBeNull(); // the first letter is none of its business

        await bench.SignAsync(letter.Id, NeighbourHead);
        await bench.ObjectAsync(letter.Id, NeighbourHead);
        await bench.NegotiateAsync(letter.Id, NeighbourHead, LetterBench.Township);
        var next = await bench.AgreeAsync(letter.Id, LetterBench.UnitHead, LetterBench.Township);
        (await bench.Get<EscalationReader>().EvidenceAsync(LetterBench.SquadHead, next.Id, default)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_township_that_answers_late_is_not_told_that_silence_has_accepted()
    {
        var letter = await bench.ObjectedAsync();
        await bench.NegotiateAsync(letter.Id, LetterBench.UnitHead, LetterBench.Neighbour);
        var next = await bench.AgreeAsync(letter.Id, LetterBench.SquadHead, LetterBench.Neighbour);
        await bench.SignAsync(next.Id, NeighbourHead);
        (
            await database.ColumnAsync<string>(
                "select payload ->> 'key' from outbox where payload ->> 'organization' = $1 and payload ->> 'key' like 'notice.letter-to-answer%' and case_id = $2",
                LetterBench.Neighbour,
                letter.CaseKey.Id
            )
        ).ShouldBe(["notice.letter-to-answer-by-word"]);

        bench.GoTo(12, 30, 9);
        await bench.SweepAsync();

        (await bench.StateAsync(next.Id)).ShouldBe(LetterStates.Signed);
        (await bench.ReturnAsync(next.Id, NeighbourHead)).State.ShouldBe(LetterStates.Returned);
    }

    private Task<Escalation> AskAsync(CaseKey key) => AskAsync(key, LetterBench.Urban);

    private async Task<Escalation> AskAsync(CaseKey key, string department) =>
        await bench.Get<AskTakeUp>().RunAsync(LetterBench.SquadHead, await bench.NumberAsync(key), department, "情况复杂", default);

    private async Task<Escalation> AskedAsync(CaseKey key) => await bench.SignAsync((await AskAsync(key)).Id, UrbanClerk);

    private Task<Escalation> AcceptAsync(Escalation letter) =>
        bench.Get<AcceptLetter>().RunAsync(UrbanHead, letter.Id, new Acceptance(null, Basis: "《某规定》第十八条"), default);

    private async Task<Escalation> HandedDownAsync(string receiver)
    {
        var letter = await bench.SignedAsync();
        return await HandDownAsync((await bench.AcceptAsync(letter.Id)).ReceiverCase!.Value, receiver);
    }

    private async Task<Escalation> HandDownAsync(CaseKey own, string receiver) =>
        await bench.Get<HandDownCase>().RunAsync(LetterBench.UnitHead, await bench.NumberAsync(own), receiver, "请你镇办理", default);

    private async Task<bool> SeenAsync(Actor actor, LetterEvidence item) =>
        (
            await bench
                .Get<ScopedReads>()
                .RowsAsync(
                    actor.Scope,
                    Statement.Of("select id from attachments where id = $1", P.Uuid(item.Attachment)),
                    row => row.GetGuid(0),
                    default
                )
        ).Count == 1;

    private static async Task FaultAsync(string field, Func<Task> verb) =>
        (await Should.ThrowAsync<MalformedException>(verb)).Faults.ShouldBe([(field, "unknown")]);
}
