using System.Text.Json.Nodes;
using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Handoffs.Incoming;

/// <param name="Organization">The body here that it is addressed to; null: where the person works.</param>
/// <param name="SenderRegion">GB/T 2260, 2 to 9 digits.</param>
/// <param name="Matter">In the sender's words, or a code.</param>
public sealed record IncomingRequest(
    string? Organization,
    string? SenderName,
    string? SenderRegion,
    string? Number,
    string? DatedOn,
    string? ReceivedOn,
    string? Title,
    string? Matter,
    string? ViolationOn,
    string? Place,
    string? Facts,
    string? PartyName
);

/// <summary>登记来函: writes down a paper letter that came from a body outside, with its scan. Registering it signs for it.</summary>
public sealed class RegisterIncoming(Steps steps, IFileStore files, OrganizationDirectory organizations, BusinessTime time)
{
    private const int LongestFacts = 4_000;

    /// <param name="scan">The paper with its seal: a picture or a PDF.</param>
    /// <exception cref="NotAllowedException">Neither registry nor squad of the body.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException"><c>incoming.known</c>, <c>file.type</c>, <c>file.empty</c>.</exception>
    public async Task<IncomingLetter> RunAsync(Actor clerk, IncomingRequest request, IncomingFile? scan, CancellationToken cancel)
    {
        var organization = OrganizationOf(clerk, request.Organization);
        var letter = Read(clerk, organization, request);
        if (scan is null)
            throw new MalformedException(("scan", "required"));
        await using var step = await steps.BeginNewAsync(clerk, cancel);
        var paper = TakenFile.Of(files, scan, letter.County, organization.Code, null, clerk, step.Now);
        step.Write(IncomingTable.Insert(letter));
        paper.WriteIn(step);
        step.Write(IncomingTable.AddFile(letter, paper.Attachment.Id));
        try
        {
            await step.CommitAsync(cancel, () => IncomingStanding.Of(letter), StatusCodes.Status201Created);
        }
        catch (PostgresException clash) when (clash.ConstraintName == IncomingTable.PaperOnce)
        {
            throw HandoffRefusals.PaperKnown(letter.Number);
        }
        return letter;
    }

    private Organization OrganizationOf(Actor clerk, string? wanted)
    {
        var own = clerk
            .Posts.Where(post => IncomingRights.ToRegister(clerk, post.Organization) is not null)
            .Select(post => organizations.Find(post.Organization))
            .OfType<Organization>()
            .Where(body => body is { County: not null, Kind: not "outside" })
            .ToList();
        if (own.Count == 0)
            throw HandoffRefusals.NotYours();
        return string.IsNullOrWhiteSpace(wanted)
            ? own[0]
            : own.FirstOrDefault(body => body.Code == wanted) ?? throw new MalformedException(("organization", "unknown"));
    }

    private IncomingLetter Read(Actor clerk, Organization organization, IncomingRequest request)
    {
        var region = PlainText.RequiredLine("senderRegion", request.SenderRegion, 9);
        if (region.Length is not (2 or 4 or 6 or 9) || !region.All(char.IsAsciiDigit))
            throw new MalformedException(("senderRegion", "pattern"));
        var received = Days.Past("receivedOn", request.ReceivedOn, time.Today) ?? time.Today;
        var dated = Days.Past("datedOn", request.DatedOn, time.Today) ?? throw new MalformedException(("datedOn", "required"));
        if (dated > received)
            throw new MalformedException(("datedOn", "range"));
        var now = time.Now.ToUniversalTime();
        var party = PlainText.Optional("partyName", request.PartyName, 200);
        var violation = Days.Past("violationOn", request.ViolationOn, time.Today) ?? dated;
        return new IncomingLetter
        {
            Id = RowId.New(organization.County!, now),
            Way = HandoffWays.Paper,
            Organization = organization.Code,
            SenderName = PlainText.RequiredLine("senderName", request.SenderName, 100),
            SenderRegion = region,
            Number = PlainText.RequiredLine("number", request.Number, 60),
            DatedOn = dated,
            ReceivedAt = now,
            ReceivedOn = received,
            RegisteredBy = clerk.Name,
            Content = new JsonObject
            {
                ["title"] = PlainText.RequiredLine("title", request.Title, 200),
                ["matter"] = PlainText.Optional("matter", request.Matter, 200),
                ["violationOn"] = BusinessTime.LocalDate(violation),
                ["facts"] = new JsonObject
                {
                    ["description"] = PlainText.Required("facts", request.Facts, LongestFacts),
                    ["place"] = PlainText.Optional("place", request.Place, 200),
                },
                ["parties"] = party is null ? [] : new JsonArray(new JsonObject { ["kind"] = "unknown", ["name"] = party }),
            },
        };
    }
}

/// <summary>What a verb answers: where the letter stands now.</summary>
public sealed record IncomingStanding(Guid Id, string Number, string State, DateTimeOffset? DutyFrom, Guid? FindingId, Guid? CaseId)
{
    public static IncomingStanding Of(IncomingLetter letter) =>
        new(letter.Id, letter.Number, letter.State, letter.DutyFrom, letter.FindingId, letter.CaseId);
}
