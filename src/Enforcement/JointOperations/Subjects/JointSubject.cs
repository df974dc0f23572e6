using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.JointOperations.Subjects;

/// <summary>
/// What several bodies do together or ask of each other, outside any one case. It has an official number, its own chain of hashes as a case has, and is
/// seen by the bodies that take part and by their superiors.
/// </summary>
public abstract class JointSubject
{
    public required Guid Id { get; init; }

    /// <summary>Of the maker's series; drawn as the last of the step that makes it.</summary>
    public string Number { get; internal set; } = "";

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>What happened to it; hashed as the journal of a case is.</summary>
    public required Journal Events { get; init; }

    public string County => RowId.CountyOf(Id);

    /// <summary>For messages and numbers that go out on its behalf.</summary>
    public CaseKey Key => new(County, Id);

    internal void Record(Step step, string action, Post? post, JsonObject? details = null) =>
        Events.Add(action, step.Actor, post, step.Now, details ?? []);
}

/// <summary>What kind of subject; stored.</summary>
public static class SubjectKinds
{
    public const string Operation = "operation";
    public const string Directive = "directive";
    public const string Letter = "letter";
    public const string Consent = "consent";
    public const string Question = "question";
}

/// <summary>The row that is locked first: number, and head of the chain.</summary>
internal sealed record SubjectHead(string Number, DateTimeOffset MadeAt, int Seq, byte[] Head)
{
    public Journal Journal => new(Seq, Head);
}
