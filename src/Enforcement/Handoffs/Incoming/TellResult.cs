using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Handoffs.Incoming;

/// <summary>反馈 by hand: of a finding that became no case, or before the case ends. The sender's installation is told; a sender on paper gets a letter.</summary>
public sealed class TellResult(Steps steps)
{
    public async Task<IncomingLetter> RunAsync(Actor head, Guid id, string? result, string? note, CancellationToken cancel)
    {
        var (words, more) = (LetterTexts.Required("result", result), LetterTexts.Optional("note", note));
        var read = new StepRead<IncomingLetter>(IncomingTable.Read(id, locked: true), IncomingTable.From);
        await using var step = await steps.BeginNewAsync(head, cancel, read);
        var letter = read.Row;
        _ = IncomingRights.ToTellResult(head, letter.Organization) ?? throw HandoffRefusals.NotYours();
        var told = new IncomingResult(words, step.Now) { Note = more, By = head.Name };
        letter.TellResult(told);
        foreach (var statement in IncomingTable.TellResult(id, told, step.Now))
            step.Write(statement);
        await step.CommitAsync(cancel, () => IncomingStanding.Of(letter));
        return letter;
    }
}
