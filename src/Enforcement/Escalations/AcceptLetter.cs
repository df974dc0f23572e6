using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>受理: the receiver opens its own case in the same step, and the sender's flow goes on.</summary>
public sealed class AcceptLetter(Steps steps, LetterActs acts, LetterAcceptance acceptance, BusinessTime time)
{
    /// <param name="handler">Account of a handler of the receiver; null: the task waits for its team.</param>
    public async Task<Escalation> RunAsync(Actor head, Guid id, string? handler, CancellationToken cancel)
    {
        var of = CaseOf.Row(EscalationTable.Name, id);
        var parties = new StepRead<Party>(CaseTable.ReadParties(of), CaseTable.PartyFrom);
        var handlers = new StepRead<LetterHandler>(
            LetterHandler.Named(LetterTexts.Optional("handler", handler), time.Today),
            LetterHandler.From
        );
        var evidence = new StepRead<LetterEvidence>(LetterEvidenceTable.Of(id), LetterEvidenceTable.From);
        await using var step = await steps.BeginAsync(head, of, cancel, parties, handlers, evidence);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        var post = acts.ToDecide(head, letter) ?? throw EscalationRefusals.NotYours(letter);
        var chosen = handlers.Rows.FirstOrDefault(person => person.Organization == letter.Receiver);
        if (chosen is null && !string.IsNullOrWhiteSpace(handler))
            throw new MalformedException(("handler", "unknown"));

        await acceptance.ApplyAsync(step, letter, Signer.Of(head, post), chosen, parties.Rows, post, cancel, evidence.Rows);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }
}
