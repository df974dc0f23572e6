using System.Text.Json.Nodes;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>What people are told about a letter; the words are the resource of the key.</summary>
internal static class LetterNotices
{
    private const short PayloadVersion = 2;

    public static void Send(CaseWork work, Escalation letter, string organization, string role, string key, bool statutory) =>
        work.Step.Send(
            work.Case.Key,
            new OutboxMessage(
                "notice.wanted",
                PayloadVersion,
                new JsonObject
                {
                    ["organization"] = organization,
                    ["role"] = role,
                    ["person"] = null,
                    ["key"] = key,
                    ["arguments"] = new JsonArray(letter.Number, work.Case.Title),
                    ["link"] = $"/escalations/{letter.Id}",
                    ["caseNumber"] = work.Case.Number,
                    ["statutory"] = statutory,
                }
            )
        );
}
