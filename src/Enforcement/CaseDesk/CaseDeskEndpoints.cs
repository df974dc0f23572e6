using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Shell;
using Enforcement.Tasks;

namespace Enforcement.CaseDesk;

internal static class CaseDeskEndpoints
{
    public static void MapCaseDesk(this IEndpointRouteBuilder routes) =>
        routes
            .MapApi("/cases")
            .WithTags("Cases")
            .MapGet(
                "/{number}",
                async (
                    string number,
                    IActing acting,
                    CaseDeskReader reader,
                    OrganizationDirectory organizations,
                    IEnumerable<ICaseExtension> extensions,
                    CancellationToken cancel
                ) =>
                {
                    var actor = await acting.GetAsync(cancel);
                    var view = await reader.ReadAsync(actor, number, cancel);
                    var more = new Dictionary<string, object?>();
                    foreach (var extension in extensions)
                        more[extension.Name] = await extension.ReadAsync(actor, view.Case, cancel);
                    return TypedResults.Ok(CaseAnswer.Of(view, organizations, more));
                }
            )
            .WithSummary("One case: stage, tasks, clocks, participants, documents.");
}

public sealed record CaseAnswer
{
    public required Guid Id { get; init; }
    public required string Number { get; init; }
    public string? FilingNumber { get; init; }
    public required string Title { get; init; }
    public required string Kind { get; init; }
    public required string OwnerOrganization { get; init; }
    public required string OwnerName { get; init; }
    public required string HandlerOrganization { get; init; }
    public required string MatterCode { get; init; }
    public required DateOnly ViolationDate { get; init; }
    public required string Procedure { get; init; }
    public required string Intent { get; init; }
    public required string Stage { get; init; }
    public required string StageName { get; init; }
    public required string Status { get; init; }
    public string? Outcome { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public required string DefinitionVersion { get; init; }
    public required IReadOnlyList<PersonName> Officers { get; init; }
    public required IReadOnlyList<Party> Parties { get; init; }
    public required IReadOnlyList<Participant> Participants { get; init; }
    public required IReadOnlyList<OpenTask> Tasks { get; init; }
    public required System.Text.Json.Nodes.JsonObject Facts { get; init; }

    [System.Text.Json.Serialization.JsonExtensionData]
    public Dictionary<string, object?>? More { get; init; }

    internal static CaseAnswer Of(CaseDeskView view, OrganizationDirectory organizations, Dictionary<string, object?> more)
    {
        var it = view.Case;
        return new CaseAnswer
        {
            Id = it.Key.Id,
            Number = it.Number,
            FilingNumber = it.FilingNumber,
            Title = it.Title,
            Kind = it.Kind.ToString().ToLowerInvariant(),
            OwnerOrganization = it.OwnerOrg,
            OwnerName = organizations.NameOf(it.OwnerOrg),
            HandlerOrganization = it.HandlerOrg,
            MatterCode = it.MatterCode,
            ViolationDate = it.ViolationOn,
            Procedure = it.Procedure,
            Intent = it.Intent,
            Stage = it.Stage,
            StageName = Texts.Of($"stage.{it.Stage}"),
            Status = it.IsOpen ? "open" : "closed",
            Outcome = it.Outcome,
            OpenedAt = it.OpenedAt,
            ClosedAt = it.ClosedAt,
            DefinitionVersion = view.DefinitionVersionId,
            Officers = [.. it.Officers.Where(view.People.ContainsKey).Select(officer => view.People[officer])],
            Parties = view.Parties,
            Participants = view.Participants,
            Tasks = [.. view.OpenTasks.Select(OpenTask.Of)],
            Facts = it.Data.ToJson(),
            More = more,
        };
    }
}
