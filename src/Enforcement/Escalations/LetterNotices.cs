using Enforcement.Identity;
using Enforcement.Notifications;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>What people are told about a letter; the words are the resource of the key.</summary>
internal static class LetterNotices
{
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
            new Notice(
                organization,
                role,
                key,
                [letter.Number, work.Case.Title],
                $"/escalations/{letter.Id}",
                work.Case.Number,
                statutory,
                Person: person
            ).ToMessage()
        );
}
