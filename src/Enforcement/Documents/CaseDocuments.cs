using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Documents;

/// <summary>
/// The legal documents of one case, in every step on it: drafted, approved with number and frozen text, served, replaced, declared void. A number
/// is drawn with the step's other numbers, and the texts are written when all of them are known, so that one may cite the other.
/// </summary>
public sealed class CaseDocuments(DocumentKinds kinds, LegalTemplates templates, DocumentModels models, BusinessTime time) : CasePart
{
    private readonly List<LegalDocument> documents = [];
    private readonly List<Pending> pending = [];
    private readonly List<Statement> voided = [];

    public override int Order => 25;

    public IReadOnlyList<LegalDocument> All => documents;

    /// <summary>The one of its kind that counts now: approved, neither void nor replaced.</summary>
    public LegalDocument? Standing(string kind) =>
        documents.LastOrDefault(it => it.Kind == kind && it.Stands) ?? pending.LastOrDefault(it => it.Document.Kind == kind)?.Document;

    /// <exception cref="NotVisibleException">The case has no such document.</exception>
    public LegalDocument Find(Guid id) => documents.FirstOrDefault(it => it.Id == id) ?? throw new NotVisibleException();

    /// <summary>A draft of the kind is there from now on; one that is there already is kept, for its text is read from the case.</summary>
    /// <exception cref="RefusedException">The kind is unknown or has no template: the step that needs it cannot be done.</exception>
    public async ValueTask<LegalDocument> DraftAsync(CaseWork work, string code, DocumentOccasion occasion, CancellationToken cancel)
    {
        var kind = await kinds.FindAsync(code, cancel);
        if (!templates.Has(code))
            throw DocumentRefusals.NoTemplate(code);
        var draft = documents.LastOrDefault(it =>
            it.Kind == code && it.State is DocumentState.Draft && pending.All(wait => wait.Document != it)
        );
        return draft is null || occasion.IsNew ? Add(work, kind, occasion) : draft;
    }

    /// <summary>
    /// Drafts it where there is no draft, draws its number, and freezes its text when the step's numbers are known. What stood of its kind is
    /// replaced, unless it is a record of something that happened.
    /// </summary>
    /// <returns>The document; its number and text are there after the commit.</returns>
    /// <exception cref="RefusedException"><c>document.incomplete</c> names the facts that are wanted and not known.</exception>
    public async ValueTask<LegalDocument> ApproveAsync(
        CaseWork work,
        string code,
        DocumentOccasion occasion,
        Post? post,
        CancellationToken cancel
    )
    {
        var kind = await kinds.FindAsync(code, cancel);
        var document = await DraftAsync(work, code, occasion, cancel);
        var model = await ModelAsync(work, kind, occasion, post, cancel);

        var text = templates.Write(code, model.ToTemplate(documents, null, time.DateOf));
        if (text.Missing.Count > 0)
            throw DocumentRefusals.Incomplete(text.Title, text.Missing);

        if (!kind.IsRecord && !occasion.IsNew)
            foreach (var older in documents.Where(it => it.Kind == code && it != document && it.Stands).ToList())
                older.ReplaceBy(document);
        pending.Add(new Pending(document, model, post));
        if (kind.DrawsNumber)
            work.Step.Draw(
                work.Case.Key,
                document.Issuer,
                kind.Word,
                (year, serial) => work.Step.OfficialNumber(document.Issuer, kind.Word, year, serial),
                code,
                number => document.Number = number
            );
        return document;
    }

    /// <summary>Records that an approved document reached the party, and makes the receipt 送达回证 that proves it (art. 61).</summary>
    /// <exception cref="RefusedException">There is no approved text of this kind.</exception>
    public async ValueTask<LegalDocument> ServeAsync(
        CaseWork work,
        string code,
        DocumentOccasion occasion,
        DateOnly on,
        string way,
        Post? post,
        CancellationToken cancel
    )
    {
        var document = Standing(code) ?? throw DocumentRefusals.NotApproved((await kinds.FindAsync(code, cancel)).NameHere);
        var service = new Service(on, way, work.Step.Actor.PersonId, work.Now);
        document.Serve(service);
        work.Record(
            "document.served",
            new JsonObject
            {
                ["document"] = document.Id.ToString(),
                ["kind"] = code,
                ["on"] = BusinessTime.LocalDate(on),
                ["way"] = way,
            },
            post
        );
        await ApproveAsync(
            work,
            DocumentKind.ServiceReceipt,
            occasion with
            {
                Date = on,
                About = document,
                Service = service,
                IsNew = true,
            },
            post,
            cancel
        );
        return document;
    }

    /// <summary>Declares an approved document void; its number keeps its row.</summary>
    public void Void(CaseWork work, LegalDocument document, string reason, Post post)
    {
        document.Void(new Voiding(work.Step.Actor.PersonId, reason, work.Now));
        if (document.Number is { } number && document.Kind != DocumentKind.Filing)
            voided.Add(DocumentTable.VoidNumber(number, reason, work.Now));
        work.Record(
            "document.voided",
            new JsonObject
            {
                ["document"] = document.Id.ToString(),
                ["kind"] = document.Kind,
                ["number"] = document.Number,
                ["reason"] = reason,
            },
            post
        );
    }

    /// <summary>
    /// A new text with a number of its own, read from the case as it is now, in the place of one that has not been served. The old one is void from here
    /// on, unless it was before.
    /// </summary>
    /// <exception cref="RefusedException">It is a draft, it has been served, or another has taken its place already.</exception>
    public async ValueTask<LegalDocument> ReissueAsync(CaseWork work, LegalDocument old, string reason, Post post, CancellationToken cancel)
    {
        if (old.ReplacedBy is not null || documents.Any(it => it.Succeeds(old)))
            throw DocumentRefusals.Replaced(old);
        var wasVoid = old.State is DocumentState.Void;
        if (!wasVoid)
            Void(work, old, reason, post);
        var about = old.AboutId is { } served ? Find(served) : null;
        var occasion = new DocumentOccasion(old.Node, work.Step.Today)
        {
            TaskId = old.TaskId,
            Issuer = old.Issuer,
            Extra = old.Extra,
            About = about,
            Service = about?.Service,
            IsNew = true,
        };
        var fresh = await ApproveAsync(work, old.Kind, occasion, post, cancel);
        if (!wasVoid)
            old.ReplaceBy(fresh);
        work.Record(
            "document.reissued",
            new JsonObject
            {
                ["document"] = fresh.Id.ToString(),
                ["instead"] = old.Id.ToString(),
                ["reason"] = reason,
            },
            post
        );
        return fresh;
    }

    /// <summary>The text as it would read now, with blanks for what is not known.</summary>
    /// <param name="facts">Typed and not yet taken, before what the case knows.</param>
    internal async ValueTask<LegalText> PreviewAsync(
        CaseFile caseFile,
        CasePersons persons,
        string code,
        string? issuer,
        JsonObject? facts,
        CancellationToken cancel
    )
    {
        var kind = await kinds.FindAsync(code, cancel);
        var model = await models.OfAsync(
            caseFile,
            persons,
            kind,
            new DocumentOccasion("", time.Today) { Issuer = issuer, Extra = facts },
            null,
            null,
            cancel
        );
        return templates.Write(code, model.ToTemplate(documents, null, time.DateOf));
    }

    public override Statement Read(CaseOf of) => DocumentTable.ReadOf.About(of);

    public override async Task LoadAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel))
            documents.Add(DocumentTable.From(reader));
    }

    /// <summary>All numbers are drawn: the texts are written, hashed, and named in the journal.</summary>
    public override void Settle(CaseWork work)
    {
        foreach (var (document, model, post) in pending)
        {
            if (document.Kind == DocumentKind.Filing)
                document.Number = work.Case.FilingNumber;
            var text = templates.Write(document.Kind, model.ToTemplate(documents, document.Number, time.DateOf));
            document.Approve(
                text.Html,
                text.TemplateVersion,
                new Approval(work.Step.Actor.PersonId, post?.StandsInFor?.PersonId, work.Now)
            );
            work.Record(
                "document.approved",
                new JsonObject
                {
                    ["document"] = document.Id.ToString(),
                    ["kind"] = document.Kind,
                    ["number"] = document.Number,
                    ["sha256"] = Convert.ToHexStringLower(document.Sha256!),
                    ["template"] = text.TemplateVersion,
                },
                post
            );
        }
    }

    public override void AddWrites(CaseWork work)
    {
        foreach (var document in documents)
            if (document.IsNew)
                work.Write(DocumentTable.Insert(document));
            else if (pending.Any(it => it.Document == document))
                work.Write(DocumentTable.Approve(document));
            else if (document.Changed)
                work.Write(DocumentTable.Update(document));
        foreach (var statement in voided)
            work.Write(statement);
    }

    private LegalDocument Add(CaseWork work, DocumentKind kind, DocumentOccasion occasion)
    {
        var document = new LegalDocument
        {
            Id = RowId.New(work.Case.Key.County, work.Now),
            CaseKey = work.Case.Key,
            Kind = kind.Code,
            Ordinal = documents.Count(it => it.Kind == kind.Code) + 1,
            Title = kind.Name,
            Issuer = occasion.Issuer ?? work.Case.OwnerOrg,
            Node = occasion.Node,
            TaskId = occasion.TaskId,
            AboutId = occasion.About?.Id,
            Extra = occasion.Extra?.DeepClone().AsObject(),
            DraftedBy = work.Step.Actor.PersonId,
            DraftedAt = work.Now,
            IsNew = true,
        };
        documents.Add(document);
        return document;
    }

    private ValueTask<DocumentModel> ModelAsync(
        CaseWork work,
        DocumentKind kind,
        DocumentOccasion occasion,
        Post? post,
        CancellationToken cancel
    ) => models.OfAsync(work.Case, work.Part<CasePersons>(), kind, occasion, work.Step.Actor.Name, post?.StandsInFor?.Name, cancel);

    private sealed record Pending(LegalDocument Document, DocumentModel Model, Post? Post);
}

/// <summary>Where in the procedure a document is made.</summary>
/// <param name="Node">Name of the node of the definition, or of the act beside it.</param>
/// <param name="Date">The day it bears.</param>
public sealed record DocumentOccasion(string Node, DateOnly Date)
{
    public Guid? TaskId { get; init; }

    /// <summary>In whose name, where it is not the owner of the case: a receipt is the receiver's.</summary>
    public string? Issuer { get; init; }

    /// <summary>Facts beside those of the case, read before them: <c>letter</c> of a transfer, its receipt or its return.</summary>
    public JsonObject? Extra { get; init; }

    /// <summary>One of its own beside those that are there: it takes no draft and replaces nothing.</summary>
    public bool IsNew { get; init; }

    internal LegalDocument? About { get; init; }

    internal Service? Service { get; init; }
}
