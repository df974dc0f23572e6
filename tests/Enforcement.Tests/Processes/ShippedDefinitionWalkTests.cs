using System.Text.Json.Nodes;
using Enforcement.Processes;
using Enforcement.Tests.Harness;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Processes;

/// <summary>
/// Every path of every shipped definition, walked in memory: each wait is answered by each of its outcomes, loops are gone round more than
/// once, and every connection is taken at least once.
/// </summary>
public sealed class ShippedDefinitionWalkTests(ShippedDefinitionWalkTests.WithThreshold started)
    : IClassFixture<ShippedDefinitionWalkTests.WithThreshold>
{
    private const int TimesRoundALoop = 3;

    [Fact]
    public void A_township_case_never_hangs_and_never_decides_while_a_window_is_open() =>
        Walk(
            "township-case",
            [
                new()
                {
                    ["matterCode"] = "CG-01",
                    ["proposedKind"] = "fine",
                    ["proposedFine"] = 5000m,
                    ["fine"] = 5000m,
                    ["complex"] = true,
                },
                new()
                {
                    ["matterCode"] = "CG-01",
                    ["proposedKind"] = "fine",
                    ["proposedFine"] = 50m,
                    ["fine"] = 50m,
                    ["complex"] = false,
                },
                new()
                {
                    ["matterCode"] = "CG-01",
                    ["proposedKind"] = "confiscation",
                    ["complex"] = false,
                },
                new()
                {
                    ["matterCode"] = "CG-01",
                    ["partyKind"] = null,
                    ["volume"] = null,
                    ["harm"] = null,
                },
                new() { ["matterCode"] = "CG-01", ["intent"] = "transfer" },
                new() { ["matterCode"] = "CG-01", ["townships"] = 3 },
                new() { ["matterCode"] = "CG-01", ["crimeSuspected"] = true },
                // Found in the investigation: nobody had asked before.
                new() { ["matterCode"] = "CG-01", ["crimeSuspected"] = null },
            ]
        );

    [Fact]
    public void A_departments_case_never_hangs() =>
        Walk(
            "county-case",
            [
                [],
            ]
        );

    private void Walk(string definitionId, IReadOnlyList<JsonObject> worlds)
    {
        var graph = started.Service.CompileShipped(definitionId);
        PublishCheck.Of(graph).ShouldBeEmpty("nothing speaks against it, not even a warning");
        var taken = new HashSet<(string Node, string Outcome)>();
        foreach (var world in worlds)
            new Walker(graph, started.Service.Services.GetRequiredService<WorkflowEngine>(), world, taken).Run();

        var connections = graph.Nodes[1].Source["connections"]!
            .AsArray()
            .Select(connection => connection!["source"]!)
            .Select(source => (source["activity"]!.GetValue<string>(), source["port"]!.GetValue<string>()));
        connections.Except(taken).ShouldBeEmpty("a connection that no walk took");
    }

    private sealed class Walker(WorkflowGraph graph, WorkflowEngine engine, JsonObject world, HashSet<(string, string)> taken)
    {
        /// <summary>Where a word of a person counts for more than the classification by the facts.</summary>
        private static readonly Dictionary<string, string> LeadsTo = new()
        {
            ["leadCheck.elsewhere"] = "crossRegionDraft",
            ["leadCheck.not-competent"] = "leadTransferDraft",
            ["leadTransferApproval.ordinary"] = "filingDraft",
            ["crossRegionApproval.ordinary"] = "filingDraft",
        };

        private readonly Dictionary<string, int> visits = [];
        private readonly Queue<Place> open = new();

        public void Run()
        {
            var facts = new JsonObject
            {
                ["county"] = "430112",
                ["ownerOrg"] = "430112109",
                ["handlerOrg"] = "430112109",
                ["violationDate"] = "2026-11-20",
                ["officers"] = new JsonArray(),
                ["amount"] = 100m,
                ["area"] = 1m,
                ["volume"] = 1m,
                ["harm"] = "none",
                ["partyKind"] = "person",
                ["repeat"] = 0,
                ["townships"] = 1,
                ["crimeSuspected"] = false,
                ["receiver"] = "urban-management",
                ["receiverRegion"] = "430104",
            };
            foreach (var (name, value) in world)
                facts[name] = value?.DeepClone();
            Arrive(
                engine.Start(
                    graph,
                    new StartStimulus
                    {
                        Now = TestService.Morning,
                        Seed = 1,
                        Facts = facts,
                    }
                ),
                facts,
                []
            );
            while (open.TryDequeue(out var place))
                foreach (var bookmark in place.Instance.Bookmarks)
                foreach (var outcome in OutcomesOf(bookmark.Node))
                    Answer(place, bookmark, outcome);
        }

        private static IEnumerable<string> OutcomesOf(ActivityNode node) => node.Outcomes.Count == 0 ? ["Done"] : node.Outcomes;

        private void Answer(Place place, Bookmark bookmark, string outcome)
        {
            var facts = place.Facts.DeepClone().AsObject();
            facts[$"{bookmark.Node.Name}Outcome"] = outcome;
            foreach (var field in Fields(bookmark.Node).Where(field => IsAsked(field, outcome)))
                if (!world.ContainsKey(field["name"]!.GetValue<string>()) && field["type"]!.GetValue<string>() == "date")
                    facts[field["name"]!.GetValue<string>()] = "2026-11-24";
            var trail = place.Trail.Append($"{bookmark.Node.Name}.{outcome}").ToList();
            Arrive(
                engine.Resume(
                    place.Instance,
                    new ResumeStimulus
                    {
                        BookmarkId = bookmark.Id,
                        Input = new JsonObject { ["outcome"] = outcome, ["fields"] = new JsonObject() },
                        Now = TestService.Morning,
                        Seed = 1,
                        Facts = facts,
                    }
                ),
                facts,
                trail
            );
        }

        private void Arrive(Burst burst, JsonObject facts, IReadOnlyList<string> trail)
        {
            var way = string.Join(" > ", trail);
            burst.Result.ShouldBe(BurstResult.Ran, way);
            burst.Incidents.Select(incident => $"{incident.Node.Id}: {incident.Message}").ShouldBeEmpty(way);
            foreach (var set in burst.Effects.OfType<FactSet>())
                facts[set.Name] = set.Value?.DeepClone();
            foreach (var entry in burst.Log.Where(entry => entry.Kind == LogKind.Completed))
            foreach (var outcome in entry.Outcomes)
                taken.Add((entry.Node.Id, outcome));

            var instance = burst.Instance;
            if (instance.Status == WorkflowStatus.Finished)
            {
                burst.Effects.OfType<CaseClosed>().Count().ShouldBe(1, way);
                return;
            }
            burst.Effects.OfType<CaseClosed>().ShouldBeEmpty(way);
            instance.Bookmarks.ShouldNotBeEmpty(way);
            var waiting = instance.Bookmarks.Select(bookmark => bookmark.Node.Id).Order().ToList();
            waiting.Distinct().Count().ShouldBe(waiting.Count, $"{way}: one task twice");
            if (waiting.Intersect(["decisionDraft", "collectiveDiscussion", "decision", "reviewAfterHearing"]).Any())
                waiting.Count.ShouldBe(1, $"{way}: {string.Join(", ", waiting)}");

            if (trail is [.., var last] && LeadsTo.TryGetValue(last, out var next) && facts["crimeSuspected"]?.GetValue<bool>() != true)
                waiting.ShouldBe([next], way);

            var key = string.Join(',', waiting);
            visits[key] = visits.GetValueOrDefault(key) + 1;
            if (visits[key] <= TimesRoundALoop)
                open.Enqueue(new Place(instance, facts, trail));
        }

        private static bool IsAsked(JsonObject field, string outcome) =>
            field["outcomes"] is not JsonArray outcomes || outcomes.Any(asked => asked!.GetValue<string>() == outcome);

        private static IEnumerable<JsonObject> Fields(ActivityNode node) =>
            node.Activity.Descriptor.Inputs.Any(input => input.Name == "Fields") && node.Constant("Fields") is JsonArray fields
                ? fields.OfType<JsonObject>()
                : [];

        private sealed record Place(WorkflowInstance Instance, JsonObject Facts, IReadOnlyList<string> Trail);
    }

    /// <summary>The service with the hearing threshold set, so that all three answers of it occur.</summary>
    public sealed class WithThreshold : IAsyncLifetime
    {
        public TestService Service { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Service = await TestService.CreateAsync(host => host.UseSetting("Hearing:Person", "1000"));
            _ = Service.Services;
        }

        public async Task DisposeAsync() => await Service.DisposeAsync();
    }
}
