using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Handoffs.Incoming;

/// <summary>How the head's decision begins that opens something here: the letter is held, and whoever was named as handler is known.</summary>
public sealed class IncomingDecision(Steps steps, BusinessTime time)
{
    /// <param name="handler">Account of a handler of the department; null: the task waits for its team.</param>
    /// <exception cref="NotAllowedException">No head of the body.</exception>
    /// <exception cref="NotVisibleException">There is no such letter for this person.</exception>
    internal async Task<Decision> BeginAsync(Actor head, Guid id, string? handler, CancellationToken cancel)
    {
        var read = new StepRead<IncomingLetter>(IncomingTable.Read(id, locked: true), IncomingTable.From);
        var handlers = new StepRead<LetterHandler>(
            LetterHandler.Named(PlainText.Optional("handler", handler, 100), time.Today),
            LetterHandler.From
        );
        var step = await steps.BeginNewAsync(head, cancel, read, handlers);
        try
        {
            _ = IncomingRights.ToDecide(head, read.Row.Organization) ?? throw HandoffRefusals.NotYours();
            return new Decision(step, read.Row, handlers.Rows);
        }
        catch
        {
            await step.DisposeAsync();
            throw;
        }
    }

    /// <param name="Handlers">Those who bear the account that was named.</param>
    internal sealed record Decision(Step Step, IncomingLetter Letter, IReadOnlyList<LetterHandler> Handlers) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Step.DisposeAsync();
    }
}
