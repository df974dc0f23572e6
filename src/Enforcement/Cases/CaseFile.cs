using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;

namespace Enforcement.Cases;

/// <summary>
/// A case of one body, in its own name. It never changes owner: a transfer makes the receiver's own case, and this one is then handled
/// there until feedback closes it. Stage, outcome and data move only inside a step.
/// </summary>
public sealed class CaseFile
{
    public required CaseKey Key { get; init; }

    /// <summary>Register number: stable, unique in the installation, no slash; drawn when the case is opened.</summary>
    public required string Number { get; set; }

    public required CaseKind Kind { get; init; }
    public required string OwnerOrg { get; init; }

    /// <summary>Who has it now: the owner, or the receiver of an accepted case transfer.</summary>
    public required string HandlerOrg { get; set; }

    /// <summary>Owned or handled by a body.</summary>
    public bool IsWith(string organization) => OwnerOrg == organization || HandlerOrg == organization;

    /// <summary>The sender's case, where a letter opened this one.</summary>
    public CaseKey? Origin { get; init; }

    public Guid? FindingId { get; init; }
    public required string Title { get; init; }
    public required string MatterCode { get; init; }
    public required int MatterVersion { get; init; }

    /// <summary>Day of the violation, or its last day where it went on: chooses law and competence (Administrative Penalty Law art. 36, 37).</summary>
    public required DateOnly ViolationOn { get; init; }

    public required string Procedure { get; init; }
    public required string Intent { get; init; }

    /// <summary>The two who handle it (art. 42), from its opening on.</summary>
    public required IReadOnlyList<Guid> Officers { get; init; }

    public required string Stage { get; set; }
    public required DateTimeOffset StageSince { get; set; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required CaseData Data { get; init; }

    /// <summary>立案号, drawn when filing is approved; document numbers are drawn at their approval.</summary>
    public string? FilingNumber { get; set; }

    public string? Outcome { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public bool IsOpen => ClosedAt is null;

    public void MoveTo(string stage, DateTimeOffset at)
    {
        if (Stage == stage)
            return;
        Stage = stage;
        StageSince = at;
    }

    public void Close(string outcome, DateTimeOffset at)
    {
        if (!IsOpen)
            throw CaseRefusals.AlreadyClosed(this);
        Outcome = outcome;
        ClosedAt = at;
    }

    internal void Restore(string? outcome, DateTimeOffset? closedAt)
    {
        (Outcome, ClosedAt) = (outcome, closedAt);
        asRead = Now();
    }

    /// <summary>Whether the row differs from what was read, the data apart: many steps move only tasks and clocks.</summary>
    internal bool Moved => asRead is not { } before || before != Now();

    private Standing? asRead;

    private Standing Now() => new(HandlerOrg, Stage, StageSince, FilingNumber, Outcome, ClosedAt);

    /// <summary>What a step can change of the row: the columns that the update writes.</summary>
    private sealed record Standing(
        string Handler,
        string Stage,
        DateTimeOffset Since,
        string? FilingNumber,
        string? Outcome,
        DateTimeOffset? ClosedAt
    );

    /// <summary>What expressions of a definition read as <c>Case.…</c>: the data, and the case's own words beside it.</summary>
    public Facts ToFacts() =>
        Data.ToFacts(
            new JsonObject
            {
                ["county"] = Key.County,
                ["officers"] = new JsonArray([.. Officers.Select(officer => (JsonNode)officer.ToString())]),
                ["number"] = Number,
                ["kind"] = Kind.ToString().ToLowerInvariant(),
                ["ownerOrg"] = OwnerOrg,
                ["handlerOrg"] = HandlerOrg,
                ["matterCode"] = MatterCode,
                ["violationDate"] = ViolationOn.ToString("yyyy-MM-dd"),
                ["procedure"] = Procedure,
                ["intent"] = Intent,
                ["stage"] = Stage,
                ["filingNumber"] = FilingNumber,
            }
        );
}

public enum CaseKind
{
    /// <summary>A township's or street's own case.</summary>
    Township,

    /// <summary>A county department's own case.</summary>
    County,
}
