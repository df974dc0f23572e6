using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>What people are told about a letter; the words are the resource of the key.</summary>
internal static class LetterNotices
{
    private const short PayloadVersion = 2;

    /// <summary>The squad head, and each of the two who handle the case.</summary>
    public static void TellSender(CaseWork work, Escalation letter, string key)
    {
        Send(work, letter, letter.Sender, Roles.SquadHead, key, statutory: false);
        foreach (var officer in work.Case.Officers)
            Send(work, letter, letter.Sender, Roles.Officer, key, statutory: false, officer);
    }

    public static void Send(
        CaseWork work,
        Escalation letter,
        string organization,
        string role,
        string key,
        bool statutory,
        Guid? person = null
    ) =>
        work.Step.Send(
            work.Case.Key,
            new OutboxMessage(
                "notice.wanted",
                PayloadVersion,
                new JsonObject
                {
                    ["organization"] = organization,
                    ["role"] = role,
                    ["person"] = person?.ToString(),
                    ["key"] = key,
                    ["arguments"] = new JsonArray(letter.Number, work.Case.Title),
                    ["link"] = $"/escalations/{letter.Id}",
                    ["caseNumber"] = work.Case.Number,
                    ["statutory"] = statutory,
                }
            )
        );
}
