using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Enforcement.Cases;

namespace Enforcement.Documents;

/// <summary>
/// A legal document of a case 执法文书. A draft is read from the case; approval freezes its text with number and hash. What was approved is
/// never changed again: it is served, replaced by a newer one, or declared void before service.
/// </summary>
public sealed class LegalDocument
{
    public required Guid Id { get; init; }
    public required CaseKey CaseKey { get; init; }

    /// <summary>Code in the list of kinds.</summary>
    public required string Kind { get; init; }

    /// <summary>The how many-th of its kind in the case, from 1.</summary>
    public required int Ordinal { get; init; }

    public required string Title { get; init; }

    /// <summary>The body in whose name it is made.</summary>
    public required string Issuer { get; init; }

    /// <summary>The step of the procedure that made it.</summary>
    public required string Node { get; init; }

    public Guid? TaskId { get; init; }

    /// <summary>For a service receipt: the document whose service it proves.</summary>
    public Guid? AboutId { get; init; }

    /// <summary>What its text reads beside the facts of the case.</summary>
    public JsonObject? Extra { get; init; }

    public required Guid DraftedBy { get; init; }
    public required DateTimeOffset DraftedAt { get; init; }
    public string? Number { get; internal set; }
    public Approval? Approval { get; private set; }
    public Service? Service { get; private set; }
    public Voiding? Voiding { get; private set; }
    public Guid? ReplacedBy { get; private set; }

    /// <summary>The frozen text; only on the one that has just been approved, or that was read with its text.</summary>
    public string? Html { get; private set; }

    public byte[]? Sha256 { get; private set; }
    public string? TemplateVersion { get; private set; }

    internal bool IsNew { get; init; }
    internal bool Changed { get; private set; }

    public DocumentState State =>
        Voiding is not null ? DocumentState.Void
        : Service is not null ? DocumentState.Served
        : Approval is not null ? DocumentState.Approved
        : DocumentState.Draft;

    /// <summary>In force: approved, and neither void nor replaced.</summary>
    public bool Stands => Approval is not null && Voiding is null && ReplacedBy is null;

    /// <summary>Stands, of the same kind and body, and came after that one was declared void.</summary>
    internal bool Succeeds(LegalDocument gone) =>
        Stands
        && (Kind, Issuer) == (gone.Kind, gone.Issuer)
        && Ordinal > gone.Ordinal
        && gone.Voiding is { } voiding
        && Approval!.At >= voiding.At;

    public static byte[] HashOf(string html) => SHA256.HashData(Encoding.UTF8.GetBytes(html));

    /// <summary>From here on the text is what it is. Its number, where it has one, has been drawn.</summary>
    public void Approve(string html, string templateVersion, Approval approval)
    {
        // One that is approved and served in one step has its service already: texts are written last, when all numbers are known.
        if (Approval is not null)
            throw DocumentRefusals.AlreadyApproved(this);
        (Html, Sha256, TemplateVersion, Approval) = (html, HashOf(html), templateVersion, approval);
        Changed = true;
    }

    /// <summary>Its service is proved by a receipt (Administrative Penalty Law art. 61).</summary>
    public void Serve(Service service)
    {
        if (State is DocumentState.Served)
            throw DocumentRefusals.AlreadyServed(this);
        Service = service;
        Changed = true;
    }

    /// <summary>Before service only: afterwards the law knows withdrawal and correction, not a void paper.</summary>
    public void Void(Voiding voiding)
    {
        switch (State)
        {
            case DocumentState.Draft:
                throw DocumentRefusals.NotApproved(Title);
            case DocumentState.Served:
                throw DocumentRefusals.AlreadyServed(this);
            case DocumentState.Void:
                throw DocumentRefusals.AlreadyVoid(this);
        }
        Voiding = voiding;
        Changed = true;
    }

    /// <summary>A newer one of its kind takes its place; this one stays readable as it was.</summary>
    public void ReplaceBy(LegalDocument newer)
    {
        ReplacedBy = newer.Id;
        Changed = true;
    }

    /// <summary>Does the text still fit the hash that was taken at approval?</summary>
    public bool Verifies() => Html is not null && Sha256 is not null && HashOf(Html).AsSpan().SequenceEqual(Sha256);

    internal void Restore(
        string? number,
        Approval? approval,
        Service? service,
        Voiding? voiding,
        Guid? replacedBy,
        string? html,
        byte[]? sha256,
        string? templateVersion
    ) =>
        (Number, Approval, Service, Voiding, ReplacedBy, Html, Sha256, TemplateVersion) = (
            number,
            approval,
            service,
            voiding,
            replacedBy,
            html,
            sha256,
            templateVersion
        );
}

public enum DocumentState
{
    Draft,
    Approved,
    Served,
    Void,
}

/// <param name="For">The absent head for whom somebody stood in by written authority.</param>
public sealed record Approval(Guid By, Guid? For, DateTimeOffset At);

/// <param name="On">The day it reached the party, as typed in; a statutory clock counts from it.</param>
/// <param name="Way"><c>direct</c>, <c>left</c>, <c>post</c>, <c>electronic</c> or <c>notice</c>.</param>
public sealed record Service(DateOnly On, string Way, Guid By, DateTimeOffset At);

public sealed record Voiding(Guid By, string Reason, DateTimeOffset At);
