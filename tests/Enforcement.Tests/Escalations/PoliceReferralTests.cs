using System.Globalization;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Escalations;

/// <summary>涉嫌犯罪案件移送: the police's term, their silence, and the way back. Each on a database of its own: a sweep moves whatever is due.</summary>
public sealed class PoliceReferralTests : IAsyncLifetime
{
    private static readonly Actor Registry = LetterBench.Person(22, Roles.CountyIntake, LetterBench.Police);
    private static readonly Actor Police = LetterBench.Person(23, Roles.UnitHead, LetterBench.Police);

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

    [Theory]
    [InlineData(null, 3)]
    [InlineData("usual", 3)]
    [InlineData("ten", 10)]
    [InlineData("complex", 30)]
    public async Task The_police_have_three_days_or_ten_or_thirty_as_the_rules_of_the_field_say(string? term, int days)
    {
        var letter = await SignedAsync(term);

        letter.AcceptDue.ShouldBe(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.FromHours(8)).AddDays(days));
    }

    [Fact]
    public async Task Silence_of_the_police_files_no_crime_and_is_told_once()
    {
        var letter = await SignedAsync();

        bench.GoTo(11, 28, 1);
        (await bench.SweepAsync()).ShouldBe(1);
        (await bench.SweepAsync()).ShouldBe(0);

        (await bench.StateAsync(letter.Id)).ShouldBe(LetterStates.Signed);
        (
            await database.ColumnAsync<string>(
                "select (payload ->> 'organization') || ' ' || (payload ->> 'role') from outbox where payload ->> 'key' = 'notice.letter-police-late'"
            )
        ).ShouldBe([$"{LetterBench.Township} agency-head"]);
        await DeclineAsync(letter); // late, and an answer all the same
    }

    [Fact]
    public async Task What_the_police_do_not_file_comes_back_and_the_days_with_them_do_not_count()
    {
        var caseFile = await bench.OpenAsync("police-referral");
        await using (var step = await bench.Get<Steps>().BeginAsync(LetterBench.Officer, CaseOf.Case(caseFile.Key.Id), default))
        {
            step.Main.Part<CaseClocks>().Start(step.Main, "DL-PEN-02", new DateOnly(2026, 11, 10));
            step.Main.Case.Data.Set("crimeSuspected", true);
            await step.CommitAsync(default);
        }
        const string term =
            "select state || ' ' || (due_legal at time zone 'Asia/Shanghai')::date from clocks where rule = 'DL-PEN-02' and case_id = $1";
        var before = (await database.ScalarAsync<string>(term, caseFile.Key.Id))!.Split(' ');
        before[0].ShouldBe("running");
        var letter = await bench.SendAsync(caseFile, null);
        (await database.ScalarAsync<string>(term, caseFile.Key.Id))!.ShouldStartWith("paused");
        await bench.SignAsync(letter.Id, Registry);
        bench.GoTo(11, 26, 9);

        await DeclineAsync(letter);

        var after = (await database.ScalarAsync<string>(term, caseFile.Key.Id))!.Split(' ');
        after[0].ShouldBe("running");
        (DateOnly.ParseExact(after[1], "yyyy-MM-dd").DayNumber - DateOnly.ParseExact(before[1], "yyyy-MM-dd").DayNumber).ShouldBe(2);
        (await database.ScalarAsync<string>("select data ->> 'crimeSuspected' from cases where id = $1", caseFile.Key.Id)).ShouldBe(
            "false"
        );
        (await bench.CaseStateAsync(caseFile.Key)).ShouldBe("open");
        (await bench.StateAsync(letter.Id)).ShouldBe(LetterStates.Declined);
        (await Should.ThrowAsync<RefusedException>(() => bench.AcceptAsync(letter.Id, Police))).Code.ShouldBe("escalation.answered");
    }

    [Fact]
    public async Task The_pause_of_a_referral_names_its_letter_in_the_offices_language_and_ends_when_nobody_waits_for_it()
    {
        await bench.PublishAsync("recalled", LetterDefinitions.Recalled);
        var caseFile = await WithTermAsync("recalled");
        var asked = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        var letter = await bench.SendAsync(caseFile, null);
        CultureInfo.CurrentUICulture = asked;

        var pause = (
            await database.ScalarAsync<string>(
                "select content from journal where case_id = $1 and content like '%clock.suspended%'",
                caseFile.Key.Id
            )
        )!;
        pause.ShouldContain("《中华人民共和国行政处罚法》第二十七条");
        pause.ShouldContain(letter.Number);
        (await StateAsync(caseFile)).ShouldBe("paused");

        var recall = await database.ScalarAsync<Guid>("select id from tasks where case_id = $1 and node = 'recall'", caseFile.Key.Id);
        await (await bench.Get<CompleteTask>().RunAsync(LetterBench.Officer, recall, new TaskCompletion("done"), default)).DisposeAsync();

        (await bench.StateAsync(letter.Id)).ShouldBe(LetterStates.Withdrawn);
        (await StateAsync(caseFile)).ShouldBe("running");
    }

    [Fact]
    public async Task A_pause_that_the_head_ordered_is_not_ended_by_the_police()
    {
        var caseFile = await WithTermAsync();
        await using (var step = await bench.Get<Steps>().BeginAsync(LetterBench.SquadHead, CaseOf.Case(caseFile.Key.Id), default))
        {
            var clocks = step.Main.Part<CaseClocks>();
            clocks.Suspend(
                step.Main,
                clocks.Running.Single(clock => clock.Rule == "DL-PEN-02"),
                new Suspension(step.Today, null, "suspension", "《中华人民共和国行政处罚法》", "望靖中〔2026〕1号"),
                LetterBench.SquadHead.Posts[0]
            );
            await step.CommitAsync(default);
        }
        var letter = await bench.SendAsync(caseFile, null);
        await bench.SignAsync(letter.Id, Registry);

        await DeclineAsync(letter);

        (await StateAsync(caseFile)).ShouldBe("paused");
    }

    [Fact]
    public async Task A_pause_that_the_head_ends_while_the_police_have_the_case_goes_over_into_theirs()
    {
        var caseFile = await WithTermAsync();
        await OnTermAsync(
            caseFile,
            (step, clocks, clock) =>
                clocks.Suspend(step.Main, clock, new Suspension(step.Today, null, "suspension", "《某规定》", "望靖中〔2026〕1号"), null)
        );
        bench.GoTo(11, 25, 9);
        var letter = await bench.SendAsync(caseFile, null);
        await bench.SignAsync(letter.Id, Registry);
        bench.GoTo(11, 27, 9);

        await OnTermAsync(caseFile, (step, clocks, clock) => clocks.Resume(step.Main, clock, new DateOnly(2026, 11, 26), null));

        (await PausesAsync(caseFile)).ShouldBe(["2026-11-24 2026-11-26", $"2026-11-26 {letter.Number}"]);
        // Nor is their own pause ended while they have the case.
        await OnTermAsync(caseFile, (step, clocks, clock) => clocks.Resume(step.Main, clock, step.Today, null));
        (await StateAsync(caseFile)).ShouldBe("paused");
        bench.GoTo(11, 30, 9);
        await DeclineAsync(letter);
        (await StateAsync(caseFile)).ShouldBe("running");
    }

    [Theory]
    [InlineData("zh-Hans")]
    [InlineData("en")]
    public async Task A_pause_that_named_only_the_kind_of_its_letter_ends_with_it_too(string language)
    {
        var caseFile = await WithTermAsync();
        var letter = await bench.SendAsync(caseFile, null);
        await bench.SignAsync(letter.Id, Registry);
        var culture = CultureInfo.GetCultureInfo(language);
        await database.ExecuteAsync(
            """
            update clocks set pauses = jsonb_set(jsonb_set(pauses, '{0,document}', to_jsonb($2)), '{0,basis}', to_jsonb($3))
            where rule = 'DL-PEN-02' and case_id = $1
            """,
            caseFile.Key.Id,
            Texts.In(culture, "letters.kind.police-referral"),
            Texts.In(culture, "letters.police.basis")
        );

        await DeclineAsync(letter);

        (await StateAsync(caseFile)).ShouldBe("running");
    }

    [Fact]
    public async Task The_line_of_the_case_says_that_the_police_were_late_and_declined()
    {
        var letter = await SignedAsync();
        bench.GoTo(11, 28, 1);
        await bench.SweepAsync();
        await DeclineAsync(letter);

        (await bench.MarksAsync(letter))
            .TakeLast(2)
            .ShouldBe([
                Texts.Of("letters.mark.police-late", LetterBench.Police, letter.Number),
                Texts.Of("letters.mark.declined", LetterBench.Police, letter.Number),
            ]);
    }

    private async Task OnTermAsync(CaseFile caseFile, Action<Step, CaseClocks, Clock> verb)
    {
        await using var step = await bench.Get<Steps>().BeginAsync(LetterBench.SquadHead, CaseOf.Case(caseFile.Key.Id), default);
        var clocks = step.Main.Part<CaseClocks>();
        verb(step, clocks, clocks.Running.Single(clock => clock.Rule == "DL-PEN-02"));
        await step.CommitAsync(default);
    }

    /// <summary>Of each its first day, and the day that counts again or, while it stands, its paper.</summary>
    private Task<List<string>> PausesAsync(CaseFile caseFile) =>
        database.ColumnAsync<string>(
            """
            select (it ->> 'from') || ' ' || coalesce(it ->> 'to', it ->> 'document') from clocks, jsonb_array_elements(pauses) it
            where rule = 'DL-PEN-02' and case_id = $1
            """,
            caseFile.Key.Id
        );

    private async Task<CaseFile> WithTermAsync(string definition = "police-referral")
    {
        var caseFile = await bench.OpenAsync(definition);
        await using var step = await bench.Get<Steps>().BeginAsync(LetterBench.Officer, CaseOf.Case(caseFile.Key.Id), default);
        step.Main.Part<CaseClocks>().Start(step.Main, "DL-PEN-02", new DateOnly(2026, 11, 10));
        await step.CommitAsync(default);
        return caseFile;
    }

    private Task<string?> StateAsync(CaseFile caseFile) =>
        database.ScalarAsync<string>("select state from clocks where rule = 'DL-PEN-02' and case_id = $1", caseFile.Key.Id);

    [Fact]
    public async Task Only_the_police_decline_a_crime_and_only_of_a_referral()
    {
        var letter = await SignedAsync();
        await Should.ThrowAsync<NotAllowedException>(() => DeclineAsync(letter, LetterBench.SquadHead));
        await Should.ThrowAsync<NotVisibleException>(() => DeclineAsync(letter, LetterBench.OtherHead));
        (
            await Should.ThrowAsync<MalformedException>(() =>
                bench.Get<DeclineCrime>().RunAsync(Police, letter.Id, "无犯罪事实", " ", default)
            )
        ).Faults.ShouldBe([("notice", "required")]);

        var lead = await bench.SignedAsync();
        (await Should.ThrowAsync<RefusedException>(() => DeclineAsync(lead, LetterBench.UnitHead))).Code.ShouldBe("escalation.no-referral");
    }

    private async Task<Escalation> SignedAsync(string? term = null)
    {
        var caseFile = await bench.OpenAsync("police-referral");
        if (term is not null)
        {
            await using var step = await bench.Get<Steps>().BeginAsync(LetterBench.Officer, CaseOf.Case(caseFile.Key.Id), default);
            step.Main.Case.Data.Set("policeTerm", JsonValue.Create(term));
            await step.CommitAsync(default);
        }
        return await bench.SignAsync((await bench.SendAsync(caseFile, null)).Id, Registry);
    }

    private Task<Escalation> DeclineAsync(Escalation letter, Actor? by = null) =>
        bench.Get<DeclineCrime>().RunAsync(by ?? Police, letter.Id, "无犯罪事实", "望公不立字〔2026〕1号", default);
}
