using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Escalations;

/// <summary>A letter over a county's border: Yuelu in the same city, Xiangyin in another, and Shangli in another province.</summary>
public sealed class CrossRegionTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Xiangyin = "430624-water";
    private const string Province = "43-judicial";

    /// <summary>In Jiangxi, outside this installation.</summary>
    private const string Shangli = "360322-water";

    private LetterBench bench = null!;

    public async Task InitializeAsync()
    {
        bench = await LetterBench.CreateAsync(database);
        await database.ExecuteAsync(
            """
            insert into regions (code, name) values ('43', '湖南省'), ('4306', '岳阳市'), ('430624', '湘阴县'), ('36', '江西省'), ('360322', '上栗县')
            on conflict do nothing
            """
        );
        await database.ExecuteAsync(
            """
            insert into organizations (code, region, kind, function, legal_name, short_name, name_en, document_word, valid_from) values
                ('430624-water', '430624', 'department', 'water', '湘阴县水利局', '湘阴水利局', 'Xiangyin Water', '湘阴水', '2020-01-01'),
                ('430624-judicial', '430624', 'department', 'judicial', '湘阴县司法局', '湘阴司法局', 'Xiangyin Judicial', '湘阴司', '2020-01-01'),
                ('43-judicial', '43', 'department', 'judicial', '湖南省司法厅', '省司法厅', 'Hunan Judicial', '湘司', '2020-01-01'),
                ('360322-water', '360322', 'outside', 'water', '上栗县水利局', '上栗水利局', 'Shangli Water', '栗水', '2020-01-01')
            on conflict do nothing
            """
        );
        await bench.Get<OrganizationDirectory>().RefreshAsync(default, now: true);
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Theory]
    [InlineData("430104", LetterBench.Elsewhere)]
    [InlineData("430624", Xiangyin)]
    public async Task The_receiving_county_gets_its_own_case_and_the_sender_sees_stage_and_due_of_it_alone(string county, string receiver)
    {
        var letter = await SendAsync(county);
        letter.Receiver.ShouldBe(receiver);
        await SeesAsync(Clerk(receiver), letter.CaseKey, true);
        await SeesAsync(LetterBench.OtherClerk, letter.CaseKey, false);
        await bench.SignAsync(letter.Id, Clerk(receiver));

        var own = (await bench.AcceptAsync(letter.Id, Head(receiver))).ReceiverCase!.Value;

        own.County.ShouldBe(county);
        (await bench.CaseStateAsync(letter.CaseKey)).ShouldBe("closed transferred");
        await SeesAsync(Clerk(receiver), own, true);
        await SeesAsync(LetterBench.SquadHead, own, false);
        (await bench.Get<EscalationReader>().FindAsync(LetterBench.SquadHead, letter.Id, default)).Progress!.Stage.ShouldBe("filing");
        (await database.ScalarAsync<string>("select data ->> 'description' from cases where id = $1", own.Id)).ShouldBe("三辆货车倾倒");
    }

    [Theory]
    [InlineData("lead-transfer")]
    [InlineData("case-transfer")]
    public async Task A_region_that_was_named_for_another_letter_sends_no_transfer_over_the_border(string kind)
    {
        var letter = await bench.SendAsync(await bench.OpenAsync(kind), "water", region: "430624");

        letter.Receiver.ShouldBe(LetterBench.Other);
    }

    [Fact]
    public async Task Goods_cross_the_border_with_what_their_terms_have_consumed_and_none_begins_again()
    {
        var caseFile = await bench.OpenAsync("cross-region");
        await using (var step = await bench.Get<Steps>().BeginAsync(LetterBench.Officer, CaseOf.Case(caseFile.Key.Id), default))
        {
            step.Main.Part<CaseClocks>().Start(step.Main, "DL-PEN-07", new DateOnly(2026, 11, 10));
            await step.CommitAsync(default);
        }
        const string goods =
            "select started_on || ' ' || due_legal from clocks where state = 'running' and rule = 'DL-PEN-07' and case_id = $1";
        var before = await database.ScalarAsync<string>(goods, caseFile.Key.Id);
        var letter = await bench.SendAsync(caseFile, "water", region: "430624");
        await bench.SignAsync(letter.Id, Clerk(Xiangyin));

        var own = (await bench.AcceptAsync(letter.Id, Head(Xiangyin))).ReceiverCase!.Value;

        (await database.ScalarAsync<string>(goods, own.Id)).ShouldBe(before);
        (await database.ScalarAsync<string>(goods, caseFile.Key.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task A_dispute_between_two_cities_goes_to_the_province_and_no_city_decides_it()
    {
        var letter = await DisputedAsync("430624", Xiangyin);

        (await HolderAsync(letter)).ShouldBe(Province);
        await Should.ThrowAsync<NotAllowedException>(() =>
            bench.DesignateAsync(letter.Id, Xiangyin, LetterBench.Person(31, Roles.Coordinator, LetterBench.City, "4301"))
        );
        var next = await bench.DesignateAsync(letter.Id, Xiangyin, LetterBench.Person(32, Roles.Coordinator, Province, "43"));
        (await bench.AcceptAsync(next.Id, Head(Xiangyin))).ReceiverCase!.Value.County.ShouldBe("430624");
    }

    [Fact]
    public async Task A_dispute_between_two_provinces_goes_to_the_central_department_and_its_word_is_written_down_by_the_senders_county()
    {
        var letter = await DisputedAsync("360322", Shangli, Roles.Liaison);

        (await HolderAsync(letter)).ShouldBe("00-water");
        // Nobody there has an account: the coordinator who writes its word down is told.
        (
            await database.ColumnAsync<string>(
                "select (payload ->> 'organization') || ' ' || (payload ->> 'role') from outbox where case_id = $1 and payload ->> 'key' = 'notice.letter-disputed'",
                letter.CaseKey.Id
            )
        ).ShouldBe([$"{LetterBench.Judicial} coordinator"]);
        await Should.ThrowAsync<MalformedException>(() => bench.DesignateAsync(letter.Id, LetterBench.Other));
        (await bench.DesignateAsync(letter.Id, Shangli)).State.ShouldBe(LetterStates.Signed);
        (await bench.AcceptAsync(letter.Id, Liaison(Shangli))).ReceiverCase.ShouldBeNull();
        (await bench.CaseStateAsync(letter.CaseKey)).ShouldBe("closed transferred");
    }

    [Fact]
    public async Task Silence_of_a_body_outside_the_installation_accepts_nothing_and_its_answer_comes_late_and_counts()
    {
        var letter = await SendAsync("360322");
        await bench.SignAsync(letter.Id, Liaison(Shangli));
        bench.GoTo(12, 31, 9);

        await bench.SweepAsync();

        (await bench.StateAsync(letter.Id)).ShouldBe(LetterStates.Signed);
        (await bench.ReturnAsync(letter.Id, Liaison(Shangli))).State.ShouldBe(LetterStates.Returned);
    }

    private async Task<Escalation> SendAsync(string county) =>
        await bench.SendAsync(await bench.OpenAsync("cross-region"), "water", region: county);

    /// <summary>The two came to no agreement, and the sender reports it.</summary>
    private async Task<Escalation> DisputedAsync(string county, string receiver, string? role = null)
    {
        var letter = await SendAsync(county);
        await bench.SignAsync(letter.Id, LetterBench.Person(20, role ?? Roles.CountyIntake, receiver));
        await bench.ObjectAsync(letter.Id, LetterBench.Person(21, role ?? Roles.UnitHead, receiver));
        return await bench.ReportAsync(letter.Id, LetterBench.Person(22, Roles.SquadHead, LetterBench.Township));
    }

    private static Actor Clerk(string body) => LetterBench.Person(20, Roles.CountyIntake, body);

    private static Actor Head(string body) => LetterBench.Person(21, Roles.UnitHead, body);

    private static Actor Liaison(string body) => LetterBench.Person(23, Roles.Liaison, body);

    private Task<string?> HolderAsync(Escalation letter) =>
        database.ScalarAsync<string>("select organization from case_holdings where case_id = $1 and to_at is null", letter.CaseKey.Id);

    private async Task SeesAsync(Actor actor, CaseKey key, bool seen)
    {
        var found = await Record.ExceptionAsync(async () =>
        {
            await using var step = await bench.Get<Steps>().BeginAsync(actor, CaseOf.Case(key.Id), default);
        });
        (found is null).ShouldBe(seen);
    }
}
