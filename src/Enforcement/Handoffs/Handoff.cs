using System.Text.Json.Nodes;
using Enforcement.Cases;

namespace Enforcement.Handoffs;

/// <summary>
/// A letter that leaves the installation. The letter is the state machine of the transfer; here stands how it travels, until when it stands open, and the
/// one record of when the duty passed: with the acceptance that was stored, never before it and never twice.
/// </summary>
public sealed class Handoff
{
    /// <summary>The letter's.</summary>
    public required Guid Id { get; init; }

    /// <summary>The sender's case.</summary>
    public required CaseKey CaseKey { get; init; }

    public required string Sender { get; init; }

    /// <summary>A body outside.</summary>
    public required string Receiver { get; init; }

    /// <summary>One of <see cref="HandoffWays"/>; settled by the database when it is written: a peer where both sides have keys that day.</summary>
    public string Way { get; private set; } = HandoffWays.Package;

    /// <summary>What is said of the case, as it was when the letter went out.</summary>
    public required JsonObject Content { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    /// <summary>The instant from which an offer that nobody accepted has expired.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Until this instant the sender has the duty; null: it still has it.</summary>
    public DateTimeOffset? ReleasedAt { get; private set; }

    public DateTimeOffset? ExpiredAt { get; private set; }

    public IReadOnlyList<HandoffAnswer> Answers => answers;

    private readonly List<HandoffAnswer> answers = [];

    /// <summary>In this step the other installation speaks, over its signature.</summary>
    internal bool IsHeard { get; set; }

    internal bool IsNew { get; init; }
    internal bool Changed { get; private set; }

    public void Take(HandoffAnswer answer)
    {
        if (ExpiredAt is not null)
            throw HandoffRefusals.Expired();
        answers.Add(answer);
        Changed = true;
    }

    internal void Release(DateTimeOffset at)
    {
        if (ExpiredAt is not null)
            throw HandoffRefusals.Expired();
        (ReleasedAt, Changed) = (at, true);
    }

    internal void Expire(DateTimeOffset at) => (ExpiredAt, Changed) = (at, true);

    /// <summary>The other installation has not taken the offer, and never will.</summary>
    internal void BecomePackage() => (Way, Changed) = (HandoffWays.Package, true);

    internal void Restore(string way, DateTimeOffset? released, DateTimeOffset? expired, IEnumerable<HandoffAnswer> given)
    {
        (Way, ReleasedAt, ExpiredAt) = (way, released, expired);
        answers.AddRange(given);
    }
}

/// <summary>What the other side said.</summary>
/// <param name="Kind">One of <see cref="AnswerKinds"/>.</param>
/// <param name="Through">One of <see cref="AnswerWays"/>.</param>
/// <param name="By">Name of whoever answers for the other body.</param>
/// <param name="At">When it was stored here.</param>
/// <param name="On">Day on the answer; never after <paramref name="At"/>.</param>
public sealed record HandoffAnswer(string Kind, string Through, string By, DateTimeOffset At, DateOnly On)
{
    public string? Post { get; init; }
    public string? Phone { get; init; }

    /// <summary>Number of the other side's paper.</summary>
    public string? Number { get; init; }

    /// <summary>What is missing, of a return.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];
    public string? Reason { get; init; }

    /// <summary>Whom it holds to be competent, of an objection.</summary>
    public string? CompetentBody { get; init; }

    /// <summary>Scan of the paper with its seal; an attachment of the case.</summary>
    public Guid? Scan { get; init; }

    /// <summary>Who wrote a paper answer down here.</summary>
    public string? RegisteredBy { get; init; }
}
