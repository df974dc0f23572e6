using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;

namespace Enforcement.JointOperations.Stations;

/// <summary>Who does what with a directive, as data: the verb, whether it is the township's, the roles.</summary>
public static class DirectiveRights
{
    public const string Issue = "issue";
    public const string Answer = "answer";
    public const string Refuse = "refusal";
    public const string Report = "report";
    public const string Withdraw = "withdrawal";

    private static readonly string[] Desk = [Roles.CountyHandler, Roles.UnitHead, Roles.AgencyHead, Roles.CountyIntake];

    public static IReadOnlyList<(string Verb, bool IsTownships, IReadOnlyList<string> Roles)> Table { get; } =
    [
        (Issue, true, [Roles.SquadHead, Roles.AgencyHead]),
        (Answer, false, Desk),
        (Refuse, false, [Roles.UnitHead, Roles.AgencyHead]),
        (Report, false, Desk),
        (Withdraw, true, [Roles.SquadHead, Roles.AgencyHead]),
    ];

    /// <summary>The post that entitles at a body; null: none.</summary>
    public static Post? For(Actor actor, string verb, string body) =>
        Table.First(entry => entry.Verb == verb).Roles.Select(role => actor.PostFor(role, body)).FirstOrDefault(post => post is not null);

    /// <exception cref="NotAllowedException"><c>directive.not-yours</c>.</exception>
    public static Post Demand(Actor actor, StationDirective it, string verb) =>
        For(actor, verb, Table.First(entry => entry.Verb == verb).IsTownships ? it.Township : it.Station)
        ?? throw DirectiveRefusals.NotYours(it);

    /// <summary>Names of the API's sub-resources that are open to somebody.</summary>
    public static IEnumerable<string> Open(Actor actor, StationDirective it)
    {
        if (it.State is DirectiveStates.Issued && For(actor, Answer, it.Station) is not null)
            yield return Answer;
        if (it.State is DirectiveStates.Issued && For(actor, Refuse, it.Station) is not null)
            yield return Refuse;
        if (it.State is DirectiveStates.Answered && For(actor, Report, it.Station) is not null)
            yield return Report;
        if (
            it.State is DirectiveStates.Issued or DirectiveStates.Answered or DirectiveStates.Refused
            && For(actor, Withdraw, it.Township) is not null
        )
            yield return Withdraw;
    }
}
