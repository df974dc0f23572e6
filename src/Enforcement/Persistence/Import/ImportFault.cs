using Enforcement.Shell;

namespace Enforcement.Persistence.Import;

/// <summary>Why one cell, row or header of a file cannot be taken.</summary>
/// <param name="Line">As an editor or a spreadsheet counts: the header is line 1.</param>
/// <param name="Column">Heading of the column; null when the whole row is meant.</param>
/// <param name="Reason">Stable code; its words are the resource <c>import.fault.&lt;reason&gt;</c>.</param>
/// <param name="Value">What stood there, cut to fifty characters.</param>
public sealed record ImportFault(int Line, string? Column, string Reason, string? Value)
{
    public string Text => Texts.Of($"import.fault.{Reason}", Value);
}

/// <summary>Collects every fault of a file, so that whoever sent it repairs it once.</summary>
public sealed class ImportFaults
{
    private const int LongestShown = 50;
    private readonly List<ImportFault> faults = [];

    public IReadOnlyList<ImportFault> All => [.. faults.OrderBy(fault => fault.Line)];

    public int Count => faults.Count;

    public bool None => faults.Count == 0;

    public void Add(int line, string? column, string reason, string? value = null) =>
        faults.Add(new(line, column, reason, value is { Length: > LongestShown } ? value[..LongestShown] + "…" : value));
}
