using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>What became of the letters of a case, on its coordination line.</summary>
public sealed class LetterMarks(EscalationReader reader, OrganizationDirectory organizations) : ICoordinationMarks
{
    public async Task<IReadOnlyList<CoordinationMark>> ReadAsync(Actor actor, CaseFile caseFile, CancellationToken cancel) =>
        [.. (await reader.OfCaseAsync(actor, caseFile, cancel)).SelectMany(view => Of(view.Letter))];

    private IEnumerable<CoordinationMark> Of(Escalation it)
    {
        var link = $"/escalations/{it.Id}";
        var (sender, receiver) = (organizations.NameOf(it.Sender), organizations.NameOf(it.Receiver));
        yield return new(it.SentAt, Texts.Of("letters.mark.sent", sender, receiver, Texts.Of($"letters.kind.{it.Kind}"), it.Number), link);
        if (it.AlertedAt is { } alerted)
            yield return new(
                alerted,
                Texts.Of(it.IsToldOfPolice ? "letters.mark.police-late" : "letters.mark.unsigned", receiver, it.Number),
                link
            );
        if (it.Receipt is { } receipt)
            yield return new(receipt.At, Texts.Of("letters.mark.signed", receiver, it.Number), link);
        if (it.Objection is { } objection)
            yield return new(objection.At, Texts.Of("letters.mark.objected", receiver, it.Number), link);
        if (it.Negotiation?.Agreement is { } agreement)
            yield return new(
                agreement.At,
                Texts.Of(
                    "letters.mark.agreed",
                    organizations.NameOf(agreement.Side),
                    organizations.NameOf(agreement.Organization),
                    it.Number
                ),
                link
            );
        if (it.Negotiation?.Report is { } report)
            yield return new(report.At, Texts.Of("letters.mark.reported", it.Number, organizations.NameOf(report.Superior)), link);
        if (it.Designation is { } designation)
            yield return new(
                designation.At,
                Texts.Of("letters.mark.designated", organizations.NameOf(designation.Organization), it.Number),
                link
            );
        if (it.Answer is { } answer)
            yield return new(answer.At, Texts.Of(AnswerKey(it, answer), receiver, it.Number), link);
        if (it.Police?.Reconsideration is { } asked)
            yield return new(asked.At, Texts.Of("letters.mark.reconsideration", sender, receiver, it.Number), link);
        if (it.Police?.Upheld is { } upheld)
            yield return new(upheld.At, Texts.Of("letters.mark.upheld", receiver, it.Number), link);
        if (it.Police?.Supervision is { } suggested)
            yield return new(suggested.At, Texts.Of("letters.mark.supervision", sender, it.Number), link);
        if (it.Police?.Filed is { } filed)
            yield return new(filed.At, Texts.Of("letters.mark.police-filed", receiver, it.Number), link);
        if (it.Police?.Goods is { } goods)
            yield return new(goods.At, Texts.Of("letters.mark.goods", sender, receiver, it.Number), link);
        if (it.Withdrawal is { } withdrawal)
            yield return new(withdrawal.At, Texts.Of("letters.mark.withdrawn", sender, it.Number), link);
        if (it.Feedback is { } feedback)
            yield return new(
                feedback.At,
                Texts.Of("letters.mark.feedback", receiver, it.Number, LetterResults.Named(feedback.Result)),
                link
            );
    }

    private static string AnswerKey(Escalation it, Answer answer) =>
        it.State is LetterStates.Returned ? "letters.mark.returned"
        : it.State is LetterStates.Declined ? "letters.mark.declined"
        : answer.By is null ? "letters.mark.accepted-by-silence"
        : "letters.mark.accepted";
}
