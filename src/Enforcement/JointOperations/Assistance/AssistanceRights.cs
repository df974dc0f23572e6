using Enforcement.Identity;

namespace Enforcement.JointOperations.Assistance;

/// <summary>Who does what with a letter, as data: the verb, whether it is the asker's, the roles. Letters go in the name of a body, by its heads.</summary>
public static class AssistanceRights
{
    public const string Send = "send";
    public const string Answer = "answer";
    public const string Refuse = "refusal";
    public const string Withdraw = "withdrawal";

    private static readonly string[] Heads = [Roles.UnitHead, Roles.SquadHead, Roles.AgencyHead];
    private static readonly string[] Desk = [Roles.CountyIntake, Roles.CountyHandler, Roles.Officer, .. Heads, Roles.Liaison];

    public static IReadOnlyList<(string Verb, bool IsAskers, IReadOnlyList<string> Roles)> Table { get; } =
    [(Send, true, Heads), (Answer, false, Desk), (Refuse, false, [.. Heads, Roles.Liaison]), (Withdraw, true, Heads)];

    /// <summary>The post that entitles at a body; null: none.</summary>
    public static Post? For(Actor actor, string verb, string body) =>
        Table.First(entry => entry.Verb == verb).Roles.Select(role => actor.PostFor(role, body)).FirstOrDefault(post => post is not null);

    /// <exception cref="NotAllowedException"><c>assistance.not-yours</c>.</exception>
    public static Post Demand(Actor actor, AssistanceLetter it, string verb) =>
        For(actor, verb, Table.First(entry => entry.Verb == verb).IsAskers ? it.Asker : it.Asked) ?? throw AssistanceRefusals.NotYours(it);

    /// <summary>Names of the API's sub-resources that are open to somebody.</summary>
    public static IEnumerable<string> Open(Actor actor, AssistanceLetter it)
    {
        if (it.State != LetterStates.Sent)
            yield break;
        if (For(actor, Answer, it.Asked) is not null)
            yield return Answer;
        if (For(actor, Refuse, it.Asked) is not null)
            yield return Refuse;
        if (For(actor, Withdraw, it.Asker) is not null)
            yield return Withdraw;
    }
}
