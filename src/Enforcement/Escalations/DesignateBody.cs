using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Powers;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>
/// 指定管辖: the common superior decides whose the case is, over a dispute or directly (Administrative Penalty Law art. 25), by a notice (C3). The receiver
/// is confirmed, another body gets the letter, or the sender keeps the case. Whoever is designated can neither return, nor object, nor transfer again.
/// </summary>
public sealed class DesignateBody(
    Steps steps,
    LetterActs acts,
    LetterTerms terms,
    LetterPapers papers,
    PowerLists powers,
    OrganizationDirectory organizations
)
{
    /// <param name="organization">Code of the body that is to have the case; it lies in the superior's region, and the kind of letter may go to it.</param>
    /// <returns>The letter that goes on: the same, or the one sent to the designated body.</returns>
    public async Task<Escalation> RunAsync(Actor coordinator, Guid id, string? organization, string? basis, CancellationToken cancel)
    {
        var (code, ground) = (LetterTexts.Required("organization", organization), LetterTexts.Required("basis", basis));
        if (organizations.Find(code) is not { } body)
            throw new MalformedException(("organization", "unknown"));
        var list = await powers.CurrentAsync(cancel);
        await using var step = await steps.BeginAsync(coordinator, CaseOf.Row(EscalationTable.Name, id), cancel);
        var work = step.Main;
        var letter = work.Part<CaseLetters>().Find(id);
        var post = acts.ToDesignate(coordinator, letter) ?? throw EscalationRefusals.NotYours(letter);
        if (!acts.MayBeDesignated(post, body, step.Today, letter, work.Case, list))
            throw new MalformedException(("organization", "unknown"));

        var designation = new Designation(Signer.Of(coordinator, post), step.Now, body.Code, ground);
        letter.Designate(designation, terms.AnswerBy(step.Today, letter, work.Case));
        work.Record(
            "letter.designated",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["organization"] = body.Code,
                ["basis"] = ground,
            },
            post
        );
        var next = letter;
        if (body.Code == letter.Sender)
            CaseLetters.Answer(work, letter, LetterActivity.Objected);
        else if (body.Code != letter.Receiver)
            next = work.Part<CaseLetters>().SendOn(work, letter, designation);
        LetterNotices.ToReceiver(work, letter, "notice.letter-designated", statutory: true);
        LetterNotices.ToSender(work, next, "notice.letter-designated", statutory: true);
        await papers.DesignationAsync(work, letter, next, post, cancel);
        await step.CommitAsync(cancel, () => LetterStanding.Of(next));
        return next;
    }
}
