using System.Text.Json.Nodes;
using Enforcement.Designer.Simulations;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Tests.Sample;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Designer;

/// <summary>The cases of the sample county, run again in memory: on their own definition and on drafts that change one thing.</summary>
public sealed class ReplayTests(SampleCasesTests.Played played) : IClassFixture<SampleCasesTests.Played>
{
    private const string Township = "township-case";

    [Theory]
    [InlineData(Township)]
    [InlineData("county-case")]
    public async Task Every_case_goes_the_same_way_again_on_its_own_definition(string definition)
    {
        var graph = Graph(await ShippedAsync(definition));
        foreach (var history in await HistoriesAsync(definition))
        {
            var again = Run(graph, history);
            again.Unasked.ShouldBeEmpty(history.Case.Number);
            again.Failed.ShouldBeEmpty(history.Case.Number);
            again.Assumed.ShouldBeEmpty(history.Case.Number);
            again.End.ShouldBe(history.Case.Outcome ?? await WaitingAsync(history.Case.Key.Id, graph), history.Case.Number);
        }
    }

    [Fact]
    public async Task What_the_journal_keeps_at_the_opening_is_what_the_case_began_with()
    {
        var opened = await played.Service.Database.ColumnAsync<string>(
            "select content from journal where content like '%\"action\":\"case.opened\"%'"
        );
        opened.ShouldNotBeEmpty();
        opened.ShouldAllBe(content => JsonNode.Parse(content)!["facts"] is JsonObject);
    }

    private WorkflowGraph Graph(string json) =>
        WorkflowGraph.Compile(WorkflowDefinition.Parse(json), played.Service.Services.GetRequiredService<ActivityCatalog>());

    private ReplayedCase Run(WorkflowGraph graph, CaseHistory history) =>
        Replay.Run(graph, played.Service.Services.GetRequiredService<WorkflowEngine>(), history);

    private static Task<string> ShippedAsync(string definition) =>
        File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "workflows", $"{definition}.json"));

    private async Task<IReadOnlyList<CaseHistory>> HistoriesAsync(string definition)
    {
        var all = await played
            .Service.Services.GetRequiredService<HistoryReader>()
            .PageAsync(Scope.Everything, definition, "", 1, null, 1000, CancellationToken.None);
        all.ShouldNotBeEmpty();
        var known = played.Service.Services.GetRequiredService<Definitions>();
        var histories = new List<CaseHistory>();
        foreach (var recorded in all)
            histories.Add(CaseHistory.Of(recorded, (await known.OfVersionAsync(recorded.VersionId, CancellationToken.None)).Graph));
        histories.ShouldAllBe(history => history.LeftOut == null);
        return histories;
    }

    /// <summary>Where the case itself waits, as its row tells.</summary>
    private async Task<string> WaitingAsync(Guid id, WorkflowGraph graph)
    {
        var state = await played.Service.Database.ScalarAsync<byte[]>("select state from instances where id = $1", id);
        return string.Join(
            ", ",
            WorkflowInstance.Load(graph, state!).Bookmarks.Select(it => it.Node.Id).Distinct().Order(StringComparer.Ordinal)
        );
    }
}
