using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Patrols;
using Enforcement.Persistence;

namespace Enforcement.Handoffs.Incoming;

/// <summary>
/// A finding that a letter from outside became: what the sender declared of the goods comes to its case, and their terms run on in it from the day on which
/// they began at the sender.
/// </summary>
public sealed class IncomingOrigin(ScopedReads reads) : IFindingOrigin
{
    public async Task<Brought?> BroughtAsync(Finding finding, CancellationToken cancel)
    {
        // Whoever opens the case sees the finding; the letter lies with the same township.
        var letters = await reads.RowsAsync(Scope.Everything, IncomingTable.OfFinding(finding.Id), IncomingTable.From, cancel);
        if (letters is not [var letter])
            return null;
        var facts = HandoffFacts.Of(letter.Content["facts"]);
        (facts[IncomingOpening.Fact], facts["letterNumber"]) = (letter.Id.ToString(), letter.Number);
        return new Brought(facts, work => GoodsClock.RunOn(work, letter.Content["goods"] as JsonArray));
    }
}
