namespace Enforcement.Benchmarks.Harness;

/// <summary>What was measured, beside what the design asks for.</summary>
internal sealed class Report
{
    private readonly List<(string Measure, string Value, string Target, bool? Met, string Load)> rows = [];

    public void Begin(string measure) => Say($"== {measure} (load {MachineLoad.Average()})");

    /// <summary>Progress, for whoever watches: a run takes minutes.</summary>
    public void Say(string line) => Console.WriteLine(line);

    /// <summary>A figure without a target.</summary>
    public void Add(string measure, string value) => rows.Add((measure, value, "", null, MachineLoad.Average()));

    public void AtLeast(string measure, double value, double target, string format = "0.00", string unit = "", string note = "") =>
        rows.Add((measure, Text(value, format, unit, note), $">= {target}{unit}", value >= target, MachineLoad.Average()));

    public void AtMost(string measure, double value, double target, string format = "0.00", string unit = "", string note = "") =>
        rows.Add((measure, Text(value, format, unit, note), $"<= {target}{unit}", value <= target, MachineLoad.Average()));

    /// <summary>A measure that could not be taken here, and why.</summary>
    public void Skip(string measure, string why) => rows.Add((measure, $"skipped: {why}", "", null, MachineLoad.Average()));

    public void Print()
    {
        string[] headings = ["measure", "value", "target", "", "load"];
        var lines = rows.Select(row => new[] { row.Measure, row.Value, row.Target, Verdict(row.Met), row.Load }).Prepend(headings).ToList();
        var widths = headings.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        Console.WriteLine();
        foreach (var line in lines)
            Console.WriteLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string Text(double value, string format, string unit, string note) =>
        value.ToString(format, System.Globalization.CultureInfo.InvariantCulture) + unit + (note.Length > 0 ? $" ({note})" : "");

    private static string Verdict(bool? met) =>
        met switch
        {
            true => "met",
            false => "MISSED",
            null => "",
        };
}
