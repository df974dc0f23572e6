using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Evidence;

namespace Enforcement.Patrols;

/// <summary>A line of <c>GET /api/findings</c>.</summary>
public sealed record FindingItem(
    Guid Id,
    string Organization,
    string Place,
    Point? Location,
    string? Grid,
    DateTimeOffset FoundAt,
    string Description,
    string Source,
    string? MatterCode,
    string State,
    string? DismissalKind,
    string? CaseNumber,
    int Photos,
    string RegisteredBy,
    DateTimeOffset RegisteredAt
)
{
    public static FindingItem Of(FindingRow row) =>
        new(
            row.Id,
            row.Organization,
            row.Place,
            row.Latitude is { } latitude ? new Point(latitude, row.Longitude!.Value) : null,
            row.Grid,
            row.FoundAt,
            row.Description,
            row.Source,
            row.MatterCode,
            row.State,
            row.DismissalKind,
            row.CaseNumber,
            row.Photos,
            row.RegisteredName,
            row.RegisteredAt
        );
}

/// <summary>One finding, whole.</summary>
public sealed record FindingAnswer(
    Guid Id,
    string Organization,
    string Place,
    Point? Location,
    string? Grid,
    DateTimeOffset FoundAt,
    string Description,
    string Source,
    string? MatterCode,
    string State,
    IReadOnlyList<FindingAnswer.Officer> Officers,
    JsonObject Facts,
    IReadOnlyList<Party> Parties,
    Dismissal? Dismissal,
    CaseLink? Case,
    IReadOnlyList<AttachmentAnswer> Attachments,
    IReadOnlyList<NearbyFinding> Similar,
    IReadOnlyList<FindingEvent> Events,
    string RegisteredBy,
    DateTimeOffset RegisteredAt
)
{
    public sealed record Officer(string UserName, string Name);

    public static FindingAnswer Of(FindingDetail detail, IReadOnlyList<Attachment> attachments)
    {
        var it = detail.Finding;
        return new(
            it.Id,
            it.Organization,
            it.Place,
            it.Point,
            it.Grid,
            it.FoundAt,
            it.Description,
            it.Source,
            it.MatterCode,
            it.State,
            [.. it.Officers.Where(detail.People.ContainsKey).Select(id => new Officer(detail.People[id].UserName, detail.People[id].Name))],
            it.Facts,
            it.Parties,
            it.Dismissal,
            it.Case,
            [.. attachments.Select(AttachmentAnswer.Of)],
            detail.Similar,
            detail.Events,
            it.Registered.Name,
            it.Registered.At
        );
    }
}
