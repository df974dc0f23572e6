using Enforcement.Escalations;

namespace Enforcement.Handoffs.Incoming;

/// <summary>What waits here for an answer has the terms of any letter (DL-TRF-03, DL-TRF-04); its sender is told nothing by silence.</summary>
public sealed class IncomingTerms(LetterTerms terms)
{
    /// <summary>The instant from which it is late. Null: nothing waits here.</summary>
    public DateTimeOffset? DueOf(IncomingLetter letter) =>
        letter.State switch
        {
            IncomingStates.Offered => terms.SignDue(letter.ReceivedAt, letter.Organization),
            IncomingStates.Signed => terms.AnswerDue(WaitsSince(letter), IsUrgent(letter), letter.Organization),
            _ => null,
        };

    // A receiver that was confirmed by a designation has its term from then on.
    private DateOnly WaitsSince(IncomingLetter letter) =>
        letter.DesignatedAt is { } at && terms.DayOf(at) is var designated && designated > letter.ReceivedOn
            ? designated
            : letter.ReceivedOn;

    private static bool IsUrgent(IncomingLetter letter) => letter.Content["urgent"]?.GetValueKind() == System.Text.Json.JsonValueKind.True;
}
