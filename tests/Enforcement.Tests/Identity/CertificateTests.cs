using Enforcement.Identity;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Identity;

public sealed class CertificateTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    [Fact]
    public async Task A_certificate_counts_on_its_last_day_and_not_the_day_after()
    {
        var officer = await PersonAsync("last-day", "civil-servant", "2026-11-24");
        await DemandAsync(officer, "water", Today);
        (await RefusalAsync(officer, "water", Today.AddDays(1))).ShouldBe("officer.certificate-expired");
    }

    [Fact]
    public async Task An_act_before_the_certificate_was_issued_is_refused()
    {
        var officer = await PersonAsync("early", "civil-servant", "2029-10-31");
        (await RefusalAsync(officer, "water", new(2019, 12, 31))).ShouldBe("officer.certificate-expired");
    }

    [Fact]
    public async Task A_certificate_for_other_fields_is_refused()
    {
        var officer = await PersonAsync("market-only", "institution", "2029-10-31", "market");
        await DemandAsync(officer, "market", Today);
        (await RefusalAsync(officer, "water", Today)).ShouldBe("officer.certificate-wrong-field");
    }

    [Theory]
    [InlineData("urban-management")]
    [InlineData("城管")]
    public async Task A_certificate_names_a_field_by_its_code_or_by_the_word_of_its_department(string written)
    {
        var officer = await PersonAsync($"written-{written}", "institution", "2029-10-31", written);
        await DemandAsync(officer, "urban-management", Today);
        (await IsCertifiedAsync(officer, "urban-management")).ShouldBeTrue();
        (await RefusalAsync(officer, "water", Today)).ShouldBe("officer.certificate-wrong-field");
        (await IsCertifiedAsync(officer, "water")).ShouldBeFalse();
        (await IsCertifiedAsync(officer, null)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("auxiliary")]
    [InlineData("grid-worker")]
    public async Task Auxiliaries_and_grid_workers_are_no_officers_whatever_paper_they_hold(string staffType)
    {
        var helper = await PersonAsync(staffType, staffType, "2029-10-31");
        (await IsCertifiedAsync(helper, null)).ShouldBeFalse();
        (await RefusalAsync(helper, "water", Today)).ShouldBe("officer.not-an-officer");
    }

    [Fact]
    public async Task Somebody_unknown_is_no_officer() =>
        (await RefusalAsync(RowId.New("430112", TestService.Morning), "water", Today)).ShouldBe("officer.not-an-officer");

    private async Task DemandAsync(Guid person, string field, DateOnly day) =>
        await new CertificateDirectory(database.Database).DemandAsync([person], field, day, CancellationToken.None);

    private async Task<bool> IsCertifiedAsync(Guid person, string? field) =>
        await new CertificateDirectory(database.Database).IsCertifiedAsync(person, field, Today, CancellationToken.None);

    private async Task<string> RefusalAsync(Guid person, string field, DateOnly day) =>
        (await Should.ThrowAsync<RefusedException>(() => DemandAsync(person, field, day))).Code;

    private async Task<Guid> PersonAsync(string userName, string staffType, string validTo, params string[] fields)
    {
        var id = RowId.New("430112", TestService.Morning);
        await database.ExecuteAsync(
            """
            insert into accounts (id, user_name, normalized_user_name, name, staff_type, email_confirmed, phone_number_confirmed,
                two_factor_enabled, lockout_enabled, access_failed_count)
            values ($1, $2, upper($2), $2, $3, false, false, false, true, 0)
            """,
            id,
            userName,
            staffType
        );
        await database.ExecuteAsync(
            """
            insert into certificates (id, person, number, fields, issued_by, valid_from, valid_to)
            values ($1, $2, 'C', $3, 'test', '2020-01-01', $4)
            """,
            RowId.New("430112", TestService.Morning),
            id,
            fields,
            DateOnly.ParseExact(validTo, "yyyy-MM-dd")
        );
        return id;
    }
}
