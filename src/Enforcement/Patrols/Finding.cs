using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Evidence;
using Enforcement.Identity;

namespace Enforcement.Patrols;

/// <summary>
/// A finding 线索: what a patrol, a grid worker or a citizen reported. It ends once: as a case, or without one in one of six ways. What was
/// found is never rewritten; who did what is a chain of hashes of its own.
/// </summary>
public sealed class Finding
{
    public required Guid Id { get; init; }

    /// <summary>The township it lies in.</summary>
    public required string Organization { get; init; }

    public required string Region { get; init; }
    public string? Grid { get; init; }
    public required string Place { get; init; }
    public Point? Point { get; init; }
    public required DateTimeOffset FoundAt { get; init; }
    public required string Description { get; init; }
    public required string Source { get; init; }

    /// <summary>Null: not known yet, or none of the list.</summary>
    public string? MatterCode { get; init; }

    public required IReadOnlyList<Guid> Officers { get; init; }

    /// <summary>Declared facts by name; one that is not there is not known.</summary>
    public required JsonObject Facts { get; init; }

    public required IReadOnlyList<Party> Parties { get; init; }
    public required Registration Registered { get; init; }
    public Dismissal? Dismissal { get; private set; }
    public CaseLink? Case { get; private set; }

    /// <summary>What happened to it; hashed as the journal of a case is.</summary>
    public required Journal Events { get; init; }

    public string County => RowId.CountyOf(Id);

    public string State =>
        Case is not null ? FindingStates.Case
        : Dismissal is not null ? FindingStates.Dismissed
        : FindingStates.Open;

    public bool IsOpen => State == FindingStates.Open;

    /// <summary>Grid workers collect and report; officers and heads of the township decide what becomes of it.</summary>
    public bool IsDecidedBy(Actor actor) =>
        actor.Holds(Roles.Officer, Organization)
        || actor.Holds(Roles.SquadHead, Organization)
        || actor.Holds(Roles.AgencyHead, Organization);

    public void Dismiss(Actor actor, DismissalWish wish, DateTimeOffset at)
    {
        DemandOpenFor(actor);
        Dismissal = new Dismissal(wish.Kind, wish.Reason, wish.DuplicateOf, actor.Name, at);
        Record(
            "finding.dismissed",
            actor,
            at,
            new JsonObject
            {
                ["kind"] = wish.Kind,
                ["reason"] = wish.Reason,
                ["duplicateOf"] = wish.DuplicateOf?.ToString(),
            }
        );
    }

    /// <exception cref="RefusedException">It has ended already.</exception>
    /// <exception cref="NotAllowedException">It is another's to decide.</exception>
    public void DemandOpenFor(Actor actor)
    {
        if (!IsDecidedBy(actor))
            throw FindingRefusals.NotYours(actor);
        if (Case is not null)
            throw FindingRefusals.AlreadyACase(Case);
        if (Dismissal is not null)
            throw FindingRefusals.Dismissed();
    }

    public void BecomeCase(Actor actor, CaseFile caseFile, DateTimeOffset at)
    {
        DemandOpenFor(actor);
        Case = new CaseLink(caseFile.Key.Id, caseFile.Number);
        Record(
            "finding.case-opened",
            actor,
            at,
            new JsonObject
            {
                ["case"] = caseFile.Key.Id.ToString(),
                ["matter"] = caseFile.MatterCode,
                ["intent"] = caseFile.Intent,
            }
        );
    }

    public void Record(string action, Actor actor, DateTimeOffset at, JsonObject details) =>
        Events.Add(action, actor, actor.Posts.FirstOrDefault(post => post.Organization == Organization), at, details);

    internal void Restore(Dismissal? dismissal, CaseLink? link) => (Dismissal, Case) = (dismissal, link);
}

public sealed record Registration(Guid By, string Name, DateTimeOffset At);

public sealed record Dismissal(string Kind, string Reason, Guid? DuplicateOf, string By, DateTimeOffset At);

/// <param name="DuplicateOf">The finding that stays, where this one says the same.</param>
public sealed record DismissalWish(string Kind, string Reason, Guid? DuplicateOf, IReadOnlyList<Guid> Attachments);

public sealed record CaseLink(Guid Id, string Number);
