using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>
/// 指定管辖: the common superior decides a dispute (Administrative Penalty Law art. 25). The receiver is confirmed, another body gets the letter, or
/// the sender keeps the case. Whoever is designated can neither return nor object.
/// </summary>
public sealed class DesignateBody(Steps steps, LetterActs acts, LetterTerms terms, OrganizationDirectory organizations)
{
    /// <param name="organization">Code of the body that is to have the case; it lies in the superior's region.</param>
    /// <returns>The letter that goes on: the same, or the one sent to the designated body.</returns>
    public async Task<Escalation> RunAsync(Actor coordinator, Guid id, string? organization, string? basis, CancellationToken cancel)
    {
        var (code, ground) = (LetterTexts.Required("organization", organization), LetterTexts.Required("basis", basis));
        if (organizations.Find(code) is not { } body)
            throw new MalformedException(("organization", "unknown"));
        await using var step = await steps.BeginAsync(coordinator, CaseOf.Row(EscalationTable.Name, id), cancel);
        var work = step.Main;
        var letter = work.Part<CaseLetters>().Find(id);
        var post = acts.ToDesignate(coordinator, letter) ?? throw EscalationRefusals.NotYours(letter);
        if (!acts.MayBeDesignated(post, body, step.Today, letter))
            throw new MalformedException(("organization", "unknown"));

        var designation = new Designation(Signer.Of(coordinator, post), step.Now, body.Code, ground);
        letter.Designate(designation, terms.SilenceAt(step.Today, letter));
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
            next = work.Part<CaseLetters>().Readdress(work, letter, designation);
        LetterNotices.Send(
            work,
            next,
            body.Code,
            body.IsTownship ? Roles.SquadHead
                : next == letter ? Roles.UnitHead
                : Roles.CountyIntake,
            "notice.letter-designated",
            statutory: true
        );
        if (body.Code != letter.Sender)
            LetterNotices.Send(work, next, letter.Sender, Roles.SquadHead, "notice.letter-designated", statutory: true);
        await step.CommitAsync(cancel, () => LetterStanding.Of(next));
        return next;
    }
}
