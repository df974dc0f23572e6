namespace Enforcement.Escalations;

/// <summary>The trays of the page of letters.</summary>
internal static class LetterTabs
{
    public const string ToSign = "to-sign";
    public const string ToAccept = "to-accept";
    public const string Answered = "answered";
    public const string Sent = "sent";

    public static IReadOnlyList<string> Known { get; } = [ToSign, ToAccept, Answered, Sent];

    public static LetterQuery QueryOf(string tab) =>
        tab switch
        {
            ToSign => new LetterQuery(LetterQuery.Received, [LetterStates.Delivered]),
            ToAccept => new LetterQuery(LetterQuery.Received, [LetterStates.Signed]),
            Answered => new LetterQuery(
                LetterQuery.Received,
                [LetterStates.Accepted, LetterStates.Returned, LetterStates.Objected, LetterStates.Redirected, LetterStates.Withdrawn]
            ),
            _ => new LetterQuery(LetterQuery.Sent, []),
        };
}
