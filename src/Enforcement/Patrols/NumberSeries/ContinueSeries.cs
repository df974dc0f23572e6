using System.Globalization;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Patrols.NumberSeries;

/// <param name="Organization">Where somebody heads several bodies; left out: the one.</param>
/// <param name="Word">文种代字 of the series, as in its numbers.</param>
/// <param name="Year">This year, or the next; left out: this one.</param>
/// <param name="Last">The last number that was given on paper; the next one here is one more.</param>
public sealed record SeriesRequest(string? Organization, string? Word, string? Year, string? Last, string? Reason)
{
    public const int LongestReason = 500;
    private const int MostNumbers = 999_999;

    /// <exception cref="MalformedException">Names every field that cannot be read.</exception>
    internal (string? Organization, string Word, int Year, int Last, string Reason) Read(int thisYear)
    {
        var typed = new Typed();
        var read = (
            typed.Optional("organization", Organization, 40),
            typed.Required("word", Word, 20),
            string.IsNullOrWhiteSpace(Year) ? thisYear : Number(typed, "year", Year, thisYear, thisYear + 1),
            Number(typed, "last", Last, 0, MostNumbers),
            typed.Required("reason", Reason, LongestReason)
        );
        typed.Demand();
        return read;
    }

    private static int Number(Typed typed, string field, string? text, int least, int most)
    {
        if (string.IsNullOrWhiteSpace(text))
            typed.Fault(field, "required");
        else if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            typed.Fault(field, "number");
        else if (number < least || number > most)
            typed.Fault(field, "range");
        else
            return number;
        return 0;
    }
}

/// <summary>
/// An office that gave numbers on paper this year says where a series goes on here. Nothing that was given, here or on a paper that is known here,
/// can come twice: a series goes back as far as that and no further.
/// </summary>
public sealed class ContinueSeries(Steps steps, OrganizationDirectory organizations, BusinessTime time)
{
    /// <exception cref="NotAllowedException"><c>series.heads-only</c>.</exception>
    /// <exception cref="MalformedException">By field; also a body that they do not head, and a word that no series has.</exception>
    /// <exception cref="RefusedException"><c>series.below-given</c>, <c>series.below-paper</c>.</exception>
    public async Task<SeriesAnswer> RunAsync(Actor head, SeriesRequest request, CancellationToken cancel)
    {
        SeriesRights.Demand(head);
        var (wanted, word, year, last, reason) = request.Read(time.Today.Year);
        var body = SeriesRights.BodyOf(head, wanted, organizations);
        var was = new StepRead<Series>(SeriesTable.Lock(body.Code, word, year), SeriesTable.From);
        var given = new StepRead<Series>(SeriesTable.ReadGiven(body.Code, word, year), SeriesTable.From);
        var words = new StepRead<string>(SeriesTable.ReadWords(body.Code), row => row.GetString(0));
        var papers = new StepRead<string>(PaperNumbers.Read(body, year), row => row.GetString(0));
        // The words first: afterwards the series is there, whatever it is called.
        await using var step = await steps.BeginNewAsync(head, cancel, words, was, given, papers);
        if (!words.Rows.Contains(word))
            throw new MalformedException(("word", "unknown"));
        if (last < given.Row.Last)
            throw SeriesRefusals.BelowGiven(given.Row.Last);
        if (PaperNumbers.Highest(papers.Rows, body.DocumentWord, word, words.Rows, year) is { } paper && last < paper.Number)
            throw SeriesRefusals.BelowPaper(paper.Text);

        step.Write(SeriesTable.GoOn(body.Code, word, year, last));
        step.Write(
            AdminLogEntry
                .Of(
                    step.Now,
                    head.UserName,
                    "series.continued",
                    $"{body.DocumentWord}{word}〔{year}〕 ({body.Code})",
                    old: new { last = was.Row.Last },
                    now: new { last, reason }
                )
                .Insert()
        );
        var answer = SeriesAnswer.Of(new SeriesRow(body.Code, word, year, last, given.Row.Last, ""), organizations);
        await step.CommitAsync(cancel, () => answer);
        return answer;
    }
}
