using System.Collections.Concurrent;

namespace Enforcement.Tests.Escalations;

/// <summary>
/// Letters on a real database against <see cref="LetterModel"/>: random commands by all sides and by strangers, sent twice, two at a time, cut off before
/// they are kept, with sweeps and jumps of the clock between them. What is refused changes nothing; one body has the case at every moment, its number
/// stays, no letter is answered twice, no term on goods is lost or restarted. A hundred thousand lives with <c>LONG=1</c>.
/// </summary>
public sealed class LetterProperties
{
    private static readonly int Volume = Environment.GetEnvironmentVariable("LONG") == "1" ? 100_000 : 250;

    // So that the last is as quick as the first, and what is wrong in the end is not told after an hour.
    private const int InOneDatabase = 5_000;

    [Fact]
    public async Task Whatever_the_sides_do_the_letters_are_what_the_rules_say()
    {
        var seen = new ConcurrentBag<IReadOnlyDictionary<string, int>>();
        await Parallel.ForEachAsync(
            Enumerable.Repeat(InOneDatabase, Volume / InOneDatabase).DefaultIfEmpty(Volume),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            async (lives, _) =>
            {
                await using var letters = await LetterLives.CreateAsync();
                await letters.LiveAsync(lives);
                seen.Add(letters.Seen);
            }
        );

        foreach (var state in (string[])["accepted", "returned", "objected", "disputed", "redirected", "withdrawn", "declined"])
            seen.Sum(it => it.GetValueOrDefault(state)).ShouldBeGreaterThan(0, state);
        foreach (var way in (string[])["twice", "cut-off", "together", "silence", "result", "refused"])
            seen.Sum(it => it.GetValueOrDefault(way)).ShouldBeGreaterThan(0, way);
    }
}
