using Enforcement.Identity;

namespace Enforcement.Escalations;

/// <summary>The trays of the page of letters.</summary>
internal static class LetterTabs
{
    public const string ToSign = "to-sign";
    public const string ToAccept = "to-accept";
    public const string Answered = "answered";
    public const string Sent = "sent";

    /// <summary>Negotiations and disputes: of the two sides, and first for those who designate.</summary>
    public const string Objected = "objected";

    private static readonly IReadOnlyList<string> OfSides = [ToSign, ToAccept, Answered, Sent];

    public static IReadOnlyList<string> For(Actor actor) =>
        actor.Holds(Roles.Coordinator) ? [Objected, .. OfSides] : [.. OfSides, Objected];

    public static LetterQuery QueryOf(string tab) =>
        tab switch
        {
            ToSign => new LetterQuery(LetterQuery.Received, [LetterStates.Delivered]),
            ToAccept => new LetterQuery(LetterQuery.Received, [LetterStates.Signed]),
            Answered => new LetterQuery(
                LetterQuery.Received,
                [LetterStates.Accepted, LetterStates.Returned, LetterStates.Declined, LetterStates.Redirected, LetterStates.Withdrawn]
            ),
            Objected => new LetterQuery(null, [LetterStates.Objected, LetterStates.Disputed]),
            _ => new LetterQuery(LetterQuery.Sent, []),
        };
}
