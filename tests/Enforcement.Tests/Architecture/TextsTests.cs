using System.Globalization;
using Enforcement.Shell;

namespace Enforcement.Tests.Architecture;

public sealed class TextsTests
{
    [Fact]
    public void Every_text_exists_in_both_languages()
    {
        var chinese = Texts.All(CultureInfo.GetCultureInfo("zh-Hans"));
        var english = Texts.All(CultureInfo.GetCultureInfo("en"));
        chinese.Keys.Except(english.Keys).ShouldBeEmpty();
        english.Keys.Except(chinese.Keys).ShouldBeEmpty();
    }
}
