using Enforcement.Escalations;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Escalations;

public sealed class LetterEvidenceTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private LetterBench bench = null!;

    public async Task InitializeAsync() => bench = await LetterBench.CreateAsync(database);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task The_list_travels_as_it_was_when_the_letter_was_sent_with_hash_taker_time_and_place()
    {
        var letter = await SentAsync();
        await bench.PhotoAsync(letter.CaseKey, "后来.jpg");

        var list = await bench.Get<EscalationReader>().EvidenceAsync(LetterBench.UnitHead, letter.Id, default);

        list.Select(item => (item.Ordinal, item.Name)).ShouldBe([(1, "现场一.jpg"), (2, "现场二.jpg")]);
        list[0].Sha256.Length.ShouldBe(64);
        (list[0].TakenBy, list[0].Latitude).ShouldBe(("执法员甲", 28.35m));
        list[0].TakenAt.ShouldBe(new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.FromHours(8)));
        (await bench.Get<EscalationReader>().EvidenceAsync(LetterBench.Stranger, letter.Id, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_item_is_checked_with_a_reason_where_it_is_not_usable_and_both_sides_read_it()
    {
        var letter = await SentAsync();
        (await Should.ThrowAsync<RefusedException>(() => CheckAsync(letter, new CheckedItem(1, true, null)))).Code.ShouldBe(
            "escalation.not-signed"
        );
        await bench.SignAsync(letter.Id);

        await CheckAsync(letter, new CheckedItem(1, true, "不看"), new CheckedItem(2, false, "没有拍摄时间"));

        var list = await bench.Get<EscalationReader>().EvidenceAsync(LetterBench.SquadHead, letter.Id, default);
        list.Select(item => (item.Check!.Usable, item.Check.Reason)).ShouldBe([(true, null), (false, "没有拍摄时间")]);
        list[1].Check!.By.Name.ShouldBe(LetterBench.Handler.Name);
        (
            await database.ScalarAsync<long>(
                "select count(*) from journal where case_id = $1 and content like '%letter.evidence-checked%没有拍摄时间%'",
                letter.CaseKey.Id
            )
        ).ShouldBe(1);
        (
            await database.ScalarAsync<long>(
                "select count(*) from outbox where case_id = $1 and payload ->> 'key' = 'notice.letter-evidence' and payload ->> 'role' = 'squad-head'",
                letter.CaseKey.Id
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task The_receipt_of_acceptance_counts_what_was_checked_and_what_was_not()
    {
        var letter = await SentAsync();
        await bench.SignAsync(letter.Id);
        await CheckAsync(letter, new CheckedItem(2, false, "模糊"));
        bench.Clock.Advance(TimeSpan.FromMinutes(1));

        await bench.AcceptAsync(letter.Id);

        (
            await database.ScalarAsync<string>(
                "select html from documents where case_id = $1 and kind = 'E9' order by drafted_at desc limit 1",
                letter.CaseKey.Id
            )
        )!.ShouldContain("证据清单共2件，核对可用0件，不可用1件，尚未核对1件");
        await CheckAsync(letter, new CheckedItem(1, true, null)); // it goes on after the acceptance
    }

    [Fact]
    public async Task What_cannot_be_read_is_malformed_and_what_was_answered_otherwise_is_refused()
    {
        var letter = await SentAsync();
        await bench.SignAsync(letter.Id);

        await FaultAsync(letter, "items", []);
        await FaultAsync(letter, "items", [null]);
        await FaultAsync(letter, "items", [new CheckedItem(9, true, null)]);
        await FaultAsync(letter, "items", [new CheckedItem(1, true, null), new CheckedItem(1, false, "a")]);
        await FaultAsync(letter, "items.1.reason", [new CheckedItem(1, false, " ")]);
        await bench.ReturnAsync(letter.Id);
        (await Should.ThrowAsync<RefusedException>(() => CheckAsync(letter, new CheckedItem(1, true, null)))).Code.ShouldBe(
            "escalation.answered"
        );
    }

    private async Task<Escalation> SentAsync()
    {
        var caseFile = await bench.OpenAsync("lead-transfer");
        await bench.PhotoAsync(caseFile.Key, "现场一.jpg");
        await bench.PhotoAsync(caseFile.Key, "现场二.jpg");
        return await bench.SendAsync(caseFile);
    }

    private Task<Escalation> CheckAsync(Escalation letter, params CheckedItem?[] items) =>
        bench.Get<CheckEvidence>().RunAsync(LetterBench.Handler, letter.Id, items, default);

    private async Task FaultAsync(Escalation letter, string field, CheckedItem?[] items) =>
        (await Should.ThrowAsync<MalformedException>(() => CheckAsync(letter, items))).Faults[0].Field.ShouldBe(field);
}
