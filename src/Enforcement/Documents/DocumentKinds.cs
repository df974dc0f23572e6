using Enforcement.Persistence;
using Enforcement.Persistence.Import;

namespace Enforcement.Documents;

/// <summary>A kind of legal document 文书种类 as the list has it.</summary>
/// <param name="Word">文种代字 of its official number; empty: it has none.</param>
/// <param name="IsExternal">Leaves the office, and carries the head and the seal of the body.</param>
public sealed record DocumentKind(string Code, string Name, string NameEn, string Word, bool IsExternal, IReadOnlyList<string> Signers)
{
    /// <summary>立案审批表. It bears the filing number that the flow draws, not one of its own: filing is numbered once.</summary>
    public const string Filing = "C1";

    /// <summary>送达回证: made by the service of another document, never for itself.</summary>
    public const string ServiceReceipt = "F5";

    private static readonly string[] Hands = ["two-officers", "party", "witness", "receiver", "two-servers"];

    /// <summary>Made by the hands that were there and by nobody's approval: whole when both officers have signed.</summary>
    public bool IsRecord => Signers.All(Hands.Contains);

    public bool DrawsNumber => Word.Length > 0 && Code != Filing;

    public string NameHere => System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? NameEn : Name;
}

/// <summary>The list of kinds, kept by the node.</summary>
public sealed class DocumentKinds(Database database, TimeProvider clock) : ImportListener
{
    private readonly ListCache<Dictionary<string, DocumentKind>> cache = new(clock, [], (_, cancel) => ReadAsync(database, cancel));

    /// <summary>As last read, for code that cannot wait; the service reads it before it is ready.</summary>
    public DocumentKind? Latest(string code) => cache.Latest.GetValueOrDefault(code);

    /// <inheritdoc cref="Latest"/>
    public IReadOnlyCollection<DocumentKind> All() => cache.Latest.Values;

    /// <exception cref="RefusedException">The list has no such kind.</exception>
    public async ValueTask<DocumentKind> FindAsync(string code, CancellationToken cancel) =>
        (await cache.CurrentAsync(cancel)).GetValueOrDefault(code) ?? throw DocumentRefusals.UnknownKind(code);

    public override void OnImported(string kind) => cache.Outdate();

    public override async Task PrepareAsync(CancellationToken cancel) => await cache.CurrentAsync(cancel);

    private static async Task<Dictionary<string, DocumentKind>> ReadAsync(Database database, CancellationToken cancel)
    {
        await using var command = database.App.CreateCommand(
            "select code, name_zh, name_en, word, audience <> 'internal', signers from document_kinds where superseded_by is null"
        );
        var kinds = new Dictionary<string, DocumentKind>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
            kinds[row.GetString(0)] = new DocumentKind(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetBoolean(4),
                row.GetFieldValue<string[]>(5)
            );
        return kinds;
    }
}
