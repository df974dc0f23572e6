namespace Enforcement.Powers;

/// <summary>
/// A body that may hold powers, read from its code. The last three of a township's nine digits say what it is (GB/T 10114): 001-099 a street
/// office 街道, 100-199 a town 镇, 200-399 a township 乡. A department is <c>430112-market</c>: its region and its function.
/// </summary>
/// <param name="Kind">One of <see cref="HolderKinds"/>, or <c>department</c>; null when the code is neither.</param>
/// <param name="Function">Of a department; else empty.</param>
public sealed record Holder(string Code, string? Kind, string Function)
{
    public const string Department = "department";

    public bool IsTownship => Kind is not (null or Department);

    /// <summary>The six digits of the county, or fewer for a body above it.</summary>
    public string County => new([.. Code.TakeWhile(char.IsAsciiDigit).Take(6)]);

    public static Holder Of(string code) =>
        code.Length == 9 && code.All(char.IsAsciiDigit)
            ? new(
                code,
                int.Parse(code.AsSpan(6), System.Globalization.CultureInfo.InvariantCulture) switch
                {
                    < 100 => HolderKinds.Subdistrict,
                    < 200 => HolderKinds.Town,
                    < 400 => HolderKinds.Township,
                    _ => HolderKinds.Area,
                },
                ""
            )
        : code.IndexOf('-', StringComparison.Ordinal) is var dash and > 0 && code[..dash].All(char.IsAsciiDigit)
            ? new(code, Department, code[(dash + 1)..])
        : new(code, null, "");
}

public static class HolderKinds
{
    public const string Town = "town";
    public const string Township = "township";

    /// <summary>A street office 街道办事处.</summary>
    public const string Subdistrict = "subdistrict";

    /// <summary>A development zone or farm that is run like a township.</summary>
    public const string Area = "area";

    public const string Any = "any";

    public static IReadOnlyList<string> AllOrAny { get; } = [Town, Township, Subdistrict, Area, Any];
}
