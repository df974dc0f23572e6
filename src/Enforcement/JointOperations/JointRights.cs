using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;

namespace Enforcement.JointOperations;

/// <summary>On which side of an operation somebody stands.</summary>
public enum Side
{
    /// <summary>The body that called, and leads.</summary>
    Caller,

    /// <summary>A body that takes part with its own people: called, or the lead itself.</summary>
    Called,

    /// <summary>The body to which a follow-up was given.</summary>
    Owner,
}

/// <summary>
/// Who does what with a joint operation, as data: the verb, the side, the roles. Whoever may not know of the operation is told 404 before this is
/// asked; after it, 403.
/// </summary>
public sealed class JointRights(OrganizationDirectory organizations)
{
    public const string Answer = "answer";
    public const string Refuse = "refusal";
    public const string Arrive = "arrival";
    public const string Sheet = "sheet";
    public const string Evidence = "evidence";
    public const string FileCase = "filing";
    public const string Absent = "absence";
    public const string Minute = "minutes";
    public const string AddFollowUp = "follow-up";
    public const string FinishFollowUp = "follow-up-result";
    public const string Close = "closing";
    public const string Cancel = "cancellation";

    private static readonly string[] Desk =
    [
        Roles.CountyIntake,
        Roles.CountyHandler,
        Roles.UnitHead,
        Roles.Officer,
        Roles.SquadHead,
        Roles.AgencyHead,
        Roles.Liaison,
    ];

    private static readonly string[] Heads = [Roles.UnitHead, Roles.SquadHead, Roles.AgencyHead, Roles.Liaison];
    private static readonly string[] OnSite = [Roles.CountyHandler, Roles.UnitHead, Roles.Officer, Roles.SquadHead, Roles.AgencyHead];
    private static readonly string[] Leads = [Roles.CommandCentre, Roles.UnitHead, Roles.SquadHead, Roles.AgencyHead];

    /// <summary>In the order in which a post is looked for.</summary>
    public static IReadOnlyList<(string Verb, Side Side, IReadOnlyList<string> Roles)> Table { get; } =
    [
        (Answer, Side.Called, Desk),
        (Refuse, Side.Called, Heads),
        (Arrive, Side.Called, [.. OnSite, Roles.Liaison]),
        (Sheet, Side.Called, OnSite),
        (Evidence, Side.Called, OnSite),
        (FileCase, Side.Called, OnSite),
        (Absent, Side.Caller, Leads),
        (Minute, Side.Caller, Leads),
        (AddFollowUp, Side.Caller, Leads),
        (FinishFollowUp, Side.Owner, [.. Desk, Roles.CommandCentre]),
        (Close, Side.Caller, Leads),
        (Cancel, Side.Caller, Leads),
    ];

    private static readonly string[] OfCalled = [Answer, Refuse, Arrive, Sheet, Evidence, FileCase];

    /// <summary>吹哨 by a township, a plan by a county department, an order by the command centre; stations and the police are called, and call nobody.</summary>
    public static IReadOnlyList<(string Origin, IReadOnlyList<string> Roles)> Callers { get; } =
    [
        (Origins.Whistle, [Roles.Officer, Roles.SquadHead, Roles.AgencyHead]),
        (Origins.Plan, [Roles.UnitHead, Roles.AgencyHead]),
        (Origins.Order, [Roles.CommandCentre]),
    ];

    /// <summary>In which post somebody would call, and as what; none: they may not.</summary>
    /// <param name="wanted">Where somebody works at several bodies.</param>
    public (Post Post, string Origin)? ToCall(Actor actor, string? wanted = null) =>
        Callers
            .SelectMany(entry => entry.Roles.Select(role => (entry.Origin, Role: role)))
            .SelectMany(entry =>
                actor
                    .Posts.Where(post =>
                        post.Role == entry.Role
                        && (wanted is null || post.Organization == wanted)
                        && organizations.Find(post.Organization) is { County: not null } body
                        && Bodies.ActsInItsOwnName(body)
                        && OriginOf(body) == entry.Origin
                    )
                    .OrderBy(post => post.StandsInFor is not null)
                    .Select(post => ((Post, string)?)(post, entry.Origin))
            )
            .FirstOrDefault();

    /// <summary>The post that entitles to a verb for one of the bodies; null: none.</summary>
    public static Post? For(Actor actor, string verb, params IEnumerable<string> bodies) =>
        Table
            .Where(entry => entry.Verb == verb)
            .SelectMany(entry => entry.Roles)
            .SelectMany(role => bodies.Select(body => actor.PostFor(role, body)))
            .FirstOrDefault(post => post is not null);

    /// <param name="wanted">The body in whose name, where somebody works at several; null: the first that fits.</param>
    /// <exception cref="NotAllowedException"><c>joint.not-yours</c>.</exception>
    public static Post Demand(Actor actor, JointOperation it, string verb, string? wanted = null) =>
        For(actor, verb, BodiesOf(it, Table.First(entry => entry.Verb == verb).Side).Where(body => wanted is null || body == wanted))
        ?? throw JointRefusals.NotYours(it);

    /// <summary>What this person may do with the operation as it stands; names of the API's sub-resources.</summary>
    public static IEnumerable<string> Open(Actor actor, JointOperation it, OrganizationDirectory organizations, DateTimeOffset now)
    {
        if (!it.IsOpen)
        {
            if (
                it.Closing is not null
                && it.FollowUps.Any(task => task is { Done: null, Owner: { } owner } && For(actor, FinishFollowUp, owner) is not null)
            )
                yield return FinishFollowUp;
            yield break;
        }
        foreach (var call in it.Calls)
        {
            foreach (var verb in OfCalled.Where(verb => May(actor, verb, it, call, organizations)))
                yield return verb;
        }
        if (it.FollowUps.Any(task => task is { Done: null, Owner: { } owner } && For(actor, FinishFollowUp, owner) is not null))
            yield return FinishFollowUp;
        if (For(actor, Minute, it.Caller) is null)
            yield break;
        if (it.Calls.Any(call => IsPerhapsAbsent(call, now)))
            yield return Absent;
        if (it.Minutes is null)
            yield return Minute;
        else
        {
            yield return AddFollowUp;
            yield return Close;
        }
        if (it.State == OperationStates.Called)
            yield return Cancel;
    }

    /// <summary>Whether somebody may do something for a called body as its call stands.</summary>
    public static bool May(Actor actor, string verb, JointOperation it, JointCall call, OrganizationDirectory organizations) =>
        it.IsOpen
        && verb switch
        {
            Answer or Refuse => call is { Answer: null, Absence: null },
            Arrive => call is { Answer.IsComing: true, Arrival: null, Absence: null },
            Sheet => call is { Arrival: not null, Sheet: null },
            Evidence => call.Arrival is not null,
            FileCase => call.Sheet is not null && ActsInItsOwnName(call.Body, organizations),
            _ => false,
        }
        && For(actor, verb, call.Body) is not null;

    /// <summary>Its time is over and it has not come.</summary>
    public static bool IsPerhapsAbsent(JointCall call, DateTimeOffset now) =>
        call is { Arrival: null, Absence: null, Answer: null or { IsComing: true } } && now >= (call.Answer?.ArrivesAt ?? call.DueAt);

    /// <summary>A station and the police come, and do not file.</summary>
    private static bool ActsInItsOwnName(string body, OrganizationDirectory organizations) =>
        organizations.Find(body) is { } found && Bodies.ActsInItsOwnName(found);

    private static IEnumerable<string> BodiesOf(JointOperation it, Side side) =>
        side switch
        {
            Side.Caller => [it.Caller],
            Side.Owner => it.FollowUps.Select(task => task.Owner).OfType<string>(),
            _ => it.Calls.Select(call => call.Body),
        };

    private static string OriginOf(Organization body) =>
        body.IsTownship ? Origins.Whistle
        : body.Function == "command-centre" ? Origins.Order
        : Origins.Plan;
}
