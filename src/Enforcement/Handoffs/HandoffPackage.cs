using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Handoffs;

/// <param name="Path">Within the package; plain letters, for old computers.</param>
/// <param name="Name">As the file was called here.</param>
internal sealed record PackedFile(string Path, string Name, string Type, byte[] Content, DateTimeOffset? TakenAt)
{
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Content));

    public JsonObject ToJson() =>
        new()
        {
            ["path"] = Path,
            ["name"] = Name,
            ["type"] = Type,
            ["size"] = Content.Length,
            ["sha256"] = Sha256,
            ["takenAt"] = TakenAt is { } at ? CaseHandoffs.Instant(at) : null,
        };
}

/// <summary>
/// The package for any computer: the letter as PDF and as it was approved, the evidence, the hash of each file, and a page that checks them without a
/// network. What it holds was settled when the letter went out, so every download is the same.
/// </summary>
public sealed class HandoffPackage(ScopedReads reads)
{
    private const string Evidence = """
        select a.name, a.content_type, a.taken_at, f.content from attachments a left join files f on f.sha256 = a.sha256
        where a.county_code = $1 and a.case_id = $2 and a.at <= $3 order by a.at, a.id
        """;

    private const string Paper = """
        select html from documents where county_code = $1 and case_id = $2 and kind = 'E8' and html is not null and approved_at <= $3
        order by approved_at desc limit 1
        """;

    /// <exception cref="InvalidDataException">A file of the case is gone.</exception>
    internal async Task<IReadOnlyList<PackedFile>> FilesAsync(Scope scope, Handoff handoff, CancellationToken cancel)
    {
        NpgsqlParameter[] Of() => [P.Text(handoff.CaseKey.County), P.Uuid(handoff.CaseKey.Id), P.Time(handoff.SentAt)];
        var packed = new List<PackedFile>();
        foreach (var html in await reads.RowsAsync(scope, Statement.Of(Paper, Of()), row => row.GetString(0), cancel))
            packed.Add(new PackedFile("letter.html", "案件移送函", "text/html", Encoding.UTF8.GetBytes(html), null));
        var evidence = await reads.RowsAsync(
            scope,
            Statement.Of(Evidence, Of()),
            row =>
                (
                    Name: row.GetString(0),
                    Type: row.GetString(1),
                    TakenAt: row.IsDBNull(2) ? default(DateTimeOffset?) : row.GetFieldValue<DateTimeOffset>(2),
                    Content: row.IsDBNull(3) ? throw new InvalidDataException("A file of the case is gone.") : row.GetFieldValue<byte[]>(3)
                ),
            cancel
        );
        foreach (var (index, it) in evidence.Index())
            packed.Add(new PackedFile($"evidence/{index + 1:D3}{EndingOf(it.Type)}", it.Name, it.Type, it.Content, it.TakenAt));
        return packed;
    }

    /// <summary>A zip, the same bytes each time.</summary>
    public async Task<byte[]> ZipAsync(Scope scope, Handoff handoff, CancellationToken cancel)
    {
        var evidence = await FilesAsync(scope, handoff, cancel);
        List<PackedFile> all = [new("letter.pdf", "移送函", FileKind.Pdf, LetterSheet.Of(handoff.Content, evidence), null), .. evidence];
        var manifest = new JsonObject
        {
            ["version"] = 1,
            ["letter"] = handoff.Content["number"]?.DeepClone(),
            ["sender"] = handoff.Sender,
            ["receiver"] = handoff.Receiver,
            ["sentAt"] = CaseHandoffs.Instant(handoff.SentAt),
            ["files"] = new JsonArray([.. all.Select(file => (JsonNode)file.ToJson())]),
        }.ToJsonString(StepServices.Json);

        using var stream = new MemoryStream();
        await using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in all)
                await AddAsync(zip, file.Path, file.Content, handoff.SentAt, cancel);
            await AddAsync(zip, "manifest.json", Encoding.UTF8.GetBytes(manifest), handoff.SentAt, cancel);
            // The page has the manifest in it: opened from a disk, it may read no other file by itself.
            var page = CheckingPage.Value.Replace(
                "/*MANIFEST*/null",
                manifest.Replace("<", "\\u003c", StringComparison.Ordinal),
                StringComparison.Ordinal
            );
            await AddAsync(zip, "check.html", Encoding.UTF8.GetBytes(page), handoff.SentAt, cancel);
        }
        return stream.ToArray();
    }

    private static readonly Lazy<string> CheckingPage = new(() =>
    {
        using var reader = new StreamReader(
            typeof(HandoffPackage).Assembly.GetManifestResourceStream("handoffs/check.html")
                ?? throw new InvalidOperationException("The checking page is missing.")
        );
        return reader.ReadToEnd();
    });

    private static async Task AddAsync(ZipArchive zip, string path, byte[] content, DateTimeOffset at, CancellationToken cancel)
    {
        var entry = zip.CreateEntry(path);
        entry.LastWriteTime = at.ToUniversalTime();
        await using var into = await entry.OpenAsync(cancel);
        await into.WriteAsync(content, cancel);
    }

    private static string EndingOf(string type) =>
        type switch
        {
            FileKind.Jpeg => ".jpg",
            FileKind.Png => ".png",
            FileKind.WebP => ".webp",
            FileKind.Heic => ".heic",
            FileKind.Pdf => ".pdf",
            _ => ".bin",
        };
}
