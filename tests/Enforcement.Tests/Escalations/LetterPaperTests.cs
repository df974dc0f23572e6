using System.Globalization;
using Enforcement.Cases;
using Enforcement.Documents;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Escalations;

public sealed class LetterPaperTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private LetterBench bench = null!;

    public async Task InitializeAsync() => bench = await LetterBench.CreateAsync(database);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task Signature_and_acceptance_each_make_a_receipt_of_the_receivers_that_stands()
    {
        var letter = await bench.SignedAsync();
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await bench.AcceptAsync(letter.Id, handler: "handler1");

        (await PapersAsync(letter)).ShouldBe(["E9 approved 430112-natural-resources -", "E9 approved 430112-natural-resources -"]);
        var texts = await TextsAsync(letter);
        texts[0].ShouldContain("<h1>案件移送回执</h1>");
        texts[0].ShouldContain(letter.Number);
        texts[0].ShouldContain("2026年11月24日签收，签收人：county-intake-11");
        texts[0].ShouldContain("已签收");
        texts[1].ShouldContain("予以受理，承办人：承办人");
        (
            await database.ColumnAsync<string>("select number from documents where case_id = $1 order by drafted_at", letter.CaseKey.Id)
        ).ShouldAllBe(number => number.StartsWith("430112-natural-resources移回〔2026〕"));
    }

    [Fact]
    public async Task A_reader_of_the_list_tells_the_receipts_of_a_letter_apart_in_both_languages()
    {
        var letter = await bench.SignedAsync();
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await bench.ObjectAsync(letter.Id);
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await bench.AcceptAsync(letter.Id);

        var said = await database.ColumnAsync<string>(
            "select coalesce(says, '') from document_list where case_id = $1 order by drafted_at",
            letter.CaseKey.Id
        );
        said.ShouldBe(["received", "objected", "accepted"]);
        foreach (var language in new[] { "zh-Hans", "en" })
            said.Select(says => Texts.In(CultureInfo.GetCultureInfo(language), $"documents.says.{says}"))
                .ShouldBe(language == "en" ? ["Signed for", "Objection to the jurisdiction", "Accepted"] : ["签收", "管辖异议", "受理"]);
    }

    [Fact]
    public async Task A_return_lists_what_is_missing_and_by_when()
    {
        var letter = await bench.SignedAsync();
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await bench.ReturnAsync(letter.Id);

        (await PapersAsync(letter))[^1].ShouldBe("E10 approved 430112-natural-resources -");
        var text = (await TextsAsync(letter))[^1];
        text.ShouldContain("<li>证据清单</li>");
        text.ShouldContain("请补充");
        text.ShouldContain("请于2026年12月1日前（含当日）补充完毕"); // five working days from Tuesday, 24 November
    }

    [Fact]
    public async Task An_objection_names_the_body_that_is_held_to_be_competent()
    {
        var letter = await bench.SignedAsync();
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await bench.ObjectAsync(letter.Id);

        var text = (await TextsAsync(letter))[^1];
        text.ShouldContain("对管辖有异议");
        text.ShouldContain("不属于本机关职责");
        text.ShouldContain("有管辖权的机关：水利部门");
    }

    [Fact]
    public async Task Silence_makes_no_paper_in_anybodys_name()
    {
        var letter = await bench.SignedAsync(urgent: true);
        bench.GoTo(11, 26, 1);
        await bench.SweepAsync();
        (await bench.StateAsync(letter.Id)).ShouldBe(LetterStates.Accepted);
        (await PapersAsync(letter)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_paper_takes_one_round_trip_more_for_its_number_and_both_sides_see_it()
    {
        var letter = await bench.SendNewAsync();
        await using (var step = await bench.Get<Steps>().BeginAsync(LetterBench.Clerk, CaseOf.Row("escalations", letter.Id), default))
        {
            var found = step.Main.Part<CaseLetters>().Find(letter.Id);
            found.SignFor(Signer.Of(LetterBench.Clerk), step.Now, step.Today, step.Now.AddDays(3));
            await bench.Get<LetterPapers>().ReceiptAsync(step.Main, found, null, default);
            await step.CommitAsync(default);
            step.RoundTrips.ShouldBe(3);
        }
        foreach (var viewer in new[] { LetterBench.SquadHead, LetterBench.UnitHead })
        {
            await using var step = await bench.Get<Steps>().BeginAsync(viewer, CaseOf.Case(letter.CaseKey.Id), default);
            step.Main.Part<CaseDocuments>().All.ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task A_receipt_with_a_slip_is_issued_anew_with_the_same_letter_in_it()
    {
        var letter = await bench.SignedAsync();
        var id = await database.ScalarAsync<Guid>("select id from documents where case_id = $1", letter.CaseKey.Id);
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        var head = LetterBench.Person(30, Roles.AgencyHead, LetterBench.Department);

        await bench.Get<ReissueDocument>().RunAsync(head, id, "印章不清", new(), default);

        (await PapersAsync(letter)).Count.ShouldBe(2);
        (await TextsAsync(letter))[1].ShouldContain(letter.Number);
    }

    [Fact]
    public async Task A_receiver_that_issues_its_receipt_anew_changes_nothing_that_the_senders_case_knows()
    {
        var letter = await bench.SignedAsync();
        var id = await database.ScalarAsync<Guid>("select id from documents where case_id = $1", letter.CaseKey.Id);
        var head = LetterBench.Person(30, Roles.AgencyHead, LetterBench.Department);
        foreach (var correction in new[] { new PartyCorrection(Name: "某甲"), new PartyCorrection(Address: "某地") })
            (
                await Should.ThrowAsync<NotAllowedException>(() =>
                    bench.Get<ReissueDocument>().RunAsync(head, id, "印章不清", correction, default)
                )
            ).Code.ShouldBe("document.head-only");

        (await PapersAsync(letter)).ShouldHaveSingleItem();
        (await database.ScalarAsync<string>("select data ->> 'partyName' from cases where id = $1", letter.CaseKey.Id)).ShouldBeNull();
    }

    private Task<List<string>> PapersAsync(Escalation letter) =>
        database.ColumnAsync<string>(
            "select kind || ' ' || state || ' ' || issuer || ' ' || coalesce(replaced_by::text, '-') from documents where case_id = $1 order by drafted_at",
            letter.CaseKey.Id
        );

    private Task<List<string>> TextsAsync(Escalation letter) =>
        database.ColumnAsync<string>("select html from documents where case_id = $1 order by drafted_at", letter.CaseKey.Id);
}
