using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>What the receiver says when it accepts.</summary>
/// <param name="Handler">Account of a handler of the receiver; null: the task waits for a department's team.</param>
/// <param name="Second">The second officer; of a township alone, which handles nothing with fewer than two (Administrative Penalty Law art. 42).</param>
/// <param name="Basis">Article on which a case is taken up: wanted of that kind of letter; with another it is written down and changes nothing.</param>
/// <param name="Into">并案: register number or id of the receiver's own open case about the same matter, which keeps its handlers; null: a case of its
/// own is opened.</param>
public sealed record Acceptance(string? Handler, string? Second = null, string? Basis = null, string? Into = null);

/// <summary>受理: the receiver opens its own case in the same step, and the sender's flow goes on, or ends where the case was handed down or taken up.</summary>
public sealed class AcceptLetter(Steps steps, LetterActs acts, LetterAcceptance acceptance, BusinessTime time)
{
    /// <exception cref="MalformedException"><c>handler</c>, <c>second</c>, <c>basis</c>.</exception>
    /// <exception cref="RefusedException">What the letter says: <c>escalation.…</c>. Of one beside the flow also what the sender's case has become since it
    /// was sent: <c>escalation.decided</c>, <c>escalation.handed-over</c>, <c>escalation.designated-keeps</c>,
    /// <c>escalation.under-way</c>.</exception>
    public async Task<Escalation> RunAsync(Actor head, Guid id, Acceptance said, CancellationToken cancel)
    {
        var (first, second) = (LetterTexts.Optional("handler", said.Handler), LetterTexts.Optional("second", said.Second));
        var basis = LetterTexts.Optional("basis", said.Basis);
        var of = CaseOf.Row(EscalationTable.Name, id);
        var parties = new StepRead<Party>(CaseTable.ReadParties(of), CaseTable.PartyFrom);
        var firsts = new StepRead<LetterHandler>(LetterHandler.Named(first, time.Today), LetterHandler.From);
        var seconds = new StepRead<LetterHandler>(LetterHandler.Named(second, time.Today), LetterHandler.From);
        var evidence = new StepRead<LetterEvidence>(LetterEvidenceTable.Of(id), LetterEvidenceTable.From);
        var into = said.Into is { Length: > 0 } named ? PlainText.RequiredLine("into", named, 40) : null;
        var targets = new StepRead<CaseFile>(
            CaseTable.Read.About(Guid.TryParse(into, out var target) ? CaseOf.Case(target) : CaseOf.Number(into ?? "")),
            CaseTable.From
        );
        await using var step = await steps.BeginAsync(head, of, cancel, parties, firsts, seconds, evidence, targets);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        var post = acts.ToDecide(head, letter) ?? throw EscalationRefusals.NotYours(letter);
        var handlers = into is null
            ? LetterHandler.Chosen(letter, acts.IsTownship(letter.Receiver), (first, firsts.Rows), (second, seconds.Rows))
            : [];
        if (letter.Kind == LetterKinds.TakeUp && basis is null)
            throw new MalformedException(("basis", "required"));

        if (into is not null)
            LetterAcceptance.RequireOneCase(step.Main, letter, targets.RowOrNull);
        await acceptance.ApplyAsync(
            step,
            letter,
            Signer.Of(head, post),
            handlers,
            parties.Rows,
            post,
            cancel,
            evidence.Rows,
            basis,
            targets.RowOrNull
        );
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }
}
