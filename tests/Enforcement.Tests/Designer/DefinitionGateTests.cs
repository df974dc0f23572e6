using System.Text.Json.Nodes;
using Enforcement.Deadlines;
using Enforcement.Designer.Gate;
using Enforcement.Processes;
using Enforcement.Tests.Harness;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Designer;

/// <summary>The shipped definitions pass their own check; each of them, spoiled in one place, is refused by the rule that the place is there for.</summary>
public sealed class DefinitionGateTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    public Task InitializeAsync() => service.Services.GetRequiredService<DeadlineBook>().ReadAsync(CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("township-case")]
    [InlineData("county-case")]
    public void A_shipped_definition_has_no_finding(string definition) => Check(Spoiled.Of(definition)).ShouldBeEmpty();

    public static TheoryData<string, string, string> Faults { get; } =
        new()
        {
            // What is not done, before what.
            { "gate.G10-lead-checked", "township-case", "lead start:Done classify" },
            { "gate.G11-classified", "township-case", "lead classify:ToCheck filingDraft" },
            { "gate.duty-level", "township-case", "lead classify:Major filingDraft" },
            { "gate.duty-level", "township-case", "lead classify:CrossRegion filingDraft" },
            { "gate.duty-level-decision", "township-case", "lead investigation:turned-major report" },
            { "gate.G12-crime", "township-case", "lead classify:Crime filingDraft" },
            { "gate.G12-crime", "township-case", "lead investigation:crime report" },
            { "gate.filing-approved", "township-case", "lead squadOpinion:support filingNumber" },
            { "gate.filing-approved", "township-case", "lead filingDecision:supplement filingNumber" },
            { "gate.filing-approved", "county-case", "lead unitOpinion:support filingNumber" },
            { "gate.investigated", "township-case", "lead startCaseClock:Done report" },
            { "gate.G1-notice", "township-case", "lead hearingThreshold:NotRequired windowsOver" },
            { "gate.G1-statement", "township-case", "lead keepNotified:Done windowsOver" },
            { "gate.G1-weighed", "township-case", "lead statementWindow:made windowsOver" },
            { "gate.G2-review", "township-case", "lead report:submit hearingThreshold" },
            { "gate.G2-review", "township-case", "lead legalReview:correct hearingThreshold" },
            { "gate.G2-review-after-hearing", "township-case", "lead wasHeard:True isComplex" },
            { "gate.G2-review-after-hearing", "township-case", "lead reviewAfterHearing:correct isComplex" },
            { "gate.G2-review-of-change", "township-case", "lead decisionDraft:new-notice hearingThreshold" },
            { "gate.G3-question", "township-case", "lead legalReview:agree notice" },
            { "gate.G3-window", "township-case", "cut keepNotifiedHearing:Done hearingWindow" },
            { "gate.G3-hearing", "township-case", "lead hearingWindow:requested windowsOver" },
            { "gate.G4-new-notice", "township-case", "lead decisionDraft:new-notice decision" },
            { "gate.G5-discussion", "township-case", "lead isComplex:True decisionDraft" },
            { "gate.G5-discussion", "township-case", "set isComplex condition Case.townships>1" },
            { "gate.G2-review-after-hearing", "township-case", "set wasHeard condition Case.townships>1" },
            { "gate.service", "township-case", "lead endCaseClock:Done closingDraft" },
            { "gate.service-no-penalty", "township-case", "lead endCaseClockNoPenalty:Done closingDraft" },
            { "gate.demand", "township-case", "lead payment:overdue closingDraft" },
            { "gate.demand-term", "township-case", "lead demand:served closingDraft" },
            { "gate.closing-approved", "township-case", "lead closingDraft:submit closeCase" },
            { "gate.closed-before-end", "township-case", "lead closing:approve end" },
            { "gate.closed-before-end", "township-case", "lead leadLetter:Accepted endLeadTransferred" },
            { "gate.transfer-approved", "township-case", "lead leadTransferDraft:submit leadLetter" },
            { "gate.feedback", "county-case", "lead endCaseClock:Done close" },
            // Clocks: started, stopped, handed on, on every way.
            { "gate.clock-case-starts", "township-case", "lead filingNumber:Done investigation" },
            { "gate.clock-case-starts", "county-case", "lead filingNumber:Done investigation" },
            { "gate.clock-case-once", "township-case", "lead legalReview:disagree startCaseClock" },
            { "gate.clock-case-stops", "township-case", "lead decision:penalty service" },
            { "gate.clock-case-stops", "township-case", "lead decision:no-penalty serviceNoPenalty" },
            { "gate.clock-case-handed-on", "township-case", "lead caseLetter:Accepted awaitingFeedback" },
            { "gate.clock-case-left-running", "township-case", "lead caseCrimeLetter:Accepted caseCrimeClose" },
            { "gate.clock-case-left-running", "county-case", "lead result:decided feedback" },
            { "gate.no-clock", "township-case", "drop leadCheck clock" },
            { "gate.no-clock", "township-case", "drop performance clock" },
            { "gate.clock-unknown", "township-case", "set payment clock DL-XX-99" },
            // What one task must have.
            { "gate.clock-review", "township-case", "set legalReview clock DL-INT-APPROVAL" },
            { "gate.role-review", "township-case", "set legalReview role officer" },
            { "gate.clock-service", "township-case", "set service clock DL-INT-APPROVAL" },
            { "gate.clock-closing", "township-case", "drop closingDraft clock" },
            { "gate.clock-transfer", "township-case", "drop crimeDraft clock" },
            { "gate.role-decision", "township-case", "set decision role squad-head" },
            { "gate.role-filing", "township-case", "set filingDecision role squad-head" },
            { "gate.G6-two-officers", "township-case", "drop investigation twoOfficers" },
            { "gate.window-closes", "township-case", "drop statementWindow timeoutOutcome" },
            { "gate.window-closes", "township-case", "drop hearingWindow timeoutOutcome" },
            { "gate.timeout-no-way", "township-case", "set payment timeoutOutcome late" },
            { "gate.timeout-no-clock", "township-case", "drop statementWindow clock" },
            { "gate.role-unknown", "township-case", "set performance role mayor" },
            { "gate.target", "township-case", "set performance title 签订安全生产责任状" },
            { "gate.profile-missing", "township-case", "own -" },
            { "gate.profile-unknown", "township-case", "own summary" },
            { "gate.profile-other", "township-case", "profile county-ordinary" },
            { "gate.profile-other", "township-case", "profile -" },
            { "gate.computed", "township-case", "script decision documents" },
            { "gate.computed", "township-case", "script filingNumber fact" },
            { "gate.computed", "township-case", "script startCaseClock rule" },
            { "gate.unreadable", "township-case", "set decision documents [{\"code\":5}]" },
            { "gate.unreadable", "township-case", "set decision documents [null]" },
            { "gate.nested", "township-case", "nest performance" },
            // How the flow runs at all.
            { "flow.loop-without-wait", "township-case", "lead classify:ToCheck classify" },
            { "gate.outcome-open", "township-case", "cut decision:return decisionDraft" },
            { "gate.outcome-open", "county-case", "cut unitOpinion:return filingReview" },
            { "flow.join-skipped", "township-case", "lead leadLetter:Objected filingDraft" },
            { "flow.invalid-backward", "township-case", "lead leadCheck:confirmed filingDraft" },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_definition_that_was_spoiled_in_one_place_is_refused_by_the_rule_for_it(string code, string definition, string how)
    {
        var spoiled = Spoiled.Of(definition);
        spoiled.Apply(how);

        var found = Check(spoiled);

        var fault = found.FirstOrDefault(fault => fault.Fault.Code == code);
        fault.ShouldNotBeNull($"{how}: {string.Join(", ", found.Select(it => $"{it.Fault.Code} {it.Fault.NodeId}"))}");
        fault.Fault.Severity.ShouldBe(FaultSeverity.Error);
    }

    [Fact]
    public void A_breach_comes_with_the_law_and_a_shortest_way_to_it()
    {
        var spoiled = Spoiled.Of("township-case");
        spoiled.Apply("lead isComplex:True decisionDraft");

        var found = Check(spoiled).Single(found => found.Fault.Severity == FaultSeverity.Error);

        found.Law!.En.ShouldBe("Administrative Penalty Law art. 57(2)");
        found.Fault.NodeId.ShouldEndWith(":decision");
        var path = found.Fault.Path.Select(step => step.NodeId.Split(':')[^1] + (step.Outcome is { } way ? $"[{way}]" : "")).ToList();
        path.ShouldContain("isComplex[True]");
        path[^1].ShouldBe("decision[penalty]");
    }

    [Fact]
    public void Whoever_draws_a_procedure_of_their_own_is_held_to_the_rules_of_the_one_they_name()
    {
        var spoiled = Spoiled.Of("township-case");
        spoiled.Apply("own township-ordinary");
        Check(spoiled).ShouldBeEmpty();
        spoiled.Apply("lead isComplex:True decisionDraft");
        Check(spoiled).ShouldContain(found => found.Fault.Code == "gate.G5-discussion");
    }

    [Fact]
    public void A_rule_is_asked_from_its_first_day_on()
    {
        var spoiled = Spoiled.Of("township-case");
        spoiled.Apply("lead isComplex:True decisionDraft");
        var gate = service.Services.GetServices<IDefinitionRules>().OfType<DefinitionGate>().Single();

        gate.Of(Compile(spoiled), new DateOnly(2021, 7, 14)).ShouldBeEmpty();
        gate.Of(Compile(spoiled), new DateOnly(2021, 7, 15)).ShouldHaveSingleItem();
    }

    [Fact]
    public void Every_rule_has_words_in_both_languages_and_a_fault_that_shows_it()
    {
        var shown = Faults.Select(row => (string)row[0]).ToHashSet();
        var never = PublishRules
            .Shipped.Demands.Select(rule => rule.Code)
            .Concat(PublishRules.Shipped.Tasks.Select(rule => rule.Code))
            .Where(code => !shown.Contains($"gate.{code}"))
            .ToList();

        // No shipped definition goes as far as execution.
        never.ShouldBe(["demand-before-execution"]);
        foreach (var code in shown.Where(code => code.StartsWith("gate.", StringComparison.Ordinal)))
            Enforcement.Shell.Texts.Of($"definition-fault.{code}").ShouldNotStartWith("[");
    }

    private IReadOnlyList<RuleFault> Check(Spoiled definition) =>
        service.Services.GetRequiredService<DefinitionChecks>().Everything(Compile(definition));

    private WorkflowGraph Compile(Spoiled definition) =>
        WorkflowGraph.Compile(
            WorkflowDefinition.Parse(definition.Json.ToJsonString()),
            service.Services.GetRequiredService<ActivityCatalog>()
        );

    /// <summary>A shipped definition in which one thing is done wrong.</summary>
    private sealed class Spoiled(JsonObject json)
    {
        public JsonObject Json => json;

        private JsonArray Activities => json["root"]!["activities"]!.AsArray();

        private JsonArray Connections => json["root"]!["connections"]!.AsArray();

        public static Spoiled Of(string definition) =>
            new(JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "workflows", $"{definition}.json")))!.AsObject());

        public void Apply(string how)
        {
            var words = how.Split(' ');
            switch (words)
            {
                case ["lead", var from, var to]:
                    Connection(from)["target"]!["activity"] = to;
                    break;
                case ["cut", var from, var to]:
                    Connections.Remove(Connection(from, to));
                    break;
                case ["drop", var node, var input]:
                    Activity(node).Remove(input).ShouldBeTrue();
                    break;
                case ["set", var node, var input, var value]:
                    Activity(node)[input]!["expression"]!["value"] = value;
                    break;
                case ["own", var profile]:
                    json["definitionId"] = "drawn-here";
                    Profile(profile);
                    break;
                case ["profile", var profile]:
                    Profile(profile);
                    break;
                case ["script", var node, var input]:
                    Activity(node)[input]!["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "Case.anything" };
                    break;
                case ["nest", var node]:
                    var inner = Activity(node);
                    var place = Activities.IndexOf(inner);
                    var around = new JsonObject
                    {
                        ["id"] = $"{node}",
                        ["type"] = "Elsa.Sequence",
                        ["version"] = 1,
                    };
                    Activities[place] = around;
                    inner["id"] = $"{node}Inside";
                    around["activities"] = new JsonArray(inner);
                    foreach (var connection in Connections.Where(it => it!["source"]!["activity"]!.ToString() == node))
                        connection!["source"]!["port"] = "Done";
                    break;
                default:
                    throw new ArgumentException(how);
            }
        }

        private void Profile(string profile)
        {
            var enforcement = json["customProperties"]!["enforcement"]!.AsObject();
            if (profile == "-")
                enforcement.Remove("profile");
            else
                enforcement["profile"] = profile;
        }

        private JsonObject Activity(string id) => Activities.Single(it => it!["id"]!.ToString() == id)!.AsObject();

        private JsonObject Connection(string from, string? to = null)
        {
            var (node, port) = from.Split(':') is [var id, var outcome] ? (id, outcome) : (from, "Done");
            return Connections
                .First(it =>
                    it!["source"]!["activity"]!.ToString() == node
                    && (it["source"]!["port"]?.ToString() ?? "Done") == port
                    && (to is null || it["target"]!["activity"]!.ToString() == to)
                )!
                .AsObject();
        }
    }
}
