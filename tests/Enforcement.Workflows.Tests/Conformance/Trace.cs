using System.Text.Json;
using System.Text.RegularExpressions;

namespace Enforcement.Workflows.Tests.Conformance;

/// <summary>What the real Elsa engine did with one definition in its default flow mode.</summary>
public sealed partial record Trace(
    string Name,
    string[] Started,
    string[] Events,
    Round[] Rounds,
    string[] Lines,
    string Status,
    string SubStatus,
    int? BookmarksLeft,
    int Incidents,
    string? Message,
    string Output
)
{
    public static IReadOnlyList<Trace> ReadAll(string path) =>
        [
            .. Regex
                .Split(File.ReadAllText(path), @"^## ", RegexOptions.Multiline)
                .Skip(1)
                .Where(block => block.Contains("[default]"))
                .Select(Read),
        ];

    public override string ToString() => Name;

    private static Trace Read(string block)
    {
        var lines = block.Split('\n').Select(line => line.Trim()).ToList();
        string? Find(string key) =>
            lines.Find(line => line.StartsWith(key, StringComparison.Ordinal))?[(key.Length + 1)..].TrimStart(':', ' ');

        var status = StatusLine().Match(Find("status")!);
        status.Success.ShouldBeTrue(block);
        return new Trace(
            lines[0].Replace(" [default]", ""),
            Find("started")!.Split(" > "),
            Find("events")?.Split(" > ") ?? [],
            Round.ReadAll(Find("resumes")),
            JsonSerializer.Deserialize<string[]>(Find("lines")!)!,
            status.Groups["status"].Value,
            status.Groups["sub"].Value,
            status.Groups["left"].Success ? int.Parse(status.Groups["left"].Value) : null,
            int.Parse(status.Groups["incidents"].Value),
            status.Groups["message"].Success ? JsonSerializer.Deserialize<string>(status.Groups["message"].Value) : null,
            status.Groups["output"].Value
        );
    }

    [GeneratedRegex(
        """^(?<status>\w+)/(?<sub>\w+)(?: bookmarksLeft=(?<left>\d+) name=.*? corr=.*?)? incidents=(?<incidents>\d+)\s+(?<message>".*")?\s*output=(?<output>.*)$"""
    )]
    private static partial Regex StatusLine();
}

/// <summary>The waits after one burst, and the activity resumed next if the trace names it.</summary>
public sealed partial record Round(string[] Bookmarks, string? Resumed)
{
    public static Round[] ReadAll(string? resumes) =>
        resumes is null
            ? []
            :
            [
                .. Rounds()
                    .Matches(resumes)
                    .Select(match => new Round(
                        match.Groups["waits"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries),
                        match.Groups["resumed"].Success ? match.Groups["resumed"].Value : null
                    )),
            ];

    [GeneratedRegex(@"round \d+: Suspended bookmarks=\[(?<waits>.*?)\](?: \| resume (?<resumed>[^|\s]+))?")]
    private static partial Regex Rounds();
}
