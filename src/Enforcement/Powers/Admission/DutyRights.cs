using Enforcement.Identity;

namespace Enforcement.Powers.Admission;

/// <summary>Who may do what, as data: the body that a verb belongs to, and the roles there. A verb asks for the post that entitles, or null.</summary>
public sealed class DutyRights(OrganizationDirectory organizations)
{
    /// <summary>Function of the organisation office 编办.</summary>
    public const string Staffing = "staffing";

    /// <summary>Function of the judicial bureau 司法局.</summary>
    public const string Judicial = "judicial";

    public const string Government = "government";

    /// <summary>Bodies that watch the others hand nothing down.</summary>
    private static readonly string[] Watching = [Staffing, Judicial, "command-centre"];

    private static readonly string[] OfDepartment = [Roles.AgencyHead, Roles.UnitHead, Roles.CountyHandler];
    private static readonly string[] OfTownship = [Roles.AgencyHead, Roles.SquadHead, Roles.Officer];
    private static readonly string[] OfVillage = [Roles.GridWorker];
    private static readonly string[] OfStaffing = [Roles.AgencyHead, Roles.UnitHead, Roles.Supervisor];
    private static readonly string[] OfJudicial = [Roles.AgencyHead, Roles.UnitHead, Roles.LegalReviewer, Roles.Coordinator];
    private static readonly string[] Overseers = [Roles.Supervisor, Roles.CommandCentre, Roles.Coordinator];
    private static readonly string[] Answering = [Roles.Supervisor, Roles.Coordinator];

    /// <summary>Who sees the lists of refusals and passes besides the parties.</summary>
    public static IReadOnlyList<string> OverseerRoles => Overseers;

    /// <summary>The bodies for which somebody may draft requests and hand down tasks to townships, the own post first.</summary>
    public IReadOnlyList<Post> ToHandDown(Actor actor) =>
        [.. Posts(actor, OfDepartment).Where(post => organizations.Find(post.Organization) is { } body && IsDepartment(body))];

    /// <summary>The townships for which somebody may hand on tasks to villages.</summary>
    public IReadOnlyList<Post> ToHandOn(Actor actor) => [.. Posts(actor, Roles.Heads).Where(post => IsTownship(post.Organization))];

    /// <summary>The townships for which somebody may say that a rule does not fit.</summary>
    public IReadOnlyList<Post> ToReportMisfit(Actor actor) => [.. Posts(actor, OfTownship).Where(post => IsTownship(post.Organization))];

    /// <summary>The township speaks by its head.</summary>
    public static Post? ToGiveOpinion(Actor actor, string township) => actor.PostFor(Roles.AgencyHead, township);

    /// <summary>Which of the two reviews somebody may give, with the post.</summary>
    public static Post? ToReview(Actor actor, string county, string function) =>
        At(actor, $"{county}-{function}", function == Staffing ? OfStaffing : OfJudicial);

    /// <summary>The head of the county government enters what county committee and government decided.</summary>
    public static Post? ToDecide(Actor actor, string county) => actor.PostFor(Roles.AgencyHead, $"{county}-{Government}");

    public static Post? ToWithdraw(Actor actor, string department) => At(actor, department, OfDepartment);

    /// <summary>Takes a task and reports on it: anybody who works there; in a village its grid workers.</summary>
    public static Post? ToDo(Actor actor, string township, string level) =>
        At(actor, township, level == DutyLevels.Village ? OfVillage : OfTownship);

    /// <summary>Says "outside the list": the township's heads; in a village its grid workers.</summary>
    public static Post? ToRefuse(Actor actor, string township, string level) =>
        At(actor, township, level == DutyLevels.Village ? OfVillage : [Roles.AgencyHead, Roles.SquadHead]);

    /// <summary>Answers that a rule does not fit: supervisor or coordinator of the region.</summary>
    public Post? ToAnswerMisfit(Actor actor, string county) => OfRegion(actor, county, Answering);

    /// <summary>Reads refusals and passes of a whole county.</summary>
    public Post? ToOversee(Actor actor, string county) => OfRegion(actor, county, Overseers) ?? ToDecide(actor, county);

    public bool MayOversee(Actor actor) =>
        actor.Posts.Any(post =>
            organizations.Find(post.Organization) is { } body && ToOversee(actor, body.County ?? body.Region) is not null
        );

    private Post? OfRegion(Actor actor, string county, IReadOnlyList<string> roles) =>
        Posts(actor, roles)
            .FirstOrDefault(post =>
                organizations.Find(post.Organization)?.Region is { Length: <= 6 } region
                && county.StartsWith(region, StringComparison.Ordinal)
            );

    private static Post? At(Actor actor, string body, IReadOnlyList<string> roles) =>
        roles.Select(role => actor.PostFor(role, body)).FirstOrDefault(post => post is not null);

    private static IEnumerable<Post> Posts(Actor actor, IReadOnlyList<string> roles) =>
        roles
            .SelectMany(role => actor.Posts.Where(post => post.Role == role))
            .OrderBy(post => post.StandsInFor is not null)
            .DistinctBy(post => post.Organization);

    private bool IsTownship(string body) => organizations.Find(body) is { IsTownship: true, County: not null };

    private static bool IsDepartment(Organization body) =>
        body is { Kind: "department" or "station", Region.Length: 6, Function: { } function } && !Watching.Contains(function);
}
