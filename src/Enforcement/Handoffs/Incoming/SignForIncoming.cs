using System.Text.Json.Nodes;
using Enforcement.Handoffs.Exchange;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Handoffs.Incoming;

/// <summary>签收 of a letter that came from another installation; the sender's installation is told.</summary>
public sealed class SignForIncoming(Steps steps)
{
    public async Task<IncomingLetter> RunAsync(Actor clerk, Guid id, CancellationToken cancel)
    {
        var read = new StepRead<IncomingLetter>(IncomingTable.Read(id, locked: true), IncomingTable.From);
        await using var step = await steps.BeginNewAsync(clerk, cancel, read);
        var letter = read.Row;
        _ = IncomingRights.ToRegister(clerk, letter.Organization) ?? throw HandoffRefusals.NotYours();
        letter.SignFor(new IncomingAnswer(AnswerKinds.Signed, clerk.PersonId, clerk.Name, step.Now, step.Today));
        step.Write(IncomingTable.Update(letter));
        step.Write(IncomingTable.Say(letter, MessageKinds.Signed, IncomingWords.Of(letter.Answers[^1]), step.Now));
        await step.CommitAsync(cancel, () => IncomingStanding.Of(letter));
        return letter;
    }
}

/// <summary>An answer as the sender's installation hears it.</summary>
internal static class IncomingWords
{
    public static JsonObject Of(IncomingAnswer answer) =>
        new()
        {
            ["by"] = answer.By,
            ["on"] = Shell.BusinessTime.LocalDate(answer.On),
            ["items"] = new JsonArray([.. answer.Items.Select(item => (JsonNode)item)]),
            ["reason"] = answer.Reason,
            ["competentBody"] = answer.CompetentBody,
        };
}
