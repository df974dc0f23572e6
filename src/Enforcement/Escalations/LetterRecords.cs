using Enforcement.Identity;

namespace Enforcement.Escalations;

/// <summary>Who acted, and for whom where the post was lent by a written authority.</summary>
public sealed record Signer(Guid Id, string Name, string? StandingInFor = null)
{
    public static Signer Of(Actor actor, Post? post = null) => new(actor.PersonId, actor.Name, post?.StandsInFor?.Name);
}

/// <param name="On">Day of signature as typed; not after <paramref name="At"/>.</param>
public sealed record Receipt(Signer By, DateTimeOffset At, DateOnly On);

/// <param name="By">Null: nobody answered in time, and silence accepted.</param>
public sealed record Answer(Signer? By, DateTimeOffset At)
{
    /// <summary>What is missing, of a return.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];
    public string? Reason { get; init; }

    /// <summary>Who handles it, of an acceptance.</summary>
    public string? Handler { get; init; }

    /// <summary>On which a case was taken up.</summary>
    public string? Basis { get; init; }

    /// <summary>Number of the notice by which the police declined.</summary>
    public string? Notice { get; init; }
}

/// <param name="CompetentBody">Whom the receiver holds to be competent, in its own words.</param>
public sealed record Objection(Signer By, DateTimeOffset At, string Reason, string CompetentBody);

/// <summary>协商 over an objection: the words of both sides in their order, and how it ended; neither end yet: it goes on, or the letter was answered.</summary>
public sealed record Negotiation
{
    public IReadOnlyList<NegotiationWord> Words { get; init; } = [];
    public Agreement? Agreement { get; init; }
    public Report? Report { get; init; }

    /// <summary>The third body offered last.</summary>
    public NegotiationWord? Offer => Words.LastOrDefault(word => word.ThirdBody is not null);
}

/// <param name="Organization">The side that speaks.</param>
/// <param name="ThirdBody">Code of the body that it offers to let have the case.</param>
public sealed record NegotiationWord(Signer By, DateTimeOffset At, string Organization, string Text, string? ThirdBody = null);

/// <param name="Side">The side that agrees to what the other offered.</param>
/// <param name="Organization">The third body.</param>
public sealed record Agreement(Signer By, DateTimeOffset At, string Side, string Organization);

/// <param name="By">Null: the term of the negotiation passed.</param>
/// <param name="Superior">Whom it was put to.</param>
public sealed record Report(Signer? By, DateTimeOffset At, string Superior, string? Reason = null);

/// <param name="Basis">Article or paper on which the designation rests.</param>
public sealed record Designation(Signer By, DateTimeOffset At, string Organization, string Basis);

public sealed record Withdrawal(Signer? By, DateTimeOffset At, string? Reason);

/// <param name="By">Null: sent by the receiver's own case when it was decided.</param>
/// <param name="Result"><c>decided</c>, <c>no-penalty</c>, <c>not-filed</c>, or the receiver's own words.</param>
/// <param name="Delivery">Id of the message that brought it: told twice, it counts once.</param>
public sealed record Feedback(Signer? By, DateTimeOffset At, string Result)
{
    public string? Note { get; init; }

    /// <summary>Number of the receiver's decision.</summary>
    public string? Number { get; init; }
    public IReadOnlyList<string> Documents { get; init; } = [];
    public Guid? Delivery { get; init; }
}
