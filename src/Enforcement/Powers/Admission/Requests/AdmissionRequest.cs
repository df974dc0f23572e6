using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;

namespace Enforcement.Powers.Admission.Requests;

/// <summary>
/// An admission request 准入申请: a department asks to hand an item down. Every township concerned gives its opinion, then the organisation office and the
/// judicial bureau each review it, then the county decides. Each step once, in this order.
/// </summary>
public sealed class AdmissionRequest
{
    private readonly List<TownshipOpinion> opinions = [];
    private readonly List<AdmissionReview> reviews = [];

    public required Guid Id { get; init; }

    /// <summary>Of the department's series; drawn when it is drafted.</summary>
    public required string Number { get; set; }

    /// <summary>Who asks.</summary>
    public required string Department { get; init; }

    public required AdmissionDraft Draft { get; init; }
    public required DutyAct Drafted { get; init; }
    public required Journal Events { get; init; }

    public IReadOnlyList<TownshipOpinion> Opinions => opinions;

    /// <summary>At most one of each of <see cref="Reviewers"/>.</summary>
    public IReadOnlyList<AdmissionReview> Reviews => reviews;

    public AdmissionDecision? Decision { get; private set; }
    public AdmissionWithdrawal? Withdrawal { get; private set; }

    public string County => RowId.CountyOf(Id);

    public static IReadOnlyList<string> Reviewers { get; } = [DutyRights.Staffing, DutyRights.Judicial];

    /// <summary>The townships that have not given their opinion.</summary>
    public IReadOnlyList<string> Awaited => [.. Draft.Townships.Where(township => opinions.All(given => given.Township != township))];

    /// <summary>The reviews that are not given.</summary>
    public IReadOnlyList<string> AwaitedReviews => [.. Reviewers.Where(function => reviews.All(given => given.Function != function))];

    public bool HasObjection => opinions.Any(given => !given.Agrees) || reviews.Any(given => !given.Agrees);

    public string State =>
        Withdrawal is not null ? AdmissionStates.Withdrawn
        : Decision is { Admitted: true } ? AdmissionStates.Admitted
        : Decision is not null ? AdmissionStates.Refused
        : Awaited.Count > 0 ? AdmissionStates.Opinions
        : AwaitedReviews.Count > 0 ? AdmissionStates.Reviews
        : AdmissionStates.Decision;

    public bool IsOpen => Decision is null && Withdrawal is null;

    /// <summary>Who sees it, besides those who supervise the region.</summary>
    public IReadOnlyList<string> Bodies =>
        [
            Department,
            .. Draft.Townships,
            $"{County}-{DutyRights.Staffing}",
            $"{County}-{DutyRights.Judicial}",
            $"{County}-{DutyRights.Government}",
        ];

    /// <exception cref="RefusedException"><c>admission.over</c>, <c>admission.opinion-given</c>.</exception>
    /// <param name="nameOf">Of a township, for the refusal.</param>
    public void GiveOpinion(TownshipOpinion opinion, Func<string, string> nameOf)
    {
        RequireOpen();
        if (!Awaited.Contains(opinion.Township))
            throw DutyRefusals.OpinionGiven(nameOf(opinion.Township));
        opinions.Add(opinion);
    }

    /// <exception cref="RefusedException"><c>admission.over</c>, <c>admission.opinions-missing</c>, <c>admission.review-given</c>,
    /// <c>admission.same-reviewer</c>.</exception>
    /// <param name="nameOf">Of a township, for the refusal.</param>
    public void Review(AdmissionReview review, Func<string, string> nameOf)
    {
        RequireOpen();
        if (Awaited.Count > 0)
            throw DutyRefusals.OpinionsMissing(this, Awaited.Select(nameOf));
        if (!AwaitedReviews.Contains(review.Function))
            throw DutyRefusals.ReviewGiven(review.Function);
        if (reviews.Any(given => given.By.Id == review.By.Id))
            throw DutyRefusals.SameReviewer();
        reviews.Add(review);
    }

    /// <exception cref="RefusedException"><c>admission.over</c>, <c>admission.reviews-missing</c>; <c>admission.against-objection</c> where somebody
    /// objected and no reason is given.</exception>
    public void Decide(AdmissionDecision decision)
    {
        RequireOpen();
        if (State != AdmissionStates.Decision)
            throw DutyRefusals.ReviewsMissing(this);
        if (decision is { Admitted: true, Reason: null } && HasObjection)
            throw DutyRefusals.AgainstObjection();
        Decision = decision;
    }

    /// <exception cref="RefusedException"><c>admission.over</c>.</exception>
    public void Withdraw(AdmissionWithdrawal withdrawal)
    {
        RequireOpen();
        Withdrawal = withdrawal;
    }

    /// <summary>The items that a decision to admit puts on the list: one for each township.</summary>
    public IReadOnlyList<DutyItem> Admitted(string function) =>
        Decision is not { Admitted: true } decision
            ? []
            :
            [
                .. Draft.Townships.Select(township => new DutyItem(
                    decision.Code!,
                    Draft.Level,
                    new(Draft.TitleZh, Draft.TitleEn),
                    function,
                    township,
                    [HolderKinds.Any],
                    Draft.Result,
                    Draft.Basis,
                    Draft.Support,
                    decision.From!.Value,
                    decision.To,
                    decision.Document!,
                    Id
                )),
            ];

    public void Record(string action, Actor actor, Post post, DateTimeOffset at, JsonObject detail) =>
        Events.Add(action, actor, post, at, detail);

    private void RequireOpen()
    {
        if (!IsOpen)
            throw DutyRefusals.Over(this);
    }

    internal AdmissionRequest Restored(
        IEnumerable<TownshipOpinion> given,
        IEnumerable<AdmissionReview> reviewed,
        AdmissionDecision? decision,
        AdmissionWithdrawal? withdrawal
    )
    {
        opinions.AddRange(given);
        reviews.AddRange(reviewed);
        (Decision, Withdrawal) = (decision, withdrawal);
        return this;
    }
}

/// <summary>Where a request stands; words: <c>admissions.state.&lt;code&gt;</c>.</summary>
public static class AdmissionStates
{
    public const string Opinions = "opinions";
    public const string Reviews = "reviews";
    public const string Decision = "decision";
    public const string Admitted = "admitted";
    public const string Refused = "refused";
    public const string Withdrawn = "withdrawn";

    public static IReadOnlyList<string> All { get; } = [Opinions, Reviews, Decision, Admitted, Refused, Withdrawn];
}

/// <summary>The item as the department proposes it.</summary>
/// <param name="Level">One of <see cref="DutyLevels"/>; of a village item the townships are those whose villages it is for.</param>
/// <param name="Townships">Codes; at least one, of the department's county.</param>
public sealed record AdmissionDraft(
    string Level,
    string TitleZh,
    string TitleEn,
    string Result,
    string Basis,
    IReadOnlyList<string> Townships,
    DutySupport Support
);

/// <param name="Reason">Of an objection always given.</param>
public sealed record TownshipOpinion(string Township, bool Agrees, string? Reason, DutyAct By);

/// <param name="Function"><c>staffing</c> or <c>judicial</c>.</param>
/// <param name="Reason">Of an objection always given.</param>
public sealed record AdmissionReview(string Function, bool Agrees, string? Reason, DutyAct By);

/// <param name="Code">Under which the list has it; null: refused.</param>
/// <param name="To">Last day, inclusive; null until further notice.</param>
/// <param name="Reason">Of a refusal always given, and of an admission against an objection.</param>
public sealed record AdmissionDecision(
    bool Admitted,
    string? Code,
    string? Document,
    DateOnly? From,
    DateOnly? To,
    string? Reason,
    DutyAct By
);

public sealed record AdmissionWithdrawal(string Reason, DutyAct By);
