using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
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
        var handlers = LetterHandler.Read(LetterTexts.Optional("handler", handler), time.Today);
        await using var step = await steps.BeginAsync(head, of, cancel, parties, handlers);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        var post = acts.ToDecide(head, letter) ?? throw EscalationRefusals.NotYours(letter);
        var chosen = handlers.Rows.FirstOrDefault(person => person.Organization == letter.Receiver);
        if (chosen is null && !string.IsNullOrWhiteSpace(handler))
            throw new MalformedException(("handler", "unknown"));

        await acceptance.ApplyAsync(step, letter, Signer.Of(head, post), chosen, parties.Rows, post, cancel);
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }
}

/// <summary>Who is to handle an accepted letter.</summary>
public sealed record LetterHandler(Guid Id, string UserName, string Name, string Organization)
{
    internal static StepRead<LetterHandler> Read(string? userName, DateOnly on) =>
        new(
            Statement.Of(
                """
                select a.id, a.user_name, a.name, p.organization from accounts a join posts p on p.person = a.id
                where a.normalized_user_name = upper($1) and p.role = $2 and p.valid_from <= $3 and (p.valid_to is null or p.valid_to >= $3)
                    and (a.ended_on is null or a.ended_on >= $3)
                """,
                P.Text(userName),
                P.Text(Roles.CountyHandler),
                P.Date(on)
            ),
            row => new LetterHandler(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3))
        );
}
