using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Microsoft.EntityFrameworkCore;

namespace Enforcement.Documents;

/// <summary>Reads documents within the viewer's scope: the frozen text with the proof of its hash, or a draft as it would read now.</summary>
public sealed class DocumentReader(
    EnforcementDb db,
    ScopedReads reads,
    DocumentKinds kinds,
    LegalTemplates templates,
    DocumentModels models,
    BusinessTime time
)
{
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<IReadOnlyList<DocumentRow>> ListAsync(string caseNumber, CancellationToken cancel)
    {
        var of = CaseOf.Number(caseNumber);
        var rows = await db
            .Documents.Where(row => row.CountyCode == of.County && row.CaseNumber == caseNumber)
            .OrderBy(row => row.DraftedAt)
            .ThenBy(row => row.Id)
            .ToListAsync(cancel);
        if (rows.Count == 0 && !await db.Cases.AnyAsync(row => row.CountyCode == of.County && row.Number == caseNumber, cancel))
            throw new NotVisibleException();
        return rows;
    }

    public async Task<IReadOnlyList<DocumentRow>> ListAsync(CaseKey key, CancellationToken cancel) =>
        await db
            .Documents.Where(row => row.CountyCode == key.County && row.CaseId == key.Id)
            .OrderBy(row => row.DraftedAt)
            .ThenBy(row => row.Id)
            .ToListAsync(cancel);

    /// <exception cref="NotVisibleException">There is no such document for this person.</exception>
    public async Task<DocumentView> ReadAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var county = RowId.CountyOf(id);
        var row =
            await db.Documents.FirstOrDefaultAsync(it => it.CountyCode == county && it.Id == id, cancel) ?? throw new NotVisibleException();
        var ofOwner = await db.Cases.AnyAsync(it => it.CountyCode == county && it.Id == row.CaseId && it.OwnerOrg == row.Issuer, cancel);
        if (await reads.RowsAsync(actor.Scope, DocumentTable.ReadOne(id), DocumentTable.From, cancel) is not [var document])
            throw new NotVisibleException();
        if (document.Html is { } frozen)
            return new DocumentView(row, frozen, document.Verifies(), [], ofOwner);
        var draft = await WriteAsync(actor, CaseOf.Case(document.CaseKey.Id), document.Kind, document.Issuer, document.Extra, cancel);
        return new DocumentView(row, draft.Html, null, draft.Missing, ofOwner);
    }

    /// <summary>A document as it would read now.</summary>
    /// <param name="facts">Typed and not yet taken, before what the case knows.</param>
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    /// <exception cref="RefusedException">The kind is unknown or has no template.</exception>
    public async Task<LegalText> WriteAsync(
        Actor actor,
        CaseOf of,
        string kind,
        string? issuer,
        JsonObject? facts,
        CancellationToken cancel
    )
    {
        var (persons, documents) = (new CasePersons(), new CaseDocuments(kinds, templates, models, time));
        var caseFile = await reads.ReadAsync(
            actor.Scope,
            [CaseTable.Read.About(of), persons.Read(of), documents.Read(of)],
            async reader =>
            {
                if (await reader.RowsAsync(CaseTable.From, cancel) is not [var found])
                    throw new NotVisibleException();
                await reader.NextResultAsync(cancel);
                await persons.LoadAsync(reader, cancel);
                await reader.NextResultAsync(cancel);
                await documents.LoadAsync(reader, cancel);
                return found;
            },
            cancel
        );
        return await documents.PreviewAsync(caseFile, persons, kind, issuer, facts, cancel);
    }
}

/// <param name="Html">The sheet: frozen, or a draft as it reads now.</param>
/// <param name="Verified">Whether a frozen text still fits its hash; null for a draft.</param>
/// <param name="Missing">Facts a draft still wants.</param>
/// <param name="OfOwner">Made by the body whose case it is; a receipt is made by another.</param>
public sealed record DocumentView(DocumentRow Row, string Html, bool? Verified, IReadOnlyList<string> Missing, bool OfOwner);
