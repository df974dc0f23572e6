using System.Text.Json.Nodes;
using Enforcement.Patrols;
using Enforcement.Processes;

namespace Enforcement.Handoffs.Incoming;

/// <summary>
/// A finding that a letter from outside became: what the sender declared of the goods comes to its case, and their terms run on in it from the day on which
/// they began at the sender.
/// </summary>
public sealed class IncomingOrigin : IFindingOrigin
{
    public async Task<Brought?> BroughtAsync(Step step, Finding finding, CancellationToken cancel)
    {
        // Whoever opens the case sees the finding; the letter lies with the same township.
        var read = new StepRead<IncomingLetter>(IncomingTable.OfFinding(finding.Id), IncomingTable.From);
        await step.ReadAsync(cancel, read);
        if (read.RowOrNull is not { } letter)
            return null;
        var facts = HandoffFacts.Of(letter.Content["facts"]);
        (facts[IncomingOpening.Fact], facts["letterNumber"]) = (letter.Id.ToString(), letter.Number);
        return new Brought(facts, work => GoodsClock.RunOn(work, letter.Content["goods"] as JsonArray));
    }
}
