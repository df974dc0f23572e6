using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations;

/// <param name="Organization">In whose name; where somebody works at several bodies.</param>
/// <param name="Reason">Why several bodies are needed.</param>
/// <param name="Matters">Codes of the power list, at least one.</param>
/// <param name="Grid">Code of the grid; may be left out.</param>
/// <param name="From">Begin of the window; left out: now.</param>
/// <param name="To">End of the window.</param>
/// <param name="Bodies">Organisations that are wanted, at least one.</param>
/// <param name="Level"><c>red</c>, <c>orange</c> or <c>normal</c>.</param>
/// <param name="SafetyPlan">How people are kept safe on site.</param>
/// <param name="CaseNumber">The caller's case it belongs to; may be left out.</param>
public sealed record CallRequest(
    string? Organization,
    string? Reason,
    IReadOnlyList<string?>? Matters,
    string? Place,
    string? Grid,
    string? From,
    string? To,
    IReadOnlyList<string?>? Bodies,
    string? Level,
    string? SafetyPlan,
    string? CaseNumber
);

/// <summary>
/// Calls other bodies to a joint operation: a township by whistle 吹哨, a county department by plan, the command centre by order. The number is of the
/// caller's series; each body's term to answer follows from the level.
/// </summary>
public sealed class CallBodies(
    Steps steps,
    JointRights rights,
    OrganizationDirectory organizations,
    PowerLists powers,
    AnswerTerms terms,
    BusinessTime time
)
{
    private const int MostBodies = 20;
    private const int MostMatters = 20;

    /// <summary>文种代字 of every joint operation.</summary>
    private const string Word = "联";

    /// <exception cref="NotAllowedException"><c>joint.not-to-call</c>.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException"><c>joint.other-county</c>, <c>joint.oneself</c>, <c>joint.not-your-case</c>.</exception>
    /// <exception cref="NotVisibleException">There is no such case for this person.</exception>
    public async Task<JointOperation> RunAsync(Actor actor, CallRequest request, CancellationToken cancel)
    {
        var (post, origin) = rights.ToCall(actor, request.Organization) ?? throw JointRefusals.NotToCall();
        var caller = organizations.Find(post.Organization)!;
        var list = await powers.CurrentAsync(cancel);
        var asked = new Typed();
        var reason = asked.Required("reason", request.Reason);
        var matters = asked.Lines("matters", request.Matters, MostMatters, 40);
        if (matters.Any(code => code.Length > 0 && !list.Knows(code)))
            asked.Fault("matters", "unknown");
        var place = asked.Required("place", request.Place, Typed.Line);
        var grid = asked.Optional("grid", request.Grid, 50);
        var from = asked.Time("from", request.From, time) ?? time.Now.ToUniversalTime();
        var to = asked.Time("to", request.To, time);
        if (to is null && string.IsNullOrWhiteSpace(request.To))
            asked.Fault("to", "required");
        if (to <= from)
            asked.Fault("to", "before-start");
        var bodies = asked.Lines("bodies", request.Bodies, MostBodies, 40);
        if (bodies.Any(code => code.Length > 0 && !IsThere(code)))
            asked.Fault("bodies", "unknown");
        var level = asked.Code("level", request.Level, RiskLevels.All) ?? "";
        var safety = asked.Required("safetyPlan", request.SafetyPlan);
        var number = asked.Optional("caseNumber", request.CaseNumber, 40);
        asked.Demand();
        if (bodies.Contains(caller.Code))
            throw JointRefusals.Oneself();
        if (bodies.FirstOrDefault(code => organizations.Find(code)!.County != caller.County) is { } stranger)
            throw JointRefusals.OtherCounty(organizations.NameOf(stranger));

        await using var step = number is null
            ? await steps.BeginNewAsync(actor, cancel)
            : await steps.BeginAsync(actor, CaseOf.Number(number), cancel);
        if (number is not null && !(step.Case.Key.County == caller.County && step.Case.IsWith(caller.Code)))
            throw JointRefusals.NotYourCase(step.Case.Number);
        var it = new JointOperation
        {
            Id = RowId.New(caller.County!, step.Now),
            MadeAt = step.Now,
            Events = new Journal(0, Journal.Genesis),
            Origin = origin,
            Caller = caller.Code,
            Reason = reason,
            Matters = matters,
            Place = place,
            Grid = grid,
            From = from,
            To = to!.Value,
            Level = level,
            SafetyPlan = safety,
            CaseId = number is null ? null : step.Case.Key.Id,
            CaseNumber = number is null ? null : step.Case.Number,
            CalledBy = Signed.Of(actor, post),
        };
        var due = terms.DueOf(step, AnswerTerms.Call, RiskLevels.VariantOf(level), caller.County!);
        // The command centre orders and does not come; whoever else calls is there itself.
        if (origin != Origins.Order)
            it.Add(caller.Code, due, new CallAnswer(it.CalledBy, step.Now, true, actor.Name, from, null, null));
        foreach (var body in bodies)
            it.Add(body, due);
        it.Record(step, "called", post, Told(it));
        step.Make(it, SubjectKinds.Operation, caller.Code, Word, bodies, () => OperationTable.Insert(it), () => Tell(step, it, post, due));
        await step.CommitAsync(cancel, () => OperationStanding.Of(it, step.Now), StatusCodes.Status201Created);
        return it;
    }

    private bool IsThere(string code) =>
        organizations.Find(code) is { County: not null } body && body.Kind != "government" && Bodies.IsThereOn(body, time.Today);

    private void Tell(Step step, JointOperation it, Post post, DateTimeOffset due)
    {
        if (it.CaseNumber is not null)
            step.Main.Record("joint.called", new JsonObject { ["operation"] = it.Number, ["id"] = it.Id.ToString() }, post);
        foreach (var call in it.Calls.Where(call => call.Capacity == CallCapacities.Called))
            JointNotices.TellBody(
                step,
                it,
                call.Body,
                "notice.joint-called",
                due,
                $"/joint-operations/{it.Id}",
                it.Number,
                JointNotices.NameOf(organizations, it.Caller),
                JointNotices.Word($"joint.level.{it.Level}"),
                time.LocalTime(due)
            );
    }

    private static JsonObject Told(JointOperation it) =>
        new()
        {
            ["origin"] = it.Origin,
            ["reason"] = it.Reason,
            ["matters"] = new JsonArray([.. it.Matters.Select(code => (JsonNode)code)]),
            ["place"] = it.Place,
            ["grid"] = it.Grid,
            ["from"] = it.From,
            ["to"] = it.To,
            ["level"] = it.Level,
            ["safetyPlan"] = it.SafetyPlan,
            ["case"] = it.CaseNumber,
            ["bodies"] = new JsonArray([.. it.Calls.Select(call => (JsonNode)call.Body)]),
            ["due"] = it.Calls.FirstOrDefault(call => call.Capacity == CallCapacities.Called)?.DueAt,
        };
}
