using System.Globalization;
using System.Text.Json;
using Enforcement.Deadlines;
using Enforcement.Shell;

namespace Enforcement.Patrols.PaperCases;

/// <summary>What happened to a term on paper 纸质案卷中的中止和延长.</summary>
/// <param name="Suspensions">In the order of their days.</param>
public sealed record PaperTermRequest(IReadOnlyList<PaperSuspensionRequest?>? Suspensions = null, PaperExtensionRequest? Extension = null)
{
    internal const int MostSuspensions = 20;

    /// <summary>By rule; each of them one that runs at the stage.</summary>
    internal static Dictionary<string, TermOnPaper> Read(
        Typed typed,
        IReadOnlyDictionary<string, PaperTermRequest?>? terms,
        IReadOnlyList<PaperClock> clocks
    )
    {
        var read = new Dictionary<string, TermOnPaper>();
        foreach (var (rule, term) in terms ?? new Dictionary<string, PaperTermRequest?>())
            if (clocks.All(clock => clock.Rule != rule))
                typed.Fault($"terms.{(rule.Length <= 60 && rule.IsStorable() ? rule : "")}", "unknown");
            else if (term is not null)
                read[rule] = term.Read(typed, $"terms.{rule}");
        return read;
    }

    private TermOnPaper Read(Typed typed, string field)
    {
        var suspensions = Suspensions ?? [];
        if (suspensions.Count > MostSuspensions)
            typed.Fault($"{field}.suspensions", "range");
        return new TermOnPaper(
            [
                .. suspensions
                    .Take(MostSuspensions)
                    .Select((it, index) => PaperSuspensionRequest.Read(typed, $"{field}.suspensions.{index}", it)),
            ],
            Extension?.Read(typed, $"{field}.extension")
        );
    }
}

/// <param name="Ground">One that the rule of the term allows.</param>
/// <param name="Basis">The statute.</param>
/// <param name="Document">Number of the paper that says so.</param>
/// <param name="From">First day that does not count.</param>
/// <param name="To">First day that counts again; null: still suspended.</param>
public sealed record PaperSuspensionRequest(string? Ground, string? Basis, string? Document, string? From, string? To = null)
{
    internal static Suspension Read(Typed typed, string field, PaperSuspensionRequest? it) =>
        new(
            typed.Date($"{field}.from", it?.From) ?? default,
            string.IsNullOrWhiteSpace(it?.To) ? null : typed.Date($"{field}.to", it.To),
            typed.Required($"{field}.ground", it?.Ground, 100),
            typed.Required($"{field}.basis", it?.Basis, ClockVerbs.LongestText),
            typed.Required($"{field}.document", it?.Document, ClockVerbs.LongestText)
        );
}

/// <param name="Days">Units of the rule more.</param>
/// <param name="Approval">Number of the approval paper.</param>
/// <param name="GrantedOn">The day on which the head approved.</param>
public sealed record PaperExtensionRequest(JsonElement? Days, string? Approval, string? GrantedOn)
{
    internal Extension Read(Typed typed, string field) =>
        new(
            DaysRead(typed, $"{field}.days"),
            typed.Required($"{field}.approval", Approval, ClockVerbs.LongestText),
            typed.Date($"{field}.grantedOn", GrantedOn) ?? default
        );

    /// <summary>A number, or the text of one as a form gives it.</summary>
    private int DaysRead(Typed typed, string field)
    {
        var text = Days?.GetRawText().Trim('"');
        if (string.IsNullOrWhiteSpace(text))
            typed.Fault(field, "required");
        else if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days))
            return days;
        else
            typed.Fault(field, "number");
        return 0;
    }
}
