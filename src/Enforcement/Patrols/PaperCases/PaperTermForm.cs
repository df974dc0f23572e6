using System.Text.Json;

namespace Enforcement.Patrols.PaperCases;

/// <summary>
/// The suspensions and the extension of one term, as the form of the page sends them. Rows that were left empty are passed by, and those behind them
/// move up, so that a field is called the same in the form, in the request and in a refusal.
/// </summary>
internal sealed class PaperTermForm
{
    private static readonly string[] OfSuspension = ["ground", "basis", "document", "from", "to"];
    private static readonly string[] OfExtension = ["days", "approval", "grantedOn"];

    private readonly Dictionary<string, string> values = [];
    private readonly int suspensions;
    private readonly string term;

    public PaperTermForm(IFormCollection? form, string rule)
    {
        term = $"terms.{rule}";
        for (var row = 0; row < PaperTermRequest.MostSuspensions; row++)
            if (Take(form, $"{term}.suspensions.{row}", $"{term}.suspensions.{suspensions}", OfSuspension))
                suspensions++;
        IsExtended = Take(form, $"{term}.extension", $"{term}.extension", OfExtension);
        WantsMore = form is not null && form["more"].Contains(rule);
    }

    /// <summary>One more suspension is asked for.</summary>
    public bool WantsMore { get; }

    public bool IsUsed => suspensions > 0 || IsExtended;

    /// <summary>As many as were filled in, one at least, and one more where it is asked for.</summary>
    public int Rows => Math.Clamp(suspensions + (WantsMore ? 1 : 0), 1, PaperTermRequest.MostSuspensions);

    /// <summary>Null: nothing was filled in.</summary>
    public PaperTermRequest? Request =>
        IsUsed ? new PaperTermRequest([.. Enumerable.Range(0, suspensions).Select(Suspension)], IsExtended ? Extension : null) : null;

    private bool IsExtended { get; }

    private PaperExtensionRequest Extension
    {
        get
        {
            var place = $"{term}.extension";
            return new(
                JsonSerializer.SerializeToElement(Value($"{place}.days") ?? ""),
                Value($"{place}.approval"),
                Value($"{place}.grantedOn")
            );
        }
    }

    /// <summary>What was typed into a field.</summary>
    public string? Value(string field) => values.GetValueOrDefault(field);

    private PaperSuspensionRequest Suspension(int row)
    {
        var place = $"{term}.suspensions.{row}";
        return new(
            Value($"{place}.ground"),
            Value($"{place}.basis"),
            Value($"{place}.document"),
            Value($"{place}.from"),
            Value($"{place}.to")
        );
    }

    /// <returns>False: nothing was typed there.</returns>
    private bool Take(IFormCollection? form, string from, string to, IEnumerable<string> fields)
    {
        var before = values.Count;
        foreach (var field in fields)
            if (form is not null && form.TryGetValue($"{from}.{field}", out var value) && !string.IsNullOrWhiteSpace(value))
                values[$"{to}.{field}"] = value.ToString();
        return values.Count > before;
    }
}
