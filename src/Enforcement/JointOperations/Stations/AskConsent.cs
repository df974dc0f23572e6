using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Stations;

/// <param name="Step"><c>appointment</c>, <c>removal</c> or <c>transfer</c>.</param>
public sealed record ConsentRequest(string? Station, string? Person, string? Step, string? Reason);

/// <param name="MeetingOn">Day on which the party committee met.</param>
/// <param name="Document">Number of its minutes.</param>
public sealed record OpinionRequest(bool? Agrees, string? MeetingOn, string? Document, string? Words);

public sealed record ConsentClosingRequest(bool? CarriedOut, string? Words);

/// <summary>征得同意: the department proposes, the township's head brings its party committee's opinion, the department carries it out or drops it.</summary>
public sealed class AskConsent(Steps steps, ScopedReads reads, OrganizationDirectory organizations, BusinessTime time)
{
    private const string Word = "征";

    /// <exception cref="NotAllowedException"><c>consent.department-heads-only</c>.</exception>
    /// <exception cref="RefusedException"><c>station.not-under-command</c>: nobody's consent is needed.</exception>
    public async Task<PersonnelConsent> ProposeAsync(Actor actor, ConsentRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var code = asked.Required("station", request.Station, 40);
        var person = asked.Required("person", request.Person, 50);
        var what = asked.Code("step", request.Step, PersonnelSteps.All) ?? "";
        var reason = asked.Required("reason", request.Reason);
        var station = organizations.Find(code);
        if (code.Length > 0 && station is null)
            asked.Fault("station", "unknown");
        asked.Demand();
        var post = actor.PostFor(Roles.AgencyHead, station!.OwningLine ?? "") ?? throw StationRefusals.DepartmentHeadsOnly();
        if (!Bodies.IsTaskedBy(station, station.CommandLine ?? ""))
            throw StationRefusals.NotUnderCommand(station.NameHere);
        await using var step = await steps.BeginNewAsync(actor, cancel);
        var it = new PersonnelConsent
        {
            Id = RowId.New(station.County!, step.Now),
            MadeAt = step.Now,
            Events = new Journal(0, Journal.Genesis),
            Township = station.CommandLine!,
            Station = code,
            Department = post.Organization,
            Person = person,
            Step = what,
            Reason = reason,
            ProposedBy = Signed.Of(actor, post),
        };
        it.Record(
            step,
            "proposed",
            post,
            new JsonObject
            {
                ["station"] = code,
                ["person"] = person,
                ["step"] = what,
                ["reason"] = reason,
            }
        );
        // The person it is about works at the station: it does not read along.
        step.Make(
            it,
            SubjectKinds.Consent,
            post.Organization,
            Word,
            [it.Township],
            () => [ConsentTable.Insert(it)],
            () => Tell(step, it, it.Township, "notice.consent-proposed")
        );
        await step.CommitAsync(cancel, () => ConsentAnswer.Of(it, actor), StatusCodes.Status201Created);
        return it;
    }

    /// <exception cref="NotAllowedException"><c>consent.not-yours</c>.</exception>
    /// <exception cref="RefusedException">See <see cref="PersonnelConsent.Speak"/>.</exception>
    public async Task<PersonnelConsent> SpeakAsync(Actor actor, Guid id, OpinionRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        if (request.Agrees is null)
            asked.Fault("agrees", "required");
        var met = asked.Date("meetingOn", request.MeetingOn) ?? default;
        if (met > time.Today)
            asked.Fault("meetingOn", "future");
        var document = asked.Required("document", request.Document, 100);
        var words = asked.Optional("words", request.Words);
        if (request.Agrees == false && words is null)
            asked.Fault("words", "required");
        asked.Demand();
        return await RunAsync(
            actor,
            id,
            it => it.Township,
            "opinion-given",
            (it, by, now) => it.Speak(new CommitteeOpinion(by, now, request.Agrees!.Value, met, document, words)),
            new JsonObject
            {
                ["agrees"] = request.Agrees,
                ["meetingOn"] = BusinessTime.LocalDate(met),
                ["document"] = document,
                ["words"] = words,
            },
            cancel
        );
    }

    /// <exception cref="NotAllowedException"><c>consent.not-yours</c>.</exception>
    /// <exception cref="RefusedException">See <see cref="PersonnelConsent.Close"/>.</exception>
    public async Task<PersonnelConsent> CloseAsync(Actor actor, Guid id, ConsentClosingRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        if (request.CarriedOut is null)
            asked.Fault("carriedOut", "required");
        var words = asked.Required("words", request.Words);
        asked.Demand();
        return await RunAsync(
            actor,
            id,
            it => it.Department,
            "closed",
            (it, by, now) => it.Close(new PersonnelClosing(by, now, request.CarriedOut!.Value, words)),
            new JsonObject { ["carriedOut"] = request.CarriedOut, ["words"] = words },
            cancel
        );
    }

    public async Task<IReadOnlyList<PersonnelConsent>> OfStationAsync(Actor actor, string station, CancellationToken cancel) =>
        await reads.RowsAsync(
            actor.Scope,
            Statement.Of($"{ConsentTable.Select} where c.station = $1 order by c.id desc limit 100", P.Text(station)),
            ConsentTable.From,
            cancel
        );

    /// <exception cref="NotVisibleException">There is none for this person.</exception>
    public async Task<PersonnelConsent> FindAsync(Actor actor, Guid id, CancellationToken cancel) =>
        await reads.RowsAsync(actor.Scope, ConsentTable.ReadOne(id), ConsentTable.From, cancel) is [var found]
            ? found
            : throw new NotVisibleException();

    private Task<PersonnelConsent> RunAsync(
        Actor actor,
        Guid id,
        Func<PersonnelConsent, string> whose,
        string action,
        Action<PersonnelConsent, Signed, DateTimeOffset> decide,
        JsonObject details,
        CancellationToken cancel
    ) =>
        steps.ChangeAsync(
            actor,
            ConsentTable.Locked(id),
            new SubjectChange<PersonnelConsent>(
                action,
                it => actor.PostFor(Roles.AgencyHead, whose(it)) ?? throw StationRefusals.NotYours(it),
                decide,
                _ => details,
                it => [ConsentTable.Update(it)],
                (it, _) => ConsentAnswer.Of(it, actor),
                (step, it) => Tell(step, it, whose(it) == it.Township ? it.Department : it.Township, $"notice.consent-{action}")
            ),
            cancel
        );

    private void Tell(Step step, PersonnelConsent it, string body, string key) =>
        step.Send(
            it.Key,
            new Notifications.Notice(
                body,
                Roles.AgencyHead,
                key,
                [it.Number, JointNotices.NameOf(organizations, it.Station)],
                $"/stations/{it.Station}"
            ).ToMessage()
        );
}

/// <summary>A consent as the API shows it.</summary>
/// <param name="Acts">Sub-resources that are open to whoever asks.</param>
public sealed record ConsentAnswer(
    Guid Id,
    string Number,
    string State,
    string Township,
    string Station,
    string Department,
    string Person,
    string Step,
    string Reason,
    Signed ProposedBy,
    DateTimeOffset ProposedAt,
    CommitteeOpinion? Opinion,
    PersonnelClosing? Closing,
    IReadOnlyList<string> Acts
)
{
    public static ConsentAnswer Of(PersonnelConsent it, Actor actor) =>
        new(
            it.Id,
            it.Number,
            it.State,
            it.Township,
            it.Station,
            it.Department,
            it.Person,
            it.Step,
            it.Reason,
            it.ProposedBy,
            it.MadeAt,
            it.Opinion,
            it.Closing,
            [.. Open(actor, it)]
        );

    public static IEnumerable<string> Open(Actor actor, PersonnelConsent it)
    {
        if (it.State == "proposed" && actor.Holds(Roles.AgencyHead, it.Township))
            yield return "opinion";
        if (it.Closing is null && actor.Holds(Roles.AgencyHead, it.Department))
            yield return "closing";
    }
}
