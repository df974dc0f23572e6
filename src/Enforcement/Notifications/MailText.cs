using Enforcement.Shell;

namespace Enforcement.Notifications;

/// <summary>An e-mail says in Chinese what the inbox says, what is left of the term, and where to go.</summary>
internal static class MailText
{
    private const int LongestSubject = 120;

    public static string Subject(Telling telling)
    {
        // A line break in a subject would begin a header of the sender's making.
        var line = string.Join(' ', telling.Text.Zh.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestSubject ? line : line[..LongestSubject] + "…";
    }

    public static string Body(Telling telling, BusinessTime time, string? publicUrl) =>
        string.Join('\n', [telling.Text.Zh, "", .. Facts(telling, time, publicUrl)]);

    /// <summary>The number, what is left and the way there: for chats that are kept outside the office, nothing that names anybody.</summary>
    public static string Bare(Telling telling, BusinessTime time, string? publicUrl) =>
        string.Join('\n', [Say("notifications.bare"), .. Facts(telling, time, publicUrl)]);

    private static IEnumerable<string> Facts(Telling telling, BusinessTime time, string? publicUrl)
    {
        if (telling.CaseNumber is { } number)
            yield return Say("notifications.mail.case", number);
        if (telling.DueLegal is { } due)
        {
            // It runs out with the last instant before, and people speak of that day.
            var left = time.LastDayOf(due).DayNumber - time.Today.DayNumber;
            var key = due > time.Now ? "notifications.mail.left" : "notifications.mail.over";
            yield return Say(key, time.LocalTime(BusinessTime.LastOf(due)), Math.Abs(left));
        }
        yield return Say(telling.Statutory ? "notifications.mail.statutory" : "notifications.mail.internal");
        if (telling.Link is { } link && publicUrl is { Length: > 0 } home)
            yield return home.TrimEnd('/') + link;
    }

    private static string Say(string key, params object?[] arguments) => Texts.InBoth(key, arguments).Zh;
}
