using Enforcement.Escalations;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Escalations;

/// <summary>Each on a database of its own: a sweep moves whatever is due.</summary>
public sealed class SilenceTests : IAsyncLifetime
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
    public async Task Silence_accepts_after_three_working_days_across_a_weekend_and_not_before()
    {
        bench.GoTo(11, 26, 10); // Thursday
        var letter = await bench.SignedAsync();

        bench.GoTo(12, 1, 23, 59); // Friday, Monday, and Tuesday to its end
        (await bench.SweepAsync()).ShouldBe(0);
        (await bench.StateAsync(letter.Id)).ShouldBe(LetterStates.Signed);

        bench.GoTo(12, 2, 0);
        (await Should.ThrowAsync<RefusedException>(() => bench.ReturnAsync(letter.Id))).Code.ShouldBe("escalation.term-over");
        (await bench.SweepAsync()).ShouldBe(1);
        (await bench.SweepAsync()).ShouldBe(0);

        var view = await bench.Get<EscalationReader>().FindAsync(LetterBench.UnitHead, letter.Id, default);
        view.Letter.State.ShouldBe(LetterStates.Accepted);
        view.Letter.Answer!.By.ShouldBeNull();
        view.Progress!.Stage.ShouldBe("filing"); // nothing is filed by it
        (
            await database.ScalarAsync<string>(
                "select payload ->> 'role' from outbox where case_id = $1 and payload ->> 'key' = 'notice.letter-silence'",
                letter.CaseKey.Id
            )
        ).ShouldBe("unit-head");
    }

    [Fact]
    public async Task An_urgent_letter_is_accepted_by_one_working_day_of_silence()
    {
        bench.GoTo(11, 27, 10); // Friday
        var letter = await bench.SignedAsync(urgent: true);

        letter.AcceptDue.ShouldBe(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.FromHours(8)));
    }

    [Fact]
    public async Task An_unsigned_letter_is_never_accepted_and_alerts_once()
    {
        var letter = await bench.SendNewAsync();
        (await HolderAsync(letter)).ShouldBe($"{LetterBench.Township} handling");

        bench.GoTo(11, 25, 23, 59);
        (await bench.SweepAsync()).ShouldBe(0);
        bench.GoTo(11, 26, 0);
        (await bench.SweepAsync()).ShouldBe(1);
        bench.GoTo(12, 31, 9);
        (await bench.SweepAsync()).ShouldBe(0);

        (await bench.StateAsync(letter.Id)).ShouldBe(LetterStates.Delivered);
        (
            await database.ColumnAsync<string>(
                "select payload ->> 'organization' from outbox where case_id = $1 and payload ->> 'key' = 'notice.letter-unsigned'",
                letter.CaseKey.Id
            )
        ).ShouldBe([LetterBench.Judicial]);
        // The wait beyond the term is the receiver's, though the sender keeps its duty.
        (await HolderAsync(letter)).ShouldBe($"{LetterBench.Department} receiver");
    }

    [Fact]
    public async Task The_accept_term_runs_from_the_day_typed_in_which_is_neither_future_nor_before_the_letter()
    {
        var letter = await bench.SendNewAsync();
        bench.GoTo(11, 27, 10);
        var sign = bench.Get<SignForLetter>();

        await Should.ThrowAsync<MalformedException>(() => sign.RunAsync(LetterBench.Clerk, letter.Id, new DateOnly(2026, 11, 28), default));
        await Should.ThrowAsync<MalformedException>(() => sign.RunAsync(LetterBench.Clerk, letter.Id, new DateOnly(2026, 11, 23), default));
        var signed = await sign.RunAsync(LetterBench.Clerk, letter.Id, new DateOnly(2026, 11, 25), default);

        signed.AcceptDue.ShouldBe(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.FromHours(8)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Silence_waits_for_the_day_that_a_calendar_loaded_later_moved(bool signed)
    {
        bench.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 31, 2, 0, 0, TimeSpan.Zero)); // Thursday; nobody knows the holidays of 2027 yet
        var letter = signed ? await bench.SignedAsync(urgent: true) : await bench.SendNewAsync();
        (signed ? letter.AcceptDue!.Value : letter.SignDue).ShouldBe(new DateTimeOffset(2027, 1, 2, 0, 0, 0, TimeSpan.FromHours(8)));
        await bench.LoadYearAsync("calendar-2027.csv", "date,kind,name\n2027-01-01,holiday,元旦\n");

        bench.Clock.SetUtcNow(new DateTimeOffset(2027, 1, 2, 1, 0, 0, TimeSpan.Zero));
        (await bench.SweepAsync()).ShouldBe(0);
        (await bench.StateAsync(letter.Id)).ShouldBe(signed ? LetterStates.Signed : LetterStates.Delivered);
        (
            await database.ScalarAsync<DateTime>(
                "select case when $2 then accept_due else sign_due end from escalations where id = $1",
                letter.Id,
                signed
            )
        ).ShouldBe(new DateTime(2027, 1, 4, 16, 0, 0)); // Monday is the working day after the first, a Friday off

        bench.Clock.SetUtcNow(new DateTimeOffset(2027, 1, 4, 17, 0, 0, TimeSpan.Zero));
        (await bench.SweepAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Silence_does_nothing_while_the_receivers_county_is_shut_and_no_other_county_matters()
    {
        bench.GoTo(11, 26, 10); // Thursday
        var letter = await bench.SignedAsync();
        await bench.ShutAsync("430112", new DateOnly(2026, 12, 1));
        await bench.ShutAsync("430104", new DateOnly(2026, 12, 2));

        bench.GoTo(12, 2, 0); // Friday and Monday
        (await bench.SweepAsync()).ShouldBe(0);
        (await bench.StateAsync(letter.Id)).ShouldBe(LetterStates.Signed);
        (await bench.ReturnAsync(letter.Id)).ShouldNotBeNull();

        var later = await bench.SignedAsync(urgent: true);
        later.AcceptDue.ShouldBe(new DateTimeOffset(2026, 12, 4, 0, 0, 0, TimeSpan.FromHours(8)));
    }

    private Task<string?> HolderAsync(Escalation letter) =>
        database.ScalarAsync<string>(
            "select organization || ' ' || kind from case_holdings where case_id = $1 and to_at is null",
            letter.CaseKey.Id
        );
}
