using Enforcement.Identity;
using Enforcement.Notifications;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>What people are told about a letter; the words are the resource of the key.</summary>
internal static class LetterNotices
{
    /// <summary>The head, and each of the two who handle the case.</summary>
    public static void TellSender(CaseWork work, Escalation letter, string key)
    {
        ToSender(work, letter, key, statutory: false);
        var role = work.Case.Kind is Cases.CaseKind.Township ? Roles.Officer : Roles.CountyHandler;
        foreach (var officer in work.Case.Officers)
            Send(work, letter, letter.Sender, role, key, statutory: false, officer);
    }

    /// <summary>The head of the squad, or of the department's unit, that sent it.</summary>
    public static void ToSender(CaseWork work, Escalation letter, string key, bool statutory) =>
        Send(work, letter, letter.Sender, work.Part<CaseLetters>().HeadRoleOf(letter.Sender), key, statutory);

    /// <summary>The head who answers it.</summary>
    public static void ToReceiver(CaseWork work, Escalation letter, string key, bool statutory) =>
        Send(work, letter, letter.Receiver, work.Part<CaseLetters>().HeadRoleOf(letter.Receiver), key, statutory);

    /// <summary>Whoever signs for it.</summary>
    public static void ToRegistry(CaseWork work, Escalation letter, string key) =>
        Send(work, letter, letter.Receiver, work.Part<CaseLetters>().RegistryRoleOf(letter.Receiver), key, statutory: true);

    /// <summary>The side that did not just act.</summary>
    public static void TellOtherSide(CaseWork work, Escalation letter, string side, string key)
    {
        if (side == letter.Sender)
            ToReceiver(work, letter, key, statutory: true);
        else
            ToSender(work, letter, key, statutory: true);
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
