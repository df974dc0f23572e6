using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>A letter as the API shows it.</summary>
public sealed record LetterAnswer
{
    public required Guid Id { get; init; }
    public required string Number { get; init; }
    public required string Kind { get; init; }
    public required string KindName { get; init; }
    public required string Status { get; init; }
    public required string StatusName { get; init; }
    public required bool Urgent { get; init; }

    /// <summary>Due to a designation: binding.</summary>
    public required bool Designated { get; init; }
    public required int Ordinal { get; init; }
    public required string Sender { get; init; }
    public required string SenderName { get; init; }
    public required string Receiver { get; init; }
    public required string ReceiverName { get; init; }
    public required string CaseNumber { get; init; }
    public required string CaseTitle { get; init; }
    public required string MatterCode { get; init; }
    public required DateOnly ViolationDate { get; init; }
    public string? Summary { get; init; }
    public required bool SceneSecured { get; init; }

    /// <summary>Register number of the case that was filed first, where the letter yields to it.</summary>
    public string? YieldsTo { get; init; }
    public required DateTimeOffset SentAt { get; init; }
    public required string SentBy { get; init; }
    public required DateTimeOffset SignDue { get; init; }
    public DateTimeOffset? AcceptDue { get; init; }

    /// <summary>Nobody signed for it in time, and the county judicial bureau was told.</summary>
    public DateTimeOffset? AlertedAt { get; init; }
    public Receipt? Receipt { get; init; }
    public Answer? Answer { get; init; }
    public bool AcceptedBySilence { get; init; }
    public Objection? Objection { get; init; }

    /// <summary>The words of both sides after an objection, and how it ended.</summary>
    public Negotiation? Negotiation { get; init; }

    /// <summary>The instant at which the negotiation has failed; once it is reported: until when the superior designates.</summary>
    public DateTimeOffset? DisputeDue { get; init; }
    public Designation? Designation { get; init; }
    public Withdrawal? Withdrawal { get; init; }
    public Feedback? Feedback { get; init; }

    /// <summary>Of a referral: what followed the word of the police.</summary>
    public PoliceCourse? Police { get; init; }

    /// <summary>The instant at which the term that follows it is over.</summary>
    public DateTimeOffset? PoliceDue { get; init; }

    /// <summary>The receiver's own case: stage and due date, never its internal opinions.</summary>
    public Own? ReceiverCase { get; init; }

    /// <summary>What the asking person may do with it now: names of the sub-resources.</summary>
    public required IReadOnlyList<string> Acts { get; init; }

    /// <param name="Number">For the receiver's own people only.</param>
    public sealed record Own(string? Number, string Stage, string StageName, bool Open, string? Outcome, DateTimeOffset? Due);
}

/// <summary>From a letter to the words of the API, for one person.</summary>
public sealed class LetterAnswers(OrganizationDirectory organizations, LetterActs acts)
{
    public LetterAnswer Of(LetterView view, Actor actor)
    {
        var it = view.Letter;
        return new LetterAnswer
        {
            Id = it.Id,
            Number = it.Number,
            Kind = it.Kind,
            KindName = Texts.Of($"letters.kind.{it.Kind}"),
            Status = it.State,
            StatusName = Texts.Of($"letters.state.{it.State}"),
            Urgent = it.Urgent,
            Designated = it.IsDesignated,
            Ordinal = it.Ordinal,
            Sender = it.Sender,
            SenderName = organizations.NameOf(it.Sender),
            Receiver = it.Receiver,
            ReceiverName = organizations.NameOf(it.Receiver),
            CaseNumber = view.CaseNumber,
            CaseTitle = view.CaseTitle,
            MatterCode = view.MatterCode,
            ViolationDate = view.ViolationOn,
            Summary = it.Summary,
            SceneSecured = it.SceneSecured,
            YieldsTo = it.YieldsTo,
            SentAt = it.SentAt,
            SentBy = it.SentBy.Name,
            SignDue = it.SignDue,
            AcceptDue = it.AcceptDue,
            AlertedAt = it.AlertedAt,
            Receipt = it.Receipt,
            Answer = it.Answer,
            AcceptedBySilence = it.State is LetterStates.Accepted && it.Answer?.By is null,
            Objection = it.Objection,
            Negotiation = it.Negotiation,
            DisputeDue = it.DisputeDue,
            Designation = it.Designation,
            Withdrawal = it.Withdrawal,
            Feedback = it.Feedback,
            Police = it.Police,
            PoliceDue = it.PoliceDue,
            ReceiverCase = view.Progress is { } own
                ? new LetterAnswer.Own(
                    actor.BelongsTo(it.Receiver) ? own.CaseNumber : null,
                    own.Stage,
                    Texts.Of($"stage.{own.Stage}"),
                    own.IsOpen,
                    own.Outcome,
                    own.Due
                )
                : null,
            Acts = [.. acts.Open(actor, it)],
        };
    }
}
