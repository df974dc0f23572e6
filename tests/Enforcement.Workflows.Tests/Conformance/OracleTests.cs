using Enforcement.Workflows.Definitions;

namespace Enforcement.Workflows.Tests.Conformance;

/// <summary>Our own definitions, run by the real Elsa engine once and by ours at every test.</summary>
public sealed class OracleTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Conformance", "Oracle");

    private static readonly Dictionary<string, Trace> Traces = Trace
        .ReadAll(Path.Combine(Folder, "TRACES.txt"))
        .ToDictionary(trace => trace.Name);

    public static TheoryData<string> Ours => [.. Traces.Keys.Where(name => File.Exists(PathOf(name)))];

    [Theory]
    [MemberData(nameof(Ours))]
    public void Does_what_Elsa_did(string name) =>
        new Replay(Traces[name], WorkflowDefinition.Parse(File.ReadAllBytes(PathOf(name)))).MatchesTheTrace();

    [Fact]
    public void No_definition_is_without_a_trace() =>
        Directory.GetFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).ShouldBeSubsetOf(Traces.Keys);

    private static string PathOf(string name) => Path.Combine(Folder, name + ".json");
}
