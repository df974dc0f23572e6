using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.Patrols;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;
using Enforcement.Shell;
using Enforcement.Tasks;

namespace Enforcement.Handoffs.Incoming;

/// <summary>
/// What becomes of a letter whose duty is here: a township has a finding, which goes the way of every finding; a department its own case at its filing
/// review. Terms on goods go on from the day on which they began at the sender.
/// </summary>
public sealed class IncomingOpening(
    OrganizationDirectory organizations,
    PowerLists powers,
    BoundDefinitions bound,
    Definitions definitions,
    IncomingReader reader
)
{
    /// <summary>On the own case: the letter that opened it.</summary>
    public const string Fact = "incomingLetter";

    /// <summary>What a head chooses for the own case: asked before this body is bound by its word. A township chooses nothing.</summary>
    /// <param name="matter">Of the power list here.</param>
    /// <param name="handlers">Those who bear the account that was named.</param>
    /// <exception cref="MalformedException"><c>matter</c>, <c>handler</c>.</exception>
    /// <exception cref="RefusedException"><c>process.no-definition</c>: no published definition opens such a case today.</exception>
    internal async Task<IncomingChoice> ChooseAsync(
        Step step,
        IncomingLetter letter,
        string? matter,
        string? handler,
        IReadOnlyList<LetterHandler> handlers,
        CancellationToken cancel
    )
    {
        if (organizations.Find(letter.Organization)?.IsTownship == true)
            return new IncomingChoice(null, null);
        var list = await powers.CurrentAsync(cancel);
        var code = PlainText.RequiredLine("matter", matter, 60);
        if (!list.Knows(code))
            throw new MalformedException(("matter", "unknown"));
        var chosen = handlers.FirstOrDefault(person => person.Organization == letter.Organization);
        if (chosen is null && !string.IsNullOrWhiteSpace(handler))
            throw new MalformedException(("handler", "unknown"));
        if (await definitions.FindAsync(await DefinitionAsync(step, letter, list.FieldOf(code), cancel), null, cancel) is null)
            throw new RefusedException("process.no-definition");
        return new IncomingChoice(code, chosen?.Id);
    }

    /// <summary>In the step that makes the duty ours.</summary>
    public async Task OpenAsync(Step step, IncomingLetter letter, CancellationToken cancel)
    {
        if (organizations.Find(letter.Organization) is { IsTownship: true } township)
            Find(step, letter, township);
        else
            await FileAsync(step, letter, cancel);
        step.Write(IncomingTable.GiveFiles(letter));
    }

    private async Task<string> DefinitionAsync(Step step, IncomingLetter letter, string? field, CancellationToken cancel) =>
        (await bound.CurrentAsync(cancel)).Demand(new BindingScope(Procedures.Ordinary, CaseKind.County, field, letter.County), step.Today);

    private static void Find(Step step, IncomingLetter letter, Organization township)
    {
        var facts = HandoffFacts.Of(letter.Content["facts"]);
        var finding = new Finding
        {
            Id = RowId.New(letter.County, step.Now),
            Organization = township.Code,
            Region = township.Region,
            Place = facts.Text("place") ?? township.ShortName,
            FoundAt = step.Now,
            Description = $"{letter.SenderName} {letter.Number}：{facts.Text("description") ?? letter.Content.Text("title")}",
            Source = FindingSources.Transfer,
            Officers = [],
            Facts = MeasuredOf(facts),
            Parties = PartiesOf(letter),
            Registered = new Registration(step.Actor.PersonId, step.Actor.Name, step.Now),
            Events = new Journal(0, Journal.Genesis),
        };
        finding.Record(
            "finding.registered",
            step.Actor,
            step.Now,
            new JsonObject { [Fact] = letter.Id.ToString(), ["number"] = letter.Number }
        );
        step.Write(FindingTable.Insert(finding));
        foreach (var statement in FindingTable.AddEvents(finding))
            step.Write(statement);
        letter.Became(finding.Id, null);
    }

    private async Task FileAsync(Step step, IncomingLetter letter, CancellationToken cancel)
    {
        var list = await powers.CurrentAsync(cancel);
        var matter = letter.Opening?.Matter ?? throw new InvalidOperationException("An accepted letter names its matter.");
        var content = letter.Content;
        var data = HandoffFacts.Of(content["facts"]);
        (data[Fact], data["letterNumber"]) = (letter.Id.ToString(), letter.Number);
        (data["transferSummary"], data["urgent"]) = (content.Text("summary"), content["urgent"]?.GetValueKind() == JsonValueKind.True);
        var violation = content.Day("violationOn") ?? letter.DatedOn;
        var own = new CaseFile
        {
            Key = CaseKey.New(letter.County, step.Now),
            Number = "",
            Kind = CaseKind.County,
            OwnerOrg = letter.Organization,
            HandlerOrg = letter.Organization,
            Title = content.Text("title") ?? letter.Number,
            MatterCode = matter,
            MatterVersion = Math.Max(1, list.VersionsOf(matter).Count),
            ViolationOn = violation,
            Procedure = Procedures.Ordinary,
            Intent = "file",
            Officers = letter.Opening.Handler is { } handler ? [handler] : [],
            Stage = Stages.Filing,
            StageSince = step.Now,
            OpenedAt = step.Now,
            Data = new CaseData(data),
        };
        var definition = await DefinitionAsync(step, letter, list.FieldOf(matter), cancel);
        var known = own.Data.ToJson();
        var work = await step.OpenAsync(own, definition, null, cancel);
        foreach (var (ordinal, party) in PartiesOf(letter).Index())
            work.Write(CaseTable.AddParty(own.Key, party, ordinal + 1, step.Now));
        if (letter.Opening.Handler is { } chosen)
            work.Part<OpenTasks>().Open.FirstOrDefault(task => task.Role == Roles.CountyHandler)?.ReassignTo(chosen, step.Now);
        GoodsClock.RunOn(work, content["goods"] as JsonArray);
        work.Record(
            "case.opened",
            new JsonObject
            {
                [Fact] = letter.Id.ToString(),
                ["letter"] = letter.Number,
                ["sender"] = letter.SenderName,
                ["facts"] = known,
            }
        );
        // They came in with the letter, which is locked: nothing is added to them any more.
        foreach (var file in await reader.FilesAsync(Scope.Everything, letter, cancel))
            TakenFile.Record(work, file.Id, file.Name, file.Sha256);
        letter.Became(null, own.Key.Id);
    }

    /// <summary>What a finding declares by number; the rest comes to its case with the letter.</summary>
    private static JsonObject MeasuredOf(JsonObject facts) =>
        new(CaseFacts.Names.Where(facts.ContainsKey).Select(name => KeyValuePair.Create(name, facts[name]?.DeepClone())));

    private static List<Party> PartiesOf(IncomingLetter letter) =>
        [
            .. (letter.Content["parties"] as JsonArray ?? [])
                .OfType<JsonObject>()
                .Select(it => new Party(
                    it.Text("kind") is "person" or "unit" ? it.Text("kind")! : "unknown",
                    it.Text("name") ?? "",
                    it.Text("idNumber"),
                    it.Text("phone"),
                    it.Text("address")
                )),
        ];
}
