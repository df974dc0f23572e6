using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>A receiver's own case has its result: it reaches the sender's case, another case, by the outbox. Delivered twice, it counts once.</summary>
public sealed class FeedbackDelivery(Steps steps) : IOutboxHandler
{
    public const string MessageType = "escalation.feedback";

    public string Type => MessageType;

    public async Task HandleAsync(OutboxDelivery delivery, CancellationToken cancel)
    {
        await using var step = await steps.BeginAsync(Actor.System, CaseOf.Case(delivery.About.Id), cancel);
        var letter = step.Main.Part<CaseLetters>().Find(Guid.Parse(Text("letter")!));
        if (letter.Feedback is not null)
            return; // this message came before, or somebody has told by hand
        CaseLetters.TakeFeedback(
            step.Main,
            letter,
            new Feedback(null, step.Now, Text("result")!)
            {
                Note = Text("note"),
                Number = Text("number"),
                Delivery = delivery.Id,
            }
        );
        await step.CommitAsync(cancel);

        string? Text(string name) => delivery.Payload[name]?.GetValue<string>();
    }
}
