using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Persistence;

namespace Enforcement.Handoffs.Exchange;

/// <summary>The files that go with an offer: their hashes are signed with it, their bytes travel beside it.</summary>
public sealed class OfferFiles(ScopedReads reads, HandoffPackage package)
{
    /// <summary>Of all files together, in base64: the message and its manifest go beside them.</summary>
    private const long Most = ExchangeEndpoints.MostBytes - 2 * 1024 * 1024;

    internal static bool IsTooLarge(JsonObject contents) => contents.Sum(it => (long)((string)it.Value!).Length) > Most;

    /// <summary>Puts what is said of the case into the offer, and the manifest of its files.</summary>
    /// <returns>The files, as they travel.</returns>
    internal async Task<JsonObject> AddToAsync(JsonObject body, string county, Guid handoff, CancellationToken cancel)
    {
        var found = await FindAsync(county, handoff, cancel);
        var files = await package.FilesAsync(Scope.Everything, found, cancel);
        body["content"] = found.Content.DeepClone();
        body["expiresAt"] = CaseHandoffs.Instant(found.ExpiresAt);
        body["files"] = new JsonArray([.. files.Select(file => (JsonNode)file.ToJson())]);
        return InBase64(files);
    }

    /// <summary>By hash, in base64.</summary>
    internal async Task<JsonObject> ContentsAsync(string county, Guid handoff, CancellationToken cancel) =>
        InBase64(await package.FilesAsync(Scope.Everything, await FindAsync(county, handoff, cancel), cancel));

    private static JsonObject InBase64(IEnumerable<PackedFile> files)
    {
        var contents = new JsonObject();
        foreach (var file in files)
            contents[file.Sha256] = Convert.ToBase64String(file.Content);
        return contents;
    }

    private async Task<Handoff> FindAsync(string county, Guid handoff, CancellationToken cancel) =>
        (
            await reads.RowsAsync(
                Scope.Everything,
                Statement.Of(
                    $"select {HandoffTable.Columns} from handoffs h where h.county_code = $1 and h.id = $2",
                    P.Text(county),
                    P.Uuid(handoff)
                ),
                HandoffTable.From,
                cancel
            )
        ).Single();
}
