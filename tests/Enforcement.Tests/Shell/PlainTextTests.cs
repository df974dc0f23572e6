using Enforcement.Shell;

namespace Enforcement.Tests.Shell;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("望政办〔2026〕8号\n")]
    [InlineData("望政办\r\n〔2026〕8号")]
    [InlineData("望政办\t〔2026〕8号")]
    [InlineData("\t望政办〔2026〕8号")]
    [InlineData("望政办\u0000〔2026〕8号")]
    [InlineData("望政办\u001b〔2026〕8号")]
    [InlineData("望政办\u0085〔2026〕8号")]
    public void What_stands_on_one_line_holds_no_control_character_not_even_at_its_ends(string typed) =>
        Should.Throw<MalformedException>(() => PlainText.RequiredLine("document", typed, 100)).Faults.ShouldBe([("document", "text")]);

    [Fact]
    public void A_line_is_trimmed_and_may_be_as_long_as_is_said()
    {
        PlainText.RequiredLine("document", "  望政办〔2026〕8号 ", 100).ShouldBe("望政办〔2026〕8号");
        PlainText.RequiredLine("document", "12345", 5).ShouldBe("12345");
        Should.Throw<MalformedException>(() => PlainText.RequiredLine("document", "123456", 5)).Faults.ShouldBe([("document", "too-long")]);
        Should.Throw<MalformedException>(() => PlainText.RequiredLine("document", " ", 5)).Faults.ShouldBe([("document", "required")]);
    }

    [Fact]
    public void Words_of_several_lines_keep_them() => PlainText.Required("text", "一\n二\t三", 100).ShouldBe("一\n二\t三");
}
