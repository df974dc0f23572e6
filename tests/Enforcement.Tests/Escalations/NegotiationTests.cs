using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.Configuration;

namespace Enforcement.Tests.Escalations;

/// <summary>Over an objection: each on a database of its own, for a sweep moves whatever is due.</summary>
public sealed class NegotiationTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private LetterBench bench = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        bench = await LetterBench.CreateAsync(database);
    }

    public async Task DisposeAsync()
    {
        await bench.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Both_sides_words_are_kept_and_nobody_above_is_told_while_they_negotiate()
    {
        var letter = await bench.ObjectedAsync();
        letter.DisputeDue.ShouldBe(new DateTimeOffset(2026, 12, 4, 0, 0, 0, TimeSpan.FromHours(8))); // seven working days after Tuesday, 24 November

        await bench.NegotiateAsync(letter.Id, LetterBench.SquadHead);
        await bench.NegotiateAsync(letter.Id, LetterBench.UnitHead);

        var view = await bench.Get<EscalationReader>().FindAsync(LetterBench.SquadHead, letter.Id, default);
        view.Letter.Negotiation!.Words.Select(word => word.Organization).ShouldBe([LetterBench.Township, LetterBench.Department]);
        (await NoticesAsync("notice.letter-negotiation")).ShouldBe([
            $"{LetterBench.Department} unit-head",
            $"{LetterBench.Township} squad-head",
        ]);
        (await NoticesAsync("notice.letter-disputed")).ShouldBeEmpty();
        (
            await database.ScalarAsync<string>(
                "select organization from case_holdings where case_id = $1 and to_at is null",
                letter.CaseKey.Id
            )
        ).ShouldBe(LetterBench.Department);
        (
            await database.ScalarAsync<long>(
                "select count(*) from journal where case_id = $1 and content like '%letter.negotiated%'",
                letter.CaseKey.Id
            )
        ).ShouldBe(2);
    }

    [Fact]
    public async Task What_is_not_settled_in_seven_working_days_is_reported_to_the_common_superior_and_not_before()
    {
        var letter = await bench.ObjectedAsync();
        bench.GoTo(12, 3, 23, 59);
        (await bench.SweepAsync()).ShouldBe(0);

        bench.GoTo(12, 4, 0);
        (await Should.ThrowAsync<RefusedException>(() => bench.NegotiateAsync(letter.Id, LetterBench.SquadHead))).Code.ShouldBe(
            "escalation.not-negotiating"
        );
        (await bench.SweepAsync()).ShouldBe(1);
        (await bench.SweepAsync()).ShouldBe(0);

        (await bench.StateAsync(letter.Id)).ShouldBe(LetterStates.Disputed);
        (await NoticesAsync("notice.letter-disputed")).ShouldBe([$"{LetterBench.Judicial} coordinator"]);
        (
            await database.ScalarAsync<string>(
                "select organization || ' ' || kind from case_holdings where case_id = $1 and to_at is null",
                letter.CaseKey.Id
            )
        ).ShouldBe($"{LetterBench.Judicial} review");
        var view = await bench.Get<EscalationReader>().FindAsync(LetterBench.SquadHead, letter.Id, default);
        view.Letter.Negotiation!.Report!.By.ShouldBeNull();
        view.Due.ShouldBe(new DateTimeOffset(2026, 12, 16, 0, 0, 0, TimeSpan.FromHours(8)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_receiver_that_gives_in_accepts_also_after_the_report(bool reported)
    {
        var letter = await bench.ObjectedAsync();
        if (reported)
            await bench.ReportAsync(letter.Id, LetterBench.UnitHead);

        (await bench.AcceptAsync(letter.Id)).State.ShouldBe(LetterStates.Accepted);

        (await bench.CaseStateAsync(letter.CaseKey)).ShouldBe("closed transferred");
        (await Should.ThrowAsync<RefusedException>(() => bench.DesignateAsync(letter.Id, LetterBench.Other))).Code.ShouldBe(
            "escalation.answered"
        );
    }

    [Fact]
    public async Task A_third_body_gets_the_letter_when_the_other_side_agrees_and_is_bound_to_nothing()
    {
        var letter = await bench.ObjectedAsync();
        (
            await Should.ThrowAsync<RefusedException>(() => bench.AgreeAsync(letter.Id, LetterBench.SquadHead, LetterBench.Other))
        ).Code.ShouldBe("escalation.no-offer");
        await bench.NegotiateAsync(letter.Id, LetterBench.UnitHead, LetterBench.Other);
        (
            await Should.ThrowAsync<RefusedException>(() => bench.AgreeAsync(letter.Id, LetterBench.UnitHead, LetterBench.Other))
        ).Code.ShouldBe("escalation.own-offer");

        var next = await bench.AgreeAsync(letter.Id, LetterBench.SquadHead, LetterBench.Other);

        (next.Receiver, next.Number, next.IsDesignated).ShouldBe((LetterBench.Other, letter.Number, false));
        (await bench.StateAsync(letter.Id)).ShouldBe(LetterStates.Redirected);
        (await bench.MarksAsync(letter)).ShouldContain(
            Texts.Of("letters.mark.agreed", LetterBench.Township, LetterBench.Other, letter.Number)
        );
        (await Should.ThrowAsync<RefusedException>(() => bench.AcceptAsync(letter.Id))).Code.ShouldBe("escalation.answered");
        await bench.SignAsync(next.Id, LetterBench.OtherClerk);
        (await bench.ReturnAsync(next.Id, LetterBench.OtherHead)).State.ShouldBe(LetterStates.Returned);
    }

    [Fact]
    public async Task An_offer_that_was_changed_meanwhile_is_not_agreed_to()
    {
        var letter = await bench.ObjectedAsync();
        await bench.NegotiateAsync(letter.Id, LetterBench.UnitHead, LetterBench.Other);
        await bench.NegotiateAsync(letter.Id, LetterBench.UnitHead, LetterBench.Neighbour);

        (
            await Should.ThrowAsync<RefusedException>(() => bench.AgreeAsync(letter.Id, LetterBench.SquadHead, LetterBench.Other))
        ).Code.ShouldBe("escalation.no-offer");
    }

    [Theory]
    [InlineData(LetterBench.Ended)]
    [InlineData(LetterBench.Government)]
    [InlineData(LetterBench.Elsewhere)]
    [InlineData("430112-nobody")]
    public async Task Nobody_is_offered_who_is_no_more_or_far_away_or_no_body_of_its_own(string body)
    {
        var letter = await bench.ObjectedAsync();
        (await Should.ThrowAsync<MalformedException>(() => bench.NegotiateAsync(letter.Id, LetterBench.UnitHead, body))).Faults.ShouldBe([
            ("thirdBody", "unknown"),
        ]);
    }

    [Fact]
    public async Task Neither_side_is_a_third_body()
    {
        var letter = await bench.ObjectedAsync();
        foreach (var body in new[] { LetterBench.Township, LetterBench.Department })
            (await Should.ThrowAsync<RefusedException>(() => bench.NegotiateAsync(letter.Id, LetterBench.UnitHead, body))).Code.ShouldBe(
                "escalation.not-a-third"
            );
    }

    [Fact]
    public async Task The_notice_of_designation_is_the_county_governments_and_its_bureaus_where_that_is_entrusted()
    {
        var letter = await bench.ObjectedAsync();
        await bench.ReportAsync(letter.Id, LetterBench.SquadHead);
        (await bench.MarksAsync(letter)).ShouldContain(Texts.Of("letters.mark.reported", letter.Number, LetterBench.Judicial));
        bench.Clock.Advance(TimeSpan.FromMinutes(1));

        await bench.DesignateAsync(letter.Id, LetterBench.Other);

        (
            await database.ScalarAsync<string>(
                "select issuer || ' ' || number from documents where kind = 'C3' and case_id = $1",
                letter.CaseKey.Id
            )
        ).ShouldBe($"{LetterBench.Government} {LetterBench.Government}指〔2026〕1号");
        var text = (
            await database.ScalarAsync<string>("select html from documents where kind = 'C3' and case_id = $1", letter.CaseKey.Id)
        )!;
        text.ShouldContain($"指定由<strong>{LetterBench.Other}</strong>管辖");
        text.ShouldContain("不得退回、提出异议或者再行移送");
        var entrusted = new ConfigurationBuilder().AddInMemoryCollection([new("Designation:430112:By", "judicial")]).Build();
        new DesignationOffice(bench.Get<OrganizationDirectory>(), entrusted).For(LetterBench.Judicial).ShouldBe(LetterBench.Judicial);
        new DesignationOffice(bench.Get<OrganizationDirectory>(), entrusted).For(LetterBench.City).ShouldBe(LetterBench.City);
    }

    [Theory]
    [InlineData(LetterBench.Department)]
    [InlineData(LetterBench.Other)]
    public async Task A_superior_may_designate_before_anybody_objects_and_it_binds(string body)
    {
        var letter = await bench.SendNewAsync();

        var next = await bench.DesignateAsync(letter.Id, body);

        (next.State, next.IsDesignated).ShouldBe((LetterStates.Delivered, true));
        var (clerk, head) =
            body == LetterBench.Other ? (LetterBench.OtherClerk, LetterBench.OtherHead) : (LetterBench.Clerk, LetterBench.UnitHead);
        await bench.SignAsync(next.Id, clerk);
        (await Should.ThrowAsync<RefusedException>(() => bench.ObjectAsync(next.Id, head))).Code.ShouldBe("escalation.designated");
        (await Should.ThrowAsync<RefusedException>(() => bench.DesignateAsync(next.Id, LetterBench.Neighbour))).Code.ShouldBe(
            "escalation.designated"
        );
        (await bench.AcceptAsync(next.Id, head)).State.ShouldBe(LetterStates.Accepted);
    }

    [Fact]
    public async Task A_sender_that_is_designated_transfers_nothing_again()
    {
        var caseFile = await bench.OpenAsync("lead-transfer");
        var letter = await bench.SendAsync(caseFile);
        await bench.SignAsync(letter.Id);
        await bench.ObjectAsync(letter.Id);
        await bench.DesignateAsync(letter.Id, LetterBench.Township);

        (await Should.ThrowAsync<RefusedException>(() => bench.SendAsync(caseFile, "water"))).Code.ShouldBe("escalation.designated-keeps");
        (await bench.CaseStateAsync(caseFile.Key)).ShouldBe("open");
    }

    [Fact]
    public async Task The_case_of_a_designated_receiver_transfers_nothing_again()
    {
        // A county whose own procedure drafts a letter.
        await bench.PublishAsync("county-hands-on", LetterDefinitions.Township("lead-transfer", "county-hands-on"));
        await database.ExecuteAsync(
            """
            insert into workflow_bindings (id, procedure, level, county, definition_id, from_day)
            values (gen_random_uuid(), 'ordinary', 'county', '430112', 'county-hands-on', '2026-11-24')
            """
        );
        var letter = await bench.ObjectedAsync();
        await bench.DesignateAsync(letter.Id, LetterBench.Department);
        var own = (await bench.AcceptAsync(letter.Id)).ReceiverCase!.Value;
        var task = await database.ScalarAsync<Guid>("select id from tasks where case_id = $1", own.Id);

        (
            await Should.ThrowAsync<RefusedException>(() =>
                bench
                    .Get<CompleteTask>()
                    .RunAsync(
                        LetterBench.Person(41, Roles.Officer, LetterBench.Department),
                        task,
                        new TaskCompletion("done", new() { ["receiver"] = "water" }),
                        default
                    )
            )
        ).Code.ShouldBe("escalation.designated-keeps");
    }

    [Fact]
    public async Task A_township_that_is_designated_signs_and_accepts_by_its_heads()
    {
        var letter = await bench.ObjectedAsync();
        var next = await bench.DesignateAsync(letter.Id, LetterBench.Neighbour);
        var head = LetterBench.Person(40, Roles.SquadHead, LetterBench.Neighbour);

        await bench.SignAsync(next.Id, head);
        (await Should.ThrowAsync<NotAllowedException>(() => bench.AcceptAsync(next.Id, LetterBench.UnitHead))).ShouldNotBeNull();

        bench.Get<LetterActs>().Open(head, next).ShouldNotContain("return");
    }

    private Task<List<string>> NoticesAsync(string key) =>
        database.ColumnAsync<string>(
            "select (payload ->> 'organization') || ' ' || (payload ->> 'role') from outbox where payload ->> 'key' = $1 order by 1",
            key
        );
}
