using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Shell;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Escalations;

/// <summary>What follows the word of the police: reconsideration, supervision of filing, goods. Each on a database of its own: a sweep moves whatever is due.</summary>
public sealed class PoliceCourseTests : IAsyncLifetime
{
    private static readonly Actor Registry = LetterBench.Person(22, Roles.CountyIntake, LetterBench.Police);
    private static readonly Actor Police = LetterBench.Person(23, Roles.UnitHead, LetterBench.Police);
    private static readonly Actor Head = LetterBench.Person(24, Roles.AgencyHead, LetterBench.Township);

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
    public async Task The_police_are_asked_to_reconsider_by_a_paper_and_have_three_days()
    {
        var letter = await DeclinedAsync();
        letter.PoliceDue.ShouldBe(Midnight(11, 28));

        var asked = await AskAsync(letter);

        asked.PoliceDue.ShouldBe(Midnight(11, 28));
        (await PaperAsync(letter, "E13")).ShouldContain("望公不立字〔2026〕1号");
        (await PaperAsync(letter, "E13")).ShouldContain("涉案数额已达标准");
        (await NoticesAsync("notice.letter-reconsideration")).ShouldBe([$"{LetterBench.Police} unit-head"]);
        (await CodeOfAsync(() => AskAsync(letter))).ShouldBe("escalation.asked-police");
        (await CodeOfAsync(() => SuggestAsync(letter))).ShouldBe("escalation.reconsidering");
    }

    [Fact]
    public async Task On_the_last_day_the_head_is_reminded_once_and_then_the_right_lapses_but_supervision_may_be_suggested()
    {
        var letter = await DeclinedAsync();

        bench.GoTo(11, 26, 23, 59);
        (await bench.SweepAsync()).ShouldBe(0);
        bench.GoTo(11, 27, 0);
        (await bench.SweepAsync()).ShouldBe(1);
        (await bench.SweepAsync()).ShouldBe(0);
        (await NoticesAsync("notice.letter-to-ask")).ShouldBe([$"{LetterBench.Township} agency-head"]);

        bench.GoTo(11, 28, 0);
        (await CodeOfAsync(() => AskAsync(letter))).ShouldBe("escalation.police-term-over");
        await SuggestAsync(letter);
        (await PaperAsync(letter, "E14")).ShouldNotContain("提请复议，");
        (await CodeOfAsync(() => SuggestAsync(letter))).ShouldBe("escalation.asked-police");
    }

    [Fact]
    public async Task After_the_police_have_stayed_with_their_word_supervision_is_suggested_within_three_days()
    {
        var letter = await DeclinedAsync();
        await AskAsync(letter);
        (
            await Should.ThrowAsync<MalformedException>(() =>
                bench.Get<DecideReconsideration>().RunAsync(Police, letter.Id, false, "望公复字〔2026〕1号", null, default)
            )
        ).Faults.ShouldBe([("reason", "required")]);
        bench.GoTo(11, 26, 9);
        var upheld = await DecideAsync(letter, files: false);
        upheld.PoliceDue.ShouldBe(Midnight(11, 30));
        (await CodeOfAsync(() => DecideAsync(letter, files: false))).ShouldBe("escalation.nothing-to-reconsider");

        bench.GoTo(11, 29, 9);
        (await bench.SweepAsync()).ShouldBe(1);
        (await NoticesAsync("notice.letter-to-suggest")).ShouldBe([$"{LetterBench.Township} agency-head"]);
        await SuggestAsync(letter);

        (await PaperAsync(letter, "E14")).ShouldContain("以望公复字〔2026〕1号维持不予立案");
        (await bench.CaseStateAsync(letter.CaseKey)).ShouldBe("open");
        await DecideAsync(letter, files: true); // the procuratorate supervised
        (await bench.CaseStateAsync(letter.CaseKey)).ShouldBe("closed transferred-police");
    }

    [Fact]
    public async Task The_head_is_offered_what_may_be_asked_for_at_the_moment_and_nothing_else()
    {
        var letter = await DeclinedAsync();
        Offered(letter).ShouldBe(["reconsideration", "supervision"]);

        Offered(await AskAsync(letter)).ShouldBeEmpty();
        bench.GoTo(11, 26, 9);
        var upheld = await DecideAsync(letter, files: false);
        Offered(upheld).ShouldBe(["supervision"]);

        bench.GoTo(11, 30, 0);
        Offered(upheld).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whose_term_to_ask_is_over_or_whose_police_are_late_is_offered_supervision_alone()
    {
        var (lapsed, late) = (await DeclinedAsync(), await AskAsync(await DeclinedAsync()));

        bench.GoTo(11, 28, 0);

        Offered(lapsed).ShouldBe(["supervision"]);
        Offered(late).ShouldBe(["supervision"]);
    }

    [Fact]
    public async Task Supervision_that_comes_too_late_after_a_reconsideration_is_refused()
    {
        var letter = await DeclinedAsync();
        await AskAsync(letter);
        await DecideAsync(letter, files: false);

        bench.GoTo(11, 28, 0);

        (await CodeOfAsync(() => SuggestAsync(letter))).ShouldBe("escalation.police-term-over");
    }

    [Fact]
    public async Task Police_who_are_late_in_reconsidering_are_told_of_and_may_be_supervised()
    {
        var letter = await DeclinedAsync();
        await AskAsync(letter);

        bench.GoTo(11, 28, 0);
        (await bench.SweepAsync()).ShouldBe(1);
        (await NoticesAsync("notice.letter-to-reconsider")).ShouldBe([$"{LetterBench.Township} agency-head"]);
        await SuggestAsync(letter);
        (await PaperAsync(letter, "E14")).ShouldContain("逾期未作决定");
    }

    [Fact]
    public async Task What_the_police_file_after_all_ends_the_case_and_the_goods_are_handed_over_by_a_list()
    {
        var letter = await DeclinedAsync();
        await AskAsync(letter);
        (await CodeOfAsync(() => HandOverAsync(letter))).ShouldBe("escalation.not-filed-by-police");
        bench.GoTo(11, 25, 9);

        var filed = await DecideAsync(letter, files: true);

        filed.PoliceDue.ShouldBe(Midnight(11, 29));
        (await bench.CaseStateAsync(letter.CaseKey)).ShouldBe("closed transferred-police");
        (await database.ScalarAsync<string>("select data ->> 'crimeSuspected' from cases where id = $1", letter.CaseKey.Id)).ShouldBe(
            "true"
        );
        (await CodeOfAsync(() => SuggestAsync(letter))).ShouldBe("escalation.asked-police");
        bench.GoTo(11, 28, 9);
        (await bench.SweepAsync()).ShouldBe(1);
        (await NoticesAsync("notice.letter-to-hand-over")).ShouldBe([$"{LetterBench.Township} squad-head"]);
        await HandOverAsync(letter);
        var list = await PaperAsync(letter, "E15");
        list.ShouldContain("挖掘机一台");
        list.ShouldContain("接收人：民警乙");
        (await CodeOfAsync(() => HandOverAsync(letter))).ShouldBe("escalation.goods-handed-over");
        bench.GoTo(12, 28, 9);
        (await bench.SweepAsync()).ShouldBe(0);
        (await bench.MarksAsync(letter))
            .TakeLast(3)
            .ShouldBe([
                Texts.Of("letters.mark.reconsideration", LetterBench.Township, LetterBench.Police, letter.Number),
                Texts.Of("letters.mark.police-filed", LetterBench.Police, letter.Number),
                Texts.Of("letters.mark.goods", LetterBench.Township, LetterBench.Police, letter.Number),
            ]);
    }

    [Fact]
    public async Task A_case_that_was_decided_meanwhile_stays_open_when_the_police_file_after_all()
    {
        var letter = await DeclinedAsync();
        await AskAsync(letter);
        await database.ExecuteAsync("update cases set stage = 'execution' where id = $1", letter.CaseKey.Id);

        await DecideAsync(letter, files: true);

        (await bench.CaseStateAsync(letter.CaseKey)).ShouldBe("open");
    }

    [Fact]
    public async Task Police_who_file_at_once_are_handed_the_goods_too_though_the_case_is_closed()
    {
        var letter = await SignedAsync();
        var accepted = await bench.AcceptAsync(letter.Id, Police);
        accepted.PoliceDue.ShouldBe(Midnight(11, 28));
        (await bench.CaseStateAsync(letter.CaseKey)).ShouldBe("closed transferred");
        (await CodeOfAsync(() => AskAsync(letter))).ShouldBe("escalation.not-declined");
        (
            await Should.ThrowAsync<MalformedException>(() =>
                bench.Get<HandOverGoods>().RunAsync(LetterBench.Officer, letter.Id, "卷宗", "民警乙", new DateOnly(2026, 11, 25), default)
            )
        ).Faults.ShouldBe([("on", "future")]);

        var handed = await HandOverAsync(letter);

        handed.PoliceDue.ShouldBeNull();
        handed.Police!.Goods!.On.ShouldBe(new DateOnly(2026, 11, 24));
    }

    private static DateTimeOffset Midnight(int month, int day) => new(2026, month, day, 0, 0, 0, TimeSpan.FromHours(8));

    private async Task<Escalation> SignedAsync() =>
        await bench.SignAsync((await bench.SendAsync(await bench.OpenAsync("police-referral"), null)).Id, Registry);

    private async Task<Escalation> DeclinedAsync() =>
        await bench.Get<DeclineCrime>().RunAsync(Police, (await SignedAsync()).Id, "无犯罪事实", "望公不立字〔2026〕1号", default);

    private IEnumerable<string> Offered(Escalation letter) => bench.Get<LetterActs>().Open(Head, letter).Except(["withdrawal"]);

    private Task<Escalation> AskAsync(Escalation letter) =>
        bench.Get<AskReconsideration>().RunAsync(Head, letter.Id, "涉案数额已达标准", default);

    private Task<Escalation> SuggestAsync(Escalation letter) =>
        bench.Get<SuggestSupervision>().RunAsync(Head, letter.Id, "涉案数额已达标准", default);

    private Task<Escalation> DecideAsync(Escalation letter, bool files) =>
        bench.Get<DecideReconsideration>().RunAsync(Police, letter.Id, files, "望公复字〔2026〕1号", "经复议", default);

    private Task<Escalation> HandOverAsync(Escalation letter) =>
        bench.Get<HandOverGoods>().RunAsync(LetterBench.Officer, letter.Id, "挖掘机一台\n卷宗两册", "民警乙", null, default);

    private static async Task<string> CodeOfAsync(Func<Task> verb) => (await Should.ThrowAsync<RefusedException>(verb)).Code;

    private async Task<string> PaperAsync(Escalation letter, string kind) =>
        (
            await database.ColumnAsync<string>("select html from documents where kind = $2 and case_id = $1", letter.CaseKey.Id, kind)
        ).ShouldHaveSingleItem();

    private Task<List<string>> NoticesAsync(string key) =>
        database.ColumnAsync<string>(
            "select (payload ->> 'organization') || ' ' || (payload ->> 'role') from outbox where payload ->> 'key' = $1",
            key
        );
}
