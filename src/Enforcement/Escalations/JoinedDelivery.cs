using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>
/// 并案: a letter was accepted into a case that is there already. That case, another than the sender's, learns of it by the outbox, so that its result
/// reaches this sender too. Delivered twice, it counts once; come too late, the result goes back at once.
/// </summary>
public sealed class JoinedDelivery(Steps steps) : IOutboxHandler
{
    public const string MessageType = "escalation.joined";

    public string Type => MessageType;

    public async Task HandleAsync(OutboxDelivery delivery, CancellationToken cancel)
    {
        await using var step = await steps.BeginAsync(Actor.System, CaseOf.Case(delivery.About.Id), cancel);
        if (!CaseLetters.Join(step.Main, delivery.Payload))
            return; // this message came before
        step.Main.Record(
            "letter.joined",
            new JsonObject { ["letter"] = delivery.Payload["letter"]!.DeepClone(), ["case"] = delivery.Payload["number"]?.DeepClone() }
        );
        await step.CommitAsync(cancel);
    }
}
