namespace Enforcement.Escalations;

/// <summary>What a verb answers: where the letter stands now.</summary>
/// <param name="ReceiverCase">Id of the receiver's own case, once it is accepted.</param>
public sealed record LetterStanding(
    Guid Id,
    string Number,
    string State,
    int Ordinal,
    string Receiver,
    DateTimeOffset? AcceptDue,
    Guid? ReceiverCase
)
{
    public static LetterStanding Of(Escalation letter) =>
        new(letter.Id, letter.Number, letter.State, letter.Ordinal, letter.Receiver, letter.AcceptDue, letter.ReceiverCase?.Id);
}
