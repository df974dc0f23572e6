using System.Globalization;
using System.Text.RegularExpressions;
using Enforcement.Shell;

namespace Enforcement.Tests.Architecture;

public sealed partial class TextsTests
{
    private static readonly IReadOnlyDictionary<string, string> Chinese = Texts.All(CultureInfo.GetCultureInfo("zh-Hans"));

    private static readonly IReadOnlyDictionary<string, string> English = Texts.All(CultureInfo.GetCultureInfo("en"));

    [Fact]
    public void Every_text_exists_in_both_languages()
    {
        Chinese.Keys.Except(English.Keys).ShouldBeEmpty();
        English.Keys.Except(Chinese.Keys).ShouldBeEmpty();
    }

    [Fact]
    public void Both_languages_say_the_same_things_of_a_text() =>
        Chinese.Keys.Where(key => !Places(Chinese[key]).SetEquals(Places(English[key]))).ShouldBeEmpty();

    /// <summary>Read from the source: a refusal whose words are missing shows its key to an officer, and only once it is refused.</summary>
    [Fact]
    public void Every_refusal_has_words()
    {
        var source = Sources();
        var refused = source
            .SelectMany(file =>
                Refusals().Matches(file.Value).Concat(IsOfRefusals(file.Key) ? Targeted().Matches(file.Value) : Enumerable.Empty<Match>())
            )
            .Select(match => $"refused.{match.Groups[1].Value}");
        var malformed = source.Values.SelectMany(text => Faults().Matches(text)).Select(match => $"malformed.{match.Groups[1].Value}");
        var keys = refused.Concat(malformed).Distinct().ToList();

        keys.Count.ShouldBeGreaterThan(80);
        keys.ShouldContain("refused.task.second-is-first");
        keys.ShouldContain("malformed.required");
        keys.Where(key => !Chinese.ContainsKey(key)).ShouldBeEmpty();
    }

    /// <summary>
    /// Read from the source: an action without words shows its code on the page of the case. Each slice has its own prefix: a page looks for words
    /// under that, and under no other.
    /// </summary>
    [Fact]
    public void Everything_that_a_journal_can_say_has_words()
    {
        var keys = Sources().SelectMany(file => Actions(file.Value).Select(action => $"{PrefixOf(file.Key)}.{action}")).Distinct().ToList();

        keys.Count.ShouldBeGreaterThan(90);
        keys.ShouldContain("journal.letter.negotiation-over"); // chosen by a condition
        keys.ShouldContain("journal.clock.extended-on-paper"); // made of another
        keys.ShouldContain("journal.repair.declined"); // passed on
        keys.ShouldContain("duties.event.duty-task.lapsed");
        keys.Where(key => !Chinese.ContainsKey(key)).ShouldBeEmpty();
    }

    /// <summary>What several bodies do together has a chain of its own, whose page says which words it is read with.</summary>
    [Theory]
    [InlineData("JointOperations/[A-Za-z]+[.]cs$", "joint.event", "coming")] // chosen by a condition
    [InlineData("JointOperations/[A-Za-z]+[.]cs$", "joint.event", "minuted")] // passed on
    [InlineData("JointOperations/Assistance/", "assistance.event", "pause-ended")]
    [InlineData("JointOperations/Stations/.*Directive", "directives.event", "reported")]
    public void Everything_that_the_chain_of_a_joint_subject_can_say_has_words(string files, string prefix, string among)
    {
        var actions = Sources()
            .Where(file => Regex.IsMatch(file.Key.Replace('\\', '/'), files))
            .SelectMany(file => SubjectActions(file.Value))
            .Distinct()
            .ToList();

        actions.ShouldContain(among);
        actions.Where(action => !Chinese.ContainsKey($"{prefix}.{action}")).ShouldBeEmpty();
    }

    private static string PrefixOf(string file) =>
        file.Contains(Path.Combine("Powers", "Admission"), StringComparison.Ordinal) ? "duties.event" : "journal";

    private static IEnumerable<string> Actions(string source)
    {
        foreach (Match record in Records().Matches(source))
        {
            var said = record.Groups[1].Value;
            if (said == "action")
                said = source; // a parameter: whatever its file calls it with
            foreach (Match action in Action().Matches(said))
            {
                yield return action.Groups[1].Value;
                if (said.StartsWith("Done(", StringComparison.Ordinal))
                    yield return $"{action.Groups[1].Value}-on-paper";
            }
        }
    }

    private static IEnumerable<string> SubjectActions(string source) =>
        SubjectRecords()
            .Matches(source)
            .Select(record => record.Groups[1].Value)
            // A parameter: whatever its file calls it with.
            .SelectMany(said =>
                (said.Contains('"') ? Word().Matches(said) : Arguments().Matches(source)).Select(word => word.Groups[1].Value)
            );

    private static Dictionary<string, string> Sources() =>
        Directory
            .EnumerateFiles(Path.Combine(Root(), "src", "Enforcement"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => !file.Contains("node_modules", StringComparison.Ordinal))
            .ToDictionary(file => file, File.ReadAllText);

    /// <summary>Read from the engine's source. What cannot be parsed at all is told by the text for an unreadable definition.</summary>
    [Fact]
    public void Everything_that_can_be_wrong_with_a_definition_has_words()
    {
        var codes = Directory
            .EnumerateFiles(Path.Combine(Root(), "src", "Enforcement.Workflows"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => DefinitionFaults().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .Where(code => !code.StartsWith("definition.not-", StringComparison.Ordinal) && code != "definition.repeated-property")
            .Distinct()
            .ToList();

        codes.Count.ShouldBeGreaterThan(30);
        codes.ShouldContain("flow.join-skipped");
        codes.Where(code => !Chinese.ContainsKey($"definition-fault.{code}")).ShouldBeEmpty();
    }

    private static bool IsOfRefusals(string file) => Path.GetFileName(file).EndsWith("Refusals.cs", StringComparison.Ordinal);

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(match => match.Value)];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Enforcement.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }

    /// <summary>What stands in the place of the action, where a journal is written; one bracket may open in it.</summary>
    [GeneratedRegex(@"(?:\bRecord|\b(?:Journal|Events)\.Add)\(\s*((?:[^(),;]|\([^()]*\))+),")]
    private static partial Regex Records();

    [GeneratedRegex(@"""([a-z][a-z0-9-]*\.[a-z0-9.-]+)""")]
    private static partial Regex Action();

    [GeneratedRegex(@"(?:\.Record\(\s*step,|\bnew SubjectChange<\w+>\()\s*([^,]+),")]
    private static partial Regex SubjectRecords();

    [GeneratedRegex(@"""([a-z-]+)""")]
    private static partial Regex Word();

    /// <summary>A word that is an argument on a line of its own.</summary>
    [GeneratedRegex(@"^\s+""([a-z-]+)"",\r?$", RegexOptions.Multiline)]
    private static partial Regex Arguments();

    [GeneratedRegex(@"\{\d+[^}]*\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"new (?:RefusedException|NotAllowedException)\(\s*""([a-z0-9.-]+)""")]
    private static partial Regex Refusals();

    [GeneratedRegex(@"""((?:activity|cron|definition|expression|flow|input|loop|variable|workflow)\.[a-z-]+)""")]
    private static partial Regex DefinitionFaults();

    [GeneratedRegex(@"new\(\s*""([a-z0-9-]+\.[a-z0-9.-]+)""")]
    private static partial Regex Targeted();

    [GeneratedRegex(@"MalformedException\(\(\s*[^,()]+,\s*""([a-z0-9-]+)""\)")]
    private static partial Regex Faults();
}
