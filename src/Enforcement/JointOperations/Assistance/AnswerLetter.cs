using System.Text.Json.Nodes;
using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Assistance;

/// <param name="Provided">Whether there is what was asked for.</param>
/// <param name="Result">What was found; where nothing is provided: why.</param>
public sealed record ItemResult(bool? Provided, string? Result);

/// <param name="Results">One for each item of the letter, in its order.</param>
/// <param name="Words">Closing words; may be left out.</param>
/// <param name="Attachments">Ids of scans that this person has just taken in: the report, the extract.</param>
public sealed record LetterAnswerRequest(IReadOnlyList<ItemResult?>? Results, string? Words, IReadOnlyList<string?>? Attachments);

/// <param name="Reason">Why help is not given; in writing, always.</param>
/// <param name="Basis">The provision a refusal rests on; may be left out.</param>
public sealed record LetterRefusalRequest(string? Reason, string? Basis);

public sealed record LetterReasonRequest(string? Reason);

/// <summary>结果告知函 per item, or a refusal in writing; or whoever asked takes the letter back. Terms that waited for it run again from that day.</summary>
public sealed class AnswerLetter(Steps steps, OrganizationDirectory organizations)
{
    public const int MostScans = 20;

    /// <exception cref="NotAllowedException"><c>assistance.not-yours</c>.</exception>
    /// <exception cref="RefusedException"><c>assistance.over</c>, <c>file.taken</c>.</exception>
    /// <exception cref="MalformedException"><c>results</c>: one for each item, each with its words.</exception>
    public async Task<AssistanceLetter> ReplyAsync(Actor actor, Guid id, LetterAnswerRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var results = new List<LetterItem>();
        foreach (var result in (request.Results ?? []).Take(100))
        {
            if (result?.Provided is null)
                asked.Fault("results", "required");
            results.Add(new LetterItem("", result?.Provided, asked.Required("results", result?.Result)));
        }
        var words = asked.Optional("words", request.Words);
        var scans = asked.Ids("attachments", request.Attachments, MostScans);
        asked.Demand();
        var read = AssistanceTable.Locked(id);
        var free = Photos.Free(scans, actor);
        await using var step = await steps.BeginNewAsync(actor, cancel, read.With(free));
        var it = read.Subject;
        var post = AssistanceRights.Demand(actor, it, AssistanceRights.Answer);
        it.Reply(results, new LetterAnswer(Signed.Of(actor, post), step.Now, LetterStates.Answered, words, null));
        Photos.DemandAll(free, scans);
        it.Record(
            step,
            "answered",
            post,
            new JsonObject
            {
                ["results"] = new JsonArray([
                    .. it.Items.Select(item => (JsonNode)new JsonObject { ["provided"] = item.Provided, ["result"] = item.Result }),
                ]),
                ["words"] = words,
                ["attachments"] = new JsonArray([.. scans.Select(scan => (JsonNode)scan.ToString())]),
                ["late"] = it.IsLate(step.Now),
            }
        );
        if (scans.Count > 0)
            step.Write(AttachmentTable.GiveToSubject(it.Id, scans));
        step.Save(it, AssistanceTable.Update(it));
        Tell(step, it, it.Asker, "notice.assistance-answered");
        await step.CommitAsync(cancel, () => LetterDetail.Of(it, actor, organizations, step.Now));
        return it;
    }

    /// <exception cref="NotAllowedException"><c>assistance.not-yours</c>.</exception>
    /// <exception cref="RefusedException"><c>assistance.over</c>.</exception>
    public Task<AssistanceLetter> RefuseAsync(Actor actor, Guid id, LetterRefusalRequest request, CancellationToken cancel) =>
        EndAsync(actor, id, AssistanceRights.Refuse, LetterStates.Refused, request.Reason, request.Basis, cancel);

    /// <inheritdoc cref="RefuseAsync"/>
    public Task<AssistanceLetter> WithdrawAsync(Actor actor, Guid id, LetterReasonRequest request, CancellationToken cancel) =>
        EndAsync(actor, id, AssistanceRights.Withdraw, LetterStates.Withdrawn, request.Reason, null, cancel);

    private Task<AssistanceLetter> EndAsync(
        Actor actor,
        Guid id,
        string verb,
        string how,
        string? why,
        string? provision,
        CancellationToken cancel
    )
    {
        var asked = new Typed();
        var reason = asked.Required("reason", why);
        var basis = asked.Optional("basis", provision, 500);
        asked.Demand();
        return steps.ChangeAsync(
            actor,
            AssistanceTable.Locked(id),
            new SubjectChange<AssistanceLetter>(
                how,
                it => AssistanceRights.Demand(actor, it, verb),
                (it, by, now) => it.End(new LetterAnswer(by, now, how, reason, basis)),
                _ => new JsonObject { ["reason"] = reason, ["basis"] = basis },
                it => [AssistanceTable.Update(it)],
                (it, now) => LetterDetail.Of(it, actor, organizations, now),
                (step, it) => Tell(step, it, how == LetterStates.Withdrawn ? it.Asked : it.Asker, $"notice.assistance-{how}")
            ),
            cancel
        );
    }

    private void Tell(Step step, AssistanceLetter it, string other, string key)
    {
        JointNotices.TellBody(
            step,
            it,
            other,
            key,
            null,
            $"/assistance/{it.Id}",
            it.Number,
            JointNotices.NameOf(organizations, other == it.Asker ? it.Asked : it.Asker)
        );
        // The case is another's, and not seen by whoever answers: its terms hear of it by the outbox.
        if (it is { Period: not null, CaseKey: { } waiting })
            step.Send(waiting, EndPause.Message(it));
    }
}
