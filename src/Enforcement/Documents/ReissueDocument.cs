using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Documents;

/// <summary>A clerical error in what identifies the party, put right with the new text; null: as the case has it.</summary>
public sealed record PartyCorrection(string? Name = null, string? Address = null);

/// <summary>
/// Before service the agency head puts a new text with a new number in the place of one that was wrong: the old one is void with a reason, its number
/// keeps its row. What was declared void earlier and left its step without a document gets its successor in the same way.
/// </summary>
public sealed class ReissueDocument(Steps steps)
{
    public const int LongestName = 200;

    /// <returns>The new document, approved.</returns>
    public async Task<LegalDocument> RunAsync(Actor head, Guid id, string? reason, PartyCorrection correction, CancellationToken cancel)
    {
        var why = VoidDocument.Reason(reason);
        var (name, address) = (
            PlainText.Optional("partyName", correction.Name, LongestName),
            PlainText.Optional("partyAddress", correction.Address, LongestName)
        );

        await using var step = await steps.BeginAsync(head, CaseOf.Row("documents", id), cancel);
        var documents = step.Main.Part<CaseDocuments>();
        var old = documents.Find(id);
        var post = head.PostFor(Roles.AgencyHead, old.Issuer) ?? throw DocumentRefusals.NotYours();
        // A receipt lies with the sender's case: what that case knows is the sender's.
        if (old.Issuer != step.Case.OwnerOrg && (name ?? address) is not null)
            throw DocumentRefusals.NotYours();
        Correct(step.Main, "partyName", name, post);
        Correct(step.Main, "partyAddress", address, post);
        var fresh = await documents.ReissueAsync(step.Main, old, why, post, cancel);
        await step.CommitAsync(cancel, () => new Reissued(fresh.Id, fresh.Number), StatusCodes.Status201Created);
        return fresh;
    }

    private static void Correct(CaseWork work, string fact, string? value, Post post)
    {
        if (value is null || value == work.Case.Data.Text(fact))
            return;
        work.Record(
            "fact.corrected",
            new JsonObject
            {
                ["fact"] = fact,
                ["old"] = work.Case.Data[fact]?.DeepClone(),
                ["new"] = value,
            },
            post
        );
        work.Case.Data.Set(fact, value);
    }
}

/// <summary>What a client is told.</summary>
public sealed record Reissued(Guid Id, string? Number);
