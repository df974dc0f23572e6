namespace Enforcement.Benchmarks.Harness;

/// <summary>The large volumes in full with <c>LONG=1</c>, which takes an hour and tens of gigabytes; a part of them otherwise.</summary>
internal static class Volume
{
    public static bool IsFull => Environment.GetEnvironmentVariable("LONG") == "1";

    public static string Text(int rows) =>
        rows switch
        {
            >= 1_000_000 => $"{rows / 1_000_000} M",
            >= 1_000 => $"{rows / 1_000} k",
            _ => $"{rows}",
        };

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
