namespace Enforcement.Tests.Escalations;

/// <summary>
/// What the letters of one case should be, told by the rules alone (Administrative Penalty Law arts. 25 and 27, the county's terms): an oracle that shares
/// nothing with the product. Terms are given to it as instants; how they are counted is tested elsewhere.
/// </summary>
internal sealed record LetterModel(string Kind, string Stage, bool SenderDesignated, IReadOnlyList<LetterModel.Letter> Letters)
{
    /// <summary>The flow drafts a letter; waits for its answer; waits for the result; is over.</summary>
    public const string Draft = "draft";
    public const string Waiting = "waiting";
    public const string Result = "result";
    public const string Over = "over";

    public sealed record Letter(string State, string Sender, string Receiver, int Chain, int Ordinal)
    {
        public bool Designated { get; init; }
        public DateTimeOffset? Due { get; init; }
        public (string Side, string Body)? Offer { get; init; }
        public bool Told { get; init; }

        public bool Waits => State is "delivered" or "signed" or "objected" or "disputed";
    }

    /// <param name="Letter">Which of <see cref="Letters"/>.</param>
    /// <param name="Side">The body in whose name it is done; another than the verb asks for is a stranger to it.</param>
    /// <param name="Body">Named in it: designated, offered, agreed to.</param>
    public sealed record Act(string Verb, int Letter, string Side, string? Body = null);

    public static LetterModel New(string kind) => new(kind, Draft, false, []);

    public bool IsPolice => Kind == "police-referral";

    /// <summary>The case afterwards, or null: it is refused and nothing changes.</summary>
    public LetterModel? After(Act act, DateTimeOffset at)
    {
        if (act.Verb == "send")
            return Stage == Draft && !(SenderDesignated && !IsPolice) ? Sent(act.Body!) : null;
        if (act.Letter >= Letters.Count)
            return null;
        var it = Letters[act.Letter];
        var isReceiver = act.Side == it.Receiver;
        var isSender = act.Side == it.Sender;
        var termIsOver = it.State == "signed" && it.Due <= at && !IsPolice;
        return act.Verb switch
        {
            "sign" when isReceiver && it.State == "delivered" => With(act, it with { State = "signed", Due = null }),
            "accept" when isReceiver && it.State is "signed" or "objected" or "disputed" => Accepted(act, it),
            "return" when isReceiver && it is { State: "signed", Designated: false, Ordinal: 1 } && !termIsOver => With(
                act,
                it with
                {
                    State = "returned",
                },
                Draft
            ),
            "object" when isReceiver && it is { State: "signed", Designated: false } && !termIsOver => With(
                act,
                it with
                {
                    State = "objected",
                    Due = null,
                    Offer = null,
                }
            ),
            "decline" when isReceiver && IsPolice && it.State == "signed" => With(act, it with { State = "declined" }, Draft),
            "negotiate" when isReceiver || isSender => it.State == "objected"
            && at < it.Due
            && act.Body != it.Receiver
            && act.Body != it.Sender
                ? With(act, act.Body is null ? it : it with { Offer = (act.Side, act.Body) })
                : null,
            "agree" when isReceiver || isSender => it.State == "objected"
            && at < it.Due
            && it.Offer is { } offer
            && offer.Body == act.Body
            && offer.Side != act.Side
                ? Onward(act, it, act.Body, false)
                : null,
            "report" when (isReceiver || isSender) && it.State == "objected" => With(act, it with { State = "disputed", Due = null }),
            "designate" when act.Side == Superior && it.Waits && !it.Designated => Designated(act, it),
            "withdraw" when isSender && it.Waits => With(act, it with { State = "withdrawn" }, Draft),
            _ => null,
        };
    }

    /// <summary>In the name of the common superior.</summary>
    public const string Superior = "superior";

    /// <summary>What silence has done by an instant.</summary>
    public LetterModel Silent(DateTimeOffset at)
    {
        var after = this;
        for (var which = 0; which < Letters.Count; which++)
            if (Letters[which] is { State: "signed" } signed && signed.Due <= at && !IsPolice)
                after = after.Accepted(new("accept", which, signed.Receiver), signed);
            else if (Letters[which] is { State: "objected" } objected && objected.Due <= at)
                after = after.With(new("report", which, objected.Sender), objected with { State = "disputed", Due = null });
        return after;
    }

    public LetterModel Told(int letter) =>
        With(new("feedback", letter, ""), Letters[letter] with { Told = true }, Stage == Result ? Over : Stage);

    /// <summary>Terms as they were counted when the letter last moved.</summary>
    public LetterModel Due(int letter, DateTimeOffset? due) => With(new("due", letter, ""), Letters[letter] with { Due = due });

    private LetterModel Sent(string receiver)
    {
        // A supplement continues the chain of the last letter that this body returned.
        var returned = Letters.LastOrDefault(it => it.State == "returned" && it.Receiver == receiver);
        var chain = returned?.Chain ?? (Letters.Count == 0 ? 0 : Letters.Max(it => it.Chain) + 1);
        var ordinal = returned is null ? 1 : Letters.Where(it => it.Chain == chain).Max(it => it.Ordinal) + 1;
        return this with { Stage = Waiting, Letters = [.. Letters, new("delivered", LetterBench.Township, receiver, chain, ordinal)] };
    }

    private LetterModel Accepted(Act act, Letter it) => With(act, it with { State = "accepted" }, Kind == "case-transfer" ? Result : Over);

    private LetterModel Designated(Act act, Letter it)
    {
        if (act.Body == it.Sender)
            return With(act, it with { State = "redirected" }, Draft) with { SenderDesignated = true };
        if (act.Body != it.Receiver)
            return Onward(act, it, act.Body!, true);
        return With(
            act,
            it.State == "delivered" ? it with { Designated = true } : it with { Designated = true, State = "signed", Due = null }
        );
    }

    private LetterModel Onward(Act act, Letter it, string body, bool designated)
    {
        var chain = designated ? it.Chain : Letters.Max(other => other.Chain) + 1;
        var next = new Letter("delivered", it.Sender, body, chain, designated ? it.Ordinal + 1 : 1) { Designated = designated };
        var moved = With(act, it with { State = "redirected" });
        return moved with { Letters = [.. moved.Letters, next] };
    }

    private LetterModel With(Act act, Letter changed, string? stage = null)
    {
        var letters = Letters.ToArray();
        letters[act.Letter] = changed;
        return this with { Stage = stage ?? Stage, Letters = letters };
    }
}
