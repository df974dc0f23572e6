using Enforcement.Cases;

namespace Enforcement.Tests.Cases;

/// <summary>The row of a case is written by the step that changes something in it, whatever that is.</summary>
public sealed class CaseRowTests
{
    private static readonly DateTimeOffset Then = new(2026, 11, 2, 1, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, Action<CaseFile>> Changes { get; } =
        new()
        {
            { "handler_org", it => it.HandlerOrg = "430112-urban" },
            { "stage", it => it.Stage = "decision" },
            { "stage_since", it => it.StageSince = Then.AddDays(1) },
            { "filing_number", it => it.FilingNumber = "望靖立〔2026〕1号" },
            { "outcome", it => it.Close("archived", Then.AddDays(1)) },
            { "data", it => it.Data.Set("complex", true) },
            { "data", it => it.Data.Remove("amount") },
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_a_step_changes_of_a_case_is_written(string column, Action<CaseFile> change)
    {
        var read = Read();
        change(read);

        CaseTable.Update(read).ShouldNotBeNull().Sql.ShouldContain($"{column} = $");
    }

    [Fact]
    public void What_is_set_to_what_it_was_is_not()
    {
        var read = Read();
        read.HandlerOrg = $"{read.OwnerOrg}";
        read.MoveTo("investigation", Then.AddDays(1));
        read.Data.Set("amount", 200);
        read.Data.Remove("nothing");

        CaseTable.Update(read).ShouldBeNull();
    }

    [Fact]
    public void The_data_are_not_written_with_a_row_in_which_something_else_changed()
    {
        var read = Read();
        read.MoveTo("decision", Then.AddDays(1));

        CaseTable.Update(read).ShouldNotBeNull().Sql.ShouldNotContain("data =");
    }

    /// <summary>As it stands in the table: open, in the middle of its procedure.</summary>
    private static CaseFile Read()
    {
        var read = new CaseFile
        {
            Key = CaseKey.New("430112", Then),
            Number = "430112-2026-00001",
            Kind = CaseKind.Township,
            OwnerOrg = "430112109",
            HandlerOrg = "430112109",
            Title = "占道经营",
            MatterCode = "CG-02",
            MatterVersion = 1,
            ViolationOn = new DateOnly(2026, 11, 1),
            Procedure = "ordinary",
            Intent = "penalty",
            Officers = [],
            Stage = "investigation",
            StageSince = Then,
            OpenedAt = Then,
            Data = CaseData.Parse("""{"amount":200}"""),
        };
        read.Restore(null, null);
        return read;
    }
}
