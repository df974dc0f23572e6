using System.Text.Json.Nodes;
using Enforcement.Deadlines;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Handoffs;

/// <summary>What a body outside says to a letter, whichever way it came: the letter's own verbs do it, in one step with the record of who said it.</summary>
public sealed class AnswerHandoff(
    LetterActs acts,
    SignForLetter sign,
    ReturnLetter give,
    ObjectToLetter objection,
    LetterAcceptance acceptance
)
{
    /// <summary>The liaison of a body outside, as the letter's verbs know one.</summary>
    /// <param name="by">Whoever writes the answer down: a colleague here, or nobody.</param>
    public static Actor Liaison(string receiver, string name, Guid id, Actor? by = null) =>
        by is null
            ? new Actor(id, "liaison", name, [new Post(receiver, Roles.Liaison)], new Scope([receiver], []))
            : by with
            {
                Posts = [.. by.Posts, new Post(receiver, Roles.Liaison, new Principal(id, name))],
            };

    /// <summary>In a step on the sender's case, by somebody with the post of a liaison. A decision on a letter that nobody signed for signs for it too.</summary>
    /// <exception cref="RefusedException"><c>handoff.expired</c>, and whatever the letter says: <c>escalation.…</c>.</exception>
    internal async Task<Escalation> ApplyAsync(Step step, Guid id, HandoffAnswer answer, CancellationToken cancel)
    {
        var work = step.Main;
        var (handoff, letter) = (work.Part<CaseHandoffs>().Find(id), work.Part<CaseLetters>().Find(id));
        if (handoff.ExpiredAt is not null)
            throw HandoffRefusals.Expired();
        if (letter.State is LetterStates.Delivered || answer.Kind == AnswerKinds.Signed)
            await sign.ApplyAsync(step, id, answer.On, cancel, "on");
        switch (answer.Kind)
        {
            case AnswerKinds.Accepted:
                var post = acts.ToDecide(step.Actor, letter) ?? throw EscalationRefusals.NotYours(letter);
                await acceptance.ApplyAsync(step, letter, Signer.Of(step.Actor, post), [], [], post, cancel);
                break;
            case AnswerKinds.Returned:
                await give.ApplyAsync(step, id, answer.Items, answer.Reason, cancel);
                break;
            case AnswerKinds.Objected:
                await objection.ApplyAsync(step, id, answer.Reason!, answer.CompetentBody!, cancel);
                break;
        }
        handoff.Take(answer);
        work.Record(
            "handoff.answered",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["answer"] = answer.Kind,
                ["through"] = answer.Through,
                ["answeredBy"] = answer.By,
                ["post"] = answer.Post,
                ["number"] = answer.Number,
                ["scan"] = answer.Scan?.ToString(),
            }
        );
        return letter;
    }
}
