using CsCheck;
using Enforcement.Identity;

namespace Enforcement.Tests.Identity;

public sealed class RowIdTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_id_carries_the_county_it_was_made_for() =>
        Gen.Int[0, 999_999].Select(code => code.ToString("D6")).Sample(county => RowId.CountyOf(RowId.New(county, Noon)) == county);

    [Fact]
    public void An_id_is_a_UUID_of_version_7_and_sorts_by_the_given_clock()
    {
        var earlier = RowId.New("430112", Noon);
        var later = RowId.New("430112", Noon.AddMilliseconds(1));

        earlier.Version.ShouldBe(7);
        (earlier.Variant & 0b1100).ShouldBe(0b1000);
        string.CompareOrdinal(earlier.ToString(), later.ToString()).ShouldBeLessThan(0);
    }

    [Theory]
    [InlineData("43011")]
    [InlineData("4301122")]
    [InlineData("43O112")]
    public void What_is_no_county_gets_no_id(string county) => Should.Throw<ArgumentException>(() => RowId.New(county, Noon));
}
