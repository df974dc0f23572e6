using System.Text.Json.Nodes;
using Enforcement.Processes.Trials;
using Enforcement.Shell;
using Enforcement.Workflows.Execution;

namespace Enforcement.Escalations;

/// <summary>Letters of a trial run are never written; whoever tries the flow answers in the receiver's place.</summary>
internal sealed class LetterTrial : TrialPart
{
    private static readonly LetterActivity Activity = new();

    public override string Kind => "letter";

    public override TrialReading? Read(Effect effect) =>
        effect switch
        {
            LetterWanted wanted => new TrialReading(
                [new TrialDeed("letter", wanted.Kind)],
                wanted.BookmarkId,
                new JsonObject { ["kind"] = wanted.Kind }
            ),
            FeedbackWanted wanted => new TrialReading([new TrialDeed("feedback", wanted.Result)]),
            _ => null,
        };

    public override TrialAsk Ask(JsonObject spec) =>
        new(
            Texts.Of("letters.trial", spec["kind"]!.GetValue<string>()),
            null,
            null,
            [.. Activity.Descriptor.Outcomes.Select(name => new TrialOutcome(name, Label(name)))],
            []
        );

    public override TrialReply Answer(JsonObject spec, string outcome, JsonObject fields, DateOnly today) =>
        new(new JsonObject { ["outcome"] = outcome }, [], []);

    private static string Label(string outcome) => Activity.Descriptor.OutcomeLabels[outcome].Here();
}
